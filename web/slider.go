package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Slider chooses a step from 0 to Last.
type Slider struct {
	app.Compo
	Of               *Screen
	ID, Label, Words string
	At, Last         int
	Slide            func(n int)
}

// OnMount puts the handle in its place. The attribute does so in the served page only: go-app sets it before or after the end
// of the slider, in any order, and a value beyond the end is cut.
func (s *Slider) OnMount(ctx app.Context) { ctx.JSSrc().Set("value", s.At) }

// OnUpdate does the same after a step.
func (s *Slider) OnUpdate(ctx app.Context) { ctx.JSSrc().Set("value", s.At) }

func (s *Slider) slide(typed string) {
	if n, err := strconv.Atoi(typed); err == nil {
		s.Slide(n)
	}
}

// Render draws the slider.
func (s *Slider) Render() app.UI {
	in := app.Input().Class("track").ID(s.ID).Type("range").Min("0").Max(strconv.Itoa(s.Last)).Value(s.At).Aria("label", s.Label).OnInput(s.Of.onValue(s.slide))
	if s.Words != "" {
		in = in.Aria("valuetext", s.Words)
	}
	return in
}
