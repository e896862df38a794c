package core

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// tally counts the calls of one class.
type tally struct{ calls, agree, declined int }

// TestRecordings holds the core against what real kernels answered: every recording in the folder that
// BPF_RECORDINGS names, by default the repository's own. BPF_RELEASE and BPF_CLASS, lists with commas, choose from
// them, and BPF_SHOWN says how many differences of each recording are printed.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("BPF_RECORDINGS")
	if dir == "" {
		dir = "testdata/recordings"
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s", dir)
	}
	for _, file := range files {
		lines := readRecording(t, file)
		release, err := recordedRelease(lines[0])
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if !Emulated(release) || !chosen("BPF_RELEASE", recordedName(release)) {
			continue
		}
		classes := judge(t, file, lines)
		for _, class := range slices.Sorted(mapKeys(classes)) {
			n := classes[class]
			t.Logf("recordings: kernel=%s class=%s calls=%d agree=%d declined=%d", recordedName(release), class, n.calls, n.agree, n.declined)
			if n.agree+n.declined != n.calls {
				t.Errorf("%s: class %s: %d of %d calls differ", file, class, n.calls-n.agree-n.declined, n.calls)
			}
		}
	}
}

// chosen says whether a variable of the environment names word among others, or nothing.
func chosen(variable, word string) bool {
	list := os.Getenv(variable)
	return list == "" || slices.Contains(strings.Split(list, ","), word)
}

// shownDifferences is how many differences are printed for one recording.
func shownDifferences() int {
	if n, err := strconv.Atoi(os.Getenv("BPF_SHOWN")); err == nil {
		return n
	}
	return 5
}

// recordedName is the release as the judge's table has it: without a patch number.
func recordedName(r abi.Release) string { return r.Series().String() }

func mapKeys(m map[string]*tally) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func readRecording(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	if strings.HasSuffix(file, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		sc = bufio.NewScanner(z)
	}
	sc.Buffer(nil, 1<<20)
	var lines []string
	for sc.Scan() {
		if line := sc.Text(); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return lines
}

// judge replays one recording. A call that differs ends its scenario: the rest of it does not agree either.
func judge(t *testing.T, file string, lines []string) map[string]*tally {
	t.Helper()
	classes := map[string]*tally{}
	var r Replayer
	var n *tally
	scenario, wrote, lost, skip, shown := "", "", false, false, 0
	for i := 0; i < len(lines); {
		ask := lines[i]
		want := []string{ask}
		for i++; i < len(lines) && isAnswer(lines[i]); i++ {
			want = append(want, lines[i])
		}
		if name, ok := strings.CutPrefix(ask, "scenario "); ok {
			scenario, lost = ask, false
			class, _, _ := strings.Cut(name, "-")
			skip = !chosen("BPF_CLASS", class)
			if skip {
				continue
			}
			if n = classes[class]; n == nil {
				n = &tally{}
				classes[class] = n
			}
		}
		if skip {
			continue
		}
		isCall := strings.Contains(ask, " = ")
		if !isCall {
			wrote = ask
		}
		if isCall {
			n.calls++
		}
		if lost {
			continue
		}
		got := r.Line(ask)
		switch {
		case isCall && strings.HasSuffix(got[0], "= "+Declined):
			n.declined++
		case slices.Equal(got, want):
			if isCall {
				n.agree++
			}
		default:
			lost = true
			if shown++; shown <= shownDifferences() {
				t.Logf("%s: %s\n  after       %s\n  the kernel: %s\n  the core:   %s", file, scenario, wrote, strings.Join(want, "\n              "), strings.Join(got, "\n              "))
			}
		}
	}
	return classes
}
