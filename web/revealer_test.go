package web

import (
	"slices"
	"testing"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// scrolledHost remembers the places that the page scrolls to.
type scrolledHost struct {
	site
	places []string
}

func (h *scrolledHost) Reveal(selectors ...string) { h.places = selectors }

// TestTheVerdictStaysInView answers a homework and a case, whose results are below the verdict, and then steps on.
func TestTheVerdictStaysInView(t *testing.T) {
	for name, answer := range map[string]func(*Store){
		"homework": func(s *Store) {
			if err := s.Load(setHomework(t, refusedTrie)); err != nil {
				t.Fatal(err)
			}
			e, _ := s.desk.session.Trace(2).Refusal()
			s.homework.answers = []string{"EINVAL", e.Check.Name, "1"}
			s.homework.Check()
		},
		"case": func(s *Store) {
			s.cases.Open(7)
			s.cases.ShowAnswer()
		},
	} {
		h := &scrolledHost{}
		s := NewStore(h)
		s.course.read()
		page := &Page{S: s}
		tester := app.NewClientTester(page)
		defer tester.Close()
		tester.Mount(page)
		shown := func(do func()) []string {
			s.run(do)
			page.Update()
			tester.Consume()
			tester.Consume() // what follows the drawing
			return h.places
		}
		if places := shown(func() { answer(s) }); len(places) == 0 || places[len(places)-1] != "#case-verdict" {
			t.Errorf("%s: the page scrolls to %q, want the verdict last", name, places)
		}
		if places := shown(s.desk.Prev); slices.Contains(places, "#case-verdict") {
			t.Errorf("%s: the page scrolls to the verdict at another step", name)
		}
	}
}
