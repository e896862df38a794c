package history

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Where the element of a call lay, and what became of it there.

// placeTellers tell the place of a call on one element, by how the map is built.
var placeTellers = map[core.InsideForm]func(*Trace) string{
	core.InsideArray: (*Trace).arrayPlace,
	core.InsideHash:  (*Trace).hashPlace,
	core.InsideList:  (*Trace).hashPlace,
	core.InsideTrie:  (*Trace).triePlace,
	core.InsideQueue: (*Trace).ringPlace,
	core.InsideStack: (*Trace).ringPlace,
	core.InsideBloom: (*Trace).bloomPlace,
}

// place says where an element call did its work; "" for another call.
func (t *Trace) place() string {
	if t.before == nil || t.after == nil {
		return ""
	}
	if t.batch.m != nil {
		return t.batchPlace()
	}
	tell := placeTellers[t.before.Form]
	if tell == nil {
		return ""
	}
	return tell(t)
}

// refusedPlace says where a call that was refused had looked, where the refusal hangs on that.
func (t *Trace) refusedPlace(e core.Event) string {
	if !tellsPlace[e.Check.Errno] || e.Check.Scan {
		return ""
	}
	if said := t.place(); said != "" {
		return " " + said
	}
	return ""
}

// cmd is the command of a bpf call without what only says that more attrs follow.
func (t *Trace) cmd() abi.Cmd { return t.Call.Cmd() &^ abi.BPF_COMMON_ATTRS }

// happenedTo is the first event of a kind in the map of the call; ok is false where there was none.
func (t *Trace) happenedTo(kind core.EventKind) (e core.Event, ok bool) {
	for _, e := range t.Events {
		if e.Kind == kind && e.Map == t.Map {
			return e, true
		}
	}
	return core.Event{}, false
}

func (t *Trace) batchPlace() string {
	return fmt.Sprintf("%s of %d %s done; map %d has %s now.",
		english.Count(t.batchDone, "element"), t.batch.asked, english.Were(t.batchDone), t.Map, english.Count(t.after.Count, "element"))
}

// arrayDid says what a command does to a slot.
var arrayDid = map[abi.Cmd]string{
	abi.BPF_MAP_LOOKUP_ELEM: "is read", abi.BPF_MAP_UPDATE_ELEM: "is written in place", abi.BPF_MAP_DELETE_ELEM: "is emptied",
}

func (t *Trace) arrayPlace() string {
	f, in := t.before.Found, t.before
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		if t.next == nil {
			return ""
		}
		return fmt.Sprintf("The next index is %d, of %s that are all there from the start.", core.KeyIndex(t.next), english.Count(in.Size, "slot"))
	}
	switch {
	case f == nil:
		return ""
	case f.Slot >= in.Size:
		return fmt.Sprintf("Index %d is past the last slot, %d.", f.Slot, in.Size-1)
	}
	s := fmt.Sprintf("Index %d of %d: slot %d", f.Slot, in.Size, f.Slot)
	switch after := t.after.Found; {
	case t.Ret < 0 && in.Holds == abi.HoldsValues:
		return s + " is there from the start, as all are."
	case t.Ret < 0 && f.There:
		return s + " is taken."
	case t.Ret < 0:
		return s + " is empty."
	case after.Map != 0:
		s += fmt.Sprintf(" holds map %d", after.Map)
	default:
		s += " " + arrayDid[t.cmd()]
	}
	return s + "." + t.percpuCopies()
}

// percpuCopies says how much of a per-CPU value went to or from user space.
func (t *Trace) percpuCopies() string {
	in := t.before
	if in.CPUs == 0 || t.Ret < 0 {
		return ""
	}
	verb := map[abi.Cmd]string{
		abi.BPF_MAP_LOOKUP_ELEM: "A lookup", abi.BPF_MAP_UPDATE_ELEM: "An update", abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: "A lookup",
	}[t.cmd()]
	for _, e := range t.Events {
		copied := e.Kind == core.CopiedOut && t.cmd() != abi.BPF_MAP_UPDATE_ELEM || e.Kind == core.CopiedIn && t.cmd() == abi.BPF_MAP_UPDATE_ELEM
		if verb != "" && copied && e.B == uint64(in.CPUs*in.Stride) {
			return fmt.Sprintf(" %s copies the values of all %s, each rounded up to a multiple of 8: %d bytes.", verb, english.Count(in.CPUs, "possible processor"), e.B)
		}
	}
	return ""
}

// keyTextMost is how many characters of a key are shown.
const keyTextMost = 41

// keyText tells a key: one of 1, 2, 4 or 8 bytes as a number, a prefix of IPv4 as an address, any other in hex.
func keyText(form core.InsideForm, key []byte) string {
	if form == core.InsideTrie {
		return prefixText(key)
	}
	switch len(key) {
	case 1:
		return fmt.Sprint(key[0])
	case 2:
		return fmt.Sprint(binary.LittleEndian.Uint16(key))
	case 4:
		return fmt.Sprint(binary.LittleEndian.Uint32(key))
	case 8:
		return fmt.Sprint(binary.LittleEndian.Uint64(key))
	case 0:
		return "NULL"
	}
	return "0x" + english.Shorten(hex.EncodeToString(key), keyTextMost)
}

// prefixText tells a key of a trie.
func prefixText(key []byte) string {
	bits, data := core.TrieKey(key)
	text := "0x" + english.Shorten(hex.EncodeToString(data), keyTextMost)
	if len(data) == 4 {
		text = fmt.Sprintf("%d.%d.%d.%d", data[0], data[1], data[2], data[3])
	}
	if int(bits) == 8*len(data) {
		return text
	}
	return fmt.Sprintf("%s/%d", text, bits)
}

// hexKeyText tells a key that is given in hex.
func hexKeyText(form core.InsideForm, key string) string { return keyText(form, mustHex(key)) }

// mustHex is the bytes of a text that this package made.
func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("BUG: not hex: " + s)
	}
	return b
}
