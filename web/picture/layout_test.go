package picture

import (
	"slices"
	"strconv"
	"testing"

	"bpfplay/core"

	"pgregory.net/rapid"
)

// testWidth is wide enough for names beside changed counts.
const testWidth = 456

// randomPicture returns a random moment of a random session, at a random width, with some lists expanded.
func randomPicture(t *rapid.T) subject {
	v, e := randomMoment(t, randomSession(t))
	return subject{
		view: v, lit: highlightOf(e), task: rapid.IntRange(0, 3).Draw(t, "task"), width: rapid.IntRange(minWidth, maxWidth).Draw(t, "width"),
		expanded: map[string]bool{
			"maps": rapid.Bool().Draw(t, "maps"), "tasks": rapid.Bool().Draw(t, "tasks"), "task 0 descriptors": rapid.Bool().Draw(t, "task 0"),
			"task 0 mappings": rapid.Bool().Draw(t, "mappings"),
		},
		detail:     Detail(rapid.IntRange(0, 2).Draw(t, "detail")),
		makesCalls: rapid.Bool().Draw(t, "makes calls"), choosesTask: rapid.Bool().Draw(t, "chooses task"), opensInside: rapid.Bool().Draw(t, "opens inside"),
	}
}

// boxOf returns the box of a text, with its descenders.
func boxOf(w text) box {
	return box{w.x, w.y - int(w.Size) + 2, w.Width(w.s), int(w.Size)}
}

// checkInside checks that the texts and cards in a card stay inside it and apart.
func checkInside(t *rapid.T, c card) {
	for _, w := range c.texts {
		if !c.contains(boxOf(w)) {
			t.Errorf("%q at %v leaves %s at %v", w.s, boxOf(w), c.noun, c.box)
		}
	}
	for i, p := range c.parts {
		if !c.contains(p.box) {
			t.Errorf("%s at %v leaves %s at %v", p.noun, p.box, c.noun, c.box)
		}
		for _, w := range c.texts {
			if p.overlaps(boxOf(w)) {
				t.Errorf("%q overlaps %s of %s", w.s, p.style, c.noun)
			}
		}
		for _, q := range c.parts[:i] {
			if p.overlaps(q.box) {
				t.Errorf("%v and %v of %s overlap", p.box, q.box, c.noun)
			}
		}
		checkInside(t, p)
	}
}

// flat returns all cards, with the cards inside them.
func flat(cards []card) []card {
	all := slices.Clone(cards)
	for _, c := range cards {
		all = append(all, flat(c.parts)...)
	}
	return all
}

func TestNothingOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomPicture(t).layOut()
		sheet := box{0, 0, s.width, s.height}
		var buttons []button
		for _, group := range s.buttons {
			buttons = append(buttons, group...)
		}
		for i, c := range s.cards {
			checkInside(t, c)
			if !sheet.contains(c.box) {
				t.Errorf("%s at %v leaves the drawing", c.noun, c.box)
			}
			for _, d := range s.cards[:i] {
				if c.overlaps(d.box) {
					t.Errorf("%s at %v and %s at %v overlap", c.noun, c.box, d.noun, d.box)
				}
			}
		}
		for i, k := range buttons {
			if !sheet.contains(k.box) || k.h < 24 || k.name == "" || k.do == nil {
				t.Errorf("button %q at %v: want it on the drawing, 24 high, with a name and an action", k.name, k.box)
			}
			for _, o := range buttons[:i] {
				if k.overlaps(o.box) {
					t.Errorf("buttons %q and %q overlap", k.name, o.name)
				}
			}
			for _, c := range flat(s.cards) {
				for _, w := range c.texts {
					if k.label != "" && k.overlaps(boxOf(w)) {
						t.Errorf("button %q hides %q", k.name, w.s)
					}
				}
			}
		}
	})
}

func TestWiresEndAtCards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomPicture(t).layOut()
		var boxes []box
		all := flat(s.cards)
		for _, c := range all {
			boxes = append(boxes, c.box)
		}
		for _, group := range s.buttons {
			for _, k := range group {
				boxes = append(boxes, k.box)
			}
		}
		touches := func(x, y int, edge func(box) int) bool {
			return slices.ContainsFunc(boxes, func(b box) bool { return edge(b) == x && b.y < y && y < b.bottom() })
		}
		for _, w := range s.wires {
			end, right := func(b box) int { return b.x }, w.x2
			if w.lane != 0 { // from right edge to right edge
				end, right = box.right, w.lane
			}
			if !touches(w.x1, w.y1, box.right) || !touches(w.x2, w.y2, end) {
				t.Errorf("wire %+v does not connect two cards", w)
			}
			around := box{w.x1, min(w.y1, w.y2), right - w.x1, max(w.y1, w.y2) - min(w.y1, w.y2) + 1}
			for _, c := range all {
				for _, text := range c.texts {
					if around.overlaps(boxOf(text)) {
						t.Errorf("wire %+v crosses %q of %s", w, text.s, c.noun)
					}
				}
			}
		}
	})
}

// TestEveryObjectIsDrawn expands all lists and wants a card for each object of the view.
func TestEveryObjectIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPicture(t)
		p.expanded["maps"], p.expanded["tasks"], p.expanded["links"], p.expanded["objects"] = true, true, true, true
		for _, o := range p.view.Objects {
			p.expanded[o.Name+" references"] = true
		}
		for _, m := range p.view.Maps {
			p.expanded["map "+strconv.Itoa(m.Nr)+" references"] = true
		}
		for _, task := range p.view.Tasks {
			p.expanded["task "+strconv.Itoa(task.Nr)+" descriptors"] = true
		}
		drawn := map[string]bool{}
		s := p.layOut()
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

// nouns returns the names of all objects of a view.
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
		all = append(all, "pin "+printable(p.Path))
	}
	for _, m := range v.Maps {
		all = append(all, "map "+strconv.Itoa(m.Nr))
	}
	for _, o := range v.Objects {
		all = append(all, o.Name)
	}
	return all
}
