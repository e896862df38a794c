package dump

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/paste"
	"bpfplay/core/paste/pastetest"
)

// golden is a file of testdata/dumps. The first line names the source. The text follows "-- text --". After "-- want --"
// come the format, "record NAME" with its bytes in hex, and "note LINE WHY" with the first words of the note.
type golden struct {
	text    string
	format  string
	names   []string
	records [][]byte
	notes   []string
}

func readGolden(t *testing.T, file string) golden {
	t.Helper()
	text, want := pastetest.ReadFile(t, file)
	format, lines, _ := strings.Cut(want, "\n")
	c := golden{text: text, format: format}
	for line := range strings.Lines(lines) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "record"); ok {
			c.names = append(c.names, strings.TrimPrefix(name, " "))
			c.records = append(c.records, []byte{})
		} else if note, ok := strings.CutPrefix(line, "note "); ok {
			c.notes = append(c.notes, note)
		} else {
			bytes, err := hex.DecodeString(strings.ReplaceAll(line, " ", ""))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			c.records[len(c.records)-1] = append(c.records[len(c.records)-1], bytes...)
		}
	}
	return c
}

func files(t testing.TB) []string {
	files, err := filepath.Glob("../testdata/dumps/*.txt")
	if err != nil || len(files) < 35 {
		t.Fatalf("%d files in testdata/dumps, %v", len(files), err)
	}
	return files
}

func TestReadOfTools(t *testing.T) {
	for _, file := range files(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want := readGolden(t, file)
			got, err := Read(want.text)
			if err != nil {
				t.Fatal(err)
			}
			if got.Format != want.format {
				t.Errorf("format %q, want %q", got.Format, want.format)
			}
			if !slices.EqualFunc(got.Records, want.records, slices.Equal) {
				t.Errorf("records\n%s\nwant\n%s", showRecords(got.Records), showRecords(want.records))
			}
			if !slices.Equal(got.Names, want.names) {
				t.Errorf("names %q, want %q", got.Names, want.names)
			}
			if !slices.EqualFunc(got.Notes, want.notes, sameNote) {
				t.Errorf("notes %+v, want %q", got.Notes, want.notes)
			}
		})
	}
}

func sameNote(got paste.Note, want string) bool {
	return strings.HasPrefix(fmt.Sprintf("%d %s", got.Line, got.Why), want)
}

func showRecords(records [][]byte) string {
	var b strings.Builder
	for i, record := range records {
		fmt.Fprintf(&b, "record %d, %d bytes: % x\n", i, len(record), record)
	}
	return b.String()
}
