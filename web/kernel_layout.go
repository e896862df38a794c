package web

import "bpfplay/core"

// picSubject is all that the drawing depends on.
type picSubject struct {
	view   *core.View
	lit    picLit
	task   int
	width  int
	open   map[string]bool // the collapsed lists that were opened
	acts   bool            // calls can be asked for
	picks  bool            // a task can be chosen
	looks  bool            // a map can be opened
	inside int             // the map that is open; 0: none
}

// picColumn is where the cards of one kind stand.
type picColumn struct{ x, w int }

func (c picColumn) right() int { return c.x + c.w }

// picEnd is where a wire to a file begins.
type picEnd struct {
	x, y int
	file int
	is   string
}

// picLayout is a drawing in the making.
type picLayout struct {
	picSubject
	picScene
	tasks, files, maps picColumn
	ends               []picEnd
	fileAt             map[int]picBox // the files that are shown
	restAt             map[int]picBox // the line that stands for a file that is not
}

// Distances between cards, and the widths for which the drawing is made.
const (
	picGap      = 12
	picFirstRow = 25 // so far below the first task that a lone wire runs straight
	minPicWidth = 350
	maxPicWidth = 640
	picWidth    = 456 // where nobody has measured yet
)

// scene lays the drawing out.
func (s picSubject) scene() picScene {
	s.view = s.lit.withGhosts(s.view)
	l := picLayout{picSubject: s, fileAt: map[int]picBox{}, restAt: map[int]picBox{}}
	l.setColumns()
	left, right := l.layTasks(1), l.layMaps(1+picFirstRow)
	l.layWires()
	l.picScene.width, l.height = s.width, l.layWork(max(left, right)+16)
	return l.picScene
}

// setColumns shares the width out: gaps that wires can bend in, then 39, 24 and 37 parts for tasks, files and maps.
// One unit stays free on each side for the cards' edges.
func (l *picLayout) setColumns() {
	gap := min(20+(l.picSubject.width-minPicWidth)/10, 44)
	rest := l.picSubject.width - 2*gap - 2
	l.tasks = picColumn{1, rest * 39 / 100}
	l.files = picColumn{l.tasks.right() + gap, rest * 24 / 100}
	at := l.files.right() + gap
	l.maps = picColumn{at, l.picSubject.width - 1 - at}
}

// add puts a finished card into the scene.
func (l *picLayout) add(c picCard) { l.cards = append(l.cards, c) }

// glow is what a lit thing is called in the styles.
func glow(is string, lit bool) string {
	if lit {
		return is + " lit"
	}
	return is
}

// toggle is the knob under a collapsed list; key names the list, rest is how it is called where it is closed.
func (l *picLayout) toggle(at picBox, key, rest, whose string) picKnob {
	k := picKnob{picBox: at, is: "more", label: rest, say: rest + whose, open: "false", do: opens(key)}
	if l.open[key] {
		k.label, k.say, k.open = "show fewer", "show fewer"+whose, "true"
	}
	return k
}

// limit is how many of a list are shown, as long as it was not opened.
func (l *picLayout) limit(key string, n int) int {
	if l.open[key] {
		return int(^uint(0) >> 1)
	}
	return n
}
