package match

import (
	"compress/bzip2"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// clientTrace is a trace of a real client in testdata/clients.
type clientTrace struct{ name, text string }

// clientTraces reads the archives, in which a line "-- NAME --" precedes each trace.
func clientTraces(t *testing.T) (traces []clientTrace) {
	t.Helper()
	files, err := filepath.Glob("../paste/testdata/clients/*.bz2")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(bzip2.NewReader(file))
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for part := range strings.SplitSeq("\n"+string(text), "\n-- ") {
			name, text, ok := strings.Cut(part, " --\n")
			if ok {
				traces = append(traces, clientTrace{name, text})
			}
		}
	}
	return traces
}

// clientsDiffer counts the results of real clients that no emulated kernel returns.
var clientsDiffer = map[string]int{
	"bpftool-map-show-pinned": 2, // the file system holds iterators, which are not maps
	"xdp-bench":               1, // objects of other processes come and go during the walk over the ids of BTF
}

// clientsWrote counts the pieces of memory of real clients that differ for a reason that a sentence on them does not state.
var clientsWrote = map[string]int{
	"tools-syscount":    1, // a program counted before the batch
	"tools-syscount-v":  1,
	"xdp-bench":         2, // as above, and in both the walk went on to an id of the text's own BTF
	"xdp-bench-pass":    1,
	"xdp-filter-load":   1, // strace does not show the read-only variables on which the dispatcher's functions depend
	"xdp-loader-load":   1,
	"xdp-filter-unload": 1, // a pinned program is taken for a map, because only its duplicate is described
}

// TestClientsAgree replays traces of real clients: bpftool, bpftrace, libbpf's tools, xdp-tools, cilium/ebpf's examples, perf,
// tc and ip, most with the programs that they load.
func TestClientsAgree(t *testing.T) {
	traces := clientTraces(t)
	if len(traces) < 150 {
		t.Fatalf("%d traces", len(traces))
	}
	var all, calls Tally // of all results, and of those of bpf
	for _, trace := range traces {
		text, res := replayed(t, trace.text, "6.18")
		if !strings.HasPrefix(text.Format, "strace") {
			t.Errorf("%s is read as %s", trace.name, text.Format)
		}
		all.Said, all.Judged, all.Agree = all.Said+res.Said, all.Judged+res.Judged, all.Agree+res.Agree
		all.Shown, all.Equal = all.Shown+res.Shown, all.Equal+res.Equal
		unexplained := 0
		for i, v := range res.Verdicts {
			c := text.Calls[i]
			if v.Known && c.Name == "bpf" {
				calls.Said++
				if !v.Traced {
					calls.Judged++
				}
			}
			if v.Known && !v.Traced && !v.Agrees && clientsDiffer[trace.name] == 0 {
				t.Errorf("%s, line %d: %s %v is %d, want %d", trace.name, c.Line, c.Name, c.Cmd, v.Got, v.Want)
			}
			for _, p := range v.Pieces {
				if p.Equal || strings.Contains(p.Why, ": ") || p.Why == "the results differ" {
					continue
				}
				if unexplained++; clientsWrote[trace.name] == 0 {
					t.Errorf("%s, line %d: %v, %s: %s", trace.name, c.Line, c.Cmd, p.Name(), p.Why)
				}
			}
		}
		if res.Judged-res.Agree != clientsDiffer[trace.name] || unexplained != clientsWrote[trace.name] {
			t.Errorf("%s: %d results and %d pieces differ, want %d and %d", trace.name, res.Judged-res.Agree, unexplained, clientsDiffer[trace.name], clientsWrote[trace.name])
		}
	}
	t.Logf("%d traces: %d of %d results judged, %d of them agree; %d of %d of bpf() judged; %d of %d pieces equal",
		len(traces), all.Judged, all.Said, all.Agree, calls.Judged, calls.Said, all.Equal, all.Shown)
	if all.Judged*100 < all.Said*80 || calls.Judged*100 < calls.Said*85 || all.Agree*1000 < all.Judged*999 {
		t.Errorf("all %+v, of bpf %+v: want 80 %% and 85 %% judged, and 99.9 %% to agree", all, calls)
	}
}
