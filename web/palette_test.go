package web

import "testing"

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
