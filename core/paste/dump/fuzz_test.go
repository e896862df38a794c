package dump

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/pastetest"
)

// FuzzRead reads any text. The result has a bounded number of bytes, or the error is at a place inside the text.
func FuzzRead(f *testing.F) {
	for _, file := range files(f) {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(content), "-- text --\n")
		text, _, _ := strings.Cut(rest, "-- want --\n")
		f.Add(text)
	}
	for _, refused := range faults {
		f.Add(english.Head(refused.text, 1000))
	}
	f.Fuzz(func(t *testing.T, text string) {
		dump, err := Read(text)
		if err != nil {
			pastetest.CheckFault(t, text, err)
			return
		}
		total := 0
		for _, record := range dump.Records {
			total += len(record)
		}
		if total > 8*len(text)+maxRepeated {
			t.Errorf("%d bytes of %d characters", total, len(text))
		}
		if dump.Format == "" || len(dump.Records) == 0 || len(dump.Names) != len(dump.Records) || len(dump.Notes) > maxNotes {
			t.Errorf("%q, %d records, %d names, %d notes", dump.Format, len(dump.Records), len(dump.Names), len(dump.Notes))
		}
		for _, note := range dump.Notes {
			if note.Line < 1 || note.Line > 1+strings.Count(paste.WithLines(text), "\n") || note.Why == "" {
				t.Errorf("note %+v", note)
			}
		}
	})
}

// TestReadOfLongTexts checks that the time grows with the length of a text and not with its square.
func TestReadOfLongTexts(t *testing.T) {
	for _, front := range []string{"", "{", "[", "key 1 ", `$1 = "a", `} {
		for _, piece := range []string{"1,", "00 ", "[1] ", "[1] a", `"a" `, `"a",`, "'", "`a", "/* */", "0: ", "00000000: ", "$ ", "(gdb) ", `\x0`, "\x1b[", "%00", "<repeats ", "Out[1]: ", "<Buffer 00>", `{"a":[1]},`} {
			pastetest.Linear(t, fmt.Sprintf("%q after %q", piece, front), 1<<19, func(size int) {
				Read(front + strings.Repeat(piece, size/len(piece)))
			})
		}
	}
}
