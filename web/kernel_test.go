package web

import (
	"reflect"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"pgregory.net/rapid"
)

// asked is a picture that remembers what was asked for on it.
type asked struct {
	KernelPicture
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

// press presses the knob that is called say; found is false where there is none.
func (a *asked) press(ctx app.Context, say string) (found bool) {
	s := a.scene()
	for _, group := range s.knobs {
		for _, k := range group {
			if k.say == say {
				k.knob(&a.KernelPicture, s.width, s.height).press(ctx, app.Event{})
				return true
			}
		}
	}
	return false
}

// sessionOf makes some calls.
func sessionOf(t *testing.T, calls ...core.Call) *core.Session {
	t.Helper()
	s, err := core.With(drawnMachine(), calls)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKnobsAskForCalls(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	fork := core.Call{Op: core.OpFork, Args: [3]uint64{1}}
	s := sessionOf(t, hash, fork, hash, core.Call{Op: core.OpClose, Args: [3]uint64{4}})
	rows := []struct {
		say  string
		want []core.Call
	}{
		{"close descriptor 3 of task 0", []core.Call{{Op: core.OpClose, Args: [3]uint64{3}}}},
		{"close descriptor 3 of task 1", []core.Call{{Task: 1, Op: core.OpClose, Args: [3]uint64{3}}}},
		{"fork task 1", []core.Call{{Task: 1, Op: core.OpFork, Args: [3]uint64{2}}}},
		{"exec in task 0", []core.Call{{Op: core.OpExec}}},
		{"exit task 1", []core.Call{{Task: 1, Op: core.OpExit}}},
		{"run the worker", []core.Call{{Op: core.OpWork}}},
		{"choose task 1", nil},
	}
	for _, row := range rows {
		a := newAsked(s.Kernel().View())
		client := app.NewClientTester(&a.KernelPicture)
		client.Consume()
		if !a.press(client.Context(), row.say) {
			t.Errorf("there is no knob to %s", row.say)
		}
		if !reflect.DeepEqual(a.calls, row.want) {
			t.Errorf("%s asks for %v, want %v", row.say, a.calls, row.want)
		}
		if row.want == nil && !reflect.DeepEqual(a.tasks, []int{1}) {
			t.Errorf("%s chooses %v", row.say, a.tasks)
		}
		client.Close()
	}
}

func TestACardOpensTheInsideOfItsMap(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	a := newAsked(sessionOf(t, hash, hash).Kernel().View())
	client := app.NewClientTester(&a.KernelPicture)
	defer client.Close()
	if !a.press(client.Context(), "look inside map 2") || !reflect.DeepEqual(a.maps, []int{2}) {
		t.Errorf("the card of map 2 opens %v", a.maps)
	}
}

func TestWorkerRestsWhereNothingIsQueued(t *testing.T) {
	a := newAsked(sessionOf(t).Kernel().View())
	client := app.NewClientTester(&a.KernelPicture)
	defer client.Close()
	if !a.press(client.Context(), "run the worker") || a.calls != nil {
		t.Errorf("the knob asks for %v", a.calls)
	}
}

func TestPictureToLookAtHasNoKnobs(t *testing.T) {
	s := sessionOf(t, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	for _, group := range (picSubject{view: s.Kernel().View(), width: picWidth}).scene().knobs {
		if len(group) > 0 {
			t.Errorf("there is a knob to %s", group[0].say)
		}
	}
}

func TestCollapsedListOpens(t *testing.T) {
	var calls []core.Call
	for range 60 {
		calls = append(calls, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	}
	a := newAsked(sessionOf(t, calls...).Kernel().View())
	client := app.NewClientTester(&a.KernelPicture)
	defer client.Close()
	client.Consume()
	const last = "close descriptor 62 of task 0"
	if a.press(client.Context(), last) {
		t.Error("60 descriptors are shown unasked")
	}
	if !a.press(client.Context(), "and 48 more descriptors of task 0") || !a.press(client.Context(), last) {
		t.Error("the list of descriptors does not open")
	}
	if !a.press(client.Context(), "show fewer descriptors of task 0") || a.press(client.Context(), last) {
		t.Error("the list of descriptors does not close")
	}
	if !a.press(client.Context(), "and 48 more maps") {
		t.Error("the list of maps cannot be opened")
	}
}

// TestKnobsAskForWhatCanBeDone makes every call that is offered in a random state.
func TestKnobsAskForWhatCanBeDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSession(t)
		k := s.Kernel()
		a := newAsked(k.View())
		for _, group := range (picSubject{view: a.View, width: picWidth, acts: true}).scene().knobs {
			for _, knob := range group {
				if a.calls = nil; knob.is == "more" || knob.off {
					continue
				}
				knob.do(&a.KernelPicture, nil)
				if err := a.calls[0].Check(k); err != nil {
					t.Errorf("%s: %v", knob.say, err)
				}
			}
		}
	})
}

// TestPictureFollows mounts a picture and shows it one moment after another: the framework must bear every change.
func TestPictureFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSession(t)
		a := newAsked(s.Kernel().View())
		client := app.NewClientTester(&a.KernelPicture)
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

func TestPrerender(t *testing.T) {
	a := newAsked(sessionOf(t).Kernel().View())
	server := app.NewServerTester(&a.KernelPicture)
	server.Consume()
	server.Close()
	if html := app.HTMLString(&a.KernelPicture); !strings.Contains(html, "No map yet.") {
		t.Errorf("the page begins with %s", html)
	}
}
