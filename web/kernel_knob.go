package web

import (
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// calls is the deed of asking for a call.
func calls(c core.Call) picDeed {
	return func(k *KernelPicture, ctx app.Context) { k.OnAct(ctx, c) }
}

// picks is the deed of choosing a task.
func picks(task int) picDeed {
	return func(k *KernelPicture, ctx app.Context) { k.OnTask(ctx, task) }
}

// looks is the deed of opening the inside of a map, or closing it.
func looks(nr int) picDeed {
	return func(k *KernelPicture, ctx app.Context) { k.OnMap(ctx, nr) }
}

// opens is the deed of opening or closing a collapsed list.
func opens(key string) picDeed {
	return func(k *KernelPicture, _ app.Context) { k.open[key] = !k.open[key] }
}

// KernelKnob is a button that lies on the drawing, placed in parts of its size.
type KernelKnob struct {
	app.Compo
	Of    *KernelPicture
	Place string
	Is    string
	Label string
	Say   string
	Title string
	Off   bool
	Open  string
	Do    picDeed
}

// knob makes the button; w and h are the size of the drawing.
func (k picKnob) knob(of *KernelPicture, w, h int) *KernelKnob {
	place := "left:" + percent(k.x, w) + ";top:" + percent(k.y, h) + ";width:" + percent(k.w, w) + ";height:" + percent(k.h, h)
	return &KernelKnob{Of: of, Place: place, Is: k.is, Label: k.label, Say: k.say, Title: k.title, Off: k.off, Open: k.open, Do: k.do}
}

func percent(part, whole int) string {
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 3, 64) + "%"
}

// openAttrs are the attributes that tell the state of a knob of a kind.
var openAttrs = map[string]string{"choose": "aria-pressed", "more": "aria-expanded", "look": "aria-pressed"}

func (b *KernelKnob) Render() app.UI {
	e := app.Button().Type("button").Class("kernel-knob", "kernel-"+b.Is).Attr("style", b.Place).
		Attr("aria-label", b.Say).OnClick(b.press).Body(app.Text(b.Label))
	if state := openAttrs[b.Is]; state != "" {
		e = e.Attr(state, b.Open)
	}
	if b.Title != "" {
		e = e.Title(b.Title)
	}
	if b.Off {
		// Not disabled: that would take the focus away from one who pressed it a moment ago.
		e = e.Attr("aria-disabled", "true")
	}
	return e
}

func (b *KernelKnob) press(ctx app.Context, _ app.Event) {
	if !b.Off {
		b.Do(b.Of, ctx)
	}
}
