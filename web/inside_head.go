package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// head names the map and has the ways to look at it.
func (p *MapInside) head(show *insideShown) app.UI {
	title, facts := fmt.Sprintf("map %d", p.S.inside.nr), ""
	var tabs []app.UI
	if show != nil {
		title, facts = typeOf(show.m), show.facts()
		if show.Form != core.InsideNone {
			for i, v := range insideViews {
				tabs = append(tabs, app.Button().Class(on(v == p.S.inside.view)).Aria("pressed", word(v == p.S.inside.view)).
					DataSet("view", string(v)).Text(string(v)).OnClick(p.onView, i))
			}
		}
	}
	return app.Div().Class("in-head").Body(
		app.H3().ID("inside-title").Text(title),
		app.Div().Class("in-tabs").Role("group").Aria("label", "How to look at it").Body(tabs...),
		app.Button().Class("close").ID("close-inside").Title("Close (Esc)").Aria("label", "Close the inside of the map").Text("×").OnClick(p.onClose),
		app.P().Text(facts),
	)
}

// facts are the line behind the type: id, sizes, how many elements there are.
func (show *insideShown) facts() string {
	m := show.m
	parts := []string{"map " + strconv.Itoa(m.Nr)}
	if m.ID != 0 {
		parts = append(parts, "id "+english.Digits(m.ID))
	}
	sizes := english.Digits(m.KeySize) + " → " + english.Digits(m.ValueSize)
	if show.CPUs > 0 && show.Stride != int(m.ValueSize) {
		sizes += ", rounded to " + strconv.Itoa(show.Stride)
	}
	parts = append(parts, sizes)
	switch show.Form {
	case core.InsideNone:
	case core.InsideBloom:
		parts = append(parts, fmt.Sprintf("%d of %d bits", show.Count, show.Size))
	case core.InsideArray:
		if show.Holds == abi.HoldsValues {
			parts = append(parts, fmt.Sprintf("%d slots", m.MaxEntries))
			break
		}
		fallthrough
	default:
		parts = append(parts, fmt.Sprintf("%d of %d", show.Count, m.MaxEntries))
	}
	if show.Form == core.InsideHash && len(show.Lists) == 0 && show.Holds == abi.HoldsValues {
		parts = append(parts, preallocWords[m.Flags&abi.BPF_F_NO_PREALLOC == 0])
	}
	return strings.Join(parts, " · ")
}

var preallocWords = map[bool]string{true: "prealloc", false: "no prealloc"}

// tools are the choices of form, and the search.
func (p *MapInside) tools(show *insideShown) app.UI {
	s := p.S
	var body []app.UI
	m := show.m
	if m.KeySize > 0 && show.Form != core.InsideBloom {
		body = append(body, app.Label().Body(app.Text("keys "), formSelect("inside-key-form", show.key, p.onKeyForm)))
	}
	if m.ValueSize > 0 && show.Holds == abi.HoldsValues {
		body = append(body, app.Label().Body(app.Text("values "), formSelect("inside-value-form", show.value, p.onValueForm)))
	}
	if form, what := show.searched(); what != "" {
		body = append(body, app.Label().Class("in-find").Body(
			app.Text("find "),
			insideInput(findInput, what, form.Like(), s.inside.wrong[findInput]).OnChange(p.onFind),
		))
	}
	if wrong := s.inside.wrong[findInput]; wrong != "" {
		body = append(body, wrongSays(findInput, wrong))
	}
	return app.Div().Class("in-tools").Body(body...)
}

// searched is what can be searched for, and its form; "" where nothing can.
func (show *insideShown) searched() (form ValueForm, what string) {
	switch {
	case show.Form == core.InsideBloom:
		return show.value, "A value to look for"
	case show.m.KeySize > 0:
		return show.key, "A key to look for"
	}
	return FormHex, ""
}

// insideInput is an input that keeps what is typed there.
func insideInput(id, says, like, wrong string) app.HTMLInput {
	in := app.Input().Type("text").ID(id).Class(wrongClass(wrong)).Placeholder(like).Aria("label", says).AutoComplete(false).Spellcheck(false)
	if wrong != "" {
		in = in.Aria("invalid", "true").Aria("describedby", id+"-wrong")
	}
	return in
}

func wrongSays(id, wrong string) app.UI {
	return app.P().Class("wrong").ID(id + "-wrong").Role("alert").Text(wrong)
}

func (p *MapInside) onView(ctx app.Context, _ app.Event) {
	p.S.ViewMap(insideView(ctx.JSSrc().Get("dataset").Get("view").String()))
}

func (p *MapInside) onClose(app.Context, app.Event) { p.S.OpenMap(0) }

func (p *MapInside) onFind(ctx app.Context, _ app.Event) {
	p.S.FindKey(ctx.JSSrc().Get("value").String())
}

func (p *MapInside) onKeyForm(ctx app.Context, _ app.Event) {
	p.S.SetForm(p.S.inside.nr, false, formOption(ctx))
}

func (p *MapInside) onValueForm(ctx app.Context, _ app.Event) {
	p.S.SetForm(p.S.inside.nr, true, formOption(ctx))
}
