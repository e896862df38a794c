package history

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// ringLocation describes the slot of a queue or a stack that a call used, and how head and tail moved.
func (t *Trace) ringLocation() string {
	in, after := t.before, t.after
	if t.Result < 0 {
		if in.Count == 0 {
			return fmt.Sprintf("Head and tail are both at slot %d: the map is empty.", in.Head)
		}
		return fmt.Sprintf("The slot after the head, %d, is the tail: the map is full.", in.Tail)
	}
	queue := in.Form == core.InsideQueue
	top := (in.Head + in.Size - 1) % in.Size
	switch t.cmd() {
	case abi.BPF_MAP_UPDATE_ELEM:
		s := fmt.Sprintf("The value is stored in slot %d, the head, which advances to slot %d.", in.Head, after.Head)
		if e, dropped := t.happenedTo(core.ElemEvicted); dropped {
			s = fmt.Sprintf("The map was full, so the oldest value, in slot %d, was dropped, and the tail advanced to slot %d. ", e.A, after.Tail) + s
		}
		return s
	case abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		if queue {
			return fmt.Sprintf("The oldest value, in slot %d, is removed: the tail advances to slot %d.", in.Tail, after.Tail)
		}
		return fmt.Sprintf("The newest value, in slot %d, is removed: the head moves back to it.", after.Head)
	case abi.BPF_MAP_LOOKUP_ELEM:
		if queue {
			return fmt.Sprintf("The oldest value, in slot %d, the tail, is read but not removed.", in.Tail)
		}
		return fmt.Sprintf("The newest value, in slot %d, just before the head, is read but not removed.", top)
	}
	return ""
}

// bloomLocation describes the bits that a value hashes to.
func (t *Trace) bloomLocation() string {
	f := t.before.Found
	if f == nil {
		return ""
	}
	var bits, unset []string
	for _, b := range f.Bits {
		at := fmt.Sprint(b.At)
		if slices.Contains(bits, at) {
			continue // two hashes lead to the same bit
		}
		bits = append(bits, at)
		if !b.Set {
			unset = append(unset, at)
		}
	}
	s := fmt.Sprintf("The value hashes to %s %s of %d", english.Plural(len(bits), "bit"), english.List(bits), t.before.Size)
	switch {
	case t.cmd() == abi.BPF_MAP_UPDATE_ELEM:
		return s + fmt.Sprintf("; %d of them %s already set.", len(bits)-len(unset), english.Were(uint64(len(bits)-len(unset))))
	case len(unset) == 0:
		return s + ": all are set, so the value may have been added."
	}
	return s + "; not set: " + english.List(unset) + "."
}
