// Package picture draws a snapshot of the kernel: tasks, descriptors, files, pins, maps and the work queue.
// The only state is that of the drawing itself: its width, and which long lists are expanded.
package picture

import (
	"strconv"
	"strings"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Detail is how much a drawing tells. What the shown event changes is always drawn.
type Detail uint8

// The details, finest first.
const (
	Counters  Detail = iota // all, with the kernel's counters
	Interface               // what user space can ask for
	Sketch                  // objects and what holds them
)

// Kernel is the drawing of a View, with its text equivalent.
type Kernel struct {
	app.Compo
	View   *core.View
	Event  *core.Event                        // the event that led to View, highlighted; nil highlights nothing
	Rev    uint64                             // grows with every change of the view
	Task   int                                // the chosen task
	OnAct  func(ctx app.Context, c core.Call) // makes a call; nil hides the buttons that make calls
	OnTask func(ctx app.Context, task int)    // chooses a task; nil if tasks cannot be chosen
	Map    int                                // the map whose inside is open; 0 is none
	OnMap  func(ctx app.Context, nr int)      // opens or closes the inside of a map; nil if maps cannot be opened

	Touched *Touched // the element that the shown call names; nil for none
	Detail  Detail

	width    int // in units, from the measured element; 0 before the first measurement
	expanded map[string]bool
	resize   app.Func
	observer app.Value
}

// OnInit implements app.Initializer.
func (k *Kernel) OnInit() { k.expanded = map[string]bool{} }

// OnMount starts to observe the element's size. An element in a hidden tab has no width until the tab is shown, so
// neither one measurement nor the window's resize event is enough.
func (k *Kernel) OnMount(ctx app.Context) {
	root := ctx.JSSrc()
	k.resize = jsFunc(ctx, func() {
		if w := unitsAcross(root); w != k.width {
			ctx.Dispatch(func(app.Context) { k.width = w })
		}
	})
	k.observer = app.Window().Get("ResizeObserver").New(k.resize)
	k.observer.Call("observe", root)
}

// jsFunc makes a function for the browser to call. It raises a panic of do again on go-app's goroutine, where the page
// recovers from it.
func jsFunc(ctx app.Context, do func()) app.Func {
	return app.FuncOf(func(app.Value, []app.Value) any {
		defer func() {
			if fault := recover(); fault != nil {
				ctx.Dispatch(func(app.Context) { panic(fault) })
			}
		}()
		do()
		return nil
	})
}

// OnDismount stops observing, if OnMount has run.
func (k *Kernel) OnDismount() {
	if k.observer != nil {
		k.observer.Call("disconnect")
		k.resize.Release()
	}
}

// baseFont is the text size, in pixels, at which one unit of the drawing is one pixel. The drawing grows with larger
// text, as on a projector or for low vision.
const baseFont = 14

// unitsAcross returns the width of the drawing that fills root, in units. It returns 0 if root has no size.
func unitsAcross(root app.Value) int {
	px := root.Get("clientWidth").Float()
	font := app.Window().Call("getComputedStyle", root).Get("fontSize").String()
	size, err := strconv.ParseFloat(strings.TrimSuffix(font, "px"), 64)
	if err != nil || size <= 0 || px <= 0 {
		return 0
	}
	return min(max(int(px*baseFont/size), minWidth), maxWidth)
}

// scene lays out the drawing for the current fields.
func (k *Kernel) scene() scene {
	width := k.width
	if width == 0 {
		width = defaultWidth
	}
	return subject{
		view: k.View, lit: highlightOf(k.Event), task: k.Task, width: width, expanded: k.expanded,
		makesCalls: k.OnAct != nil, choosesTask: k.OnTask != nil, inside: k.Map, opensInside: k.OnMap != nil, touched: k.Touched, detail: k.Detail,
	}.layOut()
}

// Render implements app.Composer.
func (k *Kernel) Render() app.UI {
	root := app.Div().Class("kernel-picture")
	if k.View == nil {
		return root
	}
	return root.Body(&sheet{Of: k, Moment: k.moment()})
}
