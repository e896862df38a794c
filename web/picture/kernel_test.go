package picture

import (
	"reflect"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"pgregory.net/rapid"
)

// asked is a drawing that records what its buttons ask for.
type asked struct {
	Kernel
	calls []core.Call
	tasks []int
	maps  []int
}

func newAsked(v *core.View) *asked {
	a := &asked{}
	a.View = v
	a.OnAct = func(_ app.Context, c core.Call) { a.calls = append(a.calls, c) }
	a.OnTask = func(_ app.Context, task int) { a.tasks = append(a.tasks, task) }
	a.OnMap = func(_ app.Context, nr int) { a.maps = append(a.maps, nr) }
	return a
}

// press presses the button with an accessible name. It reports whether the button exists.
func (a *asked) press(ctx app.Context, name string) (found bool) {
	s := a.scene()
	for _, group := range s.buttons {
		for _, b := range group {
			if b.name == name {
				b.elem(&a.Kernel, s.width, s.height).press(ctx, app.Event{})
				return true
			}
		}
	}
	return false
}

// sessionOf returns a session with some calls.
func sessionOf(t *testing.T, calls ...core.Call) *history.Session {
	t.Helper()
	s, err := history.NewSession(drawnMachine())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if _, err := s.Run(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestButtonsMakeCalls(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	fork := core.Call{Op: core.OpFork, Args: core.Args{1}}
	s := sessionOf(t, hash, fork, hash, core.Call{Op: core.OpClose, Args: core.Args{4}})
	rows := []struct {
		name string
		want []core.Call
	}{
		{"Close descriptor 3 of task 0", []core.Call{{Op: core.OpClose, Args: core.Args{3}}}},
		{"Close descriptor 3 of task 1", []core.Call{{Task: 1, Op: core.OpClose, Args: core.Args{3}}}},
		{"Fork task 1", []core.Call{{Task: 1, Op: core.OpFork, Args: core.Args{2}}}},
		{"Exec in task 0", []core.Call{{Op: core.OpExec}}},
		{"Exit task 1", []core.Call{{Task: 1, Op: core.OpExit}}},
		{"Run the worker", []core.Call{{Op: core.OpWork}}},
		{"Choose task 1", nil},
	}
	for _, row := range rows {
		a := newAsked(s.Kernel().View())
		client := app.NewClientTester(&a.Kernel)
		client.Consume()
		if !a.press(client.Context(), row.name) {
			t.Errorf("no button %q", row.name)
		}
		if !reflect.DeepEqual(a.calls, row.want) {
			t.Errorf("%s makes %v, want %v", row.name, a.calls, row.want)
		}
		if row.want == nil && !reflect.DeepEqual(a.tasks, []int{1}) {
			t.Errorf("%s chooses %v", row.name, a.tasks)
		}
		client.Close()
	}
}

func TestCardOpensItsMap(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	a := newAsked(sessionOf(t, hash, hash).Kernel().View())
	client := app.NewClientTester(&a.Kernel)
	defer client.Close()
	if !a.press(client.Context(), "Look inside map 2") || !reflect.DeepEqual(a.maps, []int{2}) {
		t.Errorf("the card of map 2 opens %v", a.maps)
	}
}

func TestWorkerButtonIsDisabledIfNothingIsQueued(t *testing.T) {
	a := newAsked(sessionOf(t).Kernel().View())
	client := app.NewClientTester(&a.Kernel)
	defer client.Close()
	if !a.press(client.Context(), "Run the worker") || a.calls != nil {
		t.Errorf("the button makes %v", a.calls)
	}
}

func TestDrawingWithoutHandlersHasNoButtons(t *testing.T) {
	s := sessionOf(t, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	for _, group := range (subject{view: s.Kernel().View(), width: testWidth}).layOut().buttons {
		if len(group) > 0 {
			t.Errorf("button %q on a drawing without handlers", group[0].name)
		}
	}
}

func TestListExpands(t *testing.T) {
	var calls []core.Call
	for range 60 {
		calls = append(calls, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	}
	a := newAsked(sessionOf(t, calls...).Kernel().View())
	client := app.NewClientTester(&a.Kernel)
	defer client.Close()
	client.Consume()
	const last = "Close descriptor 62 of task 0"
	if a.press(client.Context(), last) {
		t.Error("60 descriptors are shown in a collapsed list")
	}
	if !a.press(client.Context(), "Show 48 more descriptors of task 0") || !a.press(client.Context(), last) {
		t.Error("the list of descriptors does not expand")
	}
	if !a.press(client.Context(), "Show fewer descriptors of task 0") || a.press(client.Context(), last) {
		t.Error("the list of descriptors does not collapse")
	}
	if !a.press(client.Context(), "Show 48 more maps") {
		t.Error("the list of maps does not expand")
	}
}

// TestButtonsMakeValidCalls presses every button that makes a call in a random state.
func TestButtonsMakeValidCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSession(t)
		k := s.Kernel()
		a := newAsked(k.View())
		for _, group := range (subject{view: a.View, width: testWidth, makesCalls: true}).layOut().buttons {
			for _, b := range group {
				if a.calls = nil; b.style == "more" || b.disabled {
					continue
				}
				b.do(&a.Kernel, nil)
				if err := a.calls[0].Check(k); err != nil {
					t.Errorf("%s: %v", b.name, err)
				}
			}
		}
	})
}

// TestUpdates shows random moments one after another. go-app must be able to update between any two.
func TestUpdates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSession(t)
		a := newAsked(s.Kernel().View())
		client := app.NewClientTester(&a.Kernel)
		defer client.Close()
		client.Consume()
		for range 5 {
			a.View, a.Event = randomMoment(t, s)
			a.Rev++
			a.Update()
			client.Consume()
		}
	})
}

// TestSheetFollowsTheView changes the fields of a mounted drawing and wants the new view in its text.
func TestSheetFollowsTheView(t *testing.T) {
	s := sessionOf(t, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	trace := s.Trace(1)
	a := newAsked(trace.View(0))
	client := app.NewClientTester(&a.Kernel)
	defer client.Close()
	client.Consume()
	a.View, a.Rev = s.Kernel().View(), 1
	a.Update()
	client.Consume()
	if html := app.HTMLString(&a.Kernel); strings.Contains(html, "No map yet.") || !strings.Contains(html, "descriptor 3") {
		t.Errorf("the drawing stays %s", html)
	}
}

// TestRenderIsPure renders twice and wants the same fields as before.
func TestRenderIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAsked(nil)
		a.View, a.Event = randomMoment(t, randomSession(t))
		before, wasView := a.moment(), *a.View
		first, second := app.HTMLString(a.Kernel.Render()), app.HTMLString(a.Kernel.Render())
		if len(first) != len(second) || a.moment() != before || !reflect.DeepEqual(*a.View, wasView) {
			t.Errorf("rendering changed %+v to %+v", before, a.moment())
		}
	})
}

func TestPrerender(t *testing.T) {
	a := newAsked(sessionOf(t).Kernel().View())
	server := app.NewServerTester(&a.Kernel)
	server.Consume()
	server.Close()
	if html := app.HTMLString(&a.Kernel); !strings.Contains(html, "No map yet.") {
		t.Errorf("the prerendered drawing is %s", html)
	}
}

// TestFreedMapsBeyondTheView frees as many maps as a View lists, and more.
func TestFreedMapsBeyondTheView(t *testing.T) {
	var calls []core.Call
	for range core.FreedShown + 5 {
		calls = append(calls, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16), core.Call{Op: core.OpClose, Args: core.Args{3}}, core.Call{Op: core.OpWork})
	}
	for freed, want := range map[int]string{core.FreedShown - 1: "27 earlier", core.FreedShown + 5: "28+ earlier"} {
		s := sessionOf(t, calls[:3*freed]...)
		if drawn := app.HTMLString(&Kernel{View: s.View(history.Step{Call: 3 * freed, Event: -1}), Task: -1}); !strings.Contains(drawn, want) {
			t.Errorf("after %d maps were freed, the drawing does not say %q", freed, want)
		}
	}
}
