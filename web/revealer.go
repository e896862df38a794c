package web

import (
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// revealer scrolls to places of the page whenever another step or thing is shown. It draws nothing: go-app draws a
// component with OnUpdate twice, which costs little here.
type revealer struct {
	app.Compo
	Of        *Screen
	At        history.Step
	Thing     string
	Selectors []string
	Within    []string // after another step of the same call
	First     []string // have priority over all of them
	call      int      // that was shown last
}

// Render returns an element without content.
func (r *revealer) Render() app.UI { return app.Span().Hidden(true) }

// OnMount scrolls to the step that the page begins with.
func (r *revealer) OnMount(ctx app.Context) { r.OnUpdate(ctx) }

// OnUpdate scrolls after a change has been drawn.
func (r *revealer) OnUpdate(ctx app.Context) {
	selectors := r.Selectors
	if r.At.Call == r.call {
		selectors = append(selectors[:len(selectors):len(selectors)], r.Within...)
	}
	r.call = r.At.Call
	selectors = append(selectors[:len(selectors):len(selectors)], r.First...)
	ctx.Defer(func(app.Context) { r.Of.host.Reveal(selectors...) })
}
