package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Sizes in the drawing of a trie.
const (
	nodeH    = 40
	nodeRise = 78 // from one level to the next
	nodeGap  = 14
	nodePad  = 10
	minNodeW = 72
)

// trieNode is a node of the drawing.
type trieNode struct {
	core.Element
	x, w, level int // x is its middle
	below       []*trieNode
	bit         string // on the edge from the node above
}

// trieDrawing lays out the nodes of a page: leaves from left to right, every other node over those below it.
type trieDrawing struct {
	show  *insideShown
	nodes map[uint32]core.Element
	all   []*trieNode
	right int // where the next leaf begins
	depth int
}

func (show *insideShown) drawTrie() []app.UI {
	if len(show.Elements) == 0 {
		return append([]app.UI{app.P().Class("in-aside").Text("The trie is empty.")}, show.trieGhosts()...)
	}
	d := trieDrawing{show: show, nodes: map[uint32]core.Element{}, right: 1}
	shown := append(append([]core.Element{}, show.Above...), show.Elements...)
	for _, e := range shown {
		d.nodes[e.Nr] = e
	}
	d.place(shown[0], 0, "")
	width, height := d.right-nodeGap+1, d.depth*nodeRise+nodeH+2
	var wires, boxes []app.UI
	for _, n := range d.all {
		for _, b := range n.below {
			wires = append(wires, d.wire(n, b)...)
		}
		boxes = append(boxes, d.box(n))
	}
	size := "0 0 " + strconv.Itoa(width) + " " + strconv.Itoa(height)
	svg := svgElem("svg", "trie", svgAttrs{"viewBox": size, "width": width, "height": height, "aria-hidden": "true"},
		svgElem("g", "", nil, wires...), svgElem("g", "", nil, boxes...))
	body := []app.UI{app.Div().Class("in-trie-box").Body(svg)}
	return append(append(body, show.trieGhosts()...), show.compared()...)
}

// place lays out a node and all below it that are on the page.
func (d *trieDrawing) place(e core.Element, level int, bit string) *trieNode {
	n := &trieNode{Element: e, level: level, bit: bit}
	n.w = max(minNodeW, voiceMono.width(d.title(e))+2*nodePad, voiceSoft.width(d.under(e))+2*nodePad)
	d.depth = max(d.depth, level)
	d.all = append(d.all, n)
	for bit, nr := range []uint32{e.Left, e.Right} {
		if below, there := d.nodes[nr]; there && nr != 0 {
			n.below = append(n.below, d.place(below, level+1, strconv.Itoa(bit)))
		}
	}
	if len(n.below) == 0 {
		n.x = d.right + n.w/2
	} else {
		n.x = (n.below[0].x + n.below[len(n.below)-1].x) / 2
		if over := 1 + n.w/2 - n.x; over > 0 {
			n.move(over)
		}
	}
	d.right = max(d.right, n.x+n.w/2+nodeGap)
	return n
}

// move shifts a node and all below it to the right.
func (n *trieNode) move(dx int) {
	n.x += dx
	for _, b := range n.below {
		b.move(dx)
	}
}

// title is the prefix of a node.
func (d *trieDrawing) title(e core.Element) string { return d.show.keyText(e) }

// under is the line below it: the value, or that the node only parts others.
func (d *trieDrawing) under(e core.Element) string {
	if e.Branch {
		return "branch"
	}
	text := "→ " + d.show.valueTexts(e)[0]
	if mark := d.mark(e); mark != "" {
		text += " · " + mark
	}
	return text
}

// mark is what became of a node, or what it is to the key that is looked for.
func (d *trieDrawing) mark(e core.Element) string {
	if made := d.show.touch.lit[e.Nr]; made != "" {
		return made
	}
	if f := d.show.found; f != nil && f.Answer == e.Nr {
		return "longest match"
	}
	return ""
}

// walked says whether the key that is looked for was compared with a node.
func (d *trieDrawing) walked(nr uint32) bool {
	if d.show.found != nil {
		for _, step := range d.show.found.Path {
			if step.Nr == nr {
				return true
			}
		}
	}
	return false
}

func (d *trieDrawing) wire(from, to *trieNode) []app.UI {
	walked := d.walked(from.Nr) && d.walked(to.Nr)
	x1, y1, x2, y2 := from.x, from.level*nodeRise+nodeH+1, to.x, to.level*nodeRise+1
	bend := strconv.Itoa((y1 + y2) / 2)
	path := "M" + strconv.Itoa(x1) + " " + strconv.Itoa(y1) + "C" + strconv.Itoa(x1) + " " + bend + " " + strconv.Itoa(x2) + " " + bend + " " + strconv.Itoa(x2) + " " + strconv.Itoa(y2)
	side := -12
	if to.bit == "1" {
		side = 5
	}
	return []app.UI{
		svgElem("path", glow("wire", walked), svgAttrs{"d": path}),
		svgElem("text", glow("bit", walked), svgAttrs{"x": x2 + side, "y": y2 - 6, "font-size": "11"}, app.Text(to.bit)),
	}
}

func (d *trieDrawing) box(n *trieNode) app.UI {
	is, lit := "node", false
	switch {
	case n.Branch:
		is = "node branch"
	case d.mark(n.Element) != "":
		is, lit = "node lit", true
	}
	if !lit && d.walked(n.Nr) {
		is += " walked"
	}
	if n.level == 0 {
		is += " root"
	}
	y := n.level*nodeRise + 1
	return svgElem("g", is, nil,
		svgElem("rect", "", svgAttrs{"x": n.x - n.w/2, "y": y, "width": n.w, "height": nodeH, "rx": 10}),
		svgElem("text", "mono", svgAttrs{"x": n.x, "y": y + 17, "font-size": "11.5", "text-anchor": "middle"}, app.Text(d.title(n.Element))),
		svgElem("text", "soft", svgAttrs{"x": n.x, "y": y + 32, "font-size": "11", "text-anchor": "middle"}, app.Text(d.under(n.Element))),
	)
}

// trieGhosts are the nodes that the shown call has taken out.
func (show *insideShown) trieGhosts() []app.UI {
	var row []app.UI
	for _, e := range show.gone {
		row = append(row, ghost(show.elementText(e), show.touch.gone[e.Nr]))
	}
	if row == nil {
		return nil
	}
	return []app.UI{app.Div().Class("in-row").Body(row...)}
}

// compared tells how the walk down a trie went.
func (show *insideShown) compared() []app.UI {
	f := show.found
	if f == nil {
		return nil
	}
	var lines []app.UI
	for _, step := range f.Path {
		lines = append(lines, app.Span().Text(show.stepSays(step)))
	}
	return []app.UI{app.Div().Class("in-sum", "in-steps").ID("inside-sum").Body(lines...)}
}

// stepSays tells one comparison of a walk down a trie.
func (show *insideShown) stepSays(step core.TrieStep) string {
	says := show.text(show.key, step.Key) + ": " + english.CountOrNo(int(step.Match), "bit") + " in common"
	switch {
	case step.Match < step.Prefix:
		return says + ", and it has " + strconv.Itoa(int(step.Prefix)) + ": it does not match"
	case step.Bit >= 0:
		return says + ", all it has; the next bit is " + strconv.Itoa(step.Bit)
	}
	return says + ", all it has: the walk ends"
}
