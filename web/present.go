package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/lesson"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Presenter is the page for a projector: a sentence and a drawing, in large type.
type Presenter struct {
	app.Compo
	Present  *Present
	Desk     *Desk
	Releases *Releases
	Inside   *Inside
	Rev      uint64

	touchX float64
}

// stages draw the stage of a slide.
var stages = table.Listed[lesson.Show, func(*Presenter) app.UI]{
	{lesson.ShowKernel, (*Presenter).kernel},
	{lesson.ShowChecks, (*Presenter).checks},
	{lesson.ShowBytes, (*Presenter).bytes},
	{lesson.ShowReleases, (*Presenter).releases},
	{lesson.ShowInside, (*Presenter).inside},
}

// OnMount focuses the presentation.
func (p *Presenter) OnMount(app.Context) { p.Present.host.Focus("present") }

// Render draws the slide.
func (p *Presenter) Render() app.UI {
	s := p.Present
	w := s.slideWords()
	large := ""
	if s.large {
		large = "large-qr"
	}
	show := s.slideShow()
	touch, touchScope := s.onEvent(p.touch)
	lift, liftScope := s.onEvent(p.lift)
	return app.Div().Class("present", large).ID("present").TabIndex(-1).Role("main").Aria("label", "Presentation").
		On("touchstart", touch, touchScope).On("touchend", lift, liftScope).Body(
		app.Div().Class("slide-head").Body(
			app.P().Class("slide-where").Body(app.B().ID("slide-title").Text(w.title), app.Small().ID("slide-where").Text(w.where)),
			app.Div().Class("slide-words", longWords(w)).Aria("live", "polite").Body(
				app.H1().ID("slide-sentence").Text(w.first), app.P().Class("slide-rest").Text(w.rest),
			),
		),
		app.Div().Class("stage", "stage-"+string(show)).OnClick(s.onEvent(p.stage)).Body(stages.Of(show)(p)),
		app.Div().Class("slide-foot").Body(
			p.dots(),
			app.Div().Class("slide-ask").Aria("live", "polite").Body(
				app.Span().ID("slide-ask").Text(w.ask), app.Span().Class("slide-answer").ID("slide-answer").Text(w.answer), p.hint(w),
			),
			p.corner(),
		),
		app.Div().Class("slide-ways").Body(
			app.Button().Class("key").ID("slide-back").Aria("label", "Back").Title("Back (←, PageUp)").Text("‹").OnClick(s.onPress(p.back)),
			app.Button().Class("key").ID("slide-on").Aria("label", "Next").Title("Next (Space, →, PageDown)").Text("›").OnClick(s.onPress(p.next)),
			app.Button().Class("key").ID("slide-end").Aria("label", "Leave").Title("Leave (Esc)").Text("×").OnClick(s.onPress(s.End)),
		),
	)
}

// longWords returns the CSS class of words that need a smaller type.
func longWords(w slideWords) string {
	switch n := len(w.first); {
	case n > 150:
		return "longer"
	case n > 90:
		return "long"
	}
	return ""
}

// hint returns the button that shows the answer.
func (p *Presenter) hint(w slideWords) app.UI {
	if !w.hidden {
		return app.Span().Class("slide-hint", "hidden")
	}
	return app.Button().Class("slide-hint").ID("slide-show").Text("Show answer (Space)").OnClick(p.Present.onPress(p.next))
}

// dotsMost is the maximum number of dots. Longer presentations have a bar.
const dotsMost = 24

// dots show the position of the slide.
func (p *Presenter) dots() app.UI {
	s := p.Present
	n, at := s.slides(), s.slide()
	if n > dotsMost {
		return app.Div().Class("dots-bar").Aria("hidden", "true").Body(app.Div().Style("width", fmt.Sprintf("%.1f%%", 100*float64(at)/float64(max(1, n-1)))))
	}
	var dots []app.UI
	for i := range n {
		class := ""
		switch {
		case i == at:
			class = "on"
		case i < at:
			class = "past"
		}
		dots = append(dots, app.Button().Class("dot", class).Aria("label", "slide "+strconv.Itoa(i+1)).Aria("current", current(i == at)).
			DataSet("slide", strconv.Itoa(i)).OnClick(s.onNumber("slide", p.goTo)))
	}
	return app.Div().Class("dots").Body(dots...)
}

// corner returns the link of the slide as a QR code. A press enlarges it.
func (p *Presenter) corner() app.UI {
	s := p.Present
	if !s.corner.fits {
		return app.P().Class("slide-qr", "none").Text("The link is too long for a QR code.")
	}
	return app.Button().Class("slide-qr").ID("slide-qr").Aria("label", "QR code of this step's link").Aria("pressed", word(s.large)).
		Title("Larger (q)").Body(qrDrawing(s.corner.code)).OnClick(s.onPress(p.toggleQR))
}

func (p *Presenter) toggleQR() {
	p.Present.toggleQR()
	p.Present.host.Focus("present")
}

func (p *Presenter) goTo(i int) {
	p.Present.GoToSlide(i)
	p.Present.host.Focus("present")
}

func (p *Presenter) next() {
	p.Present.next()
	p.Present.host.Focus("present")
}

func (p *Presenter) back() {
	p.Present.back()
	p.Present.host.Focus("present")
}

// stage shows the next slide after a press on the drawing, unless the press hits a control in it.
func (p *Presenter) stage(_ app.Context, e app.Event) {
	if e.Get("target").Call("closest", "button, summary, select, input").IsNull() {
		p.Present.next()
	}
}

// swipe is the minimum distance of a swipe, in pixels.
const swipe = 50

func (p *Presenter) touch(_ app.Context, e app.Event) {
	p.touchX = e.Get("changedTouches").Index(0).Get("clientX").Float()
}

func (p *Presenter) lift(_ app.Context, e app.Event) {
	switch moved := e.Get("changedTouches").Index(0).Get("clientX").Float() - p.touchX; {
	case moved > swipe:
		p.Present.back()
	case moved < -swipe:
		p.Present.next()
	}
}
