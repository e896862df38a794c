package web

import "bpfplay/core/table"

// press runs the action of a key in the current mode, and reports whether the key has one.
func (s *Store) press(key string) bool {
	switch {
	case s.panel != NoPanel && key != "Escape":
		return false // the dialog is modal
	case s.embed.on:
		return pressOn(embedKeys, key, s.embed)
	case s.handout.on && key != "Escape":
		return false
	case s.present.on:
		return pressOn(presentKeys, key, s.present)
	case s.lesson.open != nil && key == " ":
		s.lesson.Next()
		return true
	}
	for i := range actions {
		if a := &actions[i]; a.key == key && a.do != nil {
			a.do(s)
			return true
		}
	}
	return false
}

func pressOn[Owner any](keys table.Listed[string, func(Owner)], key string, of Owner) bool {
	do, ok := keys.Find(key)
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
	case s.handout.on:
		s.handout.Close()
	default:
		s.inside.closeMap()
	}
}

// enter presses the main button of the paste panel, or else of the form if nothing covers it. It reports whether a button was pressed.
func (s *Store) enter() bool {
	switch {
	case s.panel == PastePanel:
		s.paste.useText()
	case s.panel != NoPanel, s.embed.on, s.present.on, s.handout.on:
		return false
	default:
		s.draft.Run()
	}
	s.Changed()
	return true
}

// Key runs the action of a key and reports whether the key has one. Inputs keep all keys except Ctrl Enter, Ctrl K and
// Escape.
func (s *Store) Key(key string, ctrl, inInput bool) bool {
	switch {
	case key == "Enter" && ctrl:
		return s.enter()
	case (key == "k" || key == "K") && ctrl && !s.embed.on && !s.present.on && !s.handout.on:
		s.Open(CommandPanel)
	case (key == "p" || key == "P") && ctrl && s.lesson.open != nil && !s.handout.on && s.panel == NoPanel:
		s.print()
	case inInput && key != "Escape", ctrl:
		return false
	case !s.press(key):
		return false
	}
	s.Changed()
	return true
}
