package web

import (
	"strings"
	"testing"
)

// TestPaletteFindsAndRuns types words into the command palette, moves to the second entry and runs it.
func TestPaletteFindsAndRuns(t *testing.T) {
	s := NewStore(nil)
	if !s.Key("k", true, true) || s.panel != CommandPanel {
		t.Fatalf("Ctrl K opens %q", s.panel)
	}
	settled(s).palette.Find("THEME use")
	if n := len(settled(s).palette.found); n != len(themes) {
		t.Fatalf("%d entries have the words, want one for each theme", n)
	}
	s.palette.press("ArrowDown")
	s.palette.press("ArrowDown")
	s.palette.press("Enter")
	if s.theme != DarkTheme || s.panel != NoPanel {
		t.Errorf("theme %v, panel %q, want the dark theme and no panel", s.theme, s.panel)
	}

	s.Key("k", true, true)
	settled(s).palette.Find("export")
	settled(s)
	s.palette.press("Enter")
	if settled(s).panel != ExportPanel || s.palette.words != "" {
		t.Errorf("panel %q with %q, want the export panel", s.panel, s.palette.words)
	}

	s.Key("k", true, true)
	settled(s).palette.Find("markdown")
	settled(s)
	s.palette.press("Enter")
	if settled(s).panel != ExportPanel || s.export.chosen().Title != "Markdown" {
		t.Errorf("panel %q and format %q, want the export as Markdown", s.panel, s.export.chosen().Title)
	}
}

// TestPaletteComparesCalls runs the comparison with too few calls and with two, and searches for what does not exist.
func TestPaletteComparesCalls(t *testing.T) {
	for link, panel := range map[string]Panel{"v1/k=6.12/create(hash,4,8,16)": NoPanel, "v1/k=6.12/create(hash,4,8,16)/create(hash,4,8,0)/at=0": PairPanel} {
		s := opened(t, link)
		s.do(func() { s.Open(CommandPanel); s.palette.Find("compare") })
		s.do(func() { s.palette.press("Enter") })
		if s.panel != panel || panel == NoPanel && !strings.Contains(s.notice.Text, "needs two calls") || panel == PairPanel && s.pair.a == nil {
			t.Errorf("%s: panel %q and notice %q", link, s.panel, s.notice.Text)
		}
		s.do(func() { s.Open(CommandPanel); s.palette.Find("no such command") })
		if !strings.Contains(drawnPage(s), "Nothing here has all these words.") {
			t.Error("the empty palette does not say that it found nothing")
		}
	}
}

// TestEveryActionHasItsKey presses the key of each action, and looks for keys that two actions claim.
func TestEveryActionHasItsKey(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range actions {
		if a.words == "" || seen[a.words] || a.key != "" && seen["key "+a.key] {
			t.Errorf("%q with key %q is there twice or has no words", a.words, a.key)
		}
		seen[a.words], seen["key "+a.key] = true, true
		if s := NewStore(nil); a.key != "" && !s.Key(a.key, false, false) {
			t.Errorf("key %q does nothing", a.key)
		}
	}
}
