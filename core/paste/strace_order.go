package paste

import (
	"fmt"
	"slices"
)

// straceOverlap is how many calls that ended earlier a call is held against.
const straceOverlap = 256

// straceOrder puts calls into the order of the kernel. Calls that overlap happened in any order that gives their
// results: a call that overlaps with others stands where it ended, unless its result shows that it came before.
type straceOrder struct {
	read   []Call
	before []int // by call: the place in read before which it stands; its own for most
	moved  bool
}

func (o *straceOrder) len() int { return len(o.read) }

// last is the call that was added last, nil if there is none.
func (o *straceOrder) last() *Call {
	if len(o.read) == 0 {
		return nil
	}
	return &o.read[len(o.read)-1]
}

// add adds a call that began when from calls had ended; share says which processes have the same descriptors. It gives a sentence if the call is placed before others.
func (o *straceOrder) add(call Call, from int, share func(a, b int) bool) string {
	place := o.place(&call, max(from, len(o.read)-straceOverlap), share)
	o.read, o.before = append(o.read, call), append(o.before, place)
	if place == len(o.read)-1 {
		return ""
	}
	o.moved = true
	return fmt.Sprintf("ended in line %d, and happened before the call in line %d, as the results show", call.Resumed, o.read[place].Line)
}

// place is the first of the calls since from that cannot have happened before call, or else the end.
func (o *straceOrder) place(call *Call, from int, share func(a, b int) bool) int {
	place := -1
	made, closed := call.made(), call.closed()
	for i := from; i < len(o.read) && (made >= 0 || closed >= 0 || straceForks[call.Name]); i++ {
		other := &o.read[i]
		switch {
		case straceForks[call.Name] && int64(other.Pid) == *call.Ret:
			return i
		case !share(call.Pid, other.Pid):
		case made >= 0 && other.closed() == made:
			place = -1
		case place < 0 && made >= 0 && other.made() > made, place < 0 && closed >= 0 && other.made() == closed:
			place = i
		}
	}
	if place < 0 {
		return len(o.read)
	}
	return place
}

// straceFds are the commands of bpf that answer with a descriptor.
var straceFds = map[string]bool{
	"BPF_MAP_CREATE": true, "BPF_PROG_LOAD": true, "BPF_OBJ_GET": true, "BPF_PROG_GET_FD_BY_ID": true, "BPF_MAP_GET_FD_BY_ID": true,
	"BPF_RAW_TRACEPOINT_OPEN": true, "BPF_BTF_LOAD": true, "BPF_BTF_GET_FD_BY_ID": true, "BPF_LINK_CREATE": true,
	"BPF_LINK_GET_FD_BY_ID": true, "BPF_ENABLE_STATS": true, "BPF_ITER_CREATE": true, "BPF_TOKEN_CREATE": true,
}

// made is the lowest free descriptor that a call took, -1 if it took none.
func (c *Call) made() int64 {
	if c.Ret == nil || *c.Ret < 0 {
		return -1
	}
	if c.Name == "bpf" && straceFds[c.Cmd.String()] || straceUses[c.Name] == straceMakes || c.Name == "dup" {
		return *c.Ret
	}
	return -1
}

// closed is the descriptor that a call of close freed, -1 if none.
func (c *Call) closed() int64 {
	if c.Name == "close" && c.Ret != nil && *c.Ret == 0 && len(c.Args) == 1 {
		return c.Args[0]
	}
	return -1
}

// calls are all calls in their order. first is the process of those that name none.
func (o *straceOrder) calls(first int) []Call {
	for i := range o.read {
		if o.read[i].Pid == 0 {
			o.read[i].Pid = first
		}
	}
	if !o.moved {
		return o.read
	}
	at := make([]int, len(o.read))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return o.key(a) - o.key(b) })
	sorted := make([]Call, len(o.read))
	for i, place := range at {
		sorted[i] = o.read[place]
	}
	return sorted
}

func (o *straceOrder) key(i int) int {
	if o.before[i] < i {
		return 2 * o.before[i]
	}
	return 2*i + 1
}
