package web

// keys are what the keyboard does while no input has it.
var keys = map[string]func(*Store){
	",":      (*Store).Prev,
	".":      (*Store).Next,
	"[":      (*Store).PrevCall,
	"]":      (*Store).NextCall,
	"Home":   (*Store).First,
	"End":    (*Store).Last,
	"p":      (*Store).togglePlay,
	"?":      func(s *Store) { s.Open(HelpPanel) },
	"Escape": (*Store).closeTop,
	"f":      (*Store).Present,
}

// lessonKeys come before them while a lesson is given on the desk.
var lessonKeys = map[string]func(*Store){" ": (*Store).LessonNext}

// keysNow are the tables of keys that hold now, the first before the next.
func (s *Store) keysNow() []map[string]func(*Store) {
	if s.embed.on {
		return []map[string]func(*Store){embedKeys}
	}
	if s.present.on {
		return []map[string]func(*Store){presentKeys}
	}
	if s.lesson.open != nil {
		return []map[string]func(*Store){lessonKeys, keys}
	}
	return []map[string]func(*Store){keys}
}

// closeTop closes what was opened last: a value that is being changed, a panel, the inside of a map.
func (s *Store) closeTop() {
	switch {
	case s.inside.edit.on:
		s.inside.edit = valueEdit{}
	case s.open != NoPanel:
		s.Open(NoPanel)
	default:
		s.OpenMap(0)
	}
	s.changed()
}

// KeyHelp is what the help panel lists.
var KeyHelp = []struct{ Key, Does string }{
	{"Ctrl Enter", "make the call"},
	{", .", "one event back, one forward"},
	{"[ ]", "to the call before, to the next call"},
	{"Home End", "to the boot, to the end"},
	{"p", "play the history, or stop"},
	{"f", "present on a projector, or stop; then Space, arrows and PageUp, PageDown go on and back, q shows the QR code large"},
	{"Space", "in a lesson: the answer, or the next step"},
	{"?", "this help"},
	{"Esc", "close what lies over the desk, or the inside of a map"},
}

// Key does what a key stands for and says whether it stands for anything. Inputs keep their keys, but for two.
func (s *Store) Key(key string, ctrl, inInput bool) bool {
	switch {
	case key == "Enter" && ctrl:
		s.Run()
	case inInput && key != "Escape", ctrl:
		return false
	default:
		for _, table := range s.keysNow() {
			if do, ok := table[key]; ok {
				do(s)
				s.Changed()
				return true
			}
		}
		return false
	}
	s.Changed()
	return true
}
