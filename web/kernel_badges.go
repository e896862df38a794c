package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// picBadge is a small box with a word or two on a map's card.
type picBadge struct {
	is    string
	title string
	forms []string // longest first
}

// Sizes of a badge.
const (
	badgePad  = 6
	badgeH    = 19
	badgeGap  = 4
	badgeRow  = badgeH + badgeGap
	badgeRise = 8 // from the baseline of a line of words up to the top of a badge that stands there instead
)

func (b picBadge) card(x, y int, s string) picCard {
	return picCard{
		picBox: picBox{x, y, voiceMono.width(s) + 2*badgePad, badgeH}, is: b.is, round: badgeH / 2, title: b.title,
		texts: []picText{{x + badgePad, y + 13, voiceMono, s}},
	}
}

// badges are what a map's card has beside its name, if there is one for that place, and below it.
func (l *picLayout) badges(m core.MapView, noun string) (head, row []picBadge) {
	refs := countBadge("refcnt ", "ref ", m.Refcnt, l.lit.count(m.Nr), l.lit)
	refs.title = "references that hold " + noun + ": files, pins, maps that it is in"
	if !abi.SinceUsercnt.In(l.view.Release) {
		return []picBadge{refs}, nil
	}
	users := countBadge("usr ", "usr ", m.Usercnt, l.lit.user(m.Nr), l.lit)
	users.title = "usercnt: references to " + noun + " that user space has: files and pins"
	row = []picBadge{refs, users}
	if m.Frozen {
		row = append(row, picBadge{glow("badge frozen", l.lit.frozen(m.Nr)), "user space can no longer change " + noun, []string{"frozen"}})
	}
	switch id := english.Digits(m.ID); {
	case l.lit.Kind == core.IDTaken && l.lit.id(m.Nr):
		id = strconv.FormatUint(l.lit.A, 10)
		head = []picBadge{{"mark gone lit", "id " + id + " leads nowhere any more", []string{"id " + id + " gone", "id gone"}}}
	case m.ID != 0:
		head = []picBadge{{glow("mark", l.lit.id(m.Nr)), "BPF_MAP_GET_FD_BY_ID finds " + noun + " by id " + id, []string{"id " + id, id}}}
	}
	return head, row
}

// countBadge shows a count, or the change of one that is lit.
func countBadge(long, brief string, n int64, lit bool, l picLit) picBadge {
	s := strconv.FormatInt(n, 10)
	is := "badge"
	if n <= 0 {
		is = "badge zero"
	}
	b := picBadge{is: glow(is, lit), forms: []string{long + s, brief + s}}
	if lit {
		s = strconv.FormatUint(l.A, 10) + " → " + strconv.FormatUint(l.B, 10)
		b.forms = []string{long + s, brief + s, s}
	}
	return b
}

// layBadges puts one badge at the right end of the line with the name, where there is room, and the rest below.
func (l *picLayout) layBadges(c *picCard, m core.MapView, taken int) {
	head, row := l.badges(m, c.noun)
	for _, b := range head {
		s, beside := voiceMono.fit(c.w-picPad-taken-badgeGap-picInset-2*badgePad, b.forms...)
		if !beside {
			row = append(row, b)
			continue
		}
		c.parts = append(c.parts, b.card(c.right()-picInset-2*badgePad-voiceMono.width(s), c.y+8, s))
	}
	c.flow(row)
}

// flow sets badges in rows below the words that are there, in as few as can be, and then in their longest forms.
func (c *picCard) flow(row []picBadge) {
	if len(row) == 0 {
		return
	}
	const briefest = 3
	best := c.rows(row, 0)
	for level := 1; level < briefest; level++ {
		if tried := c.rows(row, level); tried[len(tried)-1].y < best[len(best)-1].y {
			best = tried
		}
	}
	c.parts = append(c.parts, best...)
	c.pen = best[len(best)-1].bottom() + badgeGap + badgeRise + 4
}

// rows places badges from left to right and from the pen down, each in the form at level, or its last.
func (c *picCard) rows(row []picBadge, level int) []picCard {
	left, right := c.x+picPad, c.right()-picInset
	x, y := left, c.pen-badgeRise
	var cards []picCard
	for _, b := range row {
		s, _ := voiceMono.fit(right-left-2*badgePad, b.forms[min(level, len(b.forms)-1):]...)
		card := b.card(x, y, s)
		if card.right() > right && x > left {
			x, y = left, y+badgeRow
			card = b.card(x, y, s)
		}
		x = card.right() + badgeGap
		cards = append(cards, card)
	}
	return cards
}
