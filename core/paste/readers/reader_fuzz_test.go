package readers

import (
	"bpfplay/core/paste"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func FuzzReadText(f *testing.F) {
	for _, file := range traceFiles(f) {
		text, _ := readTraceFile(f, file)
		f.Add(text[:min(len(text), 3000)], "")
	}
	dumps, err := filepath.Glob("../testdata/dumps/x*.txt")
	if err != nil || len(dumps) == 0 {
		f.Fatalf("no dumps: %v", err)
	}
	for _, file := range dumps {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "strace")
	}
	f.Fuzz(func(t *testing.T, text, format string) {
		got, err := Read(text, Options{Format: format})
		if err != nil {
			var fault *paste.SyntaxError
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Col < 1 || fault.Fault == "" || fault.Want == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		if got.Format == "" {
			t.Fatalf("the format of %q has no name", text)
		}
		if missing := unaccounted(t, text, got); missing != nil {
			t.Fatalf("lines %d are not reported: %+v", missing, got)
		}
	})
}
