package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// leaves are the ways to the other pages, if the map has more than one.
func (p *MapInside) leaves(show *insideShown) app.UI {
	if show.First && show.Next == 0 {
		return app.Div().Class("in-leaves", "empty")
	}
	var body []app.UI
	for i, leaf := range leafs {
		b := app.Button().Class("key").ID(leaf.id).Title(leaf.says).Aria("label", leaf.says).DataSet("leaf", strconv.Itoa(i)).Text(leaf.sign).OnClick(p.Inside.onNumber("leaf", p.leaf))
		if leaf.off(show.Inside) {
			b = b.Aria("disabled", "true")
		}
		body = append(body, b)
	}
	if place := places[show.Form]; place != "" {
		body = append(body, app.Label().Body(app.Text("to "+place+" "),
			insideInput(jumpInput, "Show the page from this "+place+" on", strconv.FormatUint(show.place(), 10), p.Inside.wrong[jumpInput]).OnChange(p.Inside.onValue(p.Inside.Jump))))
	}
	body = append(body, app.Span().Class("soft").ID("inside-where").Text(show.where()))
	if wrong := p.Inside.wrong[jumpInput]; wrong != "" {
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

func (p *MapInside) leaf(i int) {
	if page := p.Inside.page(); i >= 0 && i < len(leafs) && page != nil && !leafs[i].off(page) {
		p.Inside.Leaf(leafs[i].to)
	}
}
