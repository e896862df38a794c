package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// formSelect chooses how bytes are shown and typed.
func formSelect(id string, chosen ValueForm, choose app.EventHandler) app.HTMLSelect {
	options := make([]app.UI, valueFormCount)
	for f := range options {
		options[f] = option(strconv.Itoa(f), ValueForm(f).Name(), ValueForm(f) == chosen)
	}
	return app.Select().ID(id).Class("form-select").Title("How these bytes are shown and typed").Body(options...).OnChange(choose)
}

// formOption is the form that was chosen in a select; hex where it is none of them.
func formOption(ctx app.Context) ValueForm {
	f, err := strconv.Atoi(ctx.JSSrc().Get("value").String())
	if err != nil || f < 0 || f >= int(valueFormCount) {
		return FormHex
	}
	return ValueForm(f)
}
