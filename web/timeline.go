package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Timeline steps through the history and describes each step in a sentence.
type Timeline struct {
	app.Compo
	Player *Player
	Desk   *Desk
	Cases  *Case
	Runs   *Runs
	Rev    uint64
}

// stepButtons lists the buttons with their keys.
var stepButtons = []struct {
	id, sign, says string
	step           func(*Player)
}{
	{"first", "⇤", "Boot (Home)", func(p *Player) { p.stop(); p.desk.First() }},
	{"prev-call", "«", "Previous call ([)", func(p *Player) { p.stop(); p.desk.PrevCall() }},
	{"prev", "‹", "Previous event or instruction (,)", func(p *Player) { p.stop(); p.desk.Prev() }},
	{"play", "▸", "Play (p)", (*Player).toggle},
	{"next", "›", "Next event or instruction (.)", func(p *Player) { p.stop(); p.desk.Next() }},
	{"next-call", "»", "Next call (])", func(p *Player) { p.stop(); p.desk.NextCall() }},
	{"last", "⇥", "Last call (End)", func(p *Player) { p.stop(); p.desk.Last() }},
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
	if t.Desk.at.Insn > 0 && !t.Cases.hides(t.Desk.at.Call) {
		where, sentence = t.Runs.tell()
	}
	return app.Footer().Body(
		app.Div().Class("keys").Body(buttons...),
		&Slider{Of: t.Player.Screen, ID: "track", Label: "Step", Words: where, At: at, Last: last, Slide: t.Player.goTo},
		app.P().Class("now").ID("now").TabIndex(0).Aria("live", "polite").Body(append([]app.UI{app.B().Text(where + " ")}, withTerms(sentence, false)...)...),
	)
}

func (t *Timeline) step(i int) {
	if i >= 0 && i < len(stepButtons) {
		stepButtons[i].step(t.Player)
	}
}

// tell returns the shown step and the sentence of its event.
func tell(d *Desk, c *Case) (where, sentence string) {
	t := d.trace()
	if t == nil {
		return "Boot.", bootSentence(d.machine())
	}
	if c.hides(d.at.Call) {
		return fmt.Sprintf("Call %d.", d.at.Call), "What does the kernel return? This is the state before the call."
	}
	if e := d.event(); e != nil {
		return fmt.Sprintf("Call %d, event %d of %d.", d.at.Call, d.at.Event, d.session.Events(d.at.Call)), history.EventSentence(*e)
	}
	return fmt.Sprintf("Call %d.", d.at.Call), t.Sentence()
}

func bootSentence(m core.Machine) string {
	if m.Release != abi.Seed {
		return "Task 0 runs with descriptors 0, 1 and 2."
	}
	return fmt.Sprintf("Task 0 runs with descriptors 0, 1 and 2. The kernel has %s registered.", english.CountOrNo(len(m.Types), "map type"))
}
