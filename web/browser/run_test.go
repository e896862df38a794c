//go:build !js

package browser

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
	steps "bpfplay/core/history"
	"bpfplay/core/link"
)

// countingLink returns a link to a machine with the array "hits" at descriptor 3, a program that adds 1 to its element 0 at
// descriptor 4, and a second task.
func countingLink(t *testing.T, more ...core.Call) string {
	t.Helper()
	calls := append(coretest.Loads(coretest.Counting), more...)
	l := link.Link{Machine: core.NewMachine(abi.R(6, 12, 0)), At: steps.Step{Call: len(calls), Event: -1}}
	for _, c := range calls {
		l.Calls = append(l.Calls, steps.Call{Call: c})
	}
	return "#" + l.String()
}

// TestLostUpdate holds a run after it has read the counter, runs another to its end, and goes on: the map counts 1.
func TestLostUpdate(t *testing.T) {
	p := openPage(t, countingLink(t, coretest.HeldRun(0, 0), coretest.HeldRun(1, 1)), 1440, 900)
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
