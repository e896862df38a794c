package core_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestTracedLinksHoldTheirProgram closes the program of a link to several uprobes, and of one to a device, which a trace shows.
func TestTracedLinksHoldTheirProgram(t *testing.T) {
	for _, row := range []struct {
		attach abi.AttachType
		prog   string
		detach string
	}{{abi.BPF_TRACE_UPROBE_MULTI, "prog 2 48 0 0", "-95"}, {abi.BPF_TRACE_KPROBE_MULTI, "prog 2 42 0 0", "-95"}, {abi.BPF_XDP, "prog 6 37 0 0", "?"}} {
		k := newMmapKernel(t, abi.R(6, 18, 0))
		k.script(row.prog + " = 3")
		k.want(core.Call{Op: core.OpTraced, Path: core.LinkWhat(row.attach, 3), Args: core.Args{4, core.TracedCloexecFD}}, 4)
		k.script("close 3 = 0\nwork = 0")
		if n := len(k.k.Progs()); n != 1 {
			t.Errorf("%s: %d programs are left after close, want 1", row.attach, n)
		}
		detach := fieldValues{&abi.LinkDetachFD: 4}.call(k.r, abi.BPF_LINK_DETACH)
		if got := k.do(detach); row.detach == "?" && got != core.NotEmulated || row.detach != "?" && got != -95 {
			t.Errorf("%s: BPF_LINK_DETACH returns %d, want %s", row.attach, got, row.detach)
		}
		id := fieldValues{&abi.LinkID: 1}.call(k.r, abi.BPF_LINK_GET_FD_BY_ID)
		k.want(id, 3)
		k.script("close 3 = 0\nclose 4 = 0")
		k.want(id, -2)
		k.script("work = 0")
		if n := len(k.k.Progs()); n != 0 {
			t.Errorf("%s: %d programs are left after the link", row.attach, n)
		}
	}
}
