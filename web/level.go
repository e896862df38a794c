package web

import (
	"fmt"

	"bpfplay/web/picture"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Level is the level of detail of the page.
type Level uint8

// The levels. The first shows everything, so that links without a level open as before.
const (
	KernelLevel    Level = iota // functions, checks and counters of the kernel
	InterfaceLevel              // the system call: errnos, fields, flags, bytes
	StoryLevel                  // sentences
	levelCount
)

var levels = [levelCount]struct {
	name, title, says string
	picture           picture.Detail
}{
	KernelLevel:    {"kernel", "Kernel", "Everything: functions, checks and counters of the kernel", picture.Counters},
	InterfaceLevel: {"interface", "Interface", "The system call: errnos, fields, flags and bytes", picture.Interface},
	StoryLevel:     {"story", "Story", "What happens, in sentences", picture.Sketch},
}

// levelKey is the name of the level in links, and under which the browser keeps it.
const levelKey = "level"

func levelNamed(name string) (l Level, ok bool) {
	for l := range levels {
		if levels[l].name == name {
			return Level(l), true
		}
	}
	return KernelLevel, false
}

// levelValue returns the level for the end of a link. Links at the level of the kernel have none.
func (s *Screen) levelValue() string {
	if s.level == KernelLevel {
		return ""
	}
	return levels[s.level].name
}

// openLevel shows the level of a link.
func (s *Store) openLevel(name string) error {
	l, ok := levelNamed(name)
	if !ok {
		return fmt.Errorf("no level %q", name)
	}
	s.level = l
	return nil
}

// rememberedLevel shows the level of the last visit.
func (d *Desk) rememberedLevel() {
	if l, ok := levelNamed(d.host.Remembered(levelKey)); ok {
		d.level = l
		d.changed()
	}
}

// chooseLevel shows another level, and keeps it for the next visit and in the address.
func (d *Desk) chooseLevel(name string) {
	if l, ok := levelNamed(name); ok {
		d.level = l
		d.host.Remember(levelKey, name)
		d.remember()
		d.changed()
	}
}

// levelButtons returns the buttons that choose the level, with the least detail first.
func (d *Desk) levelButtons() app.UI {
	var buttons []app.UI
	for l := levelCount; l > 0; l-- {
		row := levels[l-1]
		buttons = append(buttons, app.Button().Class("level", on(d.level == l-1)).ID("level-"+row.name).Aria("pressed", word(d.level == l-1)).
			DataSet("level", row.name).Title(row.says).Text(row.title).OnClick(d.onData("level", d.chooseLevel)))
	}
	return app.Div().Class("levels").Role("group").Aria("label", "Level of detail").Body(buttons...)
}
