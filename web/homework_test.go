package web

import (
	"strings"
	"testing"
)

// setHomework returns the fragment of a homework about the last call of a link.
func setHomework(t *testing.T, link string) string {
	t.Helper()
	s := opened(t, link)
	s.do(s.setHomework.begin)
	s.setHomework.typed[homeworkOwn], s.setHomework.typed[homeworkAnswers] = "Which flag is missing?", "BPF_F_NO_PREALLOC | 1"
	fragment, err := s.setHomework.fragment()
	if err != nil {
		t.Fatal(err)
	}
	return fragment
}

const refusedTrie = "v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,0)=-22"

// TestAHomeworkIsCheckedByItsReader answers a homework wrong, then right.
func TestAHomeworkIsCheckedByItsReader(t *testing.T) {
	fragment := setHomework(t, refusedTrie)
	if strings.Contains(fragment, "=-22") {
		t.Errorf("the link has the result: %s", fragment)
	}
	s := opened(t, fragment)
	h := s.homework
	if h.here() == nil || len(h.asked) != 3 || !s.cases.hides(2) {
		t.Fatalf("the link opens %+v", h.here())
	}
	for _, p := range h.asked[0].picks {
		if p.text == "" {
			t.Errorf("an answer to %q is empty: %q", h.asked[0].text, h.asked[0].picks)
		}
	}
	if s.do(s.desk.Last); s.desk.at.Event != 0 || strings.Contains(drawnPage(s), "trie_alloc fails") {
		t.Error("the page shows the result before the answers")
	}
	s.do(h.Check)
	s.do(func() { h.Answer(0, "EPERM"); h.Answer(2, "bpf_f_no_prealloc") })
	if text, _ := h.said(0); text != "" {
		t.Errorf("an answer that was not checked is %q", text)
	}
	s.do(h.Check)
	for i, want := range []string{"✗ Not right", "No answer yet", "✓ Right"} {
		if text, _ := h.said(i); text != want {
			t.Errorf("answer %d is %q, want %q", i+1, text, want)
		}
	}
	if s.cases.shown {
		t.Fatal("wrong answers reveal the result")
	}
	e, _ := s.desk.session.Trace(2).Refusal()
	s.do(func() { h.Answer(0, "EINVAL"); h.Answer(1, e.Check.Name) })
	s.do(h.Check)
	if !s.cases.shown || !strings.Contains(drawnPage(s), "All right, after 3 attempts.") {
		t.Error("right answers do not show the result")
	}
}

// reader is a browser with the course that remembers texts of the page.
type reader struct {
	site
	kept map[string]string
}

func (r reader) Remember(name, text string)    { r.kept[name] = text }
func (r reader) Remembered(name string) string { return r.kept[name] }

// TestAnswersToAHomeworkAreKept opens a homework again in the same browser, before and after it is solved.
func TestAnswersToAHomeworkAreKept(t *testing.T) {
	fragment, browser := setHomework(t, refusedTrie), reader{kept: map[string]string{}}
	visit := func(fragment string) *Store {
		s := NewStore(browser)
		s.course.read()
		if err := s.Load(fragment); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := visit(fragment)
	s.do(func() { s.homework.Answer(0, "EPERM"); s.homework.Answer(2, "BPF_F_NUMA_NODE") })
	s.do(s.homework.Check)
	s = visit(fragment)
	if h := s.homework; h.answers[0] != "EPERM" || h.answers[2] != "BPF_F_NUMA_NODE" || h.tries != 1 || s.cases.shown {
		t.Errorf("the answers are %q after %d attempts", h.answers, h.tries)
	}
	e, _ := s.desk.session.Trace(2).Refusal()
	s.do(func() { s.homework.Answer(0, "EINVAL"); s.homework.Answer(1, e.Check.Name); s.homework.Answer(2, "1") })
	s.do(s.homework.Check)
	s = visit(fragment + shownSuffix(true))
	if drawn := drawnPage(s); !strings.Contains(drawn, "All right, after 2 attempts.") {
		t.Error("the page does not say that the homework is solved")
	}
	other := visit(setHomework(t, "v1/k=6.12/create(hash,4,8,0)=-22"))
	if h := other.homework; h.answers[0] != "" || h.tries != 0 {
		t.Errorf("another homework has the answers %q", h.answers)
	}
}

// TestAHomeworkOffersItsCheck looks for the right check among those to choose from, in several homeworks.
func TestAHomeworkOffersItsCheck(t *testing.T) {
	places := map[int]bool{}
	for _, c := range course().Cases {
		s := newStore()
		s.cases.Open(0)
		open(s, c.Link.Readable())
		if s.desk.session.Len() == 0 {
			continue
		}
		s.desk.goToCall(c.Link.At.Call)
		if s.do(s.setHomework.begin); !s.setHomework.refused {
			continue
		}
		fragment, err := s.setHomework.fragment()
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		open(s, fragment)
		e, _ := s.desk.session.Trace(c.Link.At.Call).Refusal()
		place, seen := -1, map[string]bool{}
		for i, p := range s.homework.asked[1].picks {
			if p.value == e.Check.Name {
				place = i
			}
			if seen[p.value] {
				t.Errorf("%s offers %s twice", c.ID, p.value)
			}
			seen[p.value] = true
		}
		if n := len(s.homework.asked[1].picks); place < 0 || n < 3 || n > checksOffered {
			t.Errorf("%s: the check is at %d of %d", c.ID, place, n)
		}
		places[place] = true
	}
	if len(places) < 3 {
		t.Errorf("the right check is always at one of the places %v", places)
	}
}

// TestAHomeworkNeedsAQuestionAndACall refuses forms that ask nothing, and links that have no calls.
func TestAHomeworkNeedsAQuestionAndACall(t *testing.T) {
	s := opened(t, refusedTrie)
	s.do(s.setHomework.begin)
	s.setHomework.returns, s.setHomework.check = false, false
	if _, err := s.setHomework.fragment(); err == nil {
		t.Error("a homework without questions has a link")
	}
	s.setHomework.typed[homeworkOwn] = "Why?"
	if _, err := s.setHomework.fragment(); err == nil {
		t.Error("a question without an answer has a link")
	}
	_, end, _ := strings.Cut(setHomework(t, refusedTrie), "/homework=")
	for _, link := range []string{"v1/homework=" + end, "v1/k=6.12/create(hash,4,8,16)/homework=" + end, refusedTrie + "/homework=" + end[:len(end)-3]} {
		if err := newStore().Load(link); err == nil {
			t.Errorf("%s opens", link)
		}
	}
}

// TestACaseBecomesAHomework sets a case of the list.
func TestACaseBecomesAHomework(t *testing.T) {
	s := newStore()
	c := caseNamed(t, s, "A8")
	s.do(s.setHomework.begin)
	fragment, err := s.setHomework.fragment()
	if err != nil {
		t.Fatal(err)
	}
	other := opened(t, fragment)
	if got := other.cases.here(); got == nil || got.Title != c.Title || got.Asks != c.Asks || !other.cases.hides(c.Link.At.Call) {
		t.Errorf("the homework is %+v", got)
	}
}
