package web

import (
	"slices"
	"strconv"
	"testing"

	"bpfplay/core"

	"pgregory.net/rapid"
)

// randomPicture is a picture of some moment of some session, at some width, with some lists opened.
func randomPicture(t *rapid.T) picSubject {
	v, e := randomMoment(t, randomSession(t))
	return picSubject{
		view: v, lit: lightsOf(e), task: rapid.IntRange(0, 3).Draw(t, "chosen"), width: rapid.IntRange(minPicWidth, maxPicWidth).Draw(t, "width"),
		open: map[string]bool{"maps": rapid.Bool().Draw(t, "maps"), "tasks": rapid.Bool().Draw(t, "tasks"), "task 0 descriptors": rapid.Bool().Draw(t, "task 0")},
		acts: rapid.Bool().Draw(t, "acts"), picks: rapid.Bool().Draw(t, "picks"), looks: rapid.Bool().Draw(t, "looks"),
	}
}

// boxOf is where a text is, with what hangs below the line.
func boxOf(w picText) picBox {
	return picBox{w.x, w.y - int(w.size) + 2, w.width(w.s), int(w.size)}
}

func checkInside(t *rapid.T, c picCard) {
	for _, w := range c.texts {
		if !c.holds(boxOf(w)) {
			t.Errorf("%q at %v leaves %s at %v", w.s, boxOf(w), c.noun, c.picBox)
		}
	}
	for i, p := range c.parts {
		if !c.holds(p.picBox) {
			t.Errorf("%s at %v leaves %s at %v", p.noun, p.picBox, c.noun, c.picBox)
		}
		for _, w := range c.texts {
			if p.meets(boxOf(w)) {
				t.Errorf("%q is under %s of %s", w.s, p.is, c.noun)
			}
		}
		for _, q := range c.parts[:i] {
			if p.meets(q.picBox) {
				t.Errorf("%v and %v of %s overlap", p.picBox, q.picBox, c.noun)
			}
		}
		checkInside(t, p)
	}
}

// flat are all cards, the small ones in others too.
func flat(cards []picCard) []picCard {
	all := slices.Clone(cards)
	for _, c := range cards {
		all = append(all, flat(c.parts)...)
	}
	return all
}

func TestNothingOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomPicture(t).scene()
		sheet := picBox{0, 0, s.width, s.height}
		var knobs []picKnob
		for _, group := range s.knobs {
			knobs = append(knobs, group...)
		}
		for i, c := range s.cards {
			checkInside(t, c)
			if !sheet.holds(c.picBox) {
				t.Errorf("%s at %v leaves the drawing", c.noun, c.picBox)
			}
			for _, d := range s.cards[:i] {
				if c.meets(d.picBox) {
					t.Errorf("%s at %v and %s at %v overlap", c.noun, c.picBox, d.noun, d.picBox)
				}
			}
		}
		for i, k := range knobs {
			if !sheet.holds(k.picBox) || k.h < 24 || k.say == "" || k.do == nil {
				t.Errorf("knob %q at %v is no good", k.say, k.picBox)
			}
			for _, o := range knobs[:i] {
				if k.meets(o.picBox) {
					t.Errorf("knobs %q and %q overlap", k.say, o.say)
				}
			}
			for _, c := range flat(s.cards) {
				for _, w := range c.texts {
					if k.label != "" && k.meets(boxOf(w)) {
						t.Errorf("knob %q hides %q", k.say, w.s)
					}
				}
			}
		}
	})
}

func TestWiresEndAtCards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomPicture(t).scene()
		var boxes []picBox
		all := flat(s.cards)
		for _, c := range all {
			boxes = append(boxes, c.picBox)
		}
		for _, group := range s.knobs {
			for _, k := range group {
				boxes = append(boxes, k.picBox)
			}
		}
		touches := func(x, y int, edge func(picBox) int) bool {
			return slices.ContainsFunc(boxes, func(b picBox) bool { return edge(b) == x && b.y < y && y < b.bottom() })
		}
		for _, w := range s.wires {
			if !touches(w.x1, w.y1, picBox.right) || !touches(w.x2, w.y2, func(b picBox) int { return b.x }) {
				t.Errorf("wire %+v does not lead from card to card", w)
			}
			around := picBox{w.x1, min(w.y1, w.y2), w.x2 - w.x1, max(w.y1, w.y2) - min(w.y1, w.y2) + 1}
			for _, c := range all {
				for _, text := range c.texts {
					if around.meets(boxOf(text)) {
						t.Errorf("wire %+v crosses %q of %s", w, text.s, c.noun)
					}
				}
			}
		}
	})
}

// TestEveryObjectIsDrawn opens all lists and looks for all that a view holds.
func TestEveryObjectIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPicture(t)
		p.open["maps"], p.open["tasks"] = true, true
		for _, m := range p.view.Maps {
			p.open["map "+strconv.Itoa(m.Nr)+" holders"] = true
		}
		for _, task := range p.view.Tasks {
			p.open["task "+strconv.Itoa(task.Nr)+" descriptors"] = true
		}
		drawn := map[string]bool{}
		s := p.scene()
		for _, c := range flat(s.cards) {
			drawn[c.noun] = true
		}
		for _, noun := range nouns(p.view) {
			if !drawn[noun] {
				t.Errorf("%s is not drawn", noun)
			}
		}
	})
}

// nouns names all that a view holds.
func nouns(v *core.View) []string {
	var all []string
	for _, task := range v.Tasks {
		name := "task " + strconv.Itoa(task.Nr)
		if task.Alive {
			all = append(all, name)
		}
		for _, d := range task.FDs {
			if d.File != 0 {
				all = append(all, "descriptor "+strconv.Itoa(d.FD)+" of "+name)
			}
		}
	}
	for _, f := range v.Files {
		all = append(all, "file "+strconv.Itoa(f.Nr))
	}
	for _, p := range v.Pins {
		all = append(all, "pin "+plainPath(p.Path))
	}
	for _, m := range v.Maps {
		all = append(all, "map "+strconv.Itoa(m.Nr))
	}
	return all
}
