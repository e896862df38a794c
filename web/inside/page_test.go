package inside

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/link"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// pageOf returns the first page of map 1 after the calls of a link, with a target.
func pageOf(t *testing.T, calls string, key []byte) *Page {
	t.Helper()
	l, err := link.Parse("v1/k=6.12/" + calls)
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	view := s.Kernel().View()
	end := history.Step{Call: s.Len(), Event: len(s.Trace(s.Len()).Events)}
	in := s.Inside(end, 1, core.InsideQuery{Limit: 48})
	if in == nil || len(view.Maps) == 0 {
		t.Fatalf("no map 1 after %s", calls)
	}
	p := &Page{Inside: in, View: view.Maps[0], Key: value.KeyForm(view.Maps[0], in.Types), Value: value.ValueForm(view.Maps[0], in.Types)}
	if key != nil {
		p.Target = s.Inside(end, 1, core.InsideQuery{Limit: 48, Key: key}).Found
	}
	return p
}

// put stores a value under a key, both in hex, through descriptor 3.
func put(key, value string) string {
	return "/w(10001000," + key + ")/w(10002000," + value + ")/update_elem(3,0x10001000,0x10002000,0)"
}

// push pushes a value to a map without keys.
func push(value string) string { return "/w(10002000," + value + ")/update_elem(3,0,0x10002000,0)" }

func TestDrawAndWords(t *testing.T) {
	rows := []struct {
		name, calls string
		key         []byte
		drawn       []string
		words       []string
	}{
		{"array", "create(array,4,4,3)" + put("01000000", "11000000"), nil, []string{`>17</span>`}, []string{"Index 1: 1 → 17."}},
		{"array, out of range", "create(array,4,4,3)", []byte{9, 0, 0, 0}, []string{"Index 9 is out of range: the last index is 2."}, nil},
		{"hash", "create(hash,4,4,8,64)" + put("03000000", "1e000000"), []byte{3, 0, 0, 0}, []string{"3 → 30", "found", "1st in its chain"}, []string{"holds 3 → 30 (found).", "jhash(3) ="}},
		{"hash, absent", "create(hash,4,4,8,64)" + put("03000000", "1e000000"), []byte{4, 0, 0, 0}, []string{"jhash(4) ="}, []string{"chain"}},
		{"lru_hash", "create(lru_hash,4,4,2)" + put("03000000", "1e000000"), nil, []string{"inactive", "○"}, []string{"head first: 3"}},
		{"lpm_trie", "create(lpm_trie,8,4,8,1)" + put("080000000a000000", "01000000") + put("10000000c0a80000", "02000000"), []byte{32, 0, 0, 0, 10, 1, 2, 3},
			[]string{"10.0.0.0/8", "intermediate", "longest match", "10.0.0.0/8 matches; the next bit is 0"}, []string{"The root is", "(intermediate)", "10.0.0.0/8 → 1 is below", "The longest match of 10.1.2.3/32 is 10.0.0.0/8."}},
		{"lpm_trie, no match", "create(lpm_trie,8,4,8,1)" + put("10000000c0a80000", "02000000"), []byte{32, 0, 0, 0, 192, 0, 0, 1},
			[]string{"192.168.0.0/16 does not match: 8 of its 16 bits are equal"}, []string{"Nothing matches 192.0.0.1/32."}},
		{"queue", "create(queue,0,4,4)" + push("05000000") + push("06000000"), nil, []string{"popped next", "slot 1", "head at slot 2"}, []string{"Place 1: 5.", "Place 2: 6."}},
		{"stack", "create(stack,0,4,4)" + push("05000000"), nil, []string{"top: pushed and popped here", `>5</span>`}, []string{"Place 1: 5."}},
		{"bloom_filter", "create(bloom_filter,0,4,16)" + push("05000000"), []byte{5, 0, 0, 0}, []string{"(set)", "5 hashes to bits"}, []string{"so it may be in the map."}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			p := pageOf(t, row.calls, row.key)
			drawn, text := app.HTMLString(p.Draw()), p.Words()
			for _, want := range row.drawn {
				if !strings.Contains(drawn, want) {
					t.Errorf("%q is not drawn in %s", want, drawn)
				}
			}
			for _, want := range row.words {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in %q", want, text)
				}
			}
		})
	}
}
