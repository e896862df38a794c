package web

import (
	"strconv"

	"bpfplay/core"
)

// shownMaps is how many maps are shown before the list is opened.
const shownMaps = 12

// mapWords say what has become of a map, by its State.
var mapWords = map[string]struct {
	is   string
	says []string // longest first
}{
	"live":    {"card map", nil},
	"queued":  {"card waits", []string{"waits to be freed", "to be freed"}},
	"running": {"card waits", []string{"is being freed", "being freed"}},
	freedMap:  {"card gone", []string{"freed"}},
}

// layMaps draws one row for each map, with its files before it, and gives where the column ends.
func (l *picLayout) layMaps(y int) int {
	if len(l.view.Maps) == 0 {
		l.layNoMap(y)
		l.knobs = append(l.knobs, nil)
		return y + fileH + picGap
	}
	shown, more := short(l.view.Maps, l.limit("maps", shownMaps), l.lit.any)
	for _, m := range shown {
		y = l.layRow(m, y)
	}
	var rest []picKnob
	if more > 0 || len(l.view.Maps) > shownMaps {
		l.restAt = picBox{l.files.x, y, l.maps.right() - l.files.x, knobH}
		rest = append(rest, l.toggle(l.restAt, "maps", "and "+strconv.Itoa(more)+" more maps", ""))
		y += knobH + picGap
	}
	l.knobs = append(l.knobs, rest)
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

// layRow is a map and the files that hold it, middle to middle.
func (l *picLayout) layRow(m core.MapView, y int) int {
	var files []core.FileView
	for _, f := range l.view.Files {
		if f.Map == m.Nr {
			files = append(files, f)
		}
	}
	c := l.layMap(m, y)
	stack := max(len(files)*(fileH+picGap)-picGap, 0)
	h := max(c.h, stack)
	c.down((h - c.h) / 2)
	l.add(c)
	l.layFiles(files, y+(h-stack)/2, c.picBox)
	return y + h + picGap
}

// layMap is one map's card.
func (l *picLayout) layMap(m core.MapView, y int) picCard {
	name := "map " + strconv.Itoa(m.Nr)
	words := mapWords[m.State]
	c := picCard{picBox: picBox{l.maps.x, y, l.maps.w, 0}, noun: name, is: glow(words.is, l.lit.mapCard(m.Nr)), round: picRound, pen: y + 22}
	c.write(voiceName, name)
	if m.State != freedMap {
		l.layCount(&c, m, voiceName.width(name))
		writeKind(&c, m, words.says != nil)
	}
	if words.says != nil {
		c.write(voiceSoft, words.says...)
	}
	c.h = max(c.pen-c.y-3, fileH)
	return c
}

// writeKind is the type and the sizes: on two lines, or on one where a line is needed for more and there is room.
func writeKind(c *picCard, m core.MapView, tight bool) {
	sizes := sizesOf(m)
	if both := m.TypeName + " " + sizes; tight && voiceMono.width(both) <= c.room() {
		c.write(voiceMono, both)
		return
	}
	c.writeName(voiceMono, m.TypeName)
	if voiceMono.width(sizes) <= c.room() {
		c.write(voiceMono, sizes)
		return
	}
	c.write(voiceMono, "key "+decimal(m.KeySize))
	c.write(voiceMono, "value "+decimal(m.ValueSize), "val "+decimal(m.ValueSize))
	c.write(voiceMono, "× "+decimal(m.MaxEntries))
}

// sizesOf is key → value × entries.
func sizesOf(m core.MapView) string {
	return decimal(m.KeySize) + " → " + decimal(m.ValueSize) + " × " + decimal(m.MaxEntries)
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// layCount is the badge of references, at the right end of the line with the name, or on a line below.
func (l *picLayout) layCount(c *picCard, m core.MapView, taken int) {
	const pad, h = 6, 19
	n := strconv.FormatInt(m.Refcnt, 10)
	forms := []string{"refcnt " + n, "ref " + n}
	if l.lit.count(m.Nr) {
		n = strconv.FormatUint(l.lit.A, 10) + " → " + strconv.FormatUint(l.lit.B, 10)
		forms = []string{"refcnt " + n, "ref " + n, n}
	}
	is := "badge"
	if m.Refcnt <= 0 {
		is = "badge zero"
	}
	s, beside := voiceMono.fit(c.w-picPad-taken-4-picInset-2*pad, forms...)
	if !beside {
		s, _ = voiceMono.fit(c.room()-2*pad, forms...)
	}
	w := voiceMono.width(s) + 2*pad
	b := picCard{picBox: picBox{c.right() - picInset - w, c.y + 8, w, h}, is: glow(is, l.lit.count(m.Nr)), round: h / 2, title: "references that hold " + c.noun + ": " + n}
	if !beside {
		b.x, b.y = c.x+picPad, c.pen-12
		c.pen += h + 4
	}
	b.texts = []picText{{b.x + pad, b.y + 13, voiceMono, s}}
	c.parts = append(c.parts, b)
}
