package web

import (
	"strings"
	"testing"

	"bpfplay/core"
)

// TestAFaultInDerivedStateKeepsTheRest makes each part of the derived state panic while a call is made.
func TestAFaultInDerivedStateKeepsTheRest(t *testing.T) {
	for i := range derived {
		s, _ := withWork(t)
		was := derived[i].do
		derived[i].do = func(*Store) { panic("planted") }
		rev := s.Rev
		s.run(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
		derived[i].do = was
		if s.Session().Len() != 3 || s.Rev == rev {
			t.Errorf("%s: %d calls, Rev %d after %d", derived[i].what, s.Session().Len(), s.Rev, rev)
		}
		checkFault(t, s, "trying to show "+derived[i].what+": planted")
		s.run(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
		if s.Session().Len() != 4 || strings.Contains(s.notice.Text, "bug") || s.desk.view() == nil {
			t.Errorf("%s: after another call: %d calls, notice %+v", derived[i].what, s.Session().Len(), s.notice)
		}
	}
}
