package web

import (
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/lesson/lessontest"
)

// TestCasesReturnTheResultsOfTheirThreads makes the calls of every case. The result must be that of the thread, unless
// the case explains the difference.
func TestCasesReturnTheResultsOfTheirThreads(t *testing.T) {
	ids := map[string]bool{}
	if n := len(course().Cases); n < 20 {
		t.Errorf("%d cases, want 20", n)
	}
	for _, c := range course().Cases {
		if ids[c.ID] {
			t.Errorf("two cases have the name %s", c.ID)
		}
		ids[c.ID] = true
		if c.Asks == "" || c.Why == "" || c.Reported == "" || len(c.Link.Calls) == 0 {
			t.Errorf("%s lacks a question, an answer, the thread's result, or its calls", c.ID)
			continue
		}
		s, err := history.With(c.Link.Machine, c.Link.Calls)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		trace := s.Trace(c.Link.At.Call)
		got := lessontest.Result(trace.Result)
		if same := got == c.Reported; same != (c.Elsewhere == "") {
			t.Errorf("%s: the thread has %s, bpfplay has %s (%s), and the case explains it with %q", c.ID, c.Reported, got, trace.Sentence(), c.Elsewhere)
		}
		if c.Message != "" {
			c.Claims = append(c.Claims, "message "+c.Message)
		}
		for _, claim := range c.Claims {
			if err := lessontest.Check(claim, s, history.Step{Call: c.Link.At.Call, Event: -1}); err != nil {
				t.Errorf("%s: %v", c.ID, err)
			}
		}
		for _, thread := range c.Threads {
			if !strings.HasPrefix(thread, "https://github.com/") {
				t.Errorf("%s: invalid thread %s", c.ID, thread)
			}
		}
	}
}
