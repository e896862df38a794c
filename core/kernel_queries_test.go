package core_test

import (
	"slices"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestQueries asks a kernel about its objects, as a reader of traces does.
func TestQueries(t *testing.T) {
	k := afterLink(t, lockedCounter+"/create(hash,4,8,4)/w(10001000,b7000000000000009500000000000000)/dup(5)/sendfd(5,1)")
	btfs, maps := k.BTFs(), k.Maps()
	if len(btfs) != 1 || btfs[0].Refcnt() != 2 {
		t.Fatalf("the BTF objects are %v, want one with references of its file and of the map", btfs)
	}
	if b, key, value := maps[0].BTF(); b != btfs[0] || key != 1 || value != 3 {
		t.Errorf("the array has BTF %v and types %d and %d, want 1 and 3", b, key, value)
	}
	if b, _, _ := maps[1].BTF(); b != nil || maps[1].Record() != nil || maps[0].Record() == nil {
		t.Error("the hash has BTF or a lock, or the array has none")
	}
	parent, child := k.Task(0), k.Task(1)
	var open []int
	for fd := range parent.Files.Open() {
		open = append(open, fd)
	}
	if !slices.Equal(open, []int{0, 1, 2, 3, 4, 5, 6}) {
		t.Errorf("the open descriptors are %v, want 0 to 6", open)
	}
	for fd := range parent.Files.Open() {
		if fd == 3 {
			break
		}
	}
	if f := parent.Files.File(5); f.Count() != 3 || f.Map != maps[1] {
		t.Errorf("%d references to the file of the hash, want 3, one of them in flight", f.Count())
	}
	if child.InFlight() != 1 || parent.InFlight() != 0 || !child.Alive() {
		t.Errorf("%d descriptors were sent to the child and %d to the parent, want 1 and 0", child.InFlight(), parent.InFlight())
	}
	exit := core.Call{Task: 1, Op: core.OpExit}
	if _, err := k.Do(&exit); err != nil || child.Alive() || k.FreeTask() != 2 {
		t.Errorf("after its exit the child is alive: %v, and the next task is %d", child.Alive(), k.FreeTask())
	}
	for path, want := range map[string]bool{"/sys/fs/bpf/maps.debug": true, "/a/progs.debug": true, "/sys/fs/bpf/maps": false, "maps.debug": false} {
		if got := core.IsPreloaded(path); got != want {
			t.Errorf("IsPreloaded(%s) is %v, want %v", path, got, want)
		}
	}
	if e := core.EvidenceOf(core.Named(abi.R(6, 12, 0))); e.Evidence != core.Recorded || e.Release.String() != "6.12.117" {
		t.Errorf("6.12 is %+v, want the recorded 6.12.117", e)
	}
	if e := core.EvidenceOf(core.Named(abi.R(5, 19, 0))); e.Evidence != core.FromSource || core.Named(abi.R(6, 12, 9)) != abi.R(6, 12, 9) {
		t.Errorf("5.19 is %+v, want one from the sources", e)
	}
}

// TestExpectedVerdicts loads a costly program again on another kernel, which takes the verdict of the first. Both kernels
// look the same.
func TestExpectedVerdicts(t *testing.T) {
	first, second := newMmapKernel(t, abi.R(6, 12, 0)), newMmapKernel(t, abi.R(6, 12, 0))
	const loop = "r1 = map_fd 3\nr1 = 0\nloop: r1 += 1\nif r1 < 9000 goto loop\nr0 = 0\nexit"
	first.array(0)
	cheap := first.loadProg("r0 = 0\nexit")
	if first.k.TakeVerdict() != nil {
		t.Error("a cheap program has a verdict")
	}
	first.want(core.Call{Op: core.OpClose, Args: core.Args{cheap}}, 0)
	fd := first.loadProg(loop)
	verdict := first.k.TakeVerdict()
	if verdict == nil || first.k.TakeVerdict() != nil {
		t.Fatal("a costly program has no verdict, or keeps it")
	}
	second.array(0)
	second.want(core.Call{Op: core.OpClose, Args: core.Args{second.loadProg("r0 = 0\nexit")}}, 0)
	second.k.Expect(verdict)
	if got := second.loadProg(loop); got != fd || second.k.TakeVerdict() != nil {
		t.Errorf("the second kernel returned %d, want %d without another verification", got, fd)
	}
	if string(first.k.View().JSON()) != string(second.k.View().JSON()) {
		t.Errorf("the kernels differ:\n%s\n%s", first.k.View().JSON(), second.k.View().JSON())
	}
	second.testRun(fd)
}
