package web

import (
	"strings"
	"testing"

	"bpfplay/core/link"
)

// TestTheReportOfACallLinksWhatTheCallNeeds exports one call of a long history, and the whole history.
func TestTheReportOfACallLinksWhatTheCallNeeds(t *testing.T) {
	refused := "create(lpm_trie,8,8,16,0)"
	s := opened(t, "v1/k=6.12/"+strings.Repeat("create(hash,4,8,16)/close(3)/", 300)+refused+"/create(hash,4,8,16)")
	s.Open(ExportPanel)
	s.export.SetFormat("markdown")
	s.desk.goToCall(601)
	for scope, calls := range map[exportScope]string{thisCall: refused, allCalls: link.FormatCalls(s.desk.session.Calls())} {
		s.export.setScope(scope)
		_, fragment, _ := strings.Cut(settled(s).export.text, "bpfplay, step by step](")
		l, err := link.Parse(strings.TrimSuffix(strings.TrimSpace(fragment[strings.Index(fragment, "#")+1:]), ")"))
		if err != nil {
			t.Fatal(err)
		}
		if got := link.FormatCalls(l.Calls); got != calls || l.At.Call != min(601, len(l.Calls)) {
			t.Errorf("%s: the link shows call %d of\n%s\nwant\n%s", scope, l.At.Call, got, calls)
		}
	}
}
