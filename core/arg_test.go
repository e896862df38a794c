package core_test

import (
	"strings"
	"testing"

	"bpfplay/core"
)

// TestTextsAreOneVisibleWord formats paths that could break or turn a line.
func TestTextsAreOneVisibleWord(t *testing.T) {
	for text, want := range map[string]string{
		"/sys/fs/bpf/a":    "/sys/fs/bpf/a",
		"a\nb c":           `a\x0ab\x20c`,
		"\u202eevil\u2028": `\xe2\x80\xaeevil\xe2\x80\xa8`,
		"größe\xff":        `größe\xff`,
		"":                 `\`,
	} {
		got := core.FormatText(text)
		back, err := core.ParseText(got)
		if got != want || err != nil || back != text || len(strings.Fields(got)) != 1 {
			t.Errorf("%q is printed as %q and parsed as %q, %v; want %q", text, got, back, err, want)
		}
	}
}
