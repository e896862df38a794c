package web

// Stroke is a key with its modifiers.
type Stroke struct {
	Key              string // as in KeyboardEvent.key
	Ctrl, Shift, Alt bool   // Ctrl is also the Command key
	Input            string // the id of the input with the focus; "" if it takes no text
}

// EditKey runs the action of a key that changes the history or undoes a change, and reports whether the key has one. While
// the user types in an input, it keeps its keys, so that the browser undoes the typing.
func (s *Store) EditKey(k Stroke) bool {
	if s.embed.on || s.present.on || s.handout.on || s.panel != NoPanel {
		return false
	}
	do := (func())(nil)
	switch {
	case k.Ctrl && (k.Key == "z" || k.Key == "Z" || k.Key == "y") && !k.Alt:
		if k.Input != "" && !s.draft.rests(k.Input) {
			return false
		}
		do = s.past.Undo
		if k.Shift || k.Key == "y" {
			do = s.past.Redo
		}
	case k.Input != "" || k.Ctrl || k.Shift:
		return false
	case k.Alt && k.Key == "ArrowUp":
		do = s.desk.moveUp
	case k.Alt && k.Key == "ArrowDown":
		do = s.desk.moveDown
	case !k.Alt && k.Key == "Delete":
		do = s.desk.removeShown
	default:
		return false
	}
	do()
	s.Changed()
	return true
}

// rests reports whether an id is that of an input of the form that the user has not typed into.
func (d *Draft) rests(id string) bool {
	if d.input != "" {
		return false
	}
	for typed := range d.typed {
		if inputID(typed) == id {
			return false
		}
	}
	return formInput(id)
}

// formInput reports whether an id is that of an input of the form.
func formInput(id string) bool {
	return id == "picker" || len(id) > 3 && id[:3] == "in-" || len(id) > 5 && id[:5] == "byte-"
}
