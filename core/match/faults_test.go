package match

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fault is the finding that a replay of a text in testdata/faults must make.
type fault struct {
	tally    Tally
	inferred string // the inferred calls, with commands as numbers
}

// faults holds the texts that earlier replays explained with invented maps, overwritten keys or other kernels.
var faults = map[string]fault{
	"aombatch":   {Tally{Said: 3, Judged: 3, Agree: 3, Invented: 16, Shown: 1, Equal: 1}, ""},
	"aomdel":     {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, "bpf 0, dup3 3 0 524288, close 3"},
	"arrwalk":    {Tally{Said: 8, Judged: 8, Agree: 8}, ""},
	"batchfull":  {Tally{Said: 3, Judged: 3, Agree: 3, Invented: 16}, ""},
	"batchfull2": {Tally{Said: 6, Judged: 6, Agree: 6, Invented: 36}, ""},
	"btfload":    {Tally{Said: 4, Judged: 4, Agree: 4}, ""}, // the text shows the BTF
	"btfunseen":  {Tally{Said: 1, Judged: 1, Agree: 1}, "traced 3 1 BPF_BTF_LOAD"},
	"cgdel":      {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, ""},
	"cpuwalk":    {Tally{Said: 8, Judged: 8, Agree: 8}, ""},
	"devwalk":    {Tally{Said: 8, Judged: 8, Agree: 8}, ""},
	"efault":     {Tally{Said: 3, Judged: 3, Agree: 3, Invented: 12}, ""},
	"efault2":    {Tally{Said: 3, Judged: 3, Agree: 3, Invented: 12}, ""},
	"efault3":    {Tally{Said: 4, Judged: 4, Agree: 4, Invented: 12}, ""},
	"hashfull":   {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 24}, "bpf 2, bpf 2"},
	"hombatch":   {Tally{Said: 3, Judged: 3, Agree: 3, Invented: 16, Shown: 1, Equal: 1}, ""},
	"ids":        {Tally{Said: 4, Judged: 4, Agree: 4, Shown: 3, Equal: 3}, ""},
	"ids2":       {Tally{Said: 5, Judged: 5, Agree: 5, Shown: 3, Equal: 3}, ""},
	"ids3":       {Tally{Said: 6, Judged: 6, Agree: 6, Shown: 3, Equal: 3}, ""},
	"ids4":       {Tally{Said: 3, Judged: 3, Agree: 3, Shown: 3, Equal: 3}, "nextid 100, bpf 0, bpf 6, close 3"},
	"lpmbtf":     {Tally{Said: 2, Judged: 1, Agree: 1, Traced: 1}, ""}, // the text does not show the BTF, which the kernel refuses
	"mmapfreeze": {Tally{Said: 5, Judged: 5, Agree: 5}, ""},
	"overlap":    {Tally{Said: 1, Judged: 1, Agree: 1, Invented: 12}, "bpf 0, dup3 3 5 524288, close 3, bpf 2"},
	"pedel":      {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, ""},
	"pewalk":     {Tally{Said: 8, Judged: 8, Agree: 5}, ""}, // kernels return ENOTSUPP and not EOPNOTSUPP for the lookups
	"pradel":     {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, ""},
	"pradel2":    {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, ""},
	"prawalk":    {Tally{Said: 8, Judged: 8, Agree: 8}, ""},
	"progload":   {Tally{Said: 8, Judged: 7, Agree: 7, Traced: 1, Invented: 12}, ""}, // the text shows the instructions
	"proggety":   {Tally{Said: 2, Judged: 1, Agree: 1, Traced: 1}, ""},
	"progpin":    {Tally{Said: 5, Judged: 2, Agree: 2, Traced: 3}, ""},
	"queuefull":  {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 16}, "bpf 0, dup3 3 9 524288, close 3, bpf 2, bpf 21"},
	"queuefull2": {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 12}, "bpf 2, bpf 2"},
	"rofd":       {Tally{Said: 1, Judged: 1, Agree: 1}, "bpf 0, dup3 3 37 524288, close 3"},
	"rsdel":      {Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4}, ""},
	"sockwalk":   {Tally{Said: 8, Judged: 8, Agree: 8}, ""},
	"spin":       {Tally{Said: 3, Judged: 1, Agree: 1, Traced: 2}, ""},
	"userns":     {Tally{Said: 3, Judged: 3, Agree: 3}, "fork 1"},
	"userns2":    {Tally{Said: 3, Judged: 3, Agree: 3}, ""},
}

// TestFaultsStayMended replays every text in testdata/faults.
func TestFaultsStayMended(t *testing.T) {
	files, err := filepath.Glob("../paste/testdata/faults/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no faults: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		want, ok := faults[name]
		raw, err := os.ReadFile(file)
		if err != nil || !ok {
			t.Fatalf("%s is not in the table, or %v", name, err)
		}
		_, res := replayed(t, string(raw), "")
		if newest := "7.3"; name != "lpmbtf" && (res.Machine.Release.Series().String() != newest || res.Setting != "") {
			t.Errorf("%s: agrees best with %v %s, want %s", name, res.Machine.Release, res.Setting, newest)
		}
		if list := inferredCalls(res); res.Tally != want.tally || list != want.inferred {
			t.Errorf("%s: %+v, inferred %q; want %+v, %q", name, res.Tally, list, want.tally, want.inferred)
		}
	}
}

// inferredCalls lists the inferred calls without tasks and addresses.
func inferredCalls(res *Result) string {
	var calls []string
	for i, c := range res.Calls {
		if res.From[i] >= 0 {
			continue
		}
		c.Task = 0
		text := c.String()
		if words := strings.Fields(text); words[0] == "bpf" {
			text = strings.Join(words[:2], " ")
		}
		calls = append(calls, text)
	}
	return strings.Join(calls, ", ")
}
