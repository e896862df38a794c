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
	S    *Store
	Rev  uint64
	seen insideInView
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
	now := insideInView{p.S.inside.nr, p.S.inside.view, p.S.at}
	if now != p.seen && now.nr != 0 {
		ctx.Defer(func(app.Context) { p.S.host.Reveal(keptInView...) })
	}
	p.seen = now
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

// ghostsUpTo is how many elements a map may have of which what is gone is drawn: to look at a larger one as it was before
// the call would hold the page up.
const ghostsUpTo = 20_000

// shown is what is shown of the open map; ok is false where it is not there at this step.
func (s *Store) shown() (show insideShown, ok bool) {
	m, there := s.openMap()
	in := s.page()
	if !there || in == nil {
		return insideShown{}, false
	}
	show = insideShown{Inside: in, m: m, key: s.formFor(m, false), value: s.formFor(m, true), touch: s.touched(), found: s.found()}
	if len(show.touch.gone) > 0 && in.Count <= ghostsUpTo {
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
	case e.Value == "" && show.Holds != abi.HoldsValues:
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
