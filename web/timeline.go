package web

import (
	"fmt"
	"math"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Timeline goes through all steps, forwards and back, and describes each in a sentence.
type Timeline struct {
	app.Compo
	Player *Player
	Desk   *Desk
	Cases  *Case
	Rev    uint64
}

// stepButtons are the ways to go, with the keys that do the same.
var stepButtons = []struct {
	id, sign, says string
	step           func(*Player)
}{
	{"first", "⇤", "To the boot (Home)", func(p *Player) { p.stop(); p.desk.First() }},
	{"prev-call", "«", "To the call before ([)", func(p *Player) { p.stop(); p.desk.PrevCall() }},
	{"prev", "‹", "One event back (,)", func(p *Player) { p.stop(); p.desk.Prev() }},
	{"play", "▸", "Play (p)", (*Player).toggle},
	{"next", "›", "One event forward (.)", func(p *Player) { p.stop(); p.desk.Next() }},
	{"next-call", "»", "To the next call (])", func(p *Player) { p.stop(); p.desk.NextCall() }},
	{"last", "⇥", "To the end (End)", func(p *Player) { p.stop(); p.desk.Last() }},
}

// Render draws buttons, slider and sentence.
func (t *Timeline) Render() app.UI {
	at, last := t.Desk.position()
	var buttons []app.UI
	for i, b := range stepButtons {
		sign := b.sign
		if b.id == "play" && t.Player.playing {
			sign = "❚❚"
		}
		buttons = append(buttons, app.Button().Class("key").ID("step-"+b.id).Title(b.says).Aria("label", b.says).
			DataSet("step", strconv.Itoa(i)).Text(sign).OnClick(t.Player.onNumber("step", t.step)))
	}
	where, sentence := tell(t.Desk, t.Cases)
	return app.Footer().Body(
		app.Div().Class("keys").Body(buttons...),
		app.Input().Class("track").ID("track").Type("range").Min("0").Max(strconv.Itoa(trackEnd)).Attr("step", "any").Value(strconv.Itoa(trackEnd*at/max(1, last))).
			Aria("label", "Step").Aria("valuetext", where).OnInput(t.Player.onValue(t.track)),
		app.P().Class("now").ID("now").Aria("live", "polite").Body(app.B().Text(where+" "), app.Text(sentence)),
	)
}

func (t *Timeline) step(i int) {
	if i >= 0 && i < len(stepButtons) {
		stepButtons[i].step(t.Player)
	}
}

func (t *Timeline) track(typed string) {
	if v, err := strconv.ParseFloat(typed, 64); err == nil {
		_, last := t.Desk.position()
		t.Player.goTo(int(math.Round(v * float64(last) / trackEnd)))
	}
}

// trackEnd is the right end of the slider. It never changes: a slider whose end grows after its value forgets the value.
const trackEnd = 1_000_000

// tell says which step is shown and what happens in it.
func tell(d *Desk, c *Case) (where, sentence string) {
	t := d.trace()
	if t == nil {
		return "Boot.", bootSentence(d.machine())
	}
	if c.hides(d.at.Call) {
		return fmt.Sprintf("Call %d.", d.at.Call), "What does the kernel answer? This is how things are before it."
	}
	if e := d.event(); e != nil {
		return fmt.Sprintf("Call %d, event %d of %d.", d.at.Call, d.at.Event, d.session.Events(d.at.Call)), history.EventSentence(*e)
	}
	return fmt.Sprintf("Call %d.", d.at.Call), t.Sentence()
}

func bootSentence(m core.Machine) string {
	return fmt.Sprintf("Task 0 runs, with descriptors 0, 1 and 2. The kernel has %s on its list.", english.CountOrNo(len(m.Types), "map type"))
}
