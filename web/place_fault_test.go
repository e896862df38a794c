package web

import (
	"strings"
	"testing"
)

// TestAFaultInAnyPlaceKeepsTheHistory opens links whose places panic, in the page's address and over other work.
func TestAFaultInAnyPlaceKeepsTheHistory(t *testing.T) {
	for i := range placeKeys {
		was := placeKeys[i].open
		placeKeys[i].open = func(*Store, string) error { panic("planted") }
		fragment := workLink + "/" + placeKeys[i].key + "=planted"
		h := &addressHost{fragment: fragment}
		first := NewStore(h)
		first.RunPage(func() {})
		over, _ := withWork(t)
		over.run(func() { over.Arrive(fragment) })
		placeKeys[i].open = was
		for name, s := range map[string]*Store{"address": first, "work": over} {
			if s.Session().Len() != 2 || s.panel != NoPanel {
				t.Errorf("%s in the %s: %d calls, panel %q", placeKeys[i].key, name, s.Session().Len(), s.panel)
			}
			checkFault(t, s, "planted")
			if s.run(func() { _, _ = s.desk.Do(createHash) }); s.Session().Len() != 3 || strings.Contains(s.notice.Text, "bug") {
				t.Errorf("%s in the %s: then %d calls, notice %+v", placeKeys[i].key, name, s.Session().Len(), s.notice)
			}
		}
	}
}
