package readers

import (
	"bpfplay/core/paste"
	"bpfplay/core/paste/pastetest"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The first line of a file in testdata/traces names the source. The text follows "-- text --". After "-- want --" come the
// format and the calls, as traceLines prints them.

// traceLines prints a text, one line per item: "5 pid 12 bpf BPF_MAP_CREATE 72 = 3", or "7+2/11 close 6 = 0" for a call of
// two lines that ended in line 11. Its lost values and written fields follow. Then come "unread 4 WHY", or
// "unread 4-6 WHY" for adjacent lines, and "note 3 WHY".
func traceLines(t paste.Text) []string {
	lines := []string{t.Format}
	for _, c := range t.Calls {
		place := fmt.Sprint(c.Line)
		if c.Lines != 1 {
			place += fmt.Sprintf("+%d", c.Lines)
		}
		if c.Resumed != 0 {
			place += fmt.Sprintf("/%d", c.Resumed)
		}
		words := []string{place}
		if c.Pid != 0 {
			words = append(words, fmt.Sprintf("pid %d", c.Pid))
		}
		words = append(words, c.Name)
		if c.Name == "bpf" {
			words = append(words, c.Cmd.String(), fmt.Sprint(c.Size))
		}
		for _, a := range c.Args {
			words = append(words, fmt.Sprint(a))
		}
		if c.Path != "" {
			words = append(words, fmt.Sprintf("%q", c.Path))
		}
		if c.Result != nil {
			words = append(words, "=", fmt.Sprint(*c.Result))
		}
		lines = append(lines, strings.Join(words, " "))
		if c.Attr != nil {
			lines = append(lines, "  "+strings.TrimRight(strings.TrimRight(fmt.Sprintf("% x", c.Attr), "0 "), " "))
		}
		for _, w := range c.Wrote {
			lines = append(lines, fmt.Sprintf("  wrote %s % x", w.Field.Name, w.Bytes))
		}
		for _, lost := range c.Lost {
			lines = append(lines, "  lost "+lost)
		}
	}
	for i := 0; i < len(t.Unread); {
		n, end := t.Unread[i], i+1
		for end < len(t.Unread) && t.Unread[end].Why == n.Why && t.Unread[end].Line == t.Unread[end-1].Line+1 {
			end++
		}
		place := fmt.Sprint(n.Line)
		if last := t.Unread[end-1].Line; last != n.Line {
			place += fmt.Sprintf("-%d", last)
		}
		lines, i = append(lines, "unread "+place+" "+n.Why), end
	}
	for _, n := range t.Notes {
		lines = append(lines, fmt.Sprintf("note %d %s", n.Line, n.Why))
	}
	return lines
}

func traceFiles(t testing.TB) []string {
	files, err := filepath.Glob("../testdata/traces/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files in testdata/traces, %v", len(files), err)
	}
	return files
}

func readTraceFile(t testing.TB, file string) (text string, want []string) {
	t.Helper()
	text, lines := pastetest.ReadFile(t, file)
	return text, strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
}

func TestReadTraces(t *testing.T) {
	for _, file := range traceFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, want := readTraceFile(t, file)
			got, err := Read(text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if lines := traceLines(got); !slices.Equal(lines, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
			}
			if missing := unaccounted(t, text, got); missing != nil {
				t.Errorf("lines %d are not reported", missing)
			}
		})
	}
}
