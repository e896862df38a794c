package web

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/export"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawnBy draws the page in RunPage, which draws it again after a panic.
func drawnBy(s *Store, draw func()) (fault any) {
	return caught(func() {
		s.RunPage(func() {
			draw()
			s.drawnCompletely(nil)
		})
	})
}

// keptCalls returns the calls of the store's history, or those that Undo restores.
func keptCalls(s *Store) string {
	if s.desk.session.Len() == 0 {
		if l, ok := s.past.work(); ok {
			return link.FormatCalls(l.Calls)
		}
	}
	return link.FormatCalls(s.desk.session.Calls())
}

// TestAFaultInAnyPanelClosesIt makes the body of each panel panic whenever it is drawn.
func TestAFaultInAnyPanelClosesIt(t *testing.T) {
	for i := range panels {
		row := &panels[i]
		s, _ := withWork(t)
		s.run(func() { s.Open(row.Key) })
		was := row.Value.body
		row.Value.body = func(*Panels) []app.UI { panic("planted " + string(row.Key)) }
		fault := drawnBy(s, func() { app.HTMLString(&Page{S: settled(s)}) })
		row.Value.body = was
		if fault != nil || s.panel != NoPanel || s.Session().Len() != 2 {
			t.Errorf("%s: fault %v, panel %q, %d calls", row.Key, fault, s.panel, s.Session().Len())
		}
		checkFault(t, s, "planted "+string(row.Key))
		s.run(func() { s.Open(row.Key) })
		if s.run(func() { _, _ = s.desk.Do(createHash) }); s.Session().Len() != 3 || s.panel != row.Key {
			t.Errorf("%s: then %d calls, panel %q", row.Key, s.Session().Len(), s.panel)
		}
	}
}

// endingStates cannot be left for less: the empty desk, which shows the examples too, and a frame. Their page ends, with the work
// in its address.
var endingStates = []string{"boot", "examples", "embed"}

// TestAFaultInAnyDrawingKeepsTheWork makes each state of the page fail for as long as it is drawn, and once.
func TestAFaultInAnyDrawingKeepsTheWork(t *testing.T) {
	for _, row := range shownStates {
		for name, most := range map[string]int{"once": 1, "always": 10} {
			s := settled(row.state(t))
			calls := keptCalls(s)
			faults := 0
			fault := drawnBy(s, func() {
				if strings.Contains(app.HTMLString(&Page{S: settled(s)}), row.has) && faults < most {
					faults++
					panic("planted " + row.name)
				}
			})
			if ends := most > 1 && slices.Contains(endingStates, row.name); ends != (fault != nil) {
				t.Errorf("%s, %s: after %d faults the page ends with %v", row.name, name, faults, fault)
			}
			if got := keptCalls(s); got != calls {
				t.Errorf("%s, %s: the calls are %s, want %s", row.name, name, got, calls)
			}
			checkFault(t, s, "planted "+row.name)
		}
	}
}

// TestAFaultInAnyOwnersPartKeepsTheWork draws each state once without one of the owners, whose components then panic.
func TestAFaultInAnyOwnersPartKeepsTheWork(t *testing.T) {
	faulty := map[string]bool{}
	for _, row := range shownStates {
		s := settled(row.state(t))
		calls := keptCalls(s)
		fields := reflect.TypeFor[Store]()
		for i := range fields.NumField() {
			broken, once := *s, true
			owner := reflect.ValueOf(&broken).Elem().Field(i)
			fault := drawnBy(s, func() {
				page := s
				if once {
					page, once = &broken, false
					reflect.NewAt(owner.Type(), owner.Addr().UnsafePointer()).Elem().SetZero()
				}
				app.HTMLString(&Page{S: page})
			})
			if fault != nil || keptCalls(s) != calls {
				t.Errorf("%s without %s: fault %v, calls %s, want %s", row.name, fields.Field(i).Name, fault, keptCalls(s), calls)
			}
			if strings.Contains(s.notice.Text, "bug in bpfplay") {
				faulty[fields.Field(i).Name] = true
				s.notice = Notice{}
			}
			if !strings.Contains(app.HTMLString(&Page{S: settled(s)}), row.has) {
				t.Errorf("%s without %s: then the page lacks %s", row.name, fields.Field(i).Name, row.has)
			}
		}
	}
	if len(faulty) < 25 {
		t.Errorf("only %d owners are drawn: %v", len(faulty), faulty)
	}
}

// TestAFaultInAnyExportIsSaid exports in each format while that panics.
func TestAFaultInAnyExportIsSaid(t *testing.T) {
	for _, f := range export.Formats {
		s, _ := withWork(t)
		was := s.export.traced
		s.export.traced = nil
		s.run(func() { s.Open(ExportPanel); s.export.SetFormat(f.Name) })
		drawn := app.HTMLString(&Page{S: s})
		if !strings.Contains(drawn, `id="export-wrong"`) || !strings.Contains(drawn, "bug in bpfplay") || s.export.text != "" {
			t.Errorf("%s: the panel shows the text %q and the message %q", f.Name, s.export.text, s.export.wrong)
		}
		s.export.traced = was
		s.run(func() { _, _ = s.desk.Do(createHash) })
		if s.run(func() { s.export.SetFormat(f.Name) }); s.Session().Len() != 3 || s.export.text == "" || s.export.wrong != "" {
			t.Errorf("%s: then %d calls, the text %q and the message %q", f.Name, s.Session().Len(), s.export.text, s.export.wrong)
		}
	}
}
