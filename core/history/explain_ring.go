package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// ringPlace says which slot of a queue or a stack a call was about, and how head and tail moved.
func (t *Trace) ringPlace() string {
	in, after := t.before, t.after
	if t.Ret < 0 {
		if in.Count == 0 {
			return fmt.Sprintf("Head and tail are both at slot %d: nothing lies between.", in.Head)
		}
		return fmt.Sprintf("The slot behind the head, %d, is the tail: there is no free one.", in.Tail)
	}
	queue := in.Form == core.InsideQueue
	top := (in.Head + in.Size - 1) % in.Size
	switch t.cmd() {
	case abi.BPF_MAP_UPDATE_ELEM:
		s := fmt.Sprintf("The value goes into slot %d, the head, which moves on to slot %d.", in.Head, after.Head)
		if e, dropped := t.happenedTo(core.ElemEvicted); dropped {
			s = fmt.Sprintf("It was full, so the oldest value, in slot %d, was dropped, and the tail moved on to slot %d. ", e.A, after.Tail) + s
		}
		return s
	case abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		if queue {
			return fmt.Sprintf("The oldest value, in slot %d, is taken out: the tail moves on to slot %d.", in.Tail, after.Tail)
		}
		return fmt.Sprintf("The newest value, in slot %d, is taken out: the head moves back there.", after.Head)
	case abi.BPF_MAP_LOOKUP_ELEM:
		if queue {
			return fmt.Sprintf("The oldest value, in slot %d, the tail, is read and stays.", in.Tail)
		}
		return fmt.Sprintf("The newest value, in slot %d, below the head, is read and stays.", top)
	}
	return ""
}

// bloomPlace says which bits the hashes of a value lead to.
func (t *Trace) bloomPlace() string {
	f := t.before.Found
	if f == nil {
		return ""
	}
	var bits, unset []string
	for _, b := range f.Bits {
		bits = append(bits, fmt.Sprint(b.At))
		if !b.Set {
			unset = append(unset, fmt.Sprint(b.At))
		}
	}
	s := fmt.Sprintf("Its hashes lead to bits %s of %d", english.List(bits), t.before.Size)
	switch {
	case t.cmd() == abi.BPF_MAP_UPDATE_ELEM:
		return s + fmt.Sprintf("; %d of them %s set before.", len(f.Bits)-len(unset), english.Were(uint64(len(f.Bits)-len(unset))))
	case len(unset) == 0:
		return s + ": all are set, so the value may have been added."
	}
	return s + "; not set: " + english.List(unset) + "."
}
