package pastetest

import (
	"bpfplay/core/paste"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// ReadFile returns the sections "-- text --" and "-- want --" of a testdata file.
func ReadFile(t testing.TB, file string) (text, want string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(content), "-- text --\n")
	text, want, wanted := strings.Cut(rest, "-- want --\n")
	if !found || !wanted {
		t.Fatalf("%s: no text or no want", file)
	}
	return text, want
}

// CheckFault fails the test unless err is a *SyntaxError at a place in text, with a fault and the expected syntax.
func CheckFault(t *testing.T, text string, err error) {
	var fault *paste.SyntaxError
	if !errors.As(err, &fault) {
		t.Fatalf("%T is not a *SyntaxError", err)
	}
	lines := strings.Split(paste.WithLines(text), "\n")
	if fault.Line < 1 || fault.Line > len(lines) {
		t.Fatalf("line %d of %d: %v", fault.Line, len(lines), err)
	}
	if length := utf8.RuneCountInString(lines[fault.Line-1]); fault.Col < 1 || fault.Col > length+1 {
		t.Fatalf("column %d of %d: %v", fault.Col, length, err)
	}
	if fault.Fault == "" || fault.Want == "" {
		t.Fatalf("a message without a cause: %+v", fault)
	}
}
