//go:build linux && amd64

package core

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// TestLivePrintk compares what bpf_trace_printk returns, which is the length of the text or an error, with the host's kernel.
func TestLivePrintk(t *testing.T) {
	m := liveMachine(t)
	l := liveProgs{liveTest: liveTest{t: t, machine: m}}
	err := onHost(func(h *liveHost) {
		if err := h.reset(); err != nil {
			t.Skipf("the host does not permit the live test: %v", err)
		}
		l.h = h
		k, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		l.k = k
		for _, fd := range h.taken {
			l.k.Dup3(l.k.Task(0), 0, fd, 0)
		}
		for _, format := range livePrintkFormats {
			for _, args := range [][3]uint64{{0, 0, 0}, {5, 1 << 40, 7}, {1<<64 - 3, 1<<32 - 1, 0x8000000012345678}} {
				l.printk(format, args)
			}
		}
	})
	if err != nil {
		t.Skipf("the host does not permit the live test: %v", err)
	}
}

// printk loads and runs a program that prints.
func (l *liveProgs) printk(format string, args [3]uint64) {
	var text [24]byte
	copy(text[:], format)
	var b strings.Builder
	p := liveProg{text: &b}
	for i := range 3 {
		p.line("r1 = %d ll\n*(u64 *)(r10 %+d) = r1\nr%d = %d ll", int64(binary.LittleEndian.Uint64(text[8*i:])), 8*i-24, i+3, int64(args[i]))
	}
	p.line("r1 = r10\nr1 += -24\nr2 = %d\ncall bpf_trace_printk\nexit", len(format)+1)
	program, err := insn.Assemble(b.String())
	if err != nil {
		l.t.Fatal(err)
	}
	load, _ := l.load(abi.BPF_PROG_TYPE_SCHED_CLS, program.Insns)
	fd, ours := l.both(load)
	if fd != ours || fd < 0 {
		l.t.Fatalf("a load returned %d on the host and %d in the core", fd, ours)
	}
	defer l.both(Call{Op: OpClose, Args: Args{uint64(fd)}})
	var run abi.Attr
	run.PutU32(&abi.TestProgFD, uint32(fd))
	run.PutU32(&abi.TestDataSizeIn, 64)
	abi.TestDataIn.Put(run[:], liveProgDataAt)
	l.poke(ArenaStart, run[:])
	l.both(Bpf(0, abi.BPF_PROG_TEST_RUN, ArenaStart, 80))
	at := abi.TestRetval.Offset
	theirs, mine := int32(binary.LittleEndian.Uint32(l.h.view[at:])), int32(binary.LittleEndian.Uint32(arena(nil, l.k.Task(0))[at:]))
	if theirs != mine {
		l.t.Errorf("%q of %x: %d on the host, %d in the core", format, args, theirs, mine)
	}
}
