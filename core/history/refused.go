package history

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Refusal is how a call failed.
type Refusal uint8

const (
	NotRefused Refusal = iota
	LoopEnded          // no next key or object, as the end of a loop finds
	NotFound           // no such element
	Refused            // any other error
)

// asking are the commands whose ENOENT answers the caller's question.
var asking = table.Indexed[abi.Cmd, Refusal]{
	abi.BPF_MAP_GET_NEXT_KEY: LoopEnded, abi.BPF_PROG_GET_NEXT_ID: LoopEnded, abi.BPF_MAP_GET_NEXT_ID: LoopEnded,
	abi.BPF_BTF_GET_NEXT_ID: LoopEnded, abi.BPF_LINK_GET_NEXT_ID: LoopEnded,
	abi.BPF_MAP_LOOKUP_BATCH: LoopEnded, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: LoopEnded,
	abi.BPF_MAP_LOOKUP_ELEM: NotFound, abi.BPF_MAP_DELETE_ELEM: NotFound, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: NotFound,
}

// RefusalOf returns how a call with the result ret failed. Failed system calls other than bpf() and those on descriptors of
// BPF objects do not count.
func (c *Call) RefusalOf(ret int64) Refusal {
	switch {
	case ret >= 0 || ret == core.NotEmulated, c.Op == core.OpTraced && !strings.HasPrefix(c.Path, "BPF_"):
		return NotRefused
	}
	if how := asking.At(commandOf(&c.Call)); how != NotRefused && c.Op == core.OpBpf && ret == -int64(abi.ENOENT) {
		return how
	}
	return Refused
}
