package web

import (
	"strings"
	"testing"

	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// TestAnElementShowsInThePicture follows an element through an update, a lookup, a lookup of another key and a delete.
func TestAnElementShowsInThePicture(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(hash,4,8,16)/w(10001000,07000000)/w(10002000,4600000000000000)/update_elem(3,0x10001000,0x10002000,0)"+
		"/w(10001000,07000000)/lookup_elem(3,0x10001000,0x10004000)/w(10001000,09000000)/lookup_elem(3,0x10001000,0x10004000)/w(10001000,07000000)/delete_elem(3,0x10001000)")
	for call, want := range map[int][]string{
		1: nil,
		2: {"1 of 16 elements", "7 → 70", "new"},
		3: {"1 of 16 elements", "7 → 70", "read"},
		4: {"1 of 16 elements", "9", "not found"},
		5: {"0 of 16 elements", "7", "removed"},
	} {
		s.desk.goToCall(call)
		drawn := app.HTMLString(&Page{S: settled(s)})
		if want == nil && strings.Contains(drawn, "of 16 elements") {
			t.Errorf("call %d draws an element", call)
		}
		for _, text := range want {
			if !strings.Contains(drawn, ">"+text+"<") && !strings.Contains(drawn, text+"\n") {
				t.Errorf("call %d does not draw %q: %+v", call, text, s.desk.element)
			}
		}
	}
	s.desk.goTo(history.Step{Call: 2, Event: 1})
	if e := settled(s).desk.element; e == nil || e.Effect != "" || e.Count[0] != "0 of 16 elements" {
		t.Errorf("before the update, the element is %+v", e)
	}
	s.desk.goToCall(3)
	if bytes, text := settled(s).desk.found(); bytes != "46 00 00 00 00 00 00 00" || text != "70" {
		t.Errorf("the lookup shows %q, %q: want the whole value", bytes, text)
	}
}
