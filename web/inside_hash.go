package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

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
			rows = append(rows, app.Div().Class("in-skipped").Text(english.CountOrNo(int(skipped), "empty bucket")))
		}
		last = b
		rows = append(rows, show.bucket(b, chains[b], ghosts[b]))
	}
	body := []app.UI{app.Div().Class("in-buckets").Body(rows...)}
	if f != nil && show.Holds != abi.HoldsDevices {
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
	made := 0 // elements that came in front of those that were there
	for _, e := range chain {
		if show.touch.lit[e.Nr] == elemNew {
			made++
		}
	}
	for i := 0; i <= len(chain); i++ {
		for ; len(gone) > 0 && (i == len(chain) || gone[0].Place+made <= i+1); gone = gone[1:] {
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
	where := fmt.Sprintf("not among the %s of its chain", english.CountOrNo(f.Chain, "element"))
	switch {
	case f.There:
		where = english.Ordinal(f.Place) + " in its chain"
	case f.Chain == 0:
		where = "its chain is empty"
	}
	return []string{hash, fmt.Sprintf("& (%d − 1) = bucket %d", show.Size, f.Slot), where}
}
