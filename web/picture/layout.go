package picture

import (
	"strconv"

	"bpfplay/core"
)

// subject is everything that the layout depends on.
type subject struct {
	view     *core.View
	lit      highlight
	task     int
	width    int
	expanded map[string]bool // long lists, by key
	inside   int             // the map whose inside is open; 0 is none
	touched  *Touched        // nil for none
	detail   Detail

	makesCalls, choosesTask, opensInside bool // which buttons the drawing has
}

// layout is a scene while it is laid out.
type layout struct {
	subject
	scene
	tasks, files, maps column
	starts             []wireStart
	fileAt             map[int]box    // the cards of the shown files
	listAt             map[int]box    // the button of the list that hides a file
	mapAt, progAt      map[int]box    // the cards of the shown maps and programs
	objectAt           map[string]box // those of links and other objects, by name
}

// column is the horizontal extent of the cards of one kind.
type column struct{ x, w int }

func (c column) right() int { return c.x + c.w }

// wireStart is the start of a wire to a file.
type wireStart struct {
	x, y  int
	file  int
	style string
}

const (
	cardGap      = 12
	firstRow     = 25 // offset of the first map from the first task, at which a single wire is straight
	minWidth     = 350
	maxWidth     = 640
	defaultWidth = 412 // before the first measurement: that of a window from 1440 pixels on
)

// layOut returns the laid-out scene.
func (s subject) layOut() scene {
	s.view = s.lit.withGhosts(s.view)
	l := layout{subject: s, fileAt: map[int]box{}, listAt: map[int]box{}, mapAt: map[int]box{}, progAt: map[int]box{}, objectAt: map[string]box{}}
	l.setColumns()
	left, right := l.layTasks(1), l.layMaps(l.layObjects(l.layProgs(l.layObjects(1+firstRow, true)), false))
	l.layWires()
	l.laySides()
	l.scene.width, l.height = s.width, l.layWork(max(left, right)+16)
	return l.scene
}

// setColumns splits the width into gaps wide enough for curved wires, and into tasks, files and maps by 39 : 24 : 37.
// One unit on each side is left for the edges of the cards, and the lanes of the wires between programs and maps.
func (l *layout) setColumns() {
	gap := min(20+(l.subject.width-minWidth)/10, 44)
	rest := l.subject.width - 2*gap - 2 - lanesWidth(l.view)
	l.tasks = column{1, rest * 39 / 100}
	l.files = column{l.tasks.right() + gap, rest * 24 / 100}
	at := l.files.right() + gap
	l.maps = column{at, l.subject.width - 1 - lanesWidth(l.view) - at}
}

// add adds a finished card to the scene.
func (l *layout) add(c card) { l.cards = append(l.cards, c) }

// listButton returns the button that expands and collapses a list of which more things are not shown. noun completes its
// label, and of its accessible name.
func (l *layout) listButton(at box, key string, more int, noun, of string) button {
	count := strconv.Itoa(more) + " more" + noun
	label, state := "Show "+count, "false"
	if l.expanded[key] {
		label, state = "Show fewer", "true"
		if more > 0 {
			label += " (" + count + " not drawn)"
		}
	}
	return button{box: at, style: "more", label: label, name: label + of, state: state, do: toggleList(key)}
}

// expandedMost is the number of elements that an expanded list shows. Drawing more takes longer than a moment.
const expandedMost = 200

// limit returns how many elements of a list are shown: n, or more if it is expanded.
func (l *layout) limit(key string, n int) int {
	if l.expanded[key] {
		return expandedMost
	}
	return n
}
