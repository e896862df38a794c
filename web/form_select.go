package web

import (
	"strconv"

	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// formSelect returns a select of value forms.
func formSelect(id string, chosen value.Form) app.HTMLSelect {
	options := make([]app.UI, value.NumForms)
	for i := range options {
		f := value.Form(i)
		options[i] = option(strconv.Itoa(i), f.Name(), f == chosen)
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
