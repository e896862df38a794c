//go:build linux && amd64

package core

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/strace"
)

const (
	liveCallsUsual  = 100_000 // calls by default
	liveTimeUsual   = 6 * time.Second
	liveHistory     = 400 // calls of one history
	liveHistories   = 50  // on one thread; the last one drops capabilities
	liveClean       = 8   // one of so many histories has only well-formed calls
	liveCleanCalls  = 2000
	liveDifferences = 10 // stop after this many kinds
)

// TestLive sends random calls about maps to the host's kernel and to the core of its release, and compares result,
// memory and text after each. BPFPLAY_LIVE_CALLS sets the number of calls; the default stops after some seconds.
// BPFPLAY_LIVE_SEED draws other calls, and BPFPLAY_LIVE_HISTORY runs and prints one history, call by call.
func TestLive(t *testing.T) {
	m := liveMachine(t)
	l := liveTest{t: t, machine: m, seed: liveNumber(t, "BPFPLAY_LIVE_SEED", 1), only: int(liveNumber(t, "BPFPLAY_LIVE_HISTORY", 0)),
		budget: int(liveNumber(t, "BPFPLAY_LIVE_CALLS", liveCallsUsual)), kinds: map[string]int{}}
	if os.Getenv("BPFPLAY_LIVE_CALLS") == "" {
		l.until = time.Now().Add(liveTimeUsual)
	}
	for !l.ended() {
		switch err := onHost(l.histories); {
		case err != nil && l.made == 0:
			t.Skipf("the host does not permit the live test: %v", err)
		case err != nil:
			t.Fatalf("after %d calls: %v", l.calls, err)
		}
	}
	t.Logf("live: kernel=%s seed=%d calls=%d succeeded=%d differences=%d", m.Release, l.seed, l.calls, l.succeeded, l.found)
	if l.starved > 1+l.calls/liveStarved {
		t.Errorf("%d updates were refused for lack of memory, want at most 1 of %d calls", l.starved, liveStarved)
	}
	if l.succeeded == 0 && l.only == 0 {
		t.Error("no call succeeded")
	}
	for _, kind := range slices.Sorted(maps.Keys(l.kinds)) {
		t.Logf("%s: %d", kind, l.kinds[kind])
	}
}

// liveNumber returns the number that a variable of the environment holds, or usual if it is not set.
func liveNumber(t *testing.T, variable string, usual uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("invalid %s %q: want a number", variable, text)
	}
	return n
}

// liveTest is one run.
type liveTest struct {
	t         *testing.T
	machine   Machine
	seed      uint64
	only      int       // the one history to make; 0 for all
	budget    int       // calls
	until     time.Time // when to stop; zero for when the calls are made
	made      int       // histories
	calls     int
	succeeded int
	found     int
	starved   int            // histories that ended as starved reports
	kinds     map[string]int // how many calls of each kind succeeded
	before    []byte         // the memory of the task, before a call and after
	after     []byte
}

// ended reports whether the test has made enough calls.
func (l *liveTest) ended() bool {
	return l.spent() || l.only > 0 && l.made >= l.only
}

// spent reports whether the calls or the time of the test are used up, or enough differences are found.
func (l *liveTest) spent() bool {
	return l.calls >= l.budget || l.found >= liveDifferences || !l.until.IsZero() && time.Now().After(l.until)
}

// histories runs some histories on one thread.
func (l *liveTest) histories(h *liveHost) {
	for range liveHistories {
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
		l.history(h, l.made%liveHistories == 0)
	}
}

// history runs one history on both kernels, up to the first difference.
func (l *liveTest) history(h *liveHost, lessCaps bool) {
	k, err := New(l.machine)
	if err != nil {
		panic("BUG: a machine that passed its check does not boot: " + err.Error())
	}
	g := &liveCalls{Rand: rand.New(rand.NewPCG(l.seed, uint64(l.made))), k: k, t: k.Task(0), free: h.free}
	for _, fd := range h.taken {
		k.Dup3(g.t, 0, fd, 0)
	}
	for range 3 {
		g.focus = append(g.focus, liveShapes[g.IntN(len(liveShapes))].typ, liveShapes[pick(g, mainShapes...)].typ, liveShapes[pick(g, mainShapes...)].typ)
	}
	limit, calls := k.Machine.Nofile, liveHistory
	if l.made%liveClean == 0 {
		g.clean, calls = true, liveCleanCalls
		g.focus = []abi.MapType{liveShapes[pick(g, mainShapes...)].typ}
	}
	for range calls {
		c := g.draw()
		if lessCaps && g.IntN(liveHistory) < 4 {
			lost := pick(g, abi.CAP_SYS_ADMIN, abi.CAP_BPF, abi.CAP_NET_ADMIN, abi.CAP_PERFMON, abi.CAP_DAC_OVERRIDE, abi.CAP_DAC_READ_SEARCH)
			c = Call{Op: OpCaps, Args: Args{uint64(g.t.Cred.Caps &^ (1 << lost))}}
		}
		if limit != g.t.Limits.Nofile && g.chance(20) {
			c = Call{Op: OpRlimit, Args: Args{limit}}
		}
		l.calls++
		if !l.same(h, g, &c) {
			break
		}
	}
	for _, path := range livePaths {
		h.do(&Call{Op: OpUnlink, Path: path})
	}
}

// same makes a call on both kernels and reports whether they are in the same state after it.
func (l *liveTest) same(h *liveHost, g *liveCalls, c *Call) bool {
	for _, w := range c.Writes {
		h.poke(w)
		g.k.Poke(g.t, w)
	}
	l.before = arena(l.before, g.t)
	before := l.before
	m := g.asked(c, before)
	theirs := h.do(c)
	if c.Op == OpBpf && c.Cmd() == abi.BPF_MAP_CREATE && theirs >= 0 {
		g.k.mapIDs.next = h.idOf(theirs)
		g.ids = append(g.ids, g.k.mapIDs.next)
	}
	elements := elementsOf(g.k, m)
	ours := g.k.Run(c)
	l.after = arena(l.after, g.t)
	memory := l.after
	if l.only > 0 {
		l.t.Logf("%s = %d", tellCall(c, before), theirs)
	}
	if starved(c.Cmd(), m, theirs, ours, elementsOf(g.k, m)-elements) {
		l.starved++
		return false
	}
	if !g.settled(h, c, m, theirs, ours) && (theirs != ours || !bytes.Equal(memory, h.view) || !sameLines(g.k.text, h.lines)) {
		l.t.Errorf("history %d of seed %d: %s\n  on %s\n  the host: %d %s %q\n  the core: %d %s %q", l.made, l.seed, tellCall(c, before), tellMap(m),
			theirs, tellChanges(before, h.view), h.lines, ours, tellChanges(before, memory), g.k.text)
		l.found++
		return false
	}
	if theirs >= 0 {
		l.succeeded++
		if c.Op == OpBpf && m.Type != 0 {
			l.kinds[m.Type.Short()+" "+c.Cmd().String()]++
		}
	}
	return true
}

// liveAttrOf returns the attr of a bpf call from memory, with zeros outside the arena.
func liveAttrOf(c *Call, memory []byte) (attr abi.Attr) {
	if at := c.Args[1] - ArenaStart; c.Op == OpBpf && at < uint64(len(memory)) {
		copy(attr[:min(uint64(len(attr)), c.Args[2])], memory[at:])
	}
	return attr
}

// asked returns the map of a call, or a map without a type if the call has none.
func (g *liveCalls) asked(c *Call, memory []byte) *Map {
	attr := liveAttrOf(c, memory)
	if c.Op != OpBpf {
		return &Map{}
	}
	if c.Cmd() == abi.BPF_MAP_CREATE {
		return &Map{Type: abi.MapType(attr.U32(&abi.MapTypeField))}
	}
	if row := c.Cmd().Known(g.k.Machine.Release); row != nil {
		for _, f := range row.Fields {
			if file := g.t.Files.File(int(int32(f.Value(attr[:])))); f.Kind == abi.KindFD && file != nil && file.Map != nil {
				return file.Map
			}
		}
	}
	return &Map{}
}

// drawn reports whether a map has a random seed, which differs between Linux and the core; see divergence.go.
func drawn(m *Map) bool {
	switch m.Type {
	case abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH,
		abi.BPF_MAP_TYPE_HASH_OF_MAPS, abi.BPF_MAP_TYPE_BLOOM_FILTER:
		return m.Flags&abi.BPF_F_ZERO_SEED == 0
	}
	return m.Type == abi.BPF_MAP_TYPE_RHASH
}

// unsettled lists the commands whose result depends on a random seed, with all their possible results.
var unsettled = map[abi.Cmd][]int64{
	abi.BPF_MAP_GET_NEXT_KEY: {0, -int64(abi.ENOENT), -int64(abi.EFAULT)},
	abi.BPF_MAP_LOOKUP_BATCH: {0, -int64(abi.ENOENT), -int64(abi.EFAULT), -int64(abi.ENOSPC)},
	abi.BPF_MAP_LOOKUP_ELEM:  {0, -int64(abi.ENOENT)}, // of a bloom filter
}

// settled reports whether two different results are both correct, and if so copies the core's memory to the host's. They
// can be if a map has a random seed, or if other programs of the host have maps.
func (g *liveCalls) settled(h *liveHost, c *Call, m *Map, theirs, ours int64) bool {
	right := false
	switch able := unsettled[c.Cmd()]; {
	case c.Op != OpBpf:
	case c.Cmd() == abi.BPF_MAP_GET_NEXT_ID:
		before := liveAttrOf(c, h.view)
		whole := *c
		whole.Args[2] = abi.AttrMax // the kernel writes the ID even after the end of a short attr
		after := liveAttrOf(&whole, h.view)
		right = theirs == 0 && after.U32(&abi.NextID) > before.U32(&abi.StartID) && (ours == -int64(abi.ENOENT) || ours == 0) ||
			theirs == -int64(abi.EFAULT) && ours == -int64(abi.ENOENT) || g.late && theirs == -int64(abi.ENOENT) && ours == 0
	case drawn(m) && (m.Type == abi.BPF_MAP_TYPE_BLOOM_FILTER || c.Cmd() != abi.BPF_MAP_LOOKUP_ELEM):
		right = slices.Contains(able, theirs) && slices.Contains(able, ours)
	}
	if right {
		copy(h.view, arena(nil, g.t))
	}
	return right
}

// sameLines compares lines of fdinfo. The size of kernel structs in memlock depends on the kernel's build; see
// divergence.go.
func sameLines(ours, theirs []string) bool {
	return slices.EqualFunc(ours, theirs, func(a, b string) bool {
		var x, y int
		if _, err := fmt.Sscanf(a+" "+b, "memlock:\t%d memlock:\t%d", &x, &y); err == nil {
			return x-y <= liveStructs && y-x <= liveStructs
		}
		return a == b
	})
}

// liveStructs is the largest difference of a map's memory, in bytes, between two builds of one release.
const liveStructs = 128

// tellCall prints a call as a recording has it, and the attr as strace does.
func tellCall(c *Call, memory []byte) string {
	if c.Op != OpBpf {
		return c.String() + " " + c.Path
	}
	attr := liveAttrOf(c, memory)
	return c.String() + " " + strace.Format(c.Cmd(), c.Args[1], attr[:], uint32(min(c.Args[2], abi.AttrMax)), "")
}

func tellMap(m *Map) string {
	return fmt.Sprintf("a map of type %s, key %d, value %d, entries %d, flags %#x", m.Type.Short(), m.KeySize, m.ValueSize, m.MaxEntries, m.Flags)
}

func tellChanges(before, after []byte) string {
	text := ""
	for _, w := range MemoryChanges(before, after) {
		text += fmt.Sprintf(" %x %s", w.Addr, hex.EncodeToString(w.Bytes))
	}
	return text[:min(len(text), 300)]
}
