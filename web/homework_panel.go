package web

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/history"
	"bpfplay/core/lesson"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// SetHomework owns the form with which a teacher sets a homework about a call of the desk.
type SetHomework struct {
	*Screen
	desk    *Desk
	cases   *Case
	call    int // the call in question; 0 before the form was opened
	typed   [homeworkInputs]string
	returns bool
	check   bool
	refused bool   // a check refuses the call in question
	link    string // that was made last
	said    string // about it
}

// The inputs of the form.
const (
	homeworkTitle = iota
	homeworkAsks
	homeworkOwn
	homeworkAnswers
	homeworkInputs
)

// begin opens the form for the shown call, or for the open case.
func (f *SetHomework) begin() {
	f.call, f.link, f.said = f.desk.at.Call, "", ""
	f.typed = [homeworkInputs]string{homeworkTitle: "Homework"}
	if c := f.cases.here(); c != nil {
		f.call, f.typed[homeworkTitle], f.typed[homeworkAsks] = c.Link.At.Call, c.Title, c.Asks
	} else if f.call > 0 {
		c, _ := f.desk.session.Call(f.call)
		f.typed[homeworkTitle] = callName(c.Call) + callArgs(c.Call)
	}
	f.refused = false
	if f.call > 0 {
		_, f.refused = f.desk.session.Trace(f.call).Refusal()
	}
	f.returns, f.check = true, f.refused
	for i, text := range f.typed {
		f.host.SetValue(homeworkID(i), text)
	}
	if f.panel != HomeworkPanel {
		f.Open(HomeworkPanel)
	}
	f.changed()
}

func homeworkID(i int) string { return "set-" + strconv.Itoa(i) }

// set takes the text of an input.
func (f *SetHomework) set(el element) {
	if i, ok := el.number("input"); ok && i < homeworkInputs {
		f.typed[i], f.link, f.said = el.typed(), "", ""
		f.changed()
	}
}

func (f *SetHomework) toggleReturns() {
	f.returns, f.link, f.said = !f.returns, "", ""
	f.changed()
}

func (f *SetHomework) toggleCheck() {
	f.check, f.link, f.said = !f.check, "", ""
	f.changed()
}

// fragment returns the link of the homework. What the calls of a pasted text returned there is not in it.
func (f *SetHomework) fragment() (string, error) {
	h := &lesson.Homework{Title: f.typed[homeworkTitle], Asks: f.typed[homeworkAsks], Call: f.call, Returns: f.returns, Check: f.check && f.refused, Salt: strconv.FormatUint(nowMillis(), 36)}
	own, answers := strings.TrimSpace(f.typed[homeworkOwn]), strings.Split(f.typed[homeworkAnswers], "|")
	switch {
	case f.call < 1 || f.call > f.desk.session.Len():
		return "", errors.New("a homework is about a call: make one, or go to one")
	case own != "":
		h.AddQuestion(own, answers)
		if len(h.Own[0].Hashes) == 0 {
			return "", errors.New("your question has no answer: write one that you accept")
		}
	case strings.TrimSpace(f.typed[homeworkAnswers]) != "":
		return "", errors.New("your answer has no question")
	}
	if _, err := lesson.ParseHomework(h.String()); err != nil {
		return "", errors.New("choose or write a question")
	}
	l := link.Link{Machine: f.desk.machine(), At: history.Step{Call: f.call}}
	for _, c := range f.desk.session.Calls() {
		c.Known, c.Changed, c.Inferred, c.Want = false, false, false, 0
		l.Calls = append(l.Calls, c)
	}
	return l.String() + "/homework=" + link.PackText(h.String()), nil
}

// Copy copies the link.
func (f *SetHomework) Copy() {
	fragment, err := f.fragment()
	if err != nil {
		f.link, f.said = "", sentence(err)
		f.changed()
		return
	}
	text := f.host.Address() + "#" + fragment
	f.host.Copy(text, func(ok bool) {
		f.link, f.said = text, fmt.Sprintf("Copied the link: %d characters.", len(text))
		if !ok {
			f.said = "The browser does not allow copying. Copy the link by hand:"
		}
		f.Changed()
	})
}

// Try opens the homework as a reader does.
func (f *SetHomework) Try() {
	fragment, err := f.fragment()
	if err != nil {
		f.said = sentence(err)
		f.changed()
		return
	}
	if f.desk.Load(fragment) == nil {
		f.desk.remember()
	}
}

// homeworkForm draws the form.
type homeworkForm struct{ set *SetHomework }

func (v homeworkForm) body() []app.UI {
	f := v.set
	if f.call < 1 || f.call > f.desk.session.Len() {
		return []app.UI{app.P().Class("wrong").Text("A homework is about a call: make one, or go to one.")}
	}
	c, _ := f.desk.session.Call(f.call)
	check := app.Input().Type("checkbox").ID("set-check").Checked(f.check && f.refused).OnChange(f.onPress(f.toggleCheck))
	if !f.refused {
		check = check.Disabled(true)
	}
	body := []app.UI{
		app.P().Body(app.Text("About call "+strconv.Itoa(f.call)+", "), app.Code().Text(callName(c.Call)+callArgs(c.Call)), app.Text(", on "+seriesName(f.desk.machine())+". Its result stays hidden.")),
		v.input(homeworkTitle, "Title", ""),
		v.input(homeworkAsks, "What to find out", "Optional: a sentence or two above the questions"),
		app.Div().Class("set-picks").Role("group").Aria("label", "Questions").Body(
			app.Label().Class("box").For("set-returns").Body(app.Input().Type("checkbox").ID("set-returns").Checked(f.returns).OnChange(f.onPress(f.toggleReturns)), app.Text("What does it return?")),
			app.Label().Class("box").For("set-check").Body(check, app.Text("Which check refuses it?"))),
		v.input(homeworkOwn, "Your own question", "Optional: How many bytes has the value?"),
		v.input(homeworkAnswers, "Accepted answers", "Separated by |: 8 | eight"),
		app.P().Class("soft").Text("Readers check their answers themselves. The link has no result, and of your own answers only salted hashes. That keeps readers from peeking, not from trying all answers, or from making the call on another desk. Nothing is sent anywhere."),
		app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("set-copy").Text("Copy the link").OnClick(f.onPress(f.Copy)),
			app.Button().Class("pill").ID("set-try").Text("Try it").OnClick(f.onPress(f.Try))),
	}
	if f.said != "" {
		class := "wrong"
		if f.link != "" {
			class = ""
		}
		body = append(body, app.P().Class(class).ID("set-said").Role("status").Text(f.said))
	}
	if f.link != "" {
		body = append(body, app.Input().Class("link").Type("text").ID("set-link").ReadOnly(true).Value(f.link).Aria("label", "The link of the homework"))
	}
	return []app.UI{app.Div().Class("set-homework").Body(body...)}
}

// input returns a labelled input of the form.
func (v homeworkForm) input(i int, label, hint string) app.UI {
	f := v.set
	return app.Label().Class("set-row").For(homeworkID(i)).Body(app.Span().Text(label),
		app.Input().Type("text").ID(homeworkID(i)).AutoComplete(false).Placeholder(hint).Attr("value", f.typed[i]).DataSet("input", strconv.Itoa(i)).OnInput(f.onElement(f.set)))
}
