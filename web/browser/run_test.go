//go:build !js

package browser

import (
	"encoding/binary"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	steps "bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/link"
)

// countingLink returns a link to a machine with the array "hits" at descriptor 3, a program that adds 1 to its element 0 at
// descriptor 4, and a second task.
func countingLink(t *testing.T, more ...core.Call) string {
	t.Helper()
	p, err := insn.Assemble(`
		*(u32 *)(r10 - 4) = 0
		r2 = r10
		r2 += -4
		r1 = map_fd 3
		call 1
		if r0 == 0 goto out
		r1 = *(u64 *)(r0 + 0)
		r1 += 1
		*(u64 *)(r0 + 0) = r1
		out: r0 = 0
		exit`)
	if err != nil {
		t.Fatal(err)
	}
	create := make([]byte, 48)
	for i, v := range []uint32{uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 4} {
		binary.LittleEndian.PutUint32(create[4*i:], v)
	}
	copy(create[28:], "hits")
	const at = core.ArenaStart + 0x1000
	load := make([]byte, 64)
	binary.LittleEndian.PutUint32(load[0:], uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	binary.LittleEndian.PutUint32(load[4:], uint32(len(p.Insns)))
	binary.LittleEndian.PutUint64(load[8:], at)
	binary.LittleEndian.PutUint64(load[16:], at+uint64(len(p.Insns)*insn.Size))
	copy(load[48:], "count")
	calls := append([]core.Call{
		core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 48, core.Write{Addr: core.ArenaStart, Bytes: create}),
		core.Bpf(0, abi.BPF_PROG_LOAD, core.ArenaStart, 64, core.Write{Addr: core.ArenaStart, Bytes: load},
			core.Write{Addr: at, Bytes: append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)}),
		{Op: core.OpFork, Args: core.Args{1}},
	}, more...)
	l := link.Link{Machine: core.NewMachine(abi.R(6, 12, 0)), At: steps.Step{Call: len(calls), Event: -1}}
	for _, c := range calls {
		l.Calls = append(l.Calls, steps.Call{Call: c})
	}
	return "#" + l.String()
}

// heldOn returns a call that starts a run of the program at descriptor 4 and holds it.
func heldOn(task, cpu int) core.Call {
	attr := make([]byte, 80)
	binary.LittleEndian.PutUint32(attr[0:], 4)
	binary.LittleEndian.PutUint32(attr[8:], 64)
	binary.LittleEndian.PutUint64(attr[16:], core.ArenaStart+0x2000)
	return core.Call{Task: task, Op: core.OpRunStart, Args: core.Args{uint64(cpu), core.ArenaStart, 80}, Writes: []core.Write{{Addr: core.ArenaStart, Bytes: attr}}}
}

// TestLostUpdate holds a run after it has read the counter, runs another to its end, and goes on: the map counts 1.
func TestLostUpdate(t *testing.T) {
	p := openPage(t, countingLink(t, heldOn(0, 0), heldOn(1, 1)), 1440, 900)
	p.shows("#held-runs", "task 1 CPU 1 held at 0")
	p.write("#hold-at-0", "8")
	p.click("#run-hold-0")
	p.shows("#held-runs", "task 0 CPU 0 held at 8")
	p.shows("#run-title", "8: r1 += 1")
	p.shows("#reg-0", "hits[0]")
	p.shows("#reg-0", "PTR_TO_MAP_VALUE")
	if r1 := p.text("#reg-1"); r1 != "r1\t0\tSCALAR\t" {
		t.Errorf("r1 is %q, want the scalar 0 that the program read", r1)
	}
	p.click("#run-end-1")
	p.shows("#held-runs", "task 0 CPU 0 held at 8")
	p.wait("the run of task 1 to end", `!document.querySelector("#run-end-1")`)
	p.click(`[data-task="0"].held-name`)
	p.shows("#reg-0", "01 00 00 00 00 00 00 00") // task 1 has counted; task 0 still has 0 in r1
	p.click("#run-step-0")
	p.shows("#run-title", "9: ")
	p.click("#run-end-0")
	p.wait("the last run to end", `!document.querySelector("#held-runs")`)
	p.shows("#run-title", "returned 0")
	p.shows(".run-pane", "of 3")
	p.click("#insn-prev")
	p.click("#insn-prev")
	p.shows("#now", "instruction 1 of 3")
	p.shows("#now", "which stored 1")
	p.shows("#reg-0", "01 00 00 00 00 00 00 00")
	p.click(button("Look inside map 1"))
	p.wait("the element of the map", `[...document.querySelectorAll("#map-inside [data-is~=element], #map-inside .in-element")].length > 0`)
}
