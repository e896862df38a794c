package web

// keys lists the keys that work while no input has the focus.
var keys = map[string]func(*Store){
	",":      func(s *Store) { s.desk.Prev() },
	".":      func(s *Store) { s.desk.Next() },
	"[":      func(s *Store) { s.desk.PrevCall() },
	"]":      func(s *Store) { s.desk.NextCall() },
	"Home":   func(s *Store) { s.desk.First() },
	"End":    func(s *Store) { s.desk.Last() },
	"p":      func(s *Store) { s.player.toggle() },
	"?":      func(s *Store) { s.Open(HelpPanel) },
	"Escape": (*Store).closeTop,
	"f":      func(s *Store) { s.present.Toggle() },
	"n":      func(s *Store) { s.traced.NextRefused() },
	"N":      func(s *Store) { s.traced.PrevRefused() },
	"/":      func(s *Store) { s.filter.focus() },
}

// press runs the action of a key in the current mode, and reports whether the key has one.
func (s *Store) press(key string) bool {
	switch {
	case s.panel != NoPanel && key != "Escape":
		return false // the dialog is modal
	case s.embed.on:
		return pressOn(embedKeys, key, s.embed)
	case s.present.on:
		return pressOn(presentKeys, key, s.present)
	case s.lesson.open != nil && key == " ":
		s.lesson.Next()
		return true
	}
	return pressOn(keys, key, s)
}

func pressOn[Owner any](keys map[string]func(Owner), key string, of Owner) bool {
	do, ok := keys[key]
	if ok {
		do(of)
	}
	return ok
}

// closeTop closes the topmost open part: the edit of a value, a panel, or the map.
func (s *Store) closeTop() {
	switch {
	case s.inside.edit.on:
		s.inside.stopEdit()
	case s.panel != NoPanel:
		s.close()
	default:
		s.inside.closeMap()
	}
}

// KeyHelp lists the keys in the help panel.
var KeyHelp = []struct{ Key, Does string }{
	{"Ctrl Enter", "run the call"},
	{"Ctrl Z", "undo; with Shift, redo. While you type, the browser undoes your typing"},
	{"Alt ↑ Alt ↓", "move the shown call up or down"},
	{"Delete", "remove the shown call"},
	{", .", "previous event, next event"},
	{"[ ]", "previous call, next call"},
	{"Home End", "boot, last call"},
	{"n N", "next refused call, previous refused call"},
	{"/", "search all calls"},
	{"p", "play or stop"},
	{"f", "present or stop; while presenting, Space, arrows, PageUp and PageDown change the slide, and q enlarges the QR code"},
	{"Space", "in a lesson: show the answer, or go to the next step"},
	{"?", "this help"},
	{"Esc", "close the panel or the open map"},
}

// Key runs the action of a key and reports whether the key has one. Inputs keep all keys except Ctrl Enter and Escape.
func (s *Store) Key(key string, ctrl, inInput bool) bool {
	switch {
	case key == "Enter" && ctrl:
		s.draft.Run()
	case inInput && key != "Escape", ctrl:
		return false
	case !s.press(key):
		return false
	}
	s.Changed()
	return true
}
