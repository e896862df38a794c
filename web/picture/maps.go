package picture

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
	"bpfplay/web/svg"
)

// shownMaps is how many maps are shown in a collapsed list.
const shownMaps = 12

// mapStates are the style and the text, longest first, of a map's card by its State.
var mapStates = table.Indexed[core.ObjectState, struct {
	style string
	texts []string
}]{
	core.ObjectLive:    {"card map", nil},
	core.ObjectWaiting: {"card waits", []string{"waits for a grace period", "grace period"}},
	core.ObjectQueued:  {"card waits", []string{"waits to be freed", "to be freed"}},
	core.ObjectRunning: {"card waits", []string{"is being freed", "being freed"}},
	core.ObjectFreed:   {"card gone", []string{"freed"}},
}

// layMaps draws a row for each map, with the files and pins that refer to it, and returns the bottom of the column.
func (l *layout) layMaps(y int) int {
	if len(l.view.Maps) == 0 && len(l.view.Progs)+len(l.view.Objects) > 0 {
		l.buttons = append(l.buttons, nil, nil, nil)
		return y
	}
	if len(l.view.Maps) == 0 {
		l.layNoMap(y)
		l.buttons = append(l.buttons, nil, nil, nil)
		return y + fileH + cardGap
	}
	shown, more := short(l.view.Maps, l.limit("maps", shownMaps), l.lit.any)
	seen := map[int]bool{}
	var inside, lists, last []button
	for _, m := range shown {
		seen[m.Nr] = true
		below, open, long := l.layRow(m, y)
		y, inside, lists = below, append(inside, open...), append(lists, long...)
	}
	more += l.view.MoreMaps
	if more > 0 || len(l.view.Maps) > shownMaps {
		at := box{l.files.x, y, l.maps.right() - l.files.x, buttonH}
		for _, f := range l.view.Files {
			if f.Map != 0 && !seen[f.Map] {
				l.listAt[f.Nr] = at
			}
		}
		last = append(last, l.listButton(at, "maps", more, " maps", ""))
		y += buttonH + cardGap
	}
	l.buttons = append(l.buttons, inside, lists, last)
	return y
}

// layNoMap fills the columns of files and maps of an empty kernel.
func (l *layout) layNoMap(y int) {
	c := card{box: box{l.files.x, y, l.maps.right() - l.files.x, fileH}, style: "ghost", round: cardRound, pen: y + 31}
	c.x += 6
	c.write(svg.Name, "No map yet.")
	c.pen += 2
	c.write(svg.Soft, "Run BPF_MAP_CREATE.")
	c.x -= 6
	l.add(c)
}

// layMap returns a map's card.
func (l *layout) layMap(m core.MapView, y int) card {
	name := "map " + strconv.Itoa(m.Nr)
	state := mapStates.At(m.State)
	style := state.style
	if l.opensInside && m.Nr == l.inside {
		style += " chosen"
	}
	c := card{box: box{l.maps.x, y, l.maps.w, 0}, noun: name, style: svg.Lit(style, l.lit.mapCard(m.Nr)), round: cardRound, pen: y + 22}
	c.write(svg.Name, name)
	if m.State != core.ObjectFreed {
		l.layBadges(&c, m, svg.Name.Width(name))
		if m.Name != "" {
			c.writeName(svg.Mono, strconv.Quote(m.Name))
		}
		writeType(&c, m, state.texts != nil)
		if m.Flags != 0 {
			c.addTitle(flagsOf(m))
		}
		if l.touched != nil && l.touched.Map == m.Nr {
			l.layTouched(&c)
		}
	}
	c.end(state.texts)
	return c
}

// insideButton returns the button that opens the map's inside. It covers the card, so its tooltip repeats the tooltips
// of the card and its badges.
func (l *layout) insideButton(m core.MapView, c card) []button {
	if !l.opensInside || m.State == core.ObjectFreed {
		return nil
	}
	name := "Look inside " + c.noun
	titles := []string{name}
	if c.title != "" {
		titles = append(titles, c.title)
	}
	for _, part := range c.parts {
		titles = append(titles, part.title)
	}
	return []button{{
		box: c.box, style: "inside", name: name, title: strings.Join(titles, "\n"),
		state: strconv.FormatBool(m.Nr == l.inside), do: openInside(m.Nr),
	}}
}

// writeType writes the type and the sizes on two lines, or on one if a line is needed for the state.
func writeType(c *card, m core.MapView, tight bool) {
	name, sizes := TypeName(m), sizesOf(m)
	if both := name + " " + sizes; tight && svg.Mono.Width(both) <= c.room() {
		c.write(svg.Mono, both)
		return
	}
	c.writeName(svg.Mono, name)
	if svg.Mono.Width(sizes) <= c.room() {
		c.write(svg.Mono, sizes)
		return
	}
	c.write(svg.Mono, "key "+decimal(m.KeySize))
	c.write(svg.Mono, "value "+decimal(m.ValueSize), "val "+decimal(m.ValueSize))
	c.write(svg.Mono, "× "+decimal(m.MaxEntries))
}

// TypeName returns the name of a map's type. A map has no type until BPF_MAP_CREATE sets it.
func TypeName(m core.MapView) string {
	if m.Refcnt == 0 && m.State == core.ObjectLive && m.Type == abi.BPF_MAP_TYPE_UNSPEC {
		return "being created"
	}
	return m.TypeName
}

func flagsOf(m core.MapView) string { return "flags " + abi.KindMapFlags.Format(uint64(m.Flags)) }

// sizesOf returns key_size → value_size × max_entries.
func sizesOf(m core.MapView) string {
	return decimal(m.KeySize) + " → " + decimal(m.ValueSize) + " × " + decimal(m.MaxEntries)
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
