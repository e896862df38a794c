//go:build !js

package main

import (
	"os"
	"strings"
	"testing"
)

// answers returns visits that answer after some milliseconds.
func answers(ms ...float64) (visits []visit) {
	for _, a := range ms {
		visits = append(visits, visit{answer: a, work: a / 2, bytes: 2e6, memory: 80 << 20})
	}
	return visits
}

func TestTable(t *testing.T) {
	both := [][]visit{answers(900, 1000, 5000), answers(500, 490, 510)}
	fig := &figures{sites: []site{{name: "bpfplay"}, {name: "v86"}}, idle: []float64{0.9, 0.95},
		visits: map[condition][][]visit{loopback: both, over4G: both, second: {answers(300), answers(600)}}}
	table := fig.table()
	for _, line := range []string{
		"| medians | bpfplay | v86 | ratio |\n|---|---|---|---|\n",
		"| first answer, fresh profile, loopback | 1000 ms | 500 ms | 2.00 |\n",
		"| second visit | 300 ms | 600 ms | 0.50 |\n",
		"| bytes over the wire | 2.00 MB | 2.00 MB | 1.00 |\n",
		"| private memory of the renderer | 80 MiB | 80 MiB | 1.00 |\n",
	} {
		if !strings.Contains(table, line) {
			t.Errorf("the table has no line %q:\n%s", line, table)
		}
	}
	if why := fig.busy(); !strings.Contains(why, "vary by 410 %") {
		t.Errorf("answers after 0.9 to 5 s: %q", why)
	}
	fig.visits[loopback][0] = answers(990, 1000, 1010)
	if why := fig.busy(); why != "" {
		t.Errorf("a quiet machine: %q", why)
	}
	fig.idle = append(fig.idle, 0.5)
	if why := fig.busy(); !strings.Contains(why, "only 50 %") {
		t.Errorf("a busy machine: %q", why)
	}
	fig.sites, fig.visits[loopback] = fig.sites[:1], fig.visits[loopback][:1]
	if table := fig.table(); !strings.HasPrefix(table, "| medians | bpfplay |\n|---|---|\n") {
		t.Errorf("without a rival:\n%s", table)
	}
}

func TestTheReadmeHasAPlaceForTheFigures(t *testing.T) {
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	changed, ok := between(string(text), "new figures\n")
	if !ok || !strings.Contains(changed, begin+"new figures\n"+end) {
		t.Error("README.md has no markers for the figures")
	}
	if _, ok := between("a text", ""); ok {
		t.Error("a text without markers was changed")
	}
}

func TestTimedLine(t *testing.T) {
	const printed = "    elem_bench_test.go:48: Elements/hash/1000/lookup                Chromium   36.76 ns, natively   12.00 ns, the host's kernel 1612.00 ns: 43.85 and 134.33 times ours"
	found := timedLine.FindStringSubmatch(printed)
	if len(found) != 5 || found[1] != "hash/1000/lookup" || found[2] != "36.76" || found[4] != "1612.00" {
		t.Errorf("found %q", found)
	}
}
