package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/web/picture"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// head returns the map's name, facts and view buttons.
func (p *MapInside) head(show *insideShown) app.UI {
	title, facts := fmt.Sprintf("map %d", p.Inside.nr), ""
	var tabs []app.UI
	if show != nil {
		title, facts = picture.TypeName(show.View), show.facts()
		if show.Form != core.InsideNone {
			for _, v := range insideViews {
				if v == typesView && show.Types.BTF == nil {
					continue
				}
				tabs = append(tabs, app.Button().Class(on(v == p.Inside.view)).Aria("pressed", word(v == p.Inside.view)).
					DataSet("view", string(v)).Text(string(v)).OnClick(p.Inside.onData("view", p.setView)))
			}
		}
	}
	return app.Div().Class("in-head").Body(
		app.H3().ID("inside-title").Text(title),
		app.Div().Class("in-tabs").Role("group").Aria("label", "View").Body(tabs...),
		app.Button().Class("close").ID("close-inside").Title("Close (Esc)").Aria("label", "Close the map").Text("×").OnClick(p.Inside.onPress(p.Inside.closeMap)),
		app.P().Text(facts),
	)
}

// facts returns the line after the type: id, sizes, number of elements.
func (show *insideShown) facts() string {
	m := show.View
	parts := []string{"map " + strconv.Itoa(m.Nr)}
	if m.ID != 0 {
		parts = append(parts, "id "+strconv.Itoa(int(m.ID)))
	}
	sizes := strconv.Itoa(int(m.KeySize)) + " → " + strconv.Itoa(int(m.ValueSize))
	if show.CPUs > 0 && show.Stride != int(m.ValueSize) {
		sizes += ", rounded to " + strconv.Itoa(show.Stride)
	}
	parts = append(parts, sizes)
	switch show.Form {
	case core.InsideNone:
	case core.InsideRing:
		parts = append(parts, english.Count(show.Count, "record"), fmt.Sprintf("%d bytes", show.Size))
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
		words := "prealloc"
		if m.Flags&abi.BPF_F_NO_PREALLOC != 0 {
			words = "no prealloc"
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, " · ")
}

// tools returns the choices of form, and the search.
func (p *MapInside) tools(show *insideShown) app.UI {
	in := p.Inside
	var body []app.UI
	m := show.View
	if m.KeySize > 0 && show.Form != core.InsideBloom {
		body = append(body, app.Label().Body(app.Text("keys "), formSelect("inside-key-form", show.Key).OnChange(in.onValue(p.setKeyForm))))
	}
	if m.ValueSize > 0 && show.Holds == abi.HoldsValues {
		body = append(body, app.Label().Body(app.Text("values "), formSelect("inside-value-form", show.Value).OnChange(in.onValue(p.setValueForm))))
	}
	if form, what := show.searched(); what != "" {
		body = append(body, app.Label().Class("in-find").Body(
			app.Text("find "),
			insideInput(findInput, what, form.Example(), in.wrong[findInput]).OnChange(in.onValue(in.FindKey)),
		))
	}
	if wrong := in.wrong[findInput]; wrong != "" {
		body = append(body, wrongSays(findInput, wrong))
	}
	return app.Div().Class("in-tools").Body(body...)
}

// searched returns the label and form of the search; "" if the map cannot be searched.
func (show *insideShown) searched() (form value.Typed, what string) {
	switch {
	case show.Form == core.InsideBloom:
		return show.Value, "Value to find"
	case show.View.KeySize > 0:
		return show.Key, "Key to find"
	}
	return value.Typed{}, ""
}

// insideInput returns an input that keeps its typed text.
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

func (p *MapInside) setView(view string) { p.Inside.ViewMap(insideView(view)) }

func (p *MapInside) setKeyForm(choice string) {
	p.Inside.SetForm(p.Inside.nr, false, formOption(choice))
}

func (p *MapInside) setValueForm(choice string) {
	p.Inside.SetForm(p.Inside.nr, true, formOption(choice))
}
