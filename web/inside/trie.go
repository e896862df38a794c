package inside

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/web/svg"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Sizes of the drawing of a trie.
const (
	nodeH     = 40
	levelRise = 78 // from one level to the next
	nodeGap   = 14
	nodePad   = 10
	minNodeW  = 72
)

// node is a placed node of a trie.
type node struct {
	core.Element
	x, w, level int // x is the middle
	children    []*node
	bit         string // on the edge from the parent
}

// trie is the layout of a page of trie nodes: childless nodes from left to right, each parent above its children.
type trie struct {
	page  *Page
	byNr  map[uint32]core.Element
	nodes []*node
	right int // left edge of the next childless node
	depth int
}

func (p *Page) drawTrie() []app.UI {
	if len(p.Elements) == 0 {
		return append([]app.UI{app.P().Class("in-aside").Text("The trie is empty.")}, p.trieGhosts()...)
	}
	t := trie{page: p, byNr: map[uint32]core.Element{}, right: 1}
	shown := append(append([]core.Element{}, p.Above...), p.Elements...)
	for _, e := range shown {
		t.byNr[e.Nr] = e
	}
	t.place(shown[0], 0, "")
	width, height := t.right-nodeGap+1, t.depth*levelRise+nodeH+2
	var edges, boxes []app.UI
	for _, n := range t.nodes {
		for _, child := range n.children {
			edges = append(edges, t.edge(n, child)...)
		}
		boxes = append(boxes, t.box(n))
	}
	size := "0 0 " + strconv.Itoa(width) + " " + strconv.Itoa(height)
	drawing := svg.Elem("svg", "trie", svg.Attrs{"viewBox": size, "width": width, "height": height, "aria-hidden": "true"},
		svg.Elem("g", "", nil, edges...), svg.Elem("g", "", nil, boxes...))
	body := []app.UI{app.Div().Class("in-trie-box").Body(drawing)}
	return append(append(body, p.trieGhosts()...), p.walk()...)
}

// place lays out a node and its descendants on the page.
func (t *trie) place(e core.Element, level int, bit string) *node {
	n := &node{Element: e, level: level, bit: bit}
	n.w = max(minNodeW, svg.Mono.Width(t.page.KeyText(e))+2*nodePad, svg.Soft.Width(t.subtitle(e))+2*nodePad)
	t.depth = max(t.depth, level)
	t.nodes = append(t.nodes, n)
	for bit, nr := range []uint32{e.Left, e.Right} {
		if child, ok := t.byNr[nr]; ok && nr != 0 {
			n.children = append(n.children, t.place(child, level+1, strconv.Itoa(bit)))
		}
	}
	if len(n.children) == 0 {
		n.x = t.right + n.w/2
	} else {
		n.x = (n.children[0].x + n.children[len(n.children)-1].x) / 2
		if over := 1 + n.w/2 - n.x; over > 0 {
			n.move(over)
		}
	}
	t.right = max(t.right, n.x+n.w/2+nodeGap)
	return n
}

// move moves a node and its descendants to the right.
func (n *node) move(dx int) {
	n.x += dx
	for _, child := range n.children {
		child.move(dx)
	}
}

// subtitle returns the second line of a node: its value, or that it is an intermediate node.
func (t *trie) subtitle(e core.Element) string {
	if e.Branch {
		return "intermediate"
	}
	text := "→ " + t.page.ValueTexts(e)[0]
	if mark := t.mark(e); mark != "" {
		text += " · " + mark
	}
	return text
}

// mark returns the change of a node by the shown call, or whether it is the longest match of the target.
func (t *trie) mark(e core.Element) string {
	if changed := t.page.Changed[e.Nr]; changed != "" {
		return changed
	}
	if target := t.page.Target; target != nil && target.Match == e.Nr {
		return "longest match"
	}
	return ""
}

// walked reports whether the lookup of the target visits a node.
func (t *trie) walked(nr uint32) bool {
	if t.page.Target != nil {
		for _, step := range t.page.Target.Path {
			if step.Nr == nr {
				return true
			}
		}
	}
	return false
}

// edge draws the curve from a node to its child, with the bit that chooses it.
func (t *trie) edge(from, to *node) []app.UI {
	walked := t.walked(from.Nr) && t.walked(to.Nr)
	x1, y1, x2, y2 := from.x, from.level*levelRise+nodeH+1, to.x, to.level*levelRise+1
	bend := (y1 + y2) / 2
	path := fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1, bend, x2, bend, x2, y2)
	side := -12
	if to.bit == "1" {
		side = 5
	}
	return []app.UI{
		svg.Elem("path", svg.Lit("wire", walked), svg.Attrs{"d": path}),
		svg.Elem("text", svg.Lit("bit", walked), svg.Attrs{"x": x2 + side, "y": y2 - 6, "font-size": "11"}, app.Text(to.bit)),
	}
}

func (t *trie) box(n *node) app.UI {
	style := "node"
	switch {
	case n.Branch:
		style = "node branch"
	case t.mark(n.Element) != "":
		style = "node lit"
	}
	if style != "node lit" && t.walked(n.Nr) {
		style += " walked"
	}
	if n.level == 0 {
		style += " root"
	}
	y := n.level*levelRise + 1
	return svg.Elem("g", style, nil,
		svg.Elem("rect", "", svg.Attrs{"x": n.x - n.w/2, "y": y, "width": n.w, "height": nodeH, "rx": 10}),
		svg.Elem("text", "mono", svg.Attrs{"x": n.x, "y": y + 17, "font-size": "11.5", "text-anchor": "middle"}, app.Text(t.page.KeyText(n.Element))),
		svg.Elem("text", "soft", svg.Attrs{"x": n.x, "y": y + 32, "font-size": "11", "text-anchor": "middle"}, app.Text(t.subtitle(n.Element))),
	)
}

// trieGhosts draws the nodes that the shown call removed.
func (p *Page) trieGhosts() []app.UI {
	if len(p.Ghosts) == 0 {
		return nil
	}
	return []app.UI{app.Div().Class("in-row").Body(p.ghostBoxes()...)}
}

// walk draws the steps of the target's lookup.
func (p *Page) walk() []app.UI {
	if p.Target == nil {
		return nil
	}
	var lines []app.UI
	for _, step := range p.Target.Path {
		lines = append(lines, app.Span().Text(p.stepText(step)))
	}
	return []app.UI{app.Div().Class("in-sum", "in-steps").ID("inside-sum").Body(lines...)}
}

// stepText describes one comparison of a lookup.
func (p *Page) stepText(step core.TrieStep) string {
	key := p.text(p.Key, step.Key)
	switch {
	case step.Match < step.Prefix:
		return fmt.Sprintf("%s does not match: %d of its %s are equal", key, step.Match, english.Count(int(step.Prefix), "bit"))
	case step.Bit >= 0:
		return fmt.Sprintf("%s matches; the next bit is %d", key, step.Bit)
	}
	return key + " matches; the walk ends"
}
