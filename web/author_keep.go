package web

import (
	"slices"
	"strconv"
	"strings"
)

// keep schedules a save of the lesson in the editor.
func (a *Author) keep() {
	if a.copied = ""; !a.timer {
		a.timer = true
		a.soon(saveAfter, a.save)
	}
}

// save stores the lessons that have changed.
func (a *Author) save() {
	a.timer = false
	for _, o := range a.list {
		if o.text != o.stored {
			a.store(o)
		}
	}
}

// store stores a lesson, unless another tab has changed it: then the text here is stored as another lesson.
func (a *Author) store(o *ownLesson) {
	text, before := o.text, o.stored
	a.host.WriteTexts(nil, []NewText{{o.key(), func() string { return text }}}, func(stored string) bool {
		return stored == "" || stored == before || stored == text
	}, func(err error) {
		switch {
		case err == ErrOtherWriter:
			o.id, o.stored = newID(a.newest()), ""
			a.list = append(slices.DeleteFunc(slices.Clone(a.list), func(other *ownLesson) bool { return other == o }), o)
			a.store(o)
			a.say(Notice{Text: "Another tab has changed this lesson. Your text is kept as another lesson."})
		case err != nil:
			a.desks.fails(err)
		default:
			o.stored = text
		}
		a.Changed()
	})
}

// Flush stores the lesson in the editor before the page goes.
func (a *Author) Flush() {
	if a.timer {
		a.save()
	}
}

// Delete removes a lesson from the browser. Restore brings it back.
func (a *Author) Delete(id uint64) {
	o := a.find(id)
	if o == nil {
		return
	}
	a.list = slices.DeleteFunc(slices.Clone(a.list), func(other *ownLesson) bool { return other == o })
	a.gone = o
	o.stored = ""
	a.remove(o)
}

// Restore brings back the lesson that was deleted last.
func (a *Author) Restore() {
	if o := a.gone; o != nil {
		a.gone = nil
		a.list = append(slices.Clone(a.list), o)
		a.sort()
		a.store(o)
		a.changed()
	}
}

func (a *Author) remove(o *ownLesson) {
	a.host.WriteTexts([]string{o.key()}, nil, func(string) bool { return true }, func(err error) {
		if err != nil {
			a.desks.fails(err)
		}
		a.Changed()
	})
	a.changed()
}

// parseKey returns the id at the end of a key of the storage.
func parseKey(key, prefix string) (uint64, error) {
	return strconv.ParseUint(strings.TrimPrefix(key, prefix), 16, 64)
}
