package picture

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/web/svg"
)

// linkName names a link as core.ObjectView does; "" for number 0.
func linkName(nr int) string {
	if nr == 0 {
		return ""
	}
	return "link " + strconv.Itoa(nr)
}

// layObjects draws a row for each link, or for each other object, with the files and pins that refer to it. It returns the
// top of the next row.
func (l *layout) layObjects(y int, links bool) int {
	var all []core.ObjectView
	for _, o := range l.view.Objects {
		if (o.Link != 0) == links {
			all = append(all, o)
		}
	}
	key, noun := "objects", " objects"
	if links {
		key, noun = "links", " links"
	}
	shown, more := short(all, l.limit(key, shownMaps), func(o core.ObjectView) bool { return l.lit.object(^(litTask | litFD), o.Name) })
	var lists []button
	for _, o := range shown {
		below, c, long := l.layReferences(l.layObject(o, y), l.referencesTo(core.FileView{Object: o.Name}), y)
		l.objectAt[o.Name] = c.box
		lists = append(lists, long...)
		y = below
	}
	if more > 0 || len(all) > shownMaps {
		at := box{l.files.x, y, l.maps.right() - l.files.x, buttonH}
		for _, f := range l.view.Files {
			for _, o := range all {
				if f.Object == o.Name && l.objectAt[o.Name].w == 0 {
					l.listAt[f.Nr] = at
				}
			}
		}
		lists = append(lists, l.listButton(at, key, more, noun, ""))
		y += buttonH + cardGap
	}
	l.buttons = append(l.buttons, lists)
	return y
}

// layObject returns an object's card.
func (l *layout) layObject(o core.ObjectView, y int) card {
	state := mapStates.At(o.State)
	style := state.style
	if style == "card map" {
		style = "card object"
	}
	c := card{box: box{l.maps.x, y, l.maps.w, 0}, noun: o.Name, style: svg.Lit(style, l.lit.object(litMap, o.Name)), round: cardRound, pen: y + 22}
	c.writeName(svg.Name, o.Name)
	if o.Link != 0 {
		head, row := linkBadges(o)
		l.placeBadges(&c, head, row, svg.Name.Width(o.Name))
	}
	for _, fact := range o.Facts {
		c.writeName(svg.Mono, fact)
	}
	for _, p := range o.Progs {
		if p.Attach != "" {
			c.writeName(svg.Mono, p.Attach)
			c.write(svg.Soft, "runs program "+strconv.Itoa(p.Prog), "program "+strconv.Itoa(p.Prog))
		}
	}
	c.end(state.texts)
	return c
}

// linkBadges returns the badges of a link's card.
func linkBadges(o core.ObjectView) (head, row []badge) {
	refs := countBadge("refcnt ", "ref ", o.Refcnt, false, highlight{})
	refs.title = "refcnt of " + o.Name + ": references from files and pins"
	if o.ID != 0 {
		id := decimal(o.ID)
		head = []badge{idBadge("BPF_LINK_GET_FD_BY_ID", o.Name, id, false)}
	}
	return head, []badge{refs}
}

// boxNamed returns the card of a shown map or other object.
func (l *layout) boxNamed(name string) (box, bool) {
	if number, ok := strings.CutPrefix(name, "map "); ok {
		nr, _ := strconv.Atoi(number)
		at, shown := l.mapAt[nr]
		return at, shown
	}
	at, shown := l.objectAt[name]
	return at, shown
}

// objectSides returns the wires from links and other objects to their programs and targets, and from slots to them.
func (l *layout) objectSides() (sides []side) {
	for _, o := range l.view.Objects {
		at, shown := l.objectAt[o.Name]
		if !shown {
			continue
		}
		style := svg.Lit("wire attach", l.lit.object(litMap, o.Name))
		for _, p := range o.Progs {
			if to, shown := l.progAt[p.Prog]; shown {
				sides = append(sides, side{at, to, style})
			}
		}
		if to, shown := l.boxNamed(o.Target); shown {
			sides = append(sides, side{at, to, style})
		}
		for _, s := range o.Slots {
			if from, shown := l.mapAt[s.Map]; shown {
				sides = append(sides, side{from, at, "wire slot"})
			}
		}
	}
	return sides
}
