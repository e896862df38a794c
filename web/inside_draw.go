package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawings are how maps of each form are drawn.
var drawings = map[core.InsideForm]func(*insideShown) []app.UI{
	core.InsideArray: (*insideShown).drawSlots,
	core.InsideHash:  (*insideShown).drawBuckets,
	core.InsideList:  (*insideShown).drawList,
	core.InsideTrie:  (*insideShown).drawTrie,
	core.InsideQueue: (*insideShown).drawQueue,
	core.InsideStack: (*insideShown).drawQueue,
	core.InsideBloom: (*insideShown).drawBits,
}

// drawing is the page drawn, then the maps that can be opened from there, and the same in words.
func (p *MapInside) drawing(show *insideShown) app.UI {
	words := show.words()
	return app.Div().Class("in-drawn").Body(
		app.Div().Class("in-picture", "in-"+string(show.Form)).ID("inside-picture").Role("img").Aria("label", words).Body(drawings[show.Form](show)...),
		p.inner(show),
		app.Details().Class("kernel-words").Body(app.Summary().Text("In words"), app.P().Text(words)),
	)
}

// inner are the inner maps of a map of maps, to be opened.
func (p *MapInside) inner(show *insideShown) app.UI {
	var links []app.UI
	seen := map[int]bool{}
	for _, e := range show.Elements {
		if e.Map != 0 && !seen[e.Map] {
			seen[e.Map] = true
			nr := strconv.Itoa(e.Map)
			links = append(links, app.Button().Class("pill", "small").DataSet("map", nr).Aria("label", "look inside map "+nr).Text("map "+nr).OnClick(p.onInner, e.Map))
		}
	}
	if links == nil {
		return nil
	}
	return app.Div().Class("in-links").Body(append([]app.UI{app.Span().Class("soft").Text("look into")}, links...)...)
}

func (p *MapInside) onInner(ctx app.Context, _ app.Event) {
	if nr, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("map").String()); err == nil {
		p.S.OpenMap(nr)
	}
}

// chip is one element; mark says what became of it, "" for nothing.
func chip(text, mark string, more ...app.UI) app.UI {
	body := append([]app.UI{app.Span().Class("in-text").Title(text).Text(text)}, more...)
	if mark != "" {
		body = append(body, app.Em().Text(mark))
	}
	return app.Div().Class("in-chip", lit(mark)).Body(body...)
}

// ghost is an element that the shown call has taken out.
func ghost(text, how string) app.UI {
	return app.Div().Class("in-chip", "gone").Body(app.Span().Class("in-text").Title(text).Text(text), app.Em().Text(how))
}

func lit(mark string) string {
	if mark != "" {
		return "lit"
	}
	return ""
}

// drawSlots draws the slots of an array; in a per-CPU array each has a value for every processor.
func (show *insideShown) drawSlots() []app.UI {
	var rows []app.UI
	if show.CPUs > 0 {
		head := []app.UI{app.Span().Class("in-nr").Text("index")}
		for cpu := range show.CPUs {
			head = append(head, app.Span().Class("in-cpu").Text("cpu "+strconv.Itoa(cpu)))
		}
		rows = append(rows, app.Div().Class("in-slot", "in-slots-head").Body(head...))
	}
	for _, e := range show.Elements {
		mark := show.mark(e)
		row := []app.UI{app.Span().Class("in-nr", lit(mark)).Text(strconv.FormatUint(uint64(e.Nr), 10))}
		texts := show.valueTexts(e)
		for i, text := range texts {
			is := mark
			if i < len(texts)-1 {
				is = ""
			}
			cell := chip(text, is)
			if mark != "" && is == "" {
				cell = app.Div().Class("in-chip", "lit").Body(app.Span().Class("in-text").Text(text))
			}
			row = append(row, cell)
		}
		rows = append(rows, app.Div().Class("in-slot", emptySlot(show, e)).Body(row...))
	}
	if f := show.found; f != nil && !f.There && f.Slot >= show.Size {
		rows = append(rows, app.P().Class("in-aside").Text(fmt.Sprintf("There is no index %d: the last is %d.", f.Slot, show.Size-1)))
	}
	style := app.Div().Class("in-slots", percpuClass(show)).Body(rows...)
	return []app.UI{style}
}

func percpuClass(show *insideShown) string {
	if show.CPUs > 0 {
		return "in-percpu"
	}
	return ""
}

// emptySlot is the class of a slot that holds no object, or nothing but zero bytes.
func emptySlot(show *insideShown, e core.Element) string {
	if e.Map == 0 && strings.Trim(e.Value, "0") == "" {
		return "in-empty"
	}
	return ""
}

// shownBuckets is how many buckets a map may have that is drawn with all of them, the empty ones too.
const shownBuckets = 32

// drawBuckets draws a hash: each bucket with its chain, newest first, and beside it how the key came there.
func (show *insideShown) drawBuckets() []app.UI {
	chains := map[int64][]core.Element{}
	var order []int64
	at := func(bucket int64) {
		if _, there := chains[bucket]; !there {
			chains[bucket] = nil
			order = append(order, bucket)
		}
	}
	if show.Size <= shownBuckets {
		for b := range int64(show.Size) {
			at(b)
		}
	}
	f := show.found
	for _, e := range show.Elements {
		if f != nil && int64(f.Slot) <= e.Bucket && show.onPage(int64(f.Slot)) {
			at(int64(f.Slot))
		}
		at(e.Bucket)
		chains[e.Bucket] = append(chains[e.Bucket], e)
	}
	if f != nil && show.onPage(int64(f.Slot)) {
		at(int64(f.Slot))
	}
	ghosts := map[int64][]core.Element{}
	for _, e := range show.gone {
		at(e.Bucket)
		ghosts[e.Bucket] = append(ghosts[e.Bucket], e)
	}
	var rows []app.UI
	last := int64(-1)
	for _, b := range order {
		if skipped := b - last - 1; skipped > 0 && show.Size > shownBuckets {
			rows = append(rows, app.Div().Class("in-skipped").Text(count(int(skipped), "empty bucket")))
		}
		last = b
		rows = append(rows, show.bucket(b, chains[b], ghosts[b]))
	}
	body := []app.UI{app.Div().Class("in-buckets").Body(rows...)}
	if f != nil && show.Holds != "network devices" {
		body = append([]app.UI{show.arithmetic(f)}, body...)
	}
	return append(show.lists(), body...)
}

// onPage says whether a bucket belongs to the page.
func (show *insideShown) onPage(bucket int64) bool {
	first, end := int64(uint32(show.From)), int64(show.Size)
	if show.Next != 0 {
		end = int64(uint32(show.Next))
	}
	return bucket >= first && bucket <= end
}

// bucket is one bucket and its chain.
func (show *insideShown) bucket(b int64, chain, gone []core.Element) app.UI {
	here := show.found != nil && int64(show.found.Slot) == b
	mark := ""
	if here {
		mark = "lit"
	}
	row := []app.UI{app.Span().Class("in-nr", mark).Text(strconv.FormatInt(b, 10))}
	for i := 0; i <= len(chain); i++ {
		for ; len(gone) > 0 && (i == len(chain) || gone[0].Place <= i+1); gone = gone[1:] {
			row = append(row, app.Div().Class("in-link").Body(ghost(show.elementText(gone[0]), show.touch.gone[gone[0].Nr])))
		}
		if i == len(chain) {
			break
		}
		e, walked := chain[i], ""
		if here && (show.found.Place == 0 || e.Place <= show.found.Place) {
			walked = "walked"
		}
		row = append(row, app.Div().Class("in-link", walked).Body(chip(show.elementText(e), show.mark(e))))
	}
	return app.Div().Class("in-bucket").Body(row...)
}

// places in a chain, as they are told.
var ordinals = []string{"", "1st", "2nd", "3rd"}

func ordinal(n int) string {
	if n < len(ordinals) {
		return ordinals[n]
	}
	return strconv.Itoa(n) + "th"
}

// arithmetic tells how a key came to its bucket.
func (show *insideShown) arithmetic(f *core.Found) app.UI {
	var lines []app.UI
	for _, line := range show.hashLines(f) {
		lines = append(lines, app.Span().Text(line))
	}
	return app.Div().Class("in-sum").ID("inside-sum").Body(lines...)
}

func (show *insideShown) hashLines(f *core.Found) []string {
	key := show.text(show.key, f.Key)
	hash := fmt.Sprintf("jhash(%s) = 0x%08x", key, f.Hash)
	if f.Seed != 0 {
		hash = fmt.Sprintf("jhash(%s, seed 0x%08x) = 0x%08x", key, f.Seed, f.Hash)
	}
	if show.Form == core.InsideList {
		return []string{hash}
	}
	where := fmt.Sprintf("not among the %s of its chain", count(f.Chain, "element"))
	switch {
	case f.There:
		where = ordinal(f.Place) + " in its chain"
	case f.Chain == 0:
		where = "its chain is empty"
	}
	return []string{hash, fmt.Sprintf("& (%d − 1) = bucket %d", show.Size, f.Slot), where}
}

// drawList draws elements of a hash whose buckets are not known.
func (show *insideShown) drawList() []app.UI {
	var chips []app.UI
	for _, e := range show.Elements {
		chips = append(chips, chip(show.elementText(e), show.mark(e)))
	}
	for _, e := range show.gone {
		chips = append(chips, ghost(show.elementText(e), show.touch.gone[e.Nr]))
	}
	return []app.UI{app.Div().Class("in-row").Body(chips...)}
}

// drawQueue draws a queue or a stack, what is popped next first.
func (show *insideShown) drawQueue() []app.UI {
	var row []app.UI
	for _, e := range show.gone {
		row = append(row, ghost(show.elementText(e), show.touch.gone[e.Nr]))
	}
	for _, e := range show.Elements {
		row = append(row, chip(show.elementText(e), show.mark(e), app.Small().Text("slot "+strconv.FormatUint(uint64(e.Nr), 10))))
	}
	if len(row) == 0 {
		row = append(row, app.Div().Class("in-chip", "in-nothing").Text("empty"))
	}
	first, last := "tail: popped next", "head: pushed here"
	if show.Form == core.InsideStack {
		first, last = "top: pushed and popped here", "bottom"
	}
	if !show.First {
		first = "…"
	}
	if show.Next != 0 {
		last = "…"
	}
	ends := fmt.Sprintf("ring of %d slots: tail at slot %d, head at slot %d", show.Size, show.Tail, show.Head)
	return []app.UI{
		app.Div().Class("in-row").Body(append(append([]app.UI{app.Span().Class("in-end").Text(first + " →")}, row...), app.Span().Class("in-end").Text("← "+last))...),
		app.P().Class("in-aside").Text(ends),
	}
}
