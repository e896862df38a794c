package web

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/lesson"
)

func caseNamed(t *testing.T, s *Store, id string) *lesson.Case {
	t.Helper()
	for i, c := range course().Cases {
		if c.ID == id {
			s.cases.Open(i)
			return &course().Cases[i]
		}
	}
	t.Fatalf("no case %s", id)
	return nil
}

// TestACaseHidesItsAnswer steps through every open case. No step shows the result of the call in question.
func TestACaseHidesItsAnswer(t *testing.T) {
	s := newStore()
	for i, c := range course().Cases {
		s.cases.Open(i)
		before := history.Step{Call: c.Link.At.Call}
		for _, walk := range []func(*Desk){(*Desk).Last, (*Desk).Next, (*Desk).NextCall, func(d *Desk) { d.GoToPlace(1 << 20) }} {
			if walk(s.desk); s.desk.at != before {
				t.Fatalf("%s: stepping reached %v", c.ID, s.desk.at)
			}
		}
		if _, says := tell(settled(s).desk, s.cases); strings.Contains(says, settled(s).desk.trace().Sentence()) {
			t.Errorf("%s: the foot of the page shows %q", c.ID, says)
		}
		for _, m := range settled(s).desk.view().Maps {
			if s.inside.nr = m.Nr; s.inside.lastSays() == settled(s).desk.trace().Sentence() {
				t.Errorf("%s: the inside of map %d shows the answer", c.ID, m.Nr)
			}
		}
		s.cases.ShowAnswer()
		if s.desk.Last(); s.desk.at.Call < c.Link.At.Call || s.cases.hides(c.Link.At.Call) {
			t.Errorf("%s: ShowAnswer did not show the answer", c.ID)
		}
	}
}

func TestACaseOffersTheCorrectResult(t *testing.T) {
	s := newStore()
	for i, c := range course().Cases {
		s.cases.Open(i)
		_, ret := s.Session().Call(c.Link.At.Call)
		offered := s.cases.guesses(&c)
		if !slices.Contains(offered, saidAs(ret)) || len(offered) != guessesOffered {
			t.Errorf("%s returns %s and offers %v", c.ID, saidAs(ret), offered)
		}
	}
}

func TestAGuessIsComparedWithTheResult(t *testing.T) {
	s := newStore()
	c := caseNamed(t, s, "A8")
	s.cases.Guess("EINVAL")
	if got := verdict(s.cases.guess, "EINVAL", saysOf(c)); got != "You guessed right." {
		t.Errorf("verdict of the correct guess: %q", got)
	}
	if got := verdict("EPERM", "EINVAL", "EINVAL"); !strings.Contains(got, "EPERM") {
		t.Errorf("verdict of a wrong guess: %q", got)
	}
}

func TestAnotherHistoryEndsTheCase(t *testing.T) {
	s := newStore()
	caseNamed(t, s, "A8")
	s.desk.Clear()
	if s.cases.here() != nil {
		t.Error("an empty history still has a case")
	}
	caseNamed(t, s, "A8")
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil || s.cases.here() != nil {
		t.Errorf("another link still shows the case; %v", err)
	}
}

func TestCasesAreFound(t *testing.T) {
	s := newStore()
	all := len(s.search.found())
	s.search.For("bcc array")
	some := len(s.search.found())
	if some == 0 || some >= all {
		t.Errorf("two words find %d of %d cases", some, all)
	}
	s.search.For("")
	s.search.Filter(byResult, "EPERM")
	s.search.Filter(byRelease, "5.10")
	if len(s.search.found()) == 0 {
		t.Error("no case returns EPERM on 5.10")
	}
	for _, i := range s.search.found() {
		if c := course().Cases[i]; c.Reported != "EPERM" || c.Link.Machine.Release.Series().String() != "5.10" {
			t.Errorf("unexpected case %s: %s on %s", c.ID, c.Reported, c.Link.Machine.Release)
		}
	}
	s.search.Filter(byResult, "EPERM")
	s.search.Filter(byRelease, "5.10")
	if len(s.search.found()) != all {
		t.Error("removed filters still hide cases")
	}
}
