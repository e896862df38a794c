package web

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// shownMaps is how many maps are shown before the list is opened.
const shownMaps = 12

// mapWords say what has become of a map, by its State.
var mapWords = map[core.MapState]struct {
	is   string
	says []string // longest first
}{
	core.MapLive:    {"card map", nil},
	core.MapWaiting: {"card waits", []string{"waits for a grace period", "grace period"}},
	core.MapQueued:  {"card waits", []string{"waits to be freed", "to be freed"}},
	core.MapRunning: {"card waits", []string{"is being freed", "being freed"}},
	core.MapFreed:   {"card gone", []string{"freed"}},
}

// layMaps draws one row for each map, with its files before it, and gives where the column ends.
func (l *picLayout) layMaps(y int) int {
	if len(l.view.Maps) == 0 {
		l.layNoMap(y)
		l.knobs = append(l.knobs, nil, nil, nil)
		return y + fileH + picGap
	}
	shown, more := short(l.view.Maps, l.limit("maps", shownMaps), l.lit.any)
	seen := map[int]bool{}
	var looks, lists, rest []picKnob
	for _, m := range shown {
		seen[m.Nr] = true
		below, look, long := l.layRow(m, y)
		y, looks, lists = below, append(looks, look...), append(lists, long...)
	}
	if more > 0 || len(l.view.Maps) > shownMaps {
		at := picBox{l.files.x, y, l.maps.right() - l.files.x, knobH}
		for _, f := range l.view.Files {
			if !seen[f.Map] {
				l.restAt[f.Nr] = at
			}
		}
		rest = append(rest, l.toggle(at, "maps", "and "+strconv.Itoa(more)+" more maps", ""))
		y += knobH + picGap
	}
	l.knobs = append(l.knobs, looks, lists, rest)
	return y
}

// layNoMap fills the place of files and maps as long as there are none.
func (l *picLayout) layNoMap(y int) {
	c := picCard{picBox: picBox{l.files.x, y, l.maps.right() - l.files.x, fileH}, is: "ghost", round: picRound, pen: y + 31}
	c.x += 6
	c.write(voiceName, "No map yet.")
	c.pen += 2
	c.write(voiceSoft, "Run BPF_MAP_CREATE.")
	c.x -= 6
	l.add(c)
}

// layMap is one map's card.
func (l *picLayout) layMap(m core.MapView, y int) picCard {
	name := "map " + strconv.Itoa(m.Nr)
	words := mapWords[m.State]
	is := words.is
	if l.looks && m.Nr == l.inside {
		is += " chosen"
	}
	c := picCard{picBox: picBox{l.maps.x, y, l.maps.w, 0}, noun: name, is: glow(is, l.lit.mapCard(m.Nr)), round: picRound, pen: y + 22}
	c.write(voiceName, name)
	if m.State != core.MapFreed {
		l.layBadges(&c, m, voiceName.width(name))
		if m.Name != "" {
			c.writeName(voiceMono, strconv.Quote(m.Name))
		}
		writeKind(&c, m, words.says != nil)
		if m.Flags != 0 {
			c.tell(flagsOf(m))
		}
	}
	if words.says != nil {
		c.write(voiceSoft, words.says...)
	}
	c.h = max(c.pen-c.y-3, fileH)
	return c
}

// lookKnob is the whole card as a button that opens the map's inside. What the card's parts tell a resting mouse, it tells
// instead of them.
func (l *picLayout) lookKnob(m core.MapView, c picCard) []picKnob {
	if !l.looks || m.State == core.MapFreed {
		return nil
	}
	tells := []string{"look inside " + c.noun}
	if c.title != "" {
		tells = append(tells, c.title)
	}
	for _, badge := range c.parts {
		tells = append(tells, badge.title)
	}
	return []picKnob{{
		picBox: c.picBox, is: "look", say: "look inside " + c.noun, title: strings.Join(tells, "\n"),
		open: pressed(m.Nr == l.inside), do: looks(m.Nr),
	}}
}

// writeKind is the type and the sizes: on two lines, or on one where a line is needed for more and there is room.
func writeKind(c *picCard, m core.MapView, tight bool) {
	kind, sizes := typeOf(m), sizesOf(m)
	if both := kind + " " + sizes; tight && voiceMono.width(both) <= c.room() {
		c.write(voiceMono, both)
		return
	}
	c.writeName(voiceMono, kind)
	if voiceMono.width(sizes) <= c.room() {
		c.write(voiceMono, sizes)
		return
	}
	c.write(voiceMono, "key "+english.Digits(m.KeySize))
	c.write(voiceMono, "value "+english.Digits(m.ValueSize), "val "+english.Digits(m.ValueSize))
	c.write(voiceMono, "× "+english.Digits(m.MaxEntries))
}

// typeOf is a map's type. A map that nobody holds yet may have none so far; one that nobody holds any more has it still.
func typeOf(m core.MapView) string {
	if m.Refcnt == 0 && m.State == core.MapLive && m.Type == abi.BPF_MAP_TYPE_UNSPEC {
		return "being made"
	}
	return m.TypeName
}

func flagsOf(m core.MapView) string { return "flags " + abi.KindMapFlags.Format(uint64(m.Flags)) }

// sizesOf is key → value × entries.
func sizesOf(m core.MapView) string {
	return english.Digits(m.KeySize) + " → " + english.Digits(m.ValueSize) + " × " + english.Digits(m.MaxEntries)
}
