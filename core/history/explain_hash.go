package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// hashLocation describes the bucket of a key and the effect of the call on it.
func (t *Trace) hashLocation() string {
	f := t.before.Found
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		return t.hashNext()
	}
	if f == nil {
		return ""
	}
	return t.hashArithmetic(f) + t.hashEffect(f) + t.evicted() + t.percpuCopies()
}

// hashArithmetic describes how the bucket is computed from the key.
func (t *Trace) hashArithmetic(f *core.Found) string {
	in, key := t.before, hexKeyText(t.before.Form, f.Key)
	switch {
	case in.Form == core.InsideList:
		return fmt.Sprintf("Key %s hashes to 0x%08x", key, f.Hash)
	case in.Holds == abi.HoldsDevices:
		return fmt.Sprintf("Key %s maps to bucket %d of %d (%d & %d)", key, f.Slot, in.Size, f.Hash, in.Size-1)
	}
	return fmt.Sprintf("Key %s hashes to bucket %d of %d (jhash 0x%08x & %d)", key, f.Slot, in.Size, f.Hash, in.Size-1)
}

// inChain describes the position of a key in its chain.
func (t *Trace) inChain(f *core.Found) string {
	switch {
	case t.before.Form == core.InsideList && f.There:
		return "its element exists"
	case t.before.Form == core.InsideList:
		return "no element has this key"
	case f.Chain == 0:
		return "the bucket is empty"
	case !f.There && f.Chain == 1:
		return "the only element in its chain has another key"
	case !f.There:
		return fmt.Sprintf("none of the %d elements in its chain has this key", f.Chain)
	case f.Chain == 1:
		return "alone in its chain"
	}
	return fmt.Sprintf("%s of %d in its chain", english.OrdinalWord(f.Place), f.Chain)
}

// hashEffect describes the effect of the call on the element.
func (t *Trace) hashEffect(f *core.Found) string {
	s := "; " + t.inChain(f)
	if t.Result < 0 {
		return s + "."
	}
	if after := t.after.Found; after.Map != 0 && t.cmd() != abi.BPF_MAP_UPDATE_ELEM {
		return s + fmt.Sprintf("; it refers to map %d.", after.Map)
	}
	_, replaced := t.happenedTo(core.ElemReplaced)
	_, made := t.happenedTo(core.ElemMade)
	_, written := t.happenedTo(core.ElemWritten)
	_, removed := t.happenedTo(core.ElemRemoved)
	switch {
	case replaced:
		return s + "; it is replaced by a new element at the head of the chain."
	case made:
		return s + ". " + t.inserted()
	case written:
		return s + "; its value is written in place."
	case removed, f.There && t.cmd() == abi.BPF_MAP_DELETE_ELEM:
		return s + "; it is removed."
	}
	return s + "."
}

// inserted describes the position of a new element.
func (t *Trace) inserted() string {
	f := t.after.Found
	switch {
	case t.after.Form == core.InsideList:
		return "A new element is inserted."
	case f.Chain < 2:
		return "A new element is inserted, alone in its chain."
	}
	return fmt.Sprintf("A new element is inserted at the head of its chain of %d.", f.Chain)
}

// hashNext describes which key follows the key of the call.
func (t *Trace) hashNext() string {
	f, next := t.before.Found, t.after.Found
	if t.next == nil {
		if f == nil {
			return ""
		}
		return t.hashArithmetic(f) + "; " + t.inChain(f) + "."
	}
	from := "Iteration starts at the first bucket that is not empty"
	switch {
	case f == nil && t.before.Form == core.InsideList:
		from = "Iteration starts at the first element"
	case f != nil && !f.There:
		from = fmt.Sprintf("Key %s does not exist, so iteration starts over", hexKeyText(t.before.Form, f.Key))
	case f != nil && t.before.Form == core.InsideHash:
		from = fmt.Sprintf("Key %s is %s, in bucket %d of %d", hexKeyText(t.before.Form, f.Key), t.inChain(f), f.Slot, t.before.Size)
	case f != nil:
		from = fmt.Sprintf("Key %s exists", hexKeyText(t.before.Form, f.Key))
	}
	if next == nil || t.before.Form == core.InsideList {
		return fmt.Sprintf("%s; the next key is %s.", from, keyText(t.before.Form, t.next))
	}
	return fmt.Sprintf("%s; the next key is %s, in bucket %d.", from, keyText(t.before.Form, t.next), next.Slot)
}

// evicted describes the elements that an LRU map evicted to make room.
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
		more = fmt.Sprintf(" %d more %s evicted.", n-1, english.Were(n-1))
	}
	for _, list := range t.before.Lists {
		for _, e := range append(append([]core.Element{}, list.Head...), list.Tail...) {
			if e.Nr == uint32(gone[0].A) && e.Key != "" {
				return fmt.Sprintf(" No element was free: key %s, %s, %s and was evicted.%s",
					hexKeyText(t.before.Form, e.Key), listPosition(e, list), evictionReason(e), more)
			}
		}
	}
	return fmt.Sprintf(" No element was free, so element %d was evicted.%s", gone[0].A, more)
}

// listPosition describes the position of an element in an LRU list.
func listPosition(e core.Element, l core.LRUList) string {
	if uint64(e.Place) == l.Count {
		return fmt.Sprintf("the tail of the %s list", l.Name)
	}
	return fmt.Sprintf("entry %d of %d in the %s list", e.Place, l.Count, l.Name)
}

// evictionReason returns the reason why an element was evicted, as a verb phrase.
func evictionReason(e core.Element) string {
	if e.Used {
		return "was the oldest, although referenced,"
	}
	return "was not referenced"
}
