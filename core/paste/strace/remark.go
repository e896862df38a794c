package strace

import (
	"bpfplay/core/paste"
	"math"
	"strings"
)

// remark opens what bpfplay writes behind a line of its own: where the attr lies, and the memory that the task
// set, which strace does not show:
//
//	bpf(…, 32) = 0 /* memory: attr at 0x10000040, 0x10001000 "\x01\x00\x00\x00" */
const remark = "/* memory: "

// remark reads such a remark, if the line has one. One that is not understood is passed over like any other.
func (r *reader) remark(call *paste.Call) {
	_, rest, ok := strings.Cut(r.text[r.at:], remark)
	rest, _, closed := strings.Cut(rest, "*/")
	if !ok || !closed {
		return
	}
	inside := &reader{scanner: scanner{text: rest}}
	var memory []paste.Memory
	addr := uint64(0)
	for {
		if inside.take("attr") {
			inside.expect("at")
			addr = inside.number(inside.next(), "an address", 0, math.MaxUint64)
		} else {
			m := paste.Memory{Addr: inside.number(inside.next(), "an address", 0, math.MaxUint64)}
			m.Bytes = inside.unquote(inside.next())
			memory = append(memory, m)
		}
		if !inside.take(",") {
			break
		}
	}
	if inside.peek().kind != end || inside.fault != nil {
		return
	}
	call.Memory = append(call.Memory, memory...)
	if addr != 0 {
		call.Addr = addr
	}
}
