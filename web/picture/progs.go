package picture

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/web/svg"
)

// layProgs draws a row for each program, with the files and pins that refer to it, and returns the top of the next row.
func (l *layout) layProgs(y int) int {
	shown, more := short(l.view.Progs, l.limit("programs", shownMaps), l.lit.anyProg)
	for _, p := range shown {
		below, c, lists := l.layReferences(l.layProg(p, y), l.referencesTo(core.FileView{Prog: p.Nr}), y)
		l.progAt[p.Nr] = c.box
		l.buttons = append(l.buttons, lists)
		y = below
	}
	if more > 0 || len(l.view.Progs) > shownMaps {
		at := box{l.files.x, y, l.maps.right() - l.files.x, buttonH}
		for _, f := range l.view.Files {
			if f.Prog != 0 && l.progAt[f.Prog].w == 0 {
				l.listAt[f.Nr] = at
			}
		}
		l.buttons = append(l.buttons, []button{l.listButton(at, "programs", more, " programs", "")})
		y += buttonH + cardGap
	}
	return y
}

// layProg returns a program's card.
func (l *layout) layProg(p core.ProgView, y int) card {
	name := "program " + strconv.Itoa(p.Nr)
	state := mapStates.At(p.State)
	style := state.style
	if style == "card map" {
		style = "card prog"
	}
	c := card{box: box{l.maps.x, y, l.maps.w, 0}, noun: name, style: svg.Lit(style, l.lit.progCard(p.Nr)), round: cardRound, pen: y + 22}
	c.write(svg.Name, name, "prog "+strconv.Itoa(p.Nr))
	if p.State != core.ObjectFreed {
		head, row := l.progBadges(p, name)
		l.placeBadges(&c, head, row, svg.Name.Width(name))
		if p.Name != "" {
			c.writeName(svg.Mono, strconv.Quote(p.Name))
		}
		c.writeName(svg.Mono, ProgTypeName(p))
		c.addTitle(english.Count(p.Insns, "instruction") + ", tag " + p.Tag)
	}
	c.end(state.texts)
	return c
}

// progBadges returns the badges of a program's card: head goes beside the name if it fits, row goes below.
func (l *layout) progBadges(p core.ProgView, noun string) (head, row []badge) {
	refs := countBadge("refcnt ", "ref ", p.Refcnt, l.lit.ofProg(litRefcnt, p.Nr), l.lit)
	refs.title = "refcnt of " + noun + ": references from files, pins, links, slots of maps and held runs"
	row = []badge{refs}
	switch id := decimal(p.ID); {
	case l.lit.Kind == core.IDTaken && l.lit.ofProg(litID, p.Nr):
		id = strconv.FormatUint(l.lit.A, 10)
		head = []badge{freedID(id)}
	case p.ID != 0:
		head = []badge{idBadge("BPF_PROG_GET_FD_BY_ID", noun, id, l.lit.ofProg(litID, p.Nr))}
	}
	return head, row
}

// ProgTypeName returns the name of a program's type without its prefix, in lower case.
func ProgTypeName(p core.ProgView) string {
	return strings.ToLower(strings.TrimPrefix(abi.ProgType(p.Type).String(), "BPF_PROG_TYPE_"))
}

// side is a wire right of the cards, from one card to another: a program's used map, the object or inner map in a map's slot,
// a link's program or its target.
type side struct {
	from, to box
	style    string
}

// laySides draws the wires between programs, maps and other objects, each in a lane of its own, as far as the lanes reach.
func (l *layout) laySides() {
	var sides []side
	for _, p := range l.view.Progs {
		at, shown := l.progAt[p.Nr]
		if !shown {
			continue
		}
		for _, nr := range p.Maps {
			if to, shown := l.mapAt[nr]; shown {
				sides = append(sides, side{at, to, svg.Lit("wire uses", l.lit.progCard(p.Nr))})
			}
		}
		for _, s := range p.Slots {
			if from, shown := l.mapAt[s.Map]; shown {
				sides = append(sides, side{from, at, svg.Lit("wire slot", l.lit.ofProg(litSlot, p.Nr))})
			}
		}
	}
	for _, m := range l.view.Maps {
		for _, o := range m.Outers {
			from, outer := l.mapAt[o.Map]
			if to, inner := l.mapAt[m.Nr]; outer && inner {
				sides = append(sides, side{from, to, "wire slot"})
			}
		}
	}
	sides = append(sides, l.objectSides()...)
	ends := map[box]int{} // number of wires at a card
	for _, s := range sides {
		ends[s.from]++
		ends[s.to]++
	}
	free := map[box][]int{}
	end := func(b box) int {
		if free[b] == nil {
			free[b] = spread(b, ends[b])
		}
		y := free[b][0]
		free[b] = free[b][1:]
		return y
	}
	for i, s := range sides {
		lane := l.maps.right() + laneGap + laneW*(i%lanes)
		l.wires = append(l.wires, wire{x1: s.from.right(), y1: end(s.from), x2: s.to.right(), y2: end(s.to), lane: lane, style: s.style})
	}
}

// Lanes right of the cards.
const (
	lanes   = 4
	laneGap = 10
	laneW   = 5
)

// lanesWidth returns the width of the lanes, 0 without programs, other objects and inner maps.
func lanesWidth(v *core.View) int {
	if len(v.Progs)+len(v.Objects) == 0 && !slices.ContainsFunc(v.Maps, func(m core.MapView) bool { return len(m.Outers) > 0 }) {
		return 0
	}
	return laneGap + lanes*laneW
}

// pointers returns badges for the registers of runs that point into a map.
func (l *layout) pointers(m core.MapView) (row []badge) {
	for _, r := range l.view.Runs {
		for i, reg := range r.Regs {
			if reg.Kind != core.RegElem || reg.Map != m.Nr {
				continue
			}
			name, elem := "r"+strconv.Itoa(i), "["+strconv.FormatUint(uint64(reg.Elem), 10)+"]"
			row = append(row, badge{"badge pointer", name + " of task " + strconv.Itoa(r.Task) + " points into element " + elem + " of map " + strconv.Itoa(m.Nr),
				[]string{"task " + strconv.Itoa(r.Task) + " " + name + " → " + elem, name + " → " + elem, name + "→" + elem}, Sketch})
		}
	}
	return row
}
