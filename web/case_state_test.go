package web

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/lesson"
)

func caseNamed(t *testing.T, s *Store, id string) *lesson.Case {
	t.Helper()
	for i, c := range Cases() {
		if c.ID == id {
			s.OpenCase(i)
			return &Cases()[i]
		}
	}
	t.Fatalf("there is no case %s", id)
	return nil
}

// TestACaseTellsNothingBeforeItIsAsked walks about in every open case: no step of it is behind the call that is asked for.
func TestACaseTellsNothingBeforeItIsAsked(t *testing.T) {
	s := NewStore(nil)
	for i, c := range Cases() {
		s.OpenCase(i)
		before := core.Step{Call: c.Link.At.Call}
		for _, walk := range []func(*Store){(*Store).Last, (*Store).Next, (*Store).NextCall, func(s *Store) { s.GoToPlace(1 << 20) }} {
			if walk(s); s.At() != before {
				t.Fatalf("%s: a walk led to %v", c.ID, s.At())
			}
		}
		if _, says := s.tell(); strings.Contains(says, s.Trace().Sentence()) {
			t.Errorf("%s: the foot of the page tells %q", c.ID, says)
		}
		for _, m := range s.View().Maps {
			if s.inside.nr = m.Nr; s.lastSays() == s.Trace().Sentence() {
				t.Errorf("%s: the inside of map %d tells the answer", c.ID, m.Nr)
			}
		}
		s.ShowAnswer()
		if s.Last(); s.At().Call < c.Link.At.Call || s.hides(c.Link.At.Call) {
			t.Errorf("%s: the answer was asked for, and is not there", c.ID)
		}
	}
}

func TestACaseOffersTheRightAnswerAmongOthers(t *testing.T) {
	s := NewStore(nil)
	for i, c := range Cases() {
		s.OpenCase(i)
		_, ret := s.Session().Call(c.Link.At.Call)
		offered := s.guesses(&c)
		if !slices.Contains(offered, saidAs(ret)) || len(offered) != guessesOffered {
			t.Errorf("%s answers %s and offers %v", c.ID, saidAs(ret), offered)
		}
	}
}

func TestAGuessIsComparedWithTheAnswer(t *testing.T) {
	s := NewStore(nil)
	c := caseNamed(t, s, "A8")
	s.Guess("EINVAL")
	if got := verdict(s.cases.guess, "EINVAL", saysOf(c)); got != "That was your guess." {
		t.Errorf("the right guess is told %q", got)
	}
	if got := verdict("EPERM", "EINVAL", "EINVAL"); !strings.Contains(got, "EPERM") {
		t.Errorf("a wrong guess is told %q", got)
	}
}

func TestAnotherHistoryEndsTheCase(t *testing.T) {
	s := NewStore(nil)
	caseNamed(t, s, "A8")
	s.Clear()
	if s.caseHere() != nil {
		t.Error("an empty history still has a case")
	}
	caseNamed(t, s, "A8")
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil || s.caseHere() != nil {
		t.Errorf("another link still shows the case; %v", err)
	}
}

func TestCasesAreFound(t *testing.T) {
	s := NewStore(nil)
	all := len(s.foundCases())
	s.SearchCases("bcc array")
	some := len(s.foundCases())
	if some == 0 || some >= all {
		t.Errorf("two words find %d of %d cases", some, all)
	}
	s.SearchCases("")
	s.FilterCases(byAnswer, "EPERM")
	s.FilterCases(byRelease, "5.10")
	if len(s.foundCases()) == 0 {
		t.Error("no case answers EPERM on 5.10")
	}
	for _, i := range s.foundCases() {
		if c := Cases()[i]; c.Says != "EPERM" || c.Link.Machine.Release.Series().String() != "5.10" {
			t.Errorf("%s is found: %s on %s", c.ID, c.Says, c.Link.Machine.Release)
		}
	}
	s.FilterCases(byAnswer, "EPERM")
	s.FilterCases(byRelease, "5.10")
	if len(s.foundCases()) != all {
		t.Error("filters that were let go still hold cases back")
	}
}
