package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// questions returns the questions of a homework, with the answers that the reader picks or types.
func (c *CaseCard) questions() []app.UI {
	h := c.Homework
	var rows []app.UI
	for i, q := range h.asked {
		id := "homework-" + strconv.Itoa(i)
		text, class := h.said(i)
		rows = append(rows, app.Li().Class("question", class).Body(
			app.Label().Class("question-text").For(id).ID(id+"-text").Text(q.text),
			c.answer(i, id, q),
			app.B().Class("question-said").ID(id+"-said").Role("status").Text(text)))
	}
	return []app.UI{
		app.Ol().Class("questions").Body(rows...),
		app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("homework-check").Text("Check my answers").OnClick(h.onPress(h.Check)),
			app.Button().Class("quiet").ID("homework-show").Text("Show the result instead").OnClick(h.onPress(h.cases.ShowAnswer)),
			app.Span().Class("soft").ID("homework-score").Text(h.score())),
	}
}

// answer returns the control for an answer.
func (c *CaseCard) answer(i int, id string, q question) app.UI {
	h := c.Homework
	if q.picks == nil {
		return app.Input().Type("text").ID(id).AutoComplete(false).Spellcheck(false).Placeholder("A word or a number").
			Attr("value", h.answers[i]).DataSet("question", strconv.Itoa(i)).OnInput(h.onElement(c.typed)).OnKeyDown(h.onEvent(c.enter))
	}
	options := []app.UI{app.Option().Value("").Text("Choose…").Selected(h.answers[i] == "")}
	for _, p := range q.picks {
		options = append(options, app.Option().Value(p.value).Text(p.text).Selected(h.answers[i] == p.value))
	}
	return app.Select().ID(id).DataSet("question", strconv.Itoa(i)).Body(options...).OnChange(h.onElement(c.typed))
}

func (c *CaseCard) typed(el element) {
	if i, ok := el.number("question"); ok {
		c.Homework.Answer(i, el.typed())
	}
}

// enter checks the answers.
func (c *CaseCard) enter(_ app.Context, e app.Event) {
	if e.Get("key").String() == "Enter" {
		c.Homework.Check()
	}
}

// score returns the number of right answers of the last check.
func (h *Homework) score() string {
	if h.checked == nil {
		return ""
	}
	n := 0
	for _, right := range h.right {
		if right {
			n++
		}
	}
	return fmt.Sprintf("%d of %d right after %s", n, len(h.right), english.Count(h.tries, "attempt"))
}

// outcome describes a finished homework.
func (c *CaseCard) outcome() []app.UI {
	h := c.Homework
	_, ret := h.desk.session.Call(h.open.Call)
	text := "The result is shown before every answer was right."
	if h.solved() {
		text = "All right, after " + english.Count(h.tries, "attempt") + "."
	}
	body := []app.UI{app.P().Class("case-verdict").ID("case-verdict").Role("status").Body(
		app.B().Class("ans", retClass(ret)).Text(shortResult(ret)), app.Text(" "+text))}
	for i, q := range h.asked {
		if q.hashed {
			said := "The link has only a hash of the answer."
			if h.right[i] {
				said = h.answers[i]
			}
			body = append(body, app.P().Class("homework-own").Body(app.Text(q.text+" "), app.B().Text(said)))
		}
	}
	return body
}
