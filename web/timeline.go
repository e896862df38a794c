package web

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Timeline leads through all steps, forwards and back, and says in a sentence what each is.
type Timeline struct {
	app.Compo
	S   *Store
	Rev uint64
}

// stepButtons are the ways to go, with the keys that do the same.
var stepButtons = []struct {
	id, sign, says string
	step           func(*Store)
}{
	{"first", "⇤", "To the boot (Home)", (*Store).First},
	{"prev-call", "«", "To the call before ([)", (*Store).PrevCall},
	{"prev", "‹", "One event back (,)", (*Store).Prev},
	{"play", "▸", "Play (p)", (*Store).togglePlay},
	{"next", "›", "One event forward (.)", (*Store).Next},
	{"next-call", "»", "To the next call (])", (*Store).NextCall},
	{"last", "⇥", "To the end (End)", (*Store).Last},
}

// OnMount lets the store start the playing, whoever asks for it.
func (t *Timeline) OnMount(ctx app.Context) {
	t.S.play = func() { ctx.Dispatch(func(ctx app.Context) { t.play(ctx) }) }
}

// Render draws buttons, slider and sentence.
func (t *Timeline) Render() app.UI {
	s := t.S
	at, last := s.position()
	var buttons []app.UI
	for i, b := range stepButtons {
		sign := b.sign
		if b.id == "play" && s.playing {
			sign = "❚❚"
		}
		buttons = append(buttons, app.Button().Class("key").ID("step-"+b.id).Title(b.says).Aria("label", b.says).
			DataSet("step", strconv.Itoa(i)).Text(sign).OnClick(t.onStep, i))
	}
	where, sentence := s.tell()
	return app.Footer().Body(
		app.Div().Class("keys").Body(buttons...),
		app.Input().Class("track").ID("track").Type("range").Min("0").Max(strconv.Itoa(trackEnd)).Attr("step", "any").Value(strconv.Itoa(trackEnd*at/max(1, last))).
			Aria("label", "Step").Aria("valuetext", where).OnInput(t.onTrack),
		app.P().Class("now").ID("now").Aria("live", "polite").Body(app.B().Text(where+" "), app.Text(sentence)),
	)
}

func (t *Timeline) onStep(ctx app.Context, _ app.Event) {
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("step").String())
	if err != nil || i < 0 || i >= len(stepButtons) {
		return
	}
	if stepButtons[i].id != "play" {
		t.S.playing = false
	}
	stepButtons[i].step(t.S)
}

func (t *Timeline) onTrack(ctx app.Context, _ app.Event) {
	if v, err := strconv.ParseFloat(ctx.JSSrc().Get("value").String(), 64); err == nil {
		_, last := t.S.position()
		t.S.playing = false
		t.S.GoToPlace(int(math.Round(v * float64(last) / trackEnd)))
	}
}

// trackEnd is the right end of the slider. It never changes, since a slider whose end grows after its value forgets it.
const trackEnd = 1_000_000

// playEvery is how long a step stays while the history plays.
const playEvery = 900 * time.Millisecond

// play goes on by itself until the end or until somebody stops it.
func (t *Timeline) play(ctx app.Context) {
	if !t.S.playing {
		return
	}
	ctx.After(playEvery, func(ctx app.Context) {
		if !t.S.playing {
			return
		}
		t.S.Next()
		t.S.playing = !t.S.AtEnd()
		t.play(ctx)
	})
}

// togglePlay starts playing, from the boot where the end is shown, or stops it.
func (s *Store) togglePlay() {
	s.playing = !s.playing
	if s.playing && s.AtEnd() {
		s.First()
	}
	s.changed()
	if s.playing {
		s.play()
	}
}

// tell says which step is shown and what happens in it.
func (s *Store) tell() (where, sentence string) {
	if s.at.Call == 0 {
		return "Boot.", bootSentence(s)
	}
	if s.hides(s.at.Call) {
		return fmt.Sprintf("Call %d.", s.at.Call), "What does the kernel answer? This is how things are before it."
	}
	n := s.session.Events(s.at.Call)
	if e := s.Event(); e != nil {
		return fmt.Sprintf("Call %d, event %d of %d.", s.at.Call, s.at.Event, n), e.Sentence()
	}
	return fmt.Sprintf("Call %d.", s.at.Call), s.Trace().Sentence()
}

func bootSentence(s *Store) string {
	types := english.CountOrNo(len(s.session.Machine().Types), "map type")
	return fmt.Sprintf("Task 0 runs, with descriptors 0, 1 and 2. The kernel has %s on its list.", types)
}
