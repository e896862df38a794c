//go:build linux && amd64

package core

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

const (
	liveProgsUsual    = 5000 // programs by default
	liveProgsTime     = 8 * time.Second
	liveProgsHistory  = 40     // programs on the same maps
	liveProgHistories = 50     // on one thread
	liveProgInsns     = 0x4000 // bytes
)

// Addresses of the arguments of programs in the live test.
const (
	liveProgInsnsAt = ArenaStart + 0x1000
	liveProgDataAt  = ArenaStart + 0x5000
	liveProgOutAt   = ArenaStart + 0x5800
	liveProgCtxAt   = ArenaStart + 0x5a00
	liveProgCtxOut  = ArenaStart + 0x5c00
	liveProgKeyAt   = ArenaStart + 0x0a00
	liveProgElemAt  = ArenaStart + 0x0b00
	liveProgTextAt  = ArenaStart + 0x0800
)

// TestLivePrograms loads random programs on the host's kernel and on the core of its release, and runs what both accept. It
// compares the result of the load, the result of the run, retval, data_out, ctx and the maps' elements.
// BPFPLAY_LIVE_PROGRAMS sets the number of programs; the default stops after some seconds. BPFPLAY_LIVE_SEED draws other
// programs, and BPFPLAY_LIVE_HISTORY runs one history only.
func TestLivePrograms(t *testing.T) {
	m := liveMachine(t)
	l := liveProgs{liveTest: liveTest{t: t, machine: m, seed: liveNumber(t, "BPFPLAY_LIVE_SEED", 1), only: int(liveNumber(t, "BPFPLAY_LIVE_HISTORY", 0)),
		budget: int(liveNumber(t, "BPFPLAY_LIVE_PROGRAMS", liveProgsUsual))}, declines: map[string]int{}}
	if os.Getenv("BPFPLAY_LIVE_PROGRAMS") == "" {
		l.until = time.Now().Add(liveProgsTime)
	}
	for !l.ended() {
		switch err := onHost(l.histories); {
		case err != nil && l.made == 0:
			t.Skipf("the host does not permit the live test: %v", err)
		case err != nil:
			t.Fatalf("after %d programs: %v", l.calls, err)
		}
	}
	t.Logf("live: kernel=%s seed=%d programs=%d accepted=%d runs=%d declined=%d differences=%d", m.Release, l.seed, l.calls, l.succeeded, l.runs, l.declined, l.found)
	for why, n := range l.declines {
		t.Logf("declined: %s: %d", why, n)
	}
	if l.runs == 0 && l.only == 0 {
		t.Error("no program ran")
	}
}

// liveProgs is one run of the test. Its calls are loads.
type liveProgs struct {
	liveTest
	runs     int // compared runs
	declined int
	declines map[string]int
	h        *liveHost
	k        *Kernel
	rng      *rand.Rand
	fds      []int32 // of liveProgMaps
	// interrupted reports whether a signal ended a repeated run of the history on the host, after which the maps differ.
	interrupted bool
}

// histories runs some histories on one thread. All capabilities stay: a host that mitigates speculation verifies more paths
// of a task without CAP_PERFMON than the core's machine, which boots with mitigations=off.
func (l *liveProgs) histories(h *liveHost) {
	for range liveProgHistories {
		if l.ended() {
			return
		}
		l.made++
		if l.only > 0 && l.made != l.only {
			continue
		}
		if err := h.reset(); err != nil {
			l.t.Errorf("the host does not permit starting a history: %v", err)
			return
		}
		l.h = h
		l.history()
	}
}

func (l *liveProgs) history() {
	k, err := New(l.machine)
	if err != nil {
		panic("BUG: a machine that passed its check does not boot: " + err.Error())
	}
	l.k, l.rng = k, rand.New(rand.NewPCG(l.seed, uint64(l.made)))
	for _, fd := range l.h.taken {
		k.Dup3(k.Task(0), 0, fd, 0)
	}
	l.fds, l.interrupted = nil, false
	for i, m := range liveProgMaps {
		var a abi.Attr
		putU32s(a[:], uint32(m.typ), m.key, m.value, m.max, m.flags)
		l.poke(ArenaStart, a[:])
		if theirs, ours := l.both(Bpf(0, abi.BPF_MAP_CREATE, ArenaStart, 20)); theirs != ours || theirs < 0 {
			l.t.Errorf("creating map %d returned %d on the host and %d in the core", i, theirs, ours)
			l.found++
			return
		} else {
			l.fds = append(l.fds, int32(ours))
		}
	}
	for n := 0; n < liveProgsHistory && !l.interrupted && !l.spent(); n++ {
		l.calls++
		if !l.program() {
			l.found++
			return
		}
	}
}

// poke writes to the memory of both.
func (l *liveProgs) poke(addr uint64, b []byte) {
	l.h.poke(Write{addr, b})
	l.k.Poke(l.k.Task(0), Write{addr, b})
}

// both makes a call on both kernels.
func (l *liveProgs) both(c Call) (theirs, ours int64) { return l.h.do(&c), l.k.Run(&c) }

// program draws, loads and runs one program, and reports whether both kernels agree. Changed programs do not run.
func (l *liveProgs) program() bool {
	typ := liveProgTypes[l.rng.IntN(len(liveProgTypes))]
	insns := drawLiveProg(l.rng, typ, l.fds)
	changed := l.rng.IntN(100) < 45
	for i := 0; changed && (i == 0 || l.rng.IntN(3) == 0) && len(insns) > 1; i++ {
		insns = spoil(l.rng, insns)
	}
	load, a := l.load(typ, insns)
	theirs, ours := l.both(load)
	for theirs == -int64(abi.EAGAIN) { // a signal of Go's scheduler interrupted the verifier
		theirs = l.h.do(&load)
	}
	if l.only > 0 {
		l.t.Logf("%s = %d\n%s", typ, theirs, insn.Text(insns))
	}
	if ours == NotEmulated {
		l.declined++
		if theirs >= 0 {
			l.h.do(&Call{Op: OpClose, Args: Args{uint64(theirs)}})
		}
		return true
	}
	if theirs != ours {
		l.t.Errorf("history %d of seed %d: a load of type %s returned %d on the host and %d in the core\n%s\n%s", l.made, l.seed, typ, theirs, ours, insn.Text(insns), l.logs(a))
		return false
	}
	if theirs < 0 {
		return true
	}
	l.succeeded++
	defer l.both(Call{Op: OpClose, Args: Args{uint64(theirs)}})
	if changed { // it may read an address
		return true
	}
	for range 1 + l.rng.IntN(2) {
		if !l.interrupted && !l.run(uint32(theirs), typ) {
			l.t.Errorf("the program of type %s:\n%s", typ, insn.Text(insns))
			return false
		}
	}
	return true
}

// load writes a program to memory, and returns the call that loads it and its attr.
func (l *liveProgs) load(typ abi.ProgType, insns []insn.Insn) (c Call, a abi.Attr) {
	l.poke(liveProgTextAt, []byte("GPL\x00"))
	l.poke(liveProgInsnsAt, insn.AppendAll(nil, insns)[:min(len(insns)*insn.Size, liveProgInsns)])
	a.PutU32(&abi.ProgTypeField, uint32(typ))
	a.PutU32(&abi.InsnCnt, uint32(len(insns)))
	abi.Insns.Put(a[:], liveProgInsnsAt)
	abi.License.Put(a[:], liveProgTextAt)
	if typ == abi.BPF_PROG_TYPE_SYSCALL {
		a.PutU32(&abi.ProgFlagsField, abi.BPF_F_SLEEPABLE)
	}
	l.poke(ArenaStart, a[:])
	return Bpf(0, abi.BPF_PROG_LOAD, ArenaStart, 72), a
}

// logs loads a program that differs again, and returns the last lines of both logs.
func (l *liveProgs) logs(a abi.Attr) string {
	a.PutU32(&abi.LogLevel, 2)
	a.PutU32(&abi.LogSize, 0x2000)
	abi.LogBuf.Put(a[:], liveProgDataAt)
	l.poke(ArenaStart, a[:])
	l.poke(liveProgDataAt, make([]byte, 0x2000))
	l.both(Bpf(0, abi.BPF_PROG_LOAD, ArenaStart, 72))
	at := int(liveProgDataAt - ArenaStart)
	theirs, _, _ := bytes.Cut(l.h.view[at:at+0x2000], []byte{0})
	ours, _, _ := bytes.Cut(arena(nil, l.k.Task(0))[at:at+0x2000], []byte{0})
	return fmt.Sprintf("the host's log:\n%s\nthe core's log:\n%s", theirs, ours)
}

// run runs a program on a random packet or context, and compares memory and maps.
func (l *liveProgs) run(fd uint32, typ abi.ProgType) bool {
	data := make([]byte, []int{14, 60, 64, 64, 100, 300}[l.rng.IntN(6)])
	for i := range data {
		data[i] = byte(l.rng.Uint32())
	}
	if l.rng.IntN(2) == 0 && len(data) > 14 {
		copy(data[12:], []byte{8, 0, 0x45})
	}
	var a abi.Attr
	a.PutU32(&abi.TestProgFD, fd)
	l.poke(liveProgOutAt, make([]byte, 512))
	if typ == abi.BPF_PROG_TYPE_SYSCALL {
		a.PutU32(&abi.TestCtxSizeIn, 64)
		abi.TestCtxIn.Put(a[:], liveProgDataAt)
		data = append(data, make([]byte, 64)...)[:64]
	} else {
		a.PutU32(&abi.TestDataSizeIn, uint32(len(data)))
		a.PutU32(&abi.TestDataSizeOut, 512)
		abi.TestDataIn.Put(a[:], liveProgDataAt)
		abi.TestDataOut.Put(a[:], liveProgOutAt)
		switch l.rng.IntN(8) {
		case 0, 1:
			a.PutU32(&abi.TestRepeat, uint32(2+l.rng.IntN(3)))
		case 2, 3:
			l.context(&a, typ, len(data))
		case 4:
			a.PutU32(&abi.TestDataSizeOut, uint32(l.rng.IntN(len(data)+20)))
		}
	}
	l.poke(liveProgDataAt, data)
	l.poke(ArenaStart, a[:])
	theirs, ours := l.both(Bpf(0, abi.BPF_PROG_TEST_RUN, ArenaStart, 80))
	if ours == NotEmulated {
		l.t.Errorf("history %d of seed %d: a run is not emulated; the host returned %d", l.made, l.seed, theirs)
		return false
	}
	if a.U32(&abi.TestRepeat) > 1 && theirs == -int64(abi.EINTR) {
		l.interrupted = true
		return true
	}
	l.poke(ArenaStart+uint64(abi.TestDuration.Offset), make([]byte, 4))
	l.runs++
	return l.same("a run", theirs, ours) && l.sameMaps()
}

// same compares a result and the memory after it.
func (l *liveProgs) same(what string, theirs, ours int64) bool {
	l.after = arena(l.after, l.k.Task(0))
	if theirs == ours && bytes.Equal(l.after, l.h.view) {
		return true
	}
	l.t.Errorf("history %d of seed %d: %s\n  the host: %d\n  the core: %d; memory differs at%s from%s", l.made, l.seed, what, theirs, ours,
		tellChanges(l.h.view, l.after), tellChanges(l.after, l.h.view))
	return false
}

// sameMaps compares the elements of all maps that keys find.
func (l *liveProgs) sameMaps() bool {
	for i, m := range liveProgMaps {
		if m.key == 0 {
			continue
		}
		for key := range min(m.max, 9) {
			var a abi.Attr
			a.PutU32(&abi.ElemMapFD, uint32(l.fds[i]))
			abi.ElemKey.Put(a[:], liveProgKeyAt)
			abi.ElemValue.Put(a[:], liveProgElemAt)
			l.poke(ArenaStart, a[:])
			l.poke(liveProgKeyAt, []byte{byte(key), 0, 0, 0})
			l.poke(liveProgElemAt, make([]byte, 128))
			theirs, ours := l.both(Bpf(0, abi.BPF_MAP_LOOKUP_ELEM, ArenaStart, 32))
			if !l.same("element "+string('0'+rune(key))+" of map "+m.typ.Short(), theirs, ours) {
				return false
			}
		}
	}
	return true
}
