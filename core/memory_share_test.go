package core_test

import (
	"testing"

	"bpfplay/core"
)

// TestForksShareNoWrites writes to memory inside and outside of the arena in a parent and in its children. Each sees its own
// writes and what its parent wrote before the fork.
func TestForksShareNoWrites(t *testing.T) {
	const arena, far, farther = core.ArenaStart, 0x20000000, 0x30000000
	k := afterLink(t, "k=6.12/fork(1)")
	write := func(task int, addr uint64, b byte) {
		t.Helper()
		if err := k.Write(task, core.Write{Addr: addr, Bytes: []byte{b}}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(task int, addr uint64, b byte) {
		t.Helper()
		if got, err := k.Read(task, addr, 1); err != nil || got[0] != b {
			t.Errorf("task %d has %d, %v at %#x, want %d", task, got, err, addr, b)
		}
	}
	do := func(c core.Call, want int64) {
		t.Helper()
		if ret, err := k.Do(&c); err != nil || ret != want {
			t.Fatalf("%s returned %d, %v, want %d", c.String(), ret, err, want)
		}
	}
	write(0, arena, 1)
	want(1, arena, 0)
	write(0, far, 2)
	if _, err := k.Read(1, far, 1); err == nil {
		t.Error("the child has a page that its parent made after the fork")
	}
	do(core.Call{Op: core.OpFork, Args: core.Args{2}}, 2)
	write(2, far+1, 3)
	write(0, far, 4)
	want(2, far, 2)
	want(2, far+1, 3)
	want(0, far+1, 0)
	do(core.Call{Task: 2, Op: core.OpFork, Args: core.Args{3}}, 3)
	write(3, farther, 5)
	write(3, far, 6)
	want(2, far, 2)
	want(3, far+1, 3)
	if _, err := k.Read(2, farther, 1); err == nil {
		t.Error("the parent has a page that its child made")
	}
	// exec empties the memory of one task only.
	do(core.Call{Task: 2, Op: core.OpExec}, 0)
	if _, err := k.Read(2, far, 1); err == nil {
		t.Error("memory outlives exec")
	}
	want(2, arena, 0)
	want(3, far, 6)
}

// TestMappingsAndPages maps and unmaps memory around pages that a task has written.
func TestMappingsAndPages(t *testing.T) {
	const at = 0x20000000
	k := newMmapKernel(t, afterLink(t, "k=6.12").Machine.Release)
	fd := k.create(2, 4, 4096, 4, 1<<10) // four pages, BPF_F_MMAPABLE
	const read, write, shared, private, fixed, noReplace, anonymous = 1, 2, 1, 2, 0x10, 0x100000, 0x20
	if err := k.k.Write(0, core.Write{Addr: at + 4096, Bytes: []byte{7}}); err != nil {
		t.Fatal(err)
	}
	k.want(mmapAt(at, 8192, read, shared|noReplace, fd, 0), -17) // EEXIST: the page is there
	k.want(mmapAt(core.ArenaStart, 4096, read, shared|noReplace, fd, 0), -17)
	k.want(core.Call{Op: core.OpMunmap, Args: core.Args{at, 8192}}, 0)
	k.want(mmapAt(at, 16384, read|write, shared|noReplace, fd, 0), at)
	// the second page is unmapped, which leaves an area on each side
	k.want(core.Call{Op: core.OpMunmap, Args: core.Args{at + 4096, 4096}}, 0)
	if areas := k.k.View().Tasks[0].Areas; len(areas) != 2 || areas[0].Length != 4096 || areas[1].Addr != at+8192 || areas[1].Offset != 8192 {
		t.Errorf("the areas are %+v, want the first page and the last two", areas)
	}
	if b := k.read(at+8192, 1); b[0] != 0 {
		t.Errorf("the third page has % x, want 00", b)
	}
	if _, err := k.k.Read(0, at+4096, 1); err == nil {
		t.Error("the unmapped page can be read")
	}
	k.want(mmapAt(at+4096, 4096, read, private|anonymous|noReplace, 1<<64-1, 0), at+4096)
	if b := k.read(at+4000, 200); len(b) != 200 {
		t.Errorf("%d bytes can be read across three areas, want 200", len(b))
	}
}
