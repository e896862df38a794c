package history

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// locations describe the location and the effect of a call on one element, by the form of the map.
var locations = table.Listed[core.InsideForm, func(*Trace) string]{
	{core.InsideArray, (*Trace).arrayLocation},
	{core.InsideHash, (*Trace).hashLocation},
	{core.InsideList, (*Trace).hashLocation},
	{core.InsideTrie, (*Trace).trieLocation},
	{core.InsideQueue, (*Trace).ringLocation},
	{core.InsideStack, (*Trace).ringLocation},
	{core.InsideBloom, (*Trace).bloomLocation},
}

// location describes the location and the effect of an element call. It returns "" for another call.
func (t *Trace) location() string {
	if t.before == nil || t.after == nil {
		return ""
	}
	if t.batch.m != nil {
		return t.batchOutcome()
	}
	if sentence := locations.Of(t.before.Form); sentence != nil {
		return sentence(t)
	}
	if t.Result >= 0 {
		return plainEffects.At(t.cmd())
	}
	return ""
}

// plainEffects describe commands on maps whose elements have no location.
var plainEffects = table.Indexed[abi.Cmd, string]{
	abi.BPF_MAP_LOOKUP_ELEM: "The value of the key is read.", abi.BPF_MAP_UPDATE_ELEM: "The value of the key is written.",
	abi.BPF_MAP_DELETE_ELEM: "The value of the key is removed.", abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: "The value of the key is read and removed.",
	abi.BPF_MAP_GET_NEXT_KEY: "The kernel writes the next key.",
}

// locationErrors are the errors of element commands that depend on the position of the key.
var locationErrors = []abi.Errno{abi.ENOENT, abi.E2BIG, abi.EEXIST, abi.ENOSPC}

// refusedLocation describes the location that a failed call used, if the error depends on it.
func (t *Trace) refusedLocation(e core.Event) string {
	if !slices.Contains(locationErrors, e.Check.Errno) || e.Check.Scan {
		return ""
	}
	if sentence := t.location(); sentence != "" {
		return " " + sentence
	}
	return ""
}

// commandOf returns the command of a bpf call without the BPF_COMMON_ATTRS flag.
func commandOf(c *core.Call) abi.Cmd { return c.Cmd() &^ abi.BPF_COMMON_ATTRS }

func (t *Trace) cmd() abi.Cmd { return commandOf(&t.Call) }

// happenedTo returns the first event of a kind in the call's map; ok is false if no such event happened.
func (t *Trace) happenedTo(kind core.EventKind) (e core.Event, ok bool) {
	for _, e := range t.Events {
		if e.Kind == kind && e.Map == t.Map {
			return e, true
		}
	}
	return core.Event{}, false
}

// batchOutcome describes how many elements a batch command processed.
func (t *Trace) batchOutcome() string {
	return fmt.Sprintf("%s of %d %s processed; map %d now has %s.",
		english.Count(t.batchDone, "element"), t.batch.asked, english.Were(t.batchDone), t.Map, english.Count(t.after.Count, "element"))
}

// arrayEffects describe the effects of commands on a slot.
var arrayEffects = table.Indexed[abi.Cmd, string]{
	abi.BPF_MAP_LOOKUP_ELEM: "is read", abi.BPF_MAP_UPDATE_ELEM: "is written in place", abi.BPF_MAP_DELETE_ELEM: "is cleared",
}

// arrayLocation describes the slot of an array and the effect of the call on it.
func (t *Trace) arrayLocation() string {
	f, in := t.before.Found, t.before
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		if t.next == nil {
			return ""
		}
		return fmt.Sprintf("The next index is %d of %s; all slots exist from creation on.", core.KeyIndex(t.next), english.Count(in.Size, "slot"))
	}
	switch {
	case f == nil:
		return ""
	case f.Slot >= in.Size:
		return fmt.Sprintf("Index %d is past the last slot, %d.", f.Slot, in.Size-1)
	}
	s := fmt.Sprintf("Index %d of %d: slot %d", f.Slot, in.Size, f.Slot)
	switch after := t.after.Found; {
	case t.Result < 0 && in.Holds == abi.HoldsValues:
		return s + " exists from creation on, like all slots."
	case t.Result < 0 && f.There:
		return s + " is occupied."
	case t.Result < 0:
		return s + " is empty."
	case after.Map != 0:
		s += fmt.Sprintf(" refers to map %d", after.Map)
	default:
		s += " " + arrayEffects.At(t.cmd())
	}
	return s + "." + t.percpuCopies()
}

// percpuCopies describes how many bytes of a per-CPU value were copied to or from user space.
func (t *Trace) percpuCopies() string {
	in := t.before
	if in.CPUs == 0 || t.Result < 0 {
		return ""
	}
	verb := map[abi.Cmd]string{
		abi.BPF_MAP_LOOKUP_ELEM: "A lookup", abi.BPF_MAP_UPDATE_ELEM: "An update", abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: "A lookup",
	}[t.cmd()]
	for _, e := range t.Events {
		copied := e.Kind == core.CopiedOut && t.cmd() != abi.BPF_MAP_UPDATE_ELEM || e.Kind == core.CopiedIn && t.cmd() == abi.BPF_MAP_UPDATE_ELEM
		if verb != "" && copied && e.B == uint64(in.CPUs*in.Stride) {
			if in.CPUs == 1 {
				return fmt.Sprintf(" %s copies the value of the only possible CPU, rounded up to a multiple of 8: %d bytes.", verb, e.B)
			}
			return fmt.Sprintf(" %s copies the values of all %d possible CPUs, each rounded up to a multiple of 8: %d bytes.", verb, in.CPUs, e.B)
		}
	}
	return ""
}

// keyTextMax is the number of characters that a key is shortened to.
const keyTextMax = 41

// keyText formats a key: 1, 2, 4 or 8 bytes as a number, an IPv4 prefix as an address, anything else in hex.
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
	return "0x" + english.Shorten(hex.EncodeToString(key), keyTextMax)
}

// prefixText formats a key of a trie.
func prefixText(key []byte) string {
	bits, data := core.TrieKey(key)
	text := "0x" + english.Shorten(hex.EncodeToString(data), keyTextMax)
	if len(data) == 4 {
		text = fmt.Sprintf("%d.%d.%d.%d", data[0], data[1], data[2], data[3])
	}
	if int(bits) == 8*len(data) {
		return text
	}
	return fmt.Sprintf("%s/%d", text, bits)
}

// hexKeyText formats a key that is given in hex.
func hexKeyText(form core.InsideForm, key string) string { return keyText(form, mustHex(key)) }

// mustHex decodes hex that core has encoded.
func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("BUG: not hex: " + s)
	}
	return b
}
