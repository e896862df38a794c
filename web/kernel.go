// The kernel, drawn: tasks, their descriptors, files, maps, and the work queue.

package web

import (
	"strconv"
	"strings"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// KernelPicture draws a View: tasks, their descriptors, files, maps, and the work queue.
type KernelPicture struct {
	app.Compo
	View   *core.View                         // what is drawn
	Event  *core.Event                        // what just happened; its objects are lit (nil: nothing)
	Rev    uint64                             // grows with every change, so that the picture follows
	Task   int                                // the task chosen on screen: its card is marked
	OnAct  func(ctx app.Context, c core.Call) // a click asks for a call; nil: a picture to look at
	OnTask func(ctx app.Context, task int)    // a click on a task's name chooses it; nil: none is chosen here
	Map    int                                // the map whose inside is on screen: its card is marked
	OnMap  func(ctx app.Context, nr int)      // a click on a map's card opens its inside, or closes it; nil: no map opens

	width  int // units across, from what was measured; 0: not yet
	open   map[string]bool
	resize app.Func
	watch  app.Value
	shown  picMoment
	stamp  int // grows with every picMoment
}

// OnInit prepares what the knobs write to.
func (k *KernelPicture) OnInit() { k.open = map[string]bool{} }

// OnMount begins to watch how much room there is. A tab that is hidden has none until it is shown, so it is not enough
// to look once, or when the window changes.
func (k *KernelPicture) OnMount(ctx app.Context) {
	root := ctx.JSSrc()
	k.resize = jsFunc(ctx, func() {
		if w := unitsAcross(root); w != k.width {
			ctx.Dispatch(func(app.Context) { k.width = w })
		}
	})
	k.watch = app.Window().Get("ResizeObserver").New(k.resize)
	k.watch.Call("observe", root)
}

// OnDismount ends the watch, if there was time to begin it.
func (k *KernelPicture) OnDismount() {
	if k.watch != nil {
		k.watch.Call("disconnect")
		k.resize.Release()
	}
}

// baseFont is the size of the page's text, in pixels, at which a unit of the drawing is a pixel. Where the page's text
// is larger, for a projector or for weak eyes, the drawing grows with it.
const baseFont = 14

// unitsAcross is the width for which to lay out, given the element that the drawing is to fill.
func unitsAcross(root app.Value) int {
	px := root.Get("clientWidth").Float()
	font := app.Window().Call("getComputedStyle", root).Get("fontSize").String()
	size, err := strconv.ParseFloat(strings.TrimSuffix(font, "px"), 64)
	if err != nil || size <= 0 || px <= 0 {
		return 0
	}
	return min(max(int(px*baseFont/size), minPicWidth), maxPicWidth)
}

// scene is the drawing as it is to be shown now.
func (k *KernelPicture) scene() picScene {
	width := k.width
	if width == 0 {
		width = picWidth
	}
	return picSubject{
		view: k.View, lit: lightsOf(k.Event), task: k.Task, width: width, open: k.open,
		acts: k.OnAct != nil, picks: k.OnTask != nil, inside: k.Map, looks: k.OnMap != nil,
	}.scene()
}

func (k *KernelPicture) Render() app.UI {
	root := app.Div().Class("kernel-picture")
	if k.View == nil {
		return root
	}
	if now := k.moment(); now != k.shown {
		k.shown = now
		k.stamp++
	}
	return root.Body(&KernelSheet{Of: k, Stamp: k.stamp})
}
