package web

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// MapInside shows the inside of the open map below the picture of the kernel; nothing if none is open.
type MapInside struct {
	app.Compo
	Inside *Inside
	Rev    uint64
	seen   insideInView
}

// insideInView is what was last brought into view.
type insideInView struct {
	nr   int
	view insideView
	at   core.Step
}

// keptInView finds what is brought into view: the root of a trie first, then what the shown call touched.
var keptInView = []string{
	`.in-picture [data-is~="root"]`,
	`.in-picture .in-chip.lit, .in-picture .in-nr.lit, .in-picture [data-is~="node"][data-is~="lit"], #inside-table tr.lit`,
}

// OnUpdate brings into view what another call touched, or what lies in another map.
func (p *MapInside) OnUpdate(ctx app.Context) {
	now := insideInView{p.Inside.nr, p.Inside.view, p.Inside.desk.at}
	if now != p.seen && now.nr != 0 {
		ctx.Defer(func(app.Context) { p.Inside.host.Reveal(keptInView...) })
	}
	p.seen = now
}

// insideShown is a page of the open map with all that is needed to show it.
type insideShown struct {
	*core.Inside
	m          core.MapView
	key, value value.Form
	touch      touch
	found      *core.Found
	gone       []core.Element // those that the shown call has taken out, as they were before it
	goneFrom   []core.LRUList // the lists as they were before
	told       string         // the sentence of the last call on the map; "" if none is near
	changer    string         // which task changes the map by which descriptor
}

// ghostsUpTo is how many elements a map may have for its removed elements to be drawn. Looking at a larger map before the
// call would take too long.
const ghostsUpTo = 20_000

// show returns what is shown of the open map; nil if it does not exist at this step.
func (in *Inside) show() *insideShown {
	m, there := in.openMap()
	page := in.page()
	if !there || page == nil {
		return nil
	}
	show := &insideShown{Inside: page, m: m, key: in.formFor(m, false), value: in.formFor(m, true), touch: in.touched(), found: in.found()}
	show.told, show.changer = in.lastSays(), in.changer()
	if len(show.touch.gone) > 0 && page.Count <= ghostsUpTo {
		q := core.InsideQuery{From: page.From, Limit: insidePage}
		if before := in.peek(core.Step{Call: in.desk.at.Call}, q); before != nil {
			show.goneFrom = before.Lists
			show.gone = slices.DeleteFunc(slices.Clone(before.Elements), func(e core.Element) bool { return show.touch.gone[e.Nr] == "" })
		}
	}
	return show
}

// Render draws the head, the sentence of the last call, and the map in the way that is chosen.
func (p *MapInside) Render() app.UI {
	in := p.Inside
	if in.nr == 0 {
		return app.Div().Class("map-inside", "empty")
	}
	show := in.shown
	root := app.Div().Class("map-inside").Role("region").ID("map-inside").Aria("label", fmt.Sprintf("Inside map %d", in.nr))
	if show == nil {
		return root.Body(p.head(nil), app.P().Class("in-told").Text(fmt.Sprintf("Map %d does not exist at this step: it is not created yet, or freed.", in.nr)))
	}
	told := show.told
	if told == "" {
		told = show.Sentence
	}
	body := []app.UI{p.head(show), app.P().Class("in-told").ID("inside-told").Text(told)}
	if show.Form == core.InsideNone {
		if told != show.Sentence {
			body = append(body, app.P().Class("in-told").Text(show.Sentence))
		}
		return root.Body(body...)
	}
	body = append(body, p.tools(show))
	switch in.view {
	case tableView:
		body = append(body, p.table(show))
	case bytesView:
		body = append(body, show.bytes())
	default:
		body = append(body, p.drawing(show))
	}
	return root.Body(append(body, p.leaves(show))...)
}

// keyText is an element's key as it is shown.
func (show *insideShown) keyText(e core.Element) string { return show.text(show.key, e.Key) }

// text shows bytes that the core gives as hex.
func (show *insideShown) text(f value.Form, bytes string) string {
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

// mark is what the shown call did to an element; "" if nothing.
func (show *insideShown) mark(e core.Element) string {
	if made := show.touch.lit[e.Nr]; made != "" {
		return made
	}
	if show.found != nil && show.found.There && show.found.Nr == e.Nr && show.Form != core.InsideBloom {
		return "found"
	}
	return ""
}
