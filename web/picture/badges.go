package picture

import (
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/svg"
)

// badge is a small box with a word or two on an object's card.
type badge struct {
	style string
	title string
	forms []string // longest first
	until Detail   // the coarsest drawing that has it
}

const (
	badgePad  = 6
	badgeH    = 19
	badgeGap  = 4
	badgeRow  = badgeH + badgeGap
	badgeRise = 8 // from the baseline of a line to the top of a badge in its place
)

// card returns the badge's card with one of its forms.
func (b badge) card(x, y int, form string) card {
	return card{
		box: box{x, y, svg.Mono.Width(form) + 2*badgePad, badgeH}, style: b.style, round: badgeH / 2, title: b.title,
		texts: []text{{x + badgePad, y + 13, svg.Mono, form}},
	}
}

// badges returns the badges of a map's card: head goes beside the name if it fits, row goes below.
func (l *layout) badges(m core.MapView, noun string) (head, row []badge) {
	refs := countBadge("refcnt ", "ref ", m.Refcnt, l.lit.refcnt(m.Nr), l.lit)
	refs.title = "refcnt of " + noun + ": references from files, pins, programs and outer maps"
	if !abi.SinceUsercnt.In(l.view.Release) {
		return []badge{refs}, nil
	}
	users := countBadge("usr ", "usr ", m.Usercnt, l.lit.usercnt(m.Nr), l.lit)
	users.title = "usercnt of " + noun + ": references from files and pins"
	row = []badge{refs, users}
	if m.Frozen {
		row = append(row, badge{svg.Lit("badge frozen", l.lit.frozen(m.Nr)), "user space cannot change " + noun, []string{"frozen"}, Sketch})
	}
	switch id := decimal(m.ID); {
	case l.lit.Kind == core.IDTaken && l.lit.id(m.Nr):
		id = strconv.FormatUint(l.lit.A, 10)
		head = []badge{freedID(id)}
	case m.ID != 0:
		head = []badge{idBadge("BPF_MAP_GET_FD_BY_ID", noun, id, l.lit.id(m.Nr))}
	}
	return head, row
}

// idBadge returns the badge of an id, and the command that opens the object by it.
func idBadge(cmd, noun, id string, lit bool) badge {
	b := badge{svg.Lit("mark", lit), cmd + " opens " + noun + " by id " + id, []string{"id " + id, id}, Interface}
	if lit {
		b.until = Sketch
	}
	return b
}

// freedID returns the badge of an id that the event has just freed.
func freedID(id string) badge {
	return badge{"mark gone lit", "id " + id + " is freed", []string{"id " + id + " → 0", id + " → 0"}, Sketch}
}

// countBadge returns the badge of a count, or of its change if it is lit.
func countBadge(long, brief string, n int64, lit bool, l highlight) badge {
	s := strconv.FormatInt(n, 10)
	style := "badge"
	if n <= 0 {
		style = "badge zero"
	}
	b := badge{style: svg.Lit(style, lit), forms: []string{long + s, brief + s}}
	if lit {
		b.until = Sketch
		s = l.change()
		b.forms = []string{long + s, brief + s, s}
	}
	return b
}

// layBadges places the badges on a map's card. nameWidth is the width of the name on the first line.
func (l *layout) layBadges(c *card, m core.MapView, nameWidth int) {
	head, row := l.badges(m, c.noun)
	l.placeBadges(c, head, append(row, l.pointers(m)...), nameWidth)
}

// placeBadges places badges on a card: head beside the name if it fits, row below.
func (l *layout) placeBadges(c *card, head, row []badge, nameWidth int) {
	left := func(b badge) bool { return b.until < l.detail }
	head, row = slices.DeleteFunc(head, left), slices.DeleteFunc(row, left)
	for _, b := range head {
		s, fits := svg.Mono.Fit(c.w-textLeft-nameWidth-badgeGap-cardInset-2*badgePad, b.forms...)
		if !fits {
			row = append(row, b)
			continue
		}
		c.parts = append(c.parts, b.card(c.right()-cardInset-2*badgePad-svg.Mono.Width(s), c.y+8, s))
	}
	c.flow(row)
}

// flow places badges in as few rows as possible below the text, and uses the longest forms that allow it.
func (c *card) flow(row []badge) {
	if len(row) == 0 {
		return
	}
	const levels = 3
	best := c.rows(row, 0)
	for level := 1; level < levels; level++ {
		if tried := c.rows(row, level); tried[len(tried)-1].y < best[len(best)-1].y {
			best = tried
		}
	}
	c.parts = append(c.parts, best...)
	c.pen = best[len(best)-1].bottom() + badgeGap + badgeRise + 4
}

// rows places badges from left to right and from the pen down. Each badge has the form at level, or its last form.
func (c *card) rows(row []badge, level int) []card {
	left, right := c.x+textLeft, c.right()-cardInset
	x, y := left, c.pen-badgeRise
	var cards []card
	for _, b := range row {
		s, _ := svg.Mono.Fit(right-left-2*badgePad, b.forms[min(level, len(b.forms)-1):]...)
		placed := b.card(x, y, s)
		if placed.right() > right && x > left {
			x, y = left, y+badgeRow
			placed = b.card(x, y, s)
		}
		x = placed.right() + badgeGap
		cards = append(cards, placed)
	}
	return cards
}
