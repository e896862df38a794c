package web

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// MapInside is the inside of the map that lies open under the picture of the kernel; nothing where none is open.
type MapInside struct {
	app.Compo
	S   *Store
	Rev uint64
}

// insideShown is a page of the open map with all that is needed to show it.
type insideShown struct {
	*core.Inside
	m          core.MapView
	key, value ValueForm
	touch      touch
	found      *core.Found
	gone       []core.Element // those that the shown call has taken out, as they were before it
	goneFrom   []core.LRUList // the lists as they were before
}

// shown is what is shown of the open map; ok is false where it is not there at this step.
func (s *Store) shown() (show insideShown, ok bool) {
	m, there := s.openMap()
	in := s.page()
	if !there || in == nil {
		return insideShown{}, false
	}
	show = insideShown{Inside: in, m: m, key: s.formFor(m, false), value: s.formFor(m, true), touch: s.touched(), found: s.found()}
	if len(show.touch.gone) > 0 {
		q := core.InsideQuery{From: in.From, Limit: insidePage}
		if before := s.peek(core.Step{Call: s.at.Call}, q); before != nil {
			show.goneFrom = before.Lists
			show.gone = slices.DeleteFunc(slices.Clone(before.Elements), func(e core.Element) bool { return show.touch.gone[e.Nr] == "" })
		}
	}
	return show, true
}

// Render draws the head, the sentence of the last call, and the map in the way that is chosen.
func (p *MapInside) Render() app.UI {
	s := p.S
	if s.inside.nr == 0 {
		return app.Div().Class("map-inside", "empty")
	}
	show, ok := s.shown()
	root := app.Div().Class("map-inside").Role("region").ID("map-inside").Aria("label", fmt.Sprintf("Inside map %d", s.inside.nr))
	if !ok {
		return root.Body(p.head(nil), app.P().Class("in-told").Text(fmt.Sprintf("There is no map %d at this step: it is not made yet, or it is freed.", s.inside.nr)))
	}
	told := s.lastSays()
	if told == "" {
		told = show.Sentence
	}
	body := []app.UI{p.head(&show), app.P().Class("in-told").ID("inside-told").Text(told)}
	if show.Form == core.InsideNone {
		if told != show.Sentence {
			body = append(body, app.P().Class("in-told").Text(show.Sentence))
		}
		return root.Body(body...)
	}
	body = append(body, p.tools(&show))
	switch s.inside.view {
	case tableView:
		body = append(body, p.table(&show))
	case bytesView:
		body = append(body, show.bytes())
	default:
		body = append(body, p.drawing(&show))
	}
	return root.Body(append(body, p.leaves(&show))...)
}

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
		parts = append(parts, "id "+decimal(m.ID))
	}
	sizes := decimal(m.KeySize) + " → " + decimal(m.ValueSize)
	if show.CPUs > 0 && show.Stride != int(m.ValueSize) {
		sizes += ", rounded to " + strconv.Itoa(show.Stride)
	}
	parts = append(parts, sizes)
	switch show.Form {
	case core.InsideNone:
	case core.InsideBloom:
		parts = append(parts, fmt.Sprintf("%d of %d bits", show.Count, show.Size))
	case core.InsideArray:
		if show.Holds == "" {
			parts = append(parts, fmt.Sprintf("%d slots", m.MaxEntries))
			break
		}
		fallthrough
	default:
		parts = append(parts, fmt.Sprintf("%d of %d", show.Count, m.MaxEntries))
	}
	if show.Form == core.InsideHash && len(show.Lists) == 0 && show.Holds == "" {
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
	if m.ValueSize > 0 && show.Holds == "" {
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

// leaves are the ways to the other pages, where there are any.
func (p *MapInside) leaves(show *insideShown) app.UI {
	if show.First && show.Next == 0 {
		return app.Div().Class("in-leaves", "empty")
	}
	var body []app.UI
	for i, leaf := range leafs {
		b := app.Button().Class("key").ID(leaf.id).Title(leaf.says).Aria("label", leaf.says).DataSet("leaf", strconv.Itoa(i)).Text(leaf.sign).OnClick(p.onLeaf, i)
		if leaf.off(show.Inside) {
			b = b.Aria("disabled", "true")
		}
		body = append(body, b)
	}
	if place := places[show.Form]; place != "" {
		body = append(body, app.Label().Body(app.Text("to "+place+" "),
			insideInput(jumpInput, "Show the page from this "+place+" on", strconv.FormatUint(show.place(), 10), p.S.inside.wrong[jumpInput]).OnChange(p.onJump)))
	}
	body = append(body, app.Span().Class("soft").ID("inside-where").Text(show.where()))
	if wrong := p.S.inside.wrong[jumpInput]; wrong != "" {
		body = append(body, wrongSays(jumpInput, wrong))
	}
	return app.Div().Class("in-leaves").Body(body...)
}

// place is where the page begins: an index, or the number of a bucket.
func (show *insideShown) place() uint64 {
	if show.Form == core.InsideHash {
		return uint64(uint32(show.From))
	}
	return show.From
}

// where says which part of the map the page is.
func (show *insideShown) where() string {
	n := len(show.Elements)
	switch {
	case show.Form == core.InsideBloom:
		return fmt.Sprintf("bits %d to %d of %d", show.From, show.From+uint64(len(show.Bits)/2*8)-1, show.Size)
	case n == 0:
		return ""
	case show.Form == core.InsideHash:
		return fmt.Sprintf("buckets %d to %d of %d", show.Elements[0].Bucket, show.Elements[n-1].Bucket, show.Size)
	case show.Form == core.InsideTrie, show.Form == core.InsideList:
		return fmt.Sprintf("%d of %d", n, show.Count)
	case show.Form == core.InsideArray:
		return fmt.Sprintf("%d to %d of %d", show.From, show.From+uint64(n)-1, show.Size)
	}
	return fmt.Sprintf("%d to %d of %d", show.From, show.From+uint64(n)-1, show.Count)
}

// keyText is an element's key as it is shown.
func (show *insideShown) keyText(e core.Element) string { return show.text(show.key, e.Key) }

// text shows bytes that the core gives as hex.
func (show *insideShown) text(f ValueForm, bytes string) string {
	b, err := hex.DecodeString(bytes)
	if err != nil {
		panic("BUG: the core says that bytes are " + bytes)
	}
	return f.Format(b)
}

// valueTexts are an element's values as they are shown: one, or one for each processor.
func (show *insideShown) valueTexts(e core.Element) []string {
	switch {
	case e.Map != 0:
		return []string{"map " + strconv.Itoa(e.Map)}
	case e.Branch:
		return nil
	case e.Value == "" && show.Holds != "":
		return []string{"empty"}
	case show.Stride == 0:
		return []string{show.text(show.value, e.Value) + cutMark(e)}
	}
	var texts []string
	for rest := e.Value; rest != ""; rest = rest[min(2*show.Stride, len(rest)):] {
		texts = append(texts, show.text(show.value, rest[:min(2*int(show.m.ValueSize), len(rest))]))
	}
	return texts
}

func cutMark(e core.Element) string {
	if e.Cut > 0 {
		return "…"
	}
	return ""
}

// elementText is a whole element on one line.
func (show *insideShown) elementText(e core.Element) string {
	value := strings.Join(show.valueTexts(e), " | ")
	if show.m.KeySize == 0 || e.Key == "" {
		return value
	}
	return show.keyText(e) + " → " + value
}

// mark is what became of an element in the shown call: "" where nothing did.
func (show *insideShown) mark(e core.Element) string {
	if made := show.touch.lit[e.Nr]; made != "" {
		return made
	}
	if show.found != nil && show.found.There && show.found.Nr == e.Nr && show.Form != core.InsideBloom {
		return "found"
	}
	return ""
}

func (p *MapInside) onView(ctx app.Context, _ app.Event) {
	p.S.ViewMap(insideView(ctx.JSSrc().Get("dataset").Get("view").String()))
}

func (p *MapInside) onClose(app.Context, app.Event) { p.S.OpenMap(0) }

func (p *MapInside) onFind(ctx app.Context, _ app.Event) {
	p.S.FindKey(ctx.JSSrc().Get("value").String())
}

func (p *MapInside) onJump(ctx app.Context, _ app.Event) {
	p.S.Jump(ctx.JSSrc().Get("value").String())
}

func (p *MapInside) onLeaf(ctx app.Context, _ app.Event) {
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("leaf").String())
	if in := p.S.page(); err == nil && i >= 0 && i < len(leafs) && in != nil && !leafs[i].off(in) {
		p.S.Leaf(leafs[i].to)
	}
}

func (p *MapInside) onKeyForm(ctx app.Context, _ app.Event) {
	p.S.SetForm(p.S.inside.nr, false, formOption(ctx))
}

func (p *MapInside) onValueForm(ctx app.Context, _ app.Event) {
	p.S.SetForm(p.S.inside.nr, true, formOption(ctx))
}
