package web

import (
	"html"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// choice is an option of a select or a suggestion of an input.
type choice struct {
	value  string
	label  string // "" if the value says it
	chosen bool
}

// optionGroup returns a group of a select that has many options.
func optionGroup(label string, all []choice) app.UI {
	return optionList("optgroup", "label", label, all)
}

// suggestionList returns the suggestions of an input, which refers to them by id.
func suggestionList(id string, all []choice) app.UI { return optionList("datalist", "id", id, all) }

// optionList returns an element with options as one text, from which the browser makes them. Made one by one, the options of
// the form are a quarter of the work for the first screen.
func optionList(tag, attribute, value string, all []choice) app.UI {
	var text strings.Builder
	write := func(parts ...string) {
		for _, part := range parts {
			text.WriteString(part)
		}
	}
	write("<", tag, " ", attribute, `="`, html.EscapeString(value), `">`)
	for _, c := range all {
		write(`<option value="`, html.EscapeString(c.value), `"`)
		if c.chosen {
			write(" selected")
		}
		write(">", html.EscapeString(c.label), "</option>")
	}
	write("</", tag, ">")
	return app.Raw(text.String())
}

// namesOf returns a choice for each name.
func namesOf(names []string) (all []choice) {
	for _, name := range names {
		all = append(all, choice{value: name})
	}
	return all
}

// option returns an option of a short list.
func option(value, label string, chosen bool) app.UI {
	o := app.Option().Value(value).Text(label)
	if chosen {
		o = o.Selected(true)
	}
	return o
}
