package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// hashPlace says in which bucket of a hash a key lies, and what happened there.
func (t *Trace) hashPlace() string {
	f := t.before.Found
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		return t.hashNext()
	}
	if f == nil {
		return ""
	}
	return t.hashArithmetic(f) + t.hashDid(f) + t.evicted() + t.percpuCopies()
}

// hashArithmetic says how a key leads to its bucket.
func (t *Trace) hashArithmetic(f *core.Found) string {
	in, key := t.before, hexKeyText(t.before.Form, f.Key)
	switch {
	case in.Form == core.InsideList:
		return fmt.Sprintf("Key %s hashes to 0x%08x", key, f.Hash)
	case in.Holds == abi.HoldsDevices:
		return fmt.Sprintf("Key %s leads to bucket %d of %d (%d & %d)", key, f.Slot, in.Size, f.Hash, in.Size-1)
	}
	return fmt.Sprintf("Key %s hashes to bucket %d of %d (jhash 0x%08x & %d)", key, f.Slot, in.Size, f.Hash, in.Size-1)
}

// inChain says where in its chain a key was found.
func (t *Trace) inChain(f *core.Found) string {
	switch {
	case t.before.Form == core.InsideList && f.There:
		return "its element is there"
	case t.before.Form == core.InsideList:
		return "no element has it"
	case f.Chain == 0:
		return "the bucket is empty"
	case !f.There && f.Chain == 1:
		return "the one element of its chain has another key"
	case !f.There:
		return fmt.Sprintf("none of the %d elements of its chain has this key", f.Chain)
	case f.Chain == 1:
		return "alone in its chain"
	}
	return fmt.Sprintf("%s of %d in its chain", english.OrdinalWord(f.Place), f.Chain)
}

// hashDid says what became of the element.
func (t *Trace) hashDid(f *core.Found) string {
	s := "; " + t.inChain(f)
	if t.Ret < 0 {
		return s + "."
	}
	if after := t.after.Found; after.Map != 0 && t.cmd() != abi.BPF_MAP_UPDATE_ELEM {
		return s + fmt.Sprintf("; it holds map %d.", after.Map)
	}
	_, replaced := t.happenedTo(core.ElemReplaced)
	_, made := t.happenedTo(core.ElemMade)
	_, written := t.happenedTo(core.ElemWritten)
	_, removed := t.happenedTo(core.ElemRemoved)
	switch {
	case replaced:
		return s + "; its value is replaced by a new element put in front."
	case made:
		return s + ". " + t.putIn()
	case written:
		return s + "; its value is written in place."
	case removed:
		return s + "; it is taken out."
	}
	return s + "."
}

func (t *Trace) putIn() string {
	f := t.after.Found
	switch {
	case t.after.Form == core.InsideList:
		return "A new element comes in."
	case f.Chain < 2:
		return "A new element comes in, alone in its chain."
	}
	return fmt.Sprintf("A new element comes in, at the head of its chain of %d.", f.Chain)
}

// hashNext says which key comes after one.
func (t *Trace) hashNext() string {
	f, next := t.before.Found, t.after.Found
	if t.next == nil {
		if f == nil {
			return ""
		}
		return t.hashArithmetic(f) + "; " + t.inChain(f) + "."
	}
	from := "A walk begins at the first bucket that is not empty"
	switch {
	case f != nil && !f.There:
		from = fmt.Sprintf("Key %s is not there, so the walk starts over", hexKeyText(t.before.Form, f.Key))
	case f != nil && t.before.Form == core.InsideHash:
		from = fmt.Sprintf("Key %s is %s, in bucket %d of %d", hexKeyText(t.before.Form, f.Key), t.inChain(f), f.Slot, t.before.Size)
	case f != nil:
		from = fmt.Sprintf("Key %s is there", hexKeyText(t.before.Form, f.Key))
	}
	if next == nil || t.before.Form == core.InsideList {
		return fmt.Sprintf("%s; the next key is %s.", from, keyText(t.before.Form, t.next))
	}
	return fmt.Sprintf("%s; the next key is %s, in bucket %d.", from, keyText(t.before.Form, t.next), next.Slot)
}

// evicted says which element an LRU map dropped to make room.
func (t *Trace) evicted() string {
	var gone []core.Event
	for _, e := range t.Events {
		if e.Kind == core.ElemEvicted && e.Map == t.Map {
			gone = append(gone, e)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	more := ""
	if n := uint64(len(gone)); n > 1 {
		more = fmt.Sprintf(" So %s %d more.", map[bool]string{true: "was", false: "were"}[n == 2], n-1)
	}
	for _, list := range t.before.Lists {
		for _, e := range append(append([]core.Element{}, list.Head...), list.Tail...) {
			if e.Nr == uint32(gone[0].A) && e.Key != "" {
				return fmt.Sprintf(" No element was free: %s, %s of the %s list, %s, and was evicted.%s",
					hexKeyText(t.before.Form, e.Key), end(e, list), list.Name, lookedAt(e), more)
			}
		}
	}
	return fmt.Sprintf(" No element was free, and element %d was evicted.%s", gone[0].A, more)
}

// end says where in a list an element is.
func end(e core.Element, l core.LRUList) string {
	if uint64(e.Place) == l.Count {
		return "the tail"
	}
	return "number " + fmt.Sprint(e.Place) + " of " + fmt.Sprint(l.Count)
}

func lookedAt(e core.Element) string {
	if e.Used {
		return "was the oldest although it had been used"
	}
	return "had not been used"
}
