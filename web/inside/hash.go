package inside

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// shownBuckets is the largest number of buckets with which the empty buckets are drawn too.
const shownBuckets = 32

// buckets are the buckets of a page, in order, with their chains.
type buckets struct {
	order  []int64
	known  map[int64]bool
	chains map[int64][]core.Element
	ghosts map[int64][]core.Element
}

// add adds a bucket, unless it is known.
func (b *buckets) add(bucket int64) {
	if !b.known[bucket] {
		b.known[bucket] = true
		b.order = append(b.order, bucket)
	}
}

// buckets returns the buckets to draw: those with elements or ghosts, the target's, and all buckets of a small map.
func (p *Page) buckets() *buckets {
	b := &buckets{known: map[int64]bool{}, chains: map[int64][]core.Element{}, ghosts: map[int64][]core.Element{}}
	if p.Size <= shownBuckets {
		for nr := range int64(p.Size) {
			b.add(nr)
		}
	}
	target := int64(-1)
	if p.Target != nil && p.onPage(int64(p.Target.Slot)) {
		target = int64(p.Target.Slot)
	}
	for _, e := range p.Elements {
		if target >= 0 && target <= e.Bucket {
			b.add(target)
		}
		b.add(e.Bucket)
		b.chains[e.Bucket] = append(b.chains[e.Bucket], e)
	}
	if target >= 0 {
		b.add(target)
	}
	for _, e := range p.Ghosts {
		b.add(e.Bucket)
		b.ghosts[e.Bucket] = append(b.ghosts[e.Bucket], e)
	}
	return b
}

// onPage reports whether a bucket belongs to the page.
func (p *Page) onPage(bucket int64) bool {
	first, end := int64(uint32(p.From)), int64(p.Size)
	if p.Next != 0 {
		end = int64(uint32(p.Next))
	}
	return bucket >= first && bucket <= end
}

// drawBuckets draws a hash table: the LRU lists, how the target's bucket is computed, and each bucket with its chain.
func (p *Page) drawBuckets() []app.UI {
	b := p.buckets()
	var rows []app.UI
	last := int64(-1)
	for _, nr := range b.order {
		if skipped := nr - last - 1; skipped > 0 && p.Size > shownBuckets {
			rows = append(rows, app.Div().Class("in-skipped").Text(english.Count(int(skipped), "empty bucket")))
		}
		last = nr
		rows = append(rows, p.bucket(nr, b.chains[nr], b.ghosts[nr]))
	}
	body := p.lists()
	if p.Target != nil && p.Holds != abi.HoldsDevices {
		body = append(body, p.arithmetic())
	}
	return append(body, app.Div().Class("in-buckets").Body(rows...))
}

// bucket draws one bucket and its chain. A ghost is drawn at its old place, after the elements that are new.
func (p *Page) bucket(nr int64, chain, ghosts []core.Element) app.UI {
	isTarget := p.Target != nil && int64(p.Target.Slot) == nr
	class := ""
	if isTarget {
		class = "lit"
	}
	row := []app.UI{app.Span().Class("in-nr", class).Text(strconv.FormatInt(nr, 10))}
	created := 0
	for _, e := range chain {
		if p.Changed[e.Nr] == "new" {
			created++
		}
	}
	for i := 0; i <= len(chain); i++ {
		for ; len(ghosts) > 0 && (i == len(chain) || ghosts[0].Place+created <= i+1); ghosts = ghosts[1:] {
			row = append(row, app.Div().Class("in-link").Body(ghostBox(p.elementText(ghosts[0]), p.Removed[ghosts[0].Nr])))
		}
		if i == len(chain) {
			break
		}
		e, walked := chain[i], ""
		if isTarget && (p.Target.Place == 0 || e.Place <= p.Target.Place) {
			walked = "walked"
		}
		row = append(row, app.Div().Class("in-link", walked).Body(elementBox(p.elementText(e), p.Mark(e))))
	}
	return app.Div().Class("in-bucket").Body(row...)
}

// arithmetic draws how the target's bucket is computed.
func (p *Page) arithmetic() app.UI {
	var lines []app.UI
	for _, line := range p.hashLines() {
		lines = append(lines, app.Span().Text(line))
	}
	return app.Div().Class("in-sum").ID("inside-sum").Body(lines...)
}

// hashLines returns the steps from the target's key to its place.
func (p *Page) hashLines() []string {
	t := p.Target
	key := p.text(p.Key, t.Key)
	hash := fmt.Sprintf("jhash(%s) = 0x%08x", key, t.Hash)
	if t.Seed != 0 {
		hash = fmt.Sprintf("jhash(%s, seed 0x%08x) = 0x%08x", key, t.Seed, t.Hash)
	}
	if p.Form == core.InsideList {
		return []string{hash}
	}
	place := fmt.Sprintf("not in its chain of %s", english.Count(t.Chain, "element"))
	switch {
	case t.There:
		place = english.Ordinal(t.Place) + " in its chain"
	case t.Chain == 0:
		place = "its chain is empty"
	}
	return []string{hash, fmt.Sprintf("& (%d − 1) = bucket %d", p.Size, t.Slot), place}
}
