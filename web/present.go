package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"rsc.io/qr/coding"
)

// Presenter is the page of a projector: a sentence and a drawing, read from the back of a room.
type Presenter struct {
	app.Compo
	S   *Store
	Rev uint64

	link   string // of which qr is the code
	qr     *coding.Code
	fits   bool
	touchX float64
}

// stages draw what a slide shows beside its words.
var stages = map[lesson.Show]func(*Presenter) app.UI{
	lesson.ShowKernel:   (*Presenter).kernel,
	lesson.ShowChecks:   (*Presenter).checks,
	lesson.ShowBytes:    (*Presenter).bytes,
	lesson.ShowReleases: (*Presenter).releases,
	lesson.ShowInside:   (*Presenter).inside,
}

// OnMount moves the keyboard here.
func (p *Presenter) OnMount(app.Context) { p.S.host.Focus("present") }

// Render draws the slide.
func (p *Presenter) Render() app.UI {
	s := p.S
	w := s.slideWords()
	large := ""
	if s.present.large {
		large = "large-qr"
	}
	show := s.slideShow()
	return app.Div().Class("present", large).ID("present").TabIndex(-1).Role("region").Aria("label", "Presentation").
		On("touchstart", p.onTouch).On("touchend", p.onLift).Body(
		app.Div().Class("slide-head").Body(
			app.P().Class("slide-where").Body(app.B().ID("slide-title").Text(w.title), app.Small().ID("slide-where").Text(w.where)),
			app.Div().Class("slide-words", longWords(w)).Aria("live", "polite").Body(
				app.H1().ID("slide-says").Text(w.first), app.P().Class("slide-rest").Text(w.rest),
			),
		),
		app.Div().Class("stage", "stage-"+string(show)).OnClick(p.onStage).Body(stages[show](p)),
		app.Div().Class("slide-foot").Body(
			p.dots(),
			app.Div().Class("slide-ask").Aria("live", "polite").Body(
				app.Span().ID("slide-ask").Text(w.ask), app.Span().Class("slide-answer").ID("slide-answer").Text(w.answer), p.hint(w),
			),
			p.corner(),
		),
		app.Div().Class("slide-ways").Body(
			app.Button().Class("key").ID("slide-back").Aria("label", "Back").Title("Back (←, PageUp)").Text("‹").OnClick(p.onBack),
			app.Button().Class("key").ID("slide-on").Aria("label", "On").Title("On (space, →, PageDown)").Text("›").OnClick(p.onOn),
			app.Button().Class("key").ID("slide-end").Aria("label", "Leave").Title("Leave (Esc)").Text("×").OnClick(p.onEnd),
		),
	)
}

// longWords is the class of words that need a smaller type.
func longWords(w slideWords) string {
	switch n := len(w.first); {
	case n > 150:
		return "longer"
	case n > 90:
		return "long"
	}
	return ""
}

// hint says how to see the answer.
func (p *Presenter) hint(w slideWords) app.UI {
	if !w.hidden {
		return app.Span().Class("slide-hint", "hidden")
	}
	return app.Button().Class("slide-hint").ID("slide-show").Text("space shows").OnClick(p.onOn)
}

// dotsMost is how many slides have a dot each; more are a bar.
const dotsMost = 24

// dots show where the slide is among all.
func (p *Presenter) dots() app.UI {
	s := p.S
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
			DataSet("slide", strconv.Itoa(i)).OnClick(p.onDot, i))
	}
	return app.Div().Class("dots").Body(dots...)
}

// corner is the link of the slide as a QR code. A press makes it large.
func (p *Presenter) corner() app.UI {
	if link := p.S.ShareLink(); link != p.link {
		p.link = link
		p.qr, p.fits = qrCode(link)
	}
	if !p.fits {
		return app.P().Class("slide-qr", "none").Text("The link is too long for a QR code.")
	}
	return app.Button().Class("slide-qr").ID("slide-qr").Aria("label", "QR code of this step's link").Aria("pressed", word(p.S.present.large)).
		Title("Larger (q)").Body(qrDrawing(p.qr)).OnClick(p.onQR)
}

func (p *Presenter) onQR(app.Context, app.Event) {
	p.S.toggleQR()
	p.S.host.Focus("present")
}

func (p *Presenter) onDot(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("slide").String()); err == nil {
		p.S.GoToSlide(i)
		p.S.host.Focus("present")
	}
}

func (p *Presenter) onOn(app.Context, app.Event) {
	p.S.slideOn()
	p.S.host.Focus("present")
}

func (p *Presenter) onBack(app.Context, app.Event) {
	p.S.slideBack()
	p.S.host.Focus("present")
}

func (p *Presenter) onEnd(app.Context, app.Event) { p.S.EndPresent() }

// onStage goes on where the drawing is pressed, but not where something in it is.
func (p *Presenter) onStage(_ app.Context, e app.Event) {
	if e.Get("target").Call("closest", "button, summary, select, input").IsNull() {
		p.S.slideOn()
	}
}

// swipe is how far a finger moves, in pixels, for a swipe.
const swipe = 50

func (p *Presenter) onTouch(_ app.Context, e app.Event) {
	p.touchX = e.Get("changedTouches").Index(0).Get("clientX").Float()
}

func (p *Presenter) onLift(_ app.Context, e app.Event) {
	switch moved := e.Get("changedTouches").Index(0).Get("clientX").Float() - p.touchX; {
	case moved > swipe:
		p.S.slideBack()
	case moved < -swipe:
		p.S.slideOn()
	}
}
