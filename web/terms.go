package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/web/glossary"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// withTerms returns a text whose terms show their sentence on hover and tap, and on focus unless a button holds the text.
func withTerms(text string, inButton bool) []app.UI {
	var body []app.UI
	for _, p := range glossary.Split(text) {
		if p.Says == "" {
			body = append(body, app.Text(p.Text))
			continue
		}
		term := app.Span().Class("term").DataSet("tip", p.Says).Text(p.Text)
		if !inButton {
			term = term.TabIndex(0)
		}
		body = append(body, term)
	}
	return body
}

// explained adds the sentence of a field to its label, if the name of the field is a term.
func explained(label app.HTMLLabel, name string) app.UI {
	if says := glossary.Of(name); says != "" {
		return label.DataSet("tip", says)
	}
	return label
}

// wordsInPicture are the terms of the picture of the kernel.
var wordsInPicture = []string{"descriptor", "ce", "refcnt", "usercnt", "anon_inode", "RCU", "work queue"}

// wordsOfObjects are those of a picture with links, cgroups or perf events.
var wordsOfObjects = []string{"bpf_link", "cgroup", "perf event"}

// pictureTerms returns the terms of the picture, to hover, focus or tap.
func pictureTerms(v *core.View) app.UI {
	var body []app.UI
	words := wordsInPicture
	if len(v.Objects) > 0 {
		words = append(slices.Clip(words), wordsOfObjects...)
	}
	for _, term := range words {
		body = append(body, app.Span().Class("term").TabIndex(0).DataSet("tip", glossary.Of(term)).Text(term), app.Text(" "))
	}
	return app.P().Class("picture-terms").Body(append([]app.UI{app.Text("Words in the picture: ")}, body...)...)
}

// firstWords are the terms that the first minute explains without a tip.
var firstWords = []string{"descriptor", "refcnt", "usercnt", "work queue"}

// pictureList returns the first terms with their sentences.
func pictureList() app.UI {
	var body []app.UI
	for _, term := range firstWords {
		body = append(body, app.Dt().Text(term), app.Dd().Text(glossary.Of(term)))
	}
	return app.Div().Class("picture-list").Body(app.H3().Text("Words in the picture"), app.Dl().Body(body...))
}
