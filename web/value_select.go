package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// formSelect chooses how bytes are shown and typed.
func formSelect(id string, chosen ValueForm) app.HTMLSelect {
	options := make([]app.UI, valueFormCount)
	for f := range options {
		options[f] = option(strconv.Itoa(f), ValueForm(f).Name(), ValueForm(f) == chosen)
	}
	return app.Select().ID(id).Class("form-select").Title("How these bytes are shown and typed").Body(options...)
}

// formOption returns the form of an option of the select; hex if it is none of them.
func formOption(choice string) ValueForm {
	f, err := strconv.Atoi(choice)
	if err != nil || f < 0 || f >= int(valueFormCount) {
		return FormHex
	}
	return ValueForm(f)
}
