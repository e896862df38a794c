package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// historyRow is the line of a call. It is drawn again only when something on it changes.
type historyRow struct {
	app.Compo
	Desk     *Desk
	N        int
	Task     string // that makes the call; "" if the history has only one
	Words    *rowWords
	Ret      int64
	Hidden   bool   // a case hides the result
	Inferred bool   // the pasted text does not show the call
	Close    bool   // the call is a close
	How      saying // comparison with the pasted text
	Said     int64  // the result in the text
	At       bool   // the call is shown
}

// Render draws the number, the call in short and its result.
func (r *historyRow) Render() app.UI {
	n := strconv.Itoa(r.N)
	return app.Button().Class("row", on(r.At)).ID("call-"+n).Aria("expanded", word(r.At)).Body(
		app.Span().Class("n").Text(n),
		app.Code().Body(r.summary()...),
		r.result(),
	).DataSet("call", n).OnClick(r.Desk.onNumber("call", r.Desk.goToCall))
}

// summary returns a call in short: its task, its name, its map and the main fields of the attr.
func (r *historyRow) summary() []app.UI {
	parts := append(caller(r.Task), app.B().Text(r.Words.name), app.Text(" "))
	if r.Words.on != "" {
		parts = append(parts, app.Span().Class("of-map").Text(r.Words.on))
	}
	return append(parts, app.Text(r.Words.args))
}

// result returns the result and its comparison with the text, unless a case hides it.
func (r *historyRow) result() app.UI {
	if r.Hidden {
		return app.Span().Class("ans", "none").Text("?")
	}
	return app.Span().Class("ans", retClass(r.Ret)).Body(app.Text(shortResult(r.Ret)), r.fromText())
}

// fromText compares the call with its pasted text; nil if it has none.
func (r *historyRow) fromText() app.UI {
	if r.Inferred {
		text := "inferred"
		if r.Close {
			text = "inferred close"
		}
		return app.Span().Class("said", "inferred").Title("The text does not show this call. It was inferred from the calls around it.").Text(text)
	}
	switch r.How {
	case saysSame:
		return app.Span().Class("said", "same").Title("The text has the same result").Aria("label", "same result as in the text").Text("✓")
	case saysTraced:
		return app.Span().Class("said", "traced").Title("The call is not emulated. Its result is taken from the text.").Text("from the text")
	case saysAssumed:
		return app.Span().Class("said", "traced").Title("The call is not emulated, and no text shows its result.").Text("assumed")
	case saysOther:
		return app.Span().Class("said", "other").Text("≠ text: " + shortResult(r.Said))
	case saysChanged:
		return app.Span().Class("said", "changed").Title("You have changed this call").Text("changed, text: " + shortResult(r.Said))
	case saysAfter:
		return app.Span().Class("said", "changed").Title("An earlier call is not the text's any more").Text("text: " + shortResult(r.Said))
	}
	return nil
}
