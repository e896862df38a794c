package glossary

import (
	"strings"
	"testing"
)

func TestSplitFindsWholeTerms(t *testing.T) {
	for text, want := range map[string]string{
		"The refcnt of map 1 is 0.":                 "The [refcnt] of map 1 is 0.",
		"refcnt, usercnt and refcnt":                "[refcnt], [usercnt] and refcnt",
		"bpf_map_refcnt and inner_map_fd":           "bpf_map_refcnt and inner_map_fd",
		"It waits for a grace period of RCU.":       "It waits for a [grace period] of [RCU].",
		"!CHECK_ATTR(BPF_MAP_CREATE)":               "![CHECK_ATTR](BPF_MAP_CREATE)",
		"descriptors stay open":                     "descriptors stay open",
		"":                                          "",
		"copy_from_user reads attr at uattr":        "[copy_from_user] reads [attr] at [uattr]",
		"The kworker takes it from the work queue.": "The [kworker] takes it from the [work queue].",
	} {
		var got strings.Builder
		for _, p := range Split(text) {
			if p.Says != "" {
				got.WriteString("[" + p.Text + "]")
			} else {
				got.WriteString(p.Text)
			}
		}
		if got.String() != want {
			t.Errorf("%q is split as %q, want %q", text, got.String(), want)
		}
	}
}

// TestEveryTermHasASentence reads the table: each entry is one or two sentences that fit into a tip.
func TestEveryTermHasASentence(t *testing.T) {
	n := 0
	for first, rows := range terms {
		for _, row := range rows {
			n++
			term, says := row.Key, row.Value
			if len(says) > 160 || !strings.HasSuffix(says, ".") {
				t.Errorf("%s: %q has %d bytes, want a sentence of at most 160", term, says, len(says))
			}
			if parts := Split(term); term[0] != byte(first) || len(parts) != 1 || parts[0].Says != says {
				t.Errorf("%s, among the terms that begin with %c, is split as %v", term, first, parts)
			}
		}
	}
	if n < 30 {
		t.Errorf("%d terms, want at least 30", n)
	}
}
