package web

import (
	"strconv"

	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// formSelect returns a select of value forms. C is among them if the bytes have a type.
func formSelect(id string, chosen value.Typed) app.HTMLSelect {
	var options []app.UI
	for f := range value.NumForms {
		if f != value.C || chosen.HasType() {
			options = append(options, option(strconv.Itoa(int(f)), f.Name(), f == chosen.Form))
		}
	}
	return app.Select().ID(id).Class("form-select").Title("Format of these bytes").Body(options...)
}

// formOption returns the form of an option of the select; hex if the option is invalid.
func formOption(option string) value.Form {
	f, err := strconv.Atoi(option)
	if err != nil || f < 0 || f >= int(value.NumForms) {
		return value.Hex
	}
	return value.Form(f)
}
