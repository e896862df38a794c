package web

import "sort"

// draftInputs is the text typed into the inputs of the form.
type draftInputs struct {
	typed   map[string]string // the typed text, by input
	dropped []string          // inputs to reset to their parsed value
	wrong   map[string]string // the error of an input's text, as a sentence
}

func newDraftInputs() draftInputs {
	return draftInputs{typed: map[string]string{}, wrong: map[string]string{}}
}

func (d *draftInputs) note(input, typed string, err error) {
	d.typed[input] = typed
	delete(d.wrong, input)
	if err != nil {
		d.wrong[input] = sentence(err)
	}
}

// settleInputs drops the typed text of every input but one, after the bytes have changed.
func (d *draftInputs) settleInputs(but string) {
	for input := range d.typed {
		if input != but {
			d.drop(input)
		}
	}
}

// leave runs when an input loses the focus. It replaces valid text with the usual form.
func (d *draftInputs) leave(input string) {
	if d.wrong[input] == "" {
		d.drop(input)
	}
}

// drop drops the typed text of an input.
func (d *draftInputs) drop(input string) {
	if _, typed := d.typed[input]; typed {
		delete(d.typed, input)
		delete(d.wrong, input)
		d.dropped = append(d.dropped, input)
	}
}

// faulty reports whether the text of some input is invalid.
func (d *draftInputs) faulty() bool { return len(d.wrongInputs()) > 0 }

// wrongInputs returns the inputs whose text is invalid, in a fixed order.
func (d *draftInputs) wrongInputs() []string {
	var inputs []string
	for input, why := range d.wrong {
		if why != "" {
			inputs = append(inputs, input)
		}
	}
	sort.Strings(inputs)
	return inputs
}
