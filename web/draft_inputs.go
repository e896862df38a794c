package web

// draftInputs is what is typed into the inputs of the form.
type draftInputs struct {
	typed   map[string]string // the text of inputs that the user types into
	shown   map[string]string // what such an input showed before
	dropped []string          // inputs whose typed text is to be replaced by the parsed one
	wrong   map[string]string // why an input's text is invalid, as a sentence
}

func newDraftInputs() draftInputs {
	return draftInputs{typed: map[string]string{}, shown: map[string]string{}, wrong: map[string]string{}}
}

func (d *draftInputs) note(input, typed string, err error) {
	d.typed[input] = typed
	delete(d.wrong, input)
	if err != nil {
		d.wrong[input] = sentence(err)
	}
}

// settleInputs forgets what was typed into every input but one: the bytes have changed under the others.
func (d *draftInputs) settleInputs(but string) {
	for input := range d.typed {
		if input != but {
			d.drop(input)
		}
	}
}

// leave runs when an input loses the keyboard: valid text is printed in its usual form.
func (d *draftInputs) leave(input string) {
	if d.wrong[input] == "" {
		d.drop(input)
	}
}

// drop forgets what was typed into an input.
func (d *draftInputs) drop(input string) {
	if _, typed := d.typed[input]; typed {
		delete(d.typed, input)
		delete(d.shown, input)
		delete(d.wrong, input)
		d.dropped = append(d.dropped, input)
	}
}

// faulty reports whether the text of some input is invalid.
func (d *draftInputs) faulty() bool {
	for _, why := range d.wrong {
		if why != "" {
			return true
		}
	}
	return false
}
