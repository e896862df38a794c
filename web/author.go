package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/lesson"
	"bpfplay/core/link"
)

// Author owns the lessons that the user writes: those that the browser keeps, and the one in the editor.
type Author struct {
	*Screen
	desk    *Desk
	desks   *Desks
	lesson  *Lesson
	handout *Handout
	list    []*ownLesson // oldest first
	ready   bool         // list was read
	wanted  uint64       // the lesson to edit when list was read; 0 for none
	gone    *ownLesson   // the last deleted
	now     *ownLesson   // in the editor; nil before the first
	read    *lesson.Lesson
	wrong   []lesson.Error
	line    int    // of the cursor, from 1
	marker  int    // index of the marker at the cursor; -1 before the first
	scene   *scene // of the marker; nil if it has no place
	turn    int    // increases to cancel an earlier reading
	timer   bool   // a save is scheduled
	link    string // the copied link
	copied  string // whether it was copied, in words; "" if none was made
}

// ownLesson is a lesson that the user writes.
type ownLesson struct {
	id     uint64 // the time it was made, in milliseconds
	text   string
	stored string // the text that the storage has; "" for none
}

// lessonKeys begins the keys of lessons in the storage. Their texts are the lessons themselves.
const lessonKeys = "lesson/"

func (o *ownLesson) key() string { return fmt.Sprintf("%s%016x", lessonKeys, o.id) }

// title returns the first line.
func (o *ownLesson) title() string {
	title, _, _ := strings.Cut(strings.TrimSpace(o.text), "\n")
	if title = strings.TrimSpace(title); title == "" {
		return "Untitled lesson"
	}
	return title
}

// begin reads the lessons that the browser keeps.
func (a *Author) begin() {
	a.host.ReadTexts(lessonKeys, func(texts []StoredText, err error) {
		defer a.Changed()
		if err != nil {
			return // the desks say so
		}
		a.ready = true
		for _, t := range texts {
			if id, err := parseKey(t.Key, lessonKeys); err == nil && a.find(id) == nil {
				a.list = append(a.list, &ownLesson{id: id, text: t.Text, stored: t.Text})
			}
		}
		a.sort()
		if a.wanted != 0 {
			a.Edit(a.wanted)
		}
	})
}

// newest returns the id of the last lesson that was made, 0 if there is none.
func (a *Author) newest() uint64 {
	if n := len(a.list); n > 0 {
		return a.list[n-1].id
	}
	return 0
}

// sort puts the lessons in the order in which they were made.
func (a *Author) sort() {
	slices.SortFunc(a.list, func(x, y *ownLesson) int { return cmp.Compare(x.id, y.id) })
}

func (a *Author) find(id uint64) *ownLesson {
	for _, o := range a.list {
		if o.id == id {
			return o
		}
	}
	return nil
}

// New begins a lesson about the history of the desk.
func (a *Author) New() { a.write(a.desk.draftLesson()) }

// write puts a text on a new lesson and opens the editor.
func (a *Author) write(text string) {
	o := &ownLesson{id: newID(a.newest()), text: text}
	a.list = append(a.list, o)
	a.edit(o)
	a.keep()
}

// Edit opens a kept lesson in the editor, or the last one if it is gone.
func (a *Author) Edit(id uint64) {
	a.wanted = 0
	if o := a.find(id); o != nil {
		a.edit(o)
	} else {
		a.Continue()
	}
}

// want opens a kept lesson in the editor as soon as the storage was read.
func (a *Author) want(id uint64) {
	if a.ready || a.find(id) != nil {
		a.Edit(id)
		return
	}
	a.wanted = max(id, 1)
}

// EditOpen opens the open lesson in the editor: the user's own, or a copy.
func (a *Author) EditOpen() {
	l := a.lesson.open
	if l == nil {
		return
	}
	for _, o := range a.list {
		if o.text == l.Source {
			a.edit(o)
			return
		}
	}
	a.write(l.Source)
}

// Continue opens the lesson that was edited last, or begins one.
func (a *Author) Continue() {
	switch {
	case a.now != nil && a.find(a.now.id) != nil:
		a.edit(a.now)
	case len(a.list) > 0:
		a.edit(a.list[len(a.list)-1])
	default:
		a.New()
	}
}

func (a *Author) edit(o *ownLesson) {
	a.now, a.line, a.turn = o, 1, a.turn+1
	a.host.SetValue(authorInput, o.text)
	a.parse()
	if a.panel != LessonPanel {
		a.Open(LessonPanel)
	}
	a.changed()
}

// Import opens the text of a file in the editor.
func (a *Author) Import(text string) { a.write(strings.ReplaceAll(text, "\r\n", "\n")) }

// Set takes the typed text, with the cursor in a line. The text is read after a pause.
func (a *Author) Set(text string, line int) {
	if a.now == nil {
		return
	}
	a.now.text, a.line = text, line
	a.turn++
	turn := a.turn
	a.soon(typingTime, func() {
		if a.turn == turn {
			a.parse()
			a.changed()
		}
	})
	a.keep()
}

// replace puts another text into the editor.
func (a *Author) replace(text string) {
	a.now.text = text
	a.host.SetValue(authorInput, text)
	a.parse()
	a.keep()
	a.changed()
}

// parse reads the text in the editor.
func (a *Author) parse() {
	a.read, a.wrong = nil, nil
	_ = a.Guard("read the lesson", func() { a.read, a.wrong = lesson.Read(a.now.text) }) // a panic is shown as a notice
	a.follow()
}

// follow previews the marker at the cursor.
func (a *Author) follow() {
	a.marker, a.scene = a.markerAt(a.line), nil
	if a.marker < 0 || !a.read.Markers[a.marker].Placed {
		return
	}
	_ = a.Guard("draw the lesson", func() { a.scene, _ = newScene(a.read, &a.read.Markers[a.marker]) })
}

// Move follows the cursor to another line.
func (a *Author) Move(line int) {
	if line == a.line || a.now == nil {
		return
	}
	a.line = line
	if a.markerAt(line) != a.marker {
		a.follow()
		a.changed()
	}
}

// markerAt returns the index of the last marker at or before a line; -1 if there is none.
func (a *Author) markerAt(line int) (at int) {
	at = -1
	for i, m := range a.markers() {
		if m.Line <= line {
			at = i
		}
	}
	return at
}

func (a *Author) markers() []lesson.Marker {
	if a.read == nil {
		return nil
	}
	return a.read.Markers
}

// goTo moves the cursor to a line.
func (a *Author) goTo(line int) {
	a.Move(line)
	a.host.GoToLine(authorInput, line)
}

// turnTo moves the cursor to another marker.
func (a *Author) turnTo(i int) {
	if i >= 0 && i < len(a.markers()) {
		a.goTo(a.read.Markers[i].Line)
	}
}

// Teach opens the lesson as a reader does.
func (a *Author) Teach() {
	if l := a.valid(); l != nil {
		a.lesson.Begin(l)
	}
}

// Hand opens the lesson as a handout.
func (a *Author) Hand() {
	if l := a.valid(); l != nil {
		a.lesson.Begin(l)
		a.handout.Open()
	}
}

// valid returns the lesson of the editor; nil with a notice if it has errors.
func (a *Author) valid() *lesson.Lesson {
	a.turn++
	a.parse()
	a.changed()
	if len(a.wrong) > 0 || a.read == nil {
		return nil
	}
	return a.read
}

// Share copies a link with the whole lesson.
func (a *Author) Share() {
	if a.valid() == nil {
		return
	}
	text := a.host.Address() + "#" + alone + "/lesson=" + link.PackText(a.now.text) + ".1"
	if len(text) > sharedMost {
		a.fail(errors.New("this lesson is too long for a link: download it as a file"))
		return
	}
	a.host.Copy(text, func(ok bool) {
		a.link, a.copied = text, copiedLink(text, ok, "the whole lesson")
		a.Changed()
	})
}

// SaveFile saves the lesson as a file.
func (a *Author) SaveFile() { a.host.Save(fileName(a.now.title())+".lesson.txt", a.now.text) }

// fileName returns a title with hyphens for all characters that a file name should not have.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return ' '
	}, strings.ToLower(title))
	if name = strings.Join(strings.Fields(name), "-"); name == "" {
		return "lesson"
	}
	return name
}
