package web

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// TestTypingDrawsTheFormAlone types into the form. Only what the form shows may change: the rest of the page is not drawn again.
func TestTypingDrawsTheFormAlone(t *testing.T) {
	for _, edit := range []struct {
		name  string
		typed func(*Draft)
	}{
		{"a field", func(d *Draft) { d.SetField(&abi.UpdateFlags, "BPF_EXIST") }},
		{"an invalid field", func(d *Draft) { d.SetField(&abi.UpdateFlags, "often") }},
		{"a byte", func(d *Draft) { d.SetByte(24, "02") }},
		{"the size", func(d *Draft) { d.SetSize("40") }},
		{"a key", func(d *Draft) { d.SetBuffer(&abi.ElemKey, "7") }},
		{"a store", func(d *Draft) { d.SetStore("store 0", "many") }},
		{"words of a call", func(d *Draft) { d.Find("mmap") }},
		{"a call as strace prints it", func(d *Draft) { d.SetStrace("bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, key=0x10001000}, 32)") }},
	} {
		s := opened(t, "v1/k=6.12/create(hash,4,4,2,64)/w(10001000,01000000)/update_elem(3,0x10001000,0x10002000,0)")
		s.run(s.desk.editShown)
		s.run(s.draft.AddStore)
		p := &Page{S: s}
		parts := func() (form, rest string) {
			return drawn(&CallForm{Draft: s.draft, Desk: s.desk, Runs: s.runs, Cases: s.cases}),
				drawn(app.Div().Body(p.history(), p.kernel(), &NoticeBar{Desk: s.desk}, &Timeline{Player: s.player, Desk: s.desk, Cases: s.cases, Runs: s.runs}))
		}
		rev, form := s.Rev, s.formRev()
		formBefore, restBefore := parts()
		s.run(func() { edit.typed(s.draft) })
		formAfter, restAfter := parts()
		if s.Rev != rev || restAfter != restBefore {
			t.Errorf("%s: typing draws the rest of the page", edit.name)
		}
		if s.formRev() == form || formAfter == formBefore {
			t.Errorf("%s: the form does not change", edit.name)
		}
	}
}

// drawn returns the HTML of ui in parts, in order: go-app writes attributes in any order.
func drawn(ui app.UI) string {
	parts := strings.FieldsFunc(app.HTMLString(ui), func(r rune) bool { return r == ' ' || r == '>' })
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// TestAnyOfManyTasksIsChosen forks more tasks than have tabs, and chooses one by its number.
func TestAnyOfManyTasksIsChosen(t *testing.T) {
	s := pageOf(&laterHost{})
	for nr := range 40 {
		if _, err := s.desk.Do(core.Call{Op: core.OpFork, Args: core.Args{uint64(nr + 1)}}); err != nil {
			t.Fatal(err)
		}
	}
	form := func() string {
		return app.HTMLString(&CallForm{Draft: settled(s).draft, Desk: s.desk, Runs: s.runs, Cases: s.cases, Rev: s.Rev})
	}
	if n := strings.Count(form(), "data-task"); n != tabsMost {
		t.Errorf("%d tabs, want %d", n, tabsMost)
	}
	s.draft.SetTask("33")
	if s.draft.Task != 33 || !strings.Contains(form(), "task 33") {
		t.Errorf("task %d is chosen, or has no tab", s.draft.Task)
	}
	for _, typed := range []string{"41", "-1", "x", ""} {
		s.draft.SetTask(typed)
		if s.draft.Task != 33 || !strings.Contains(form(), "want the number of a living task") {
			t.Errorf("%q chooses task %d, or has no message", typed, s.draft.Task)
		}
	}
}
