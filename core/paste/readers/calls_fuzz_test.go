package readers

import (
	"bpfplay/core/paste"
	"bpfplay/core/paste/pastetest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fuzzFormat reads any text in one format. Calls and notes must account for every line, and calls may refer only to
// earlier calls.
func fuzzFormat(f *testing.F, format, files string) {
	names, err := filepath.Glob("../testdata/texts/" + files)
	if err != nil || len(names) == 0 {
		f.Fatalf("no texts %s: %v", files, err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		text, _, _ := strings.Cut(string(content), "-- want --\n")
		f.Add(text)
	}
	f.Add(`\`) // a continued line without its continuation
	f.Fuzz(func(t *testing.T, text string) {
		read, err := Read(text, Options{Format: format})
		if err != nil {
			pastetest.CheckFault(t, text, err)
			return
		}
		checkCalls(t, text, read)
	})
}

// checkCalls tests what every reader guarantees about its calls.
func checkCalls(t testing.TB, text string, read paste.Text) {
	t.Helper()
	if missing := unaccounted(t, text, read); missing != nil {
		t.Errorf("lines %v are neither in a call nor in Unread", missing)
	}
	if read.Format == "" {
		t.Errorf("no format")
	}
	for i, c := range read.Calls {
		for _, r := range c.Refs {
			if r.Call < 0 || r.Call >= i {
				t.Errorf("call %d refers to call %d", i, r.Call)
			}
			room := 0
			switch {
			case r.In == paste.RefArg && r.Nr < len(c.Args):
				room = 4
			case r.In == paste.RefAttr:
				room = len(c.Attr)
			case r.In == paste.RefMemory && r.Nr < len(c.Memory):
				room = len(c.Memory[r.Nr].Bytes)
			}
			if r.At < 0 || r.At+1 > room {
				t.Errorf("call %d: result at offset %d of %d bytes", i, r.At, room)
			}
		}
	}
}

func FuzzReadSyz(f *testing.F) { fuzzFormat(f, "syzkaller", "syz-*.txt") }

func FuzzReadC(f *testing.F) { fuzzFormat(f, "C", "c-*.txt") }

func FuzzReadBpftool(f *testing.F) { fuzzFormat(f, "bpftool", "bpftool-*.txt") }

func FuzzReadDefinitions(f *testing.F) { fuzzFormat(f, "definitions", "define-*.txt") }

func FuzzReadRecording(f *testing.F) { fuzzFormat(f, "recording", "recording-*.txt") }

func FuzzReadLink(f *testing.F) { fuzzFormat(f, "link", "link-*.txt") }
