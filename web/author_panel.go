package web

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// authorInput is the id of the text of the lesson.
const authorInput = "author-text"

// AuthorPane is the body of the panel that writes a lesson: the text with its errors, and the step at the cursor as a reader
// sees it.
type AuthorPane struct {
	app.Compo
	Author *Author
	Rev    uint64
}

// OnMount moves the cursor to the beginning. The key that opened the panel may be released in the text before that, with the
// cursor still at the end.
func (p *AuthorPane) OnMount(ctx app.Context) {
	a, line := p.Author, p.Author.line
	ctx.Defer(func(app.Context) {
		a.run(func() {
			a.goTo(line)
			a.Changed()
		})
	})
}

// Render draws the pane.
func (p *AuthorPane) Render() app.UI {
	a := p.Author
	if a.now == nil {
		return app.P().Class("soft").Text("Opening your lessons.")
	}
	return app.Div().Class("author").Body(
		app.Div().Class("author-text").Body(p.tools(), p.editor(), p.mistakes(), p.format()),
		app.Div().Class("author-preview").Role("region").Aria("label", "Preview").Body(p.preview()...),
		p.deeds(),
	)
}

// tools returns the buttons that take something from the desk.
func (p *AuthorPane) tools() app.UI {
	a := p.Author
	return app.Div().Class("deeds").Body(
		app.Label().Class("lane").For(authorInput).Text("The lesson"),
		app.Button().Class("pill", "small").ID("author-calls").Title("Replace the line that begins with # by the history on the desk").Text("Use the desk's calls").OnClick(a.onPress(a.UseDesk)),
		app.Button().Class("pill", "small").ID("author-marker").Title("Add a marker for the step that the desk shows").Text("Add the shown step").OnClick(a.onPress(a.AddMarker)),
	)
}

// editor returns the text beside its line numbers, with the first error of a line at the line's end.
func (p *AuthorPane) editor() app.UI {
	a := p.Author
	lines := strings.Count(a.now.text, "\n") + 1
	wrong := map[int]bool{}
	var lenses []app.UI
	for _, e := range a.wrong {
		if !wrong[e.Line] {
			wrong[e.Line] = true
			lenses = append(lenses, app.Span().Class("lens").Style("top", strconv.Itoa(lensTop+(e.Line-1)*lensLine)+"px").Text(e.Err.Error()))
		}
	}
	input, inputScope := a.onElement(p.typed)
	moved, movedScope := a.onElement(p.moved)
	area := app.Textarea().ID(authorInput).Rows(lines).Spellcheck(true).Attr("wrap", "off").
		Text(a.now.text).Attr("value", a.now.text).Aria("describedby", "author-mistakes").Aria("invalid", word(len(wrong) > 0)).
		OnInput(input, inputScope).OnKeyUp(moved, movedScope).OnClick(moved, movedScope)
	return app.Div().Class("editor").Body(
		gutter(lines, wrong),
		app.Div().Class("lensed").Body(area, app.Div().Class("lenses").Aria("hidden", "true").Body(lenses...)))
}

// Of the editor, in CSS pixels: the space above the first line, and the height of a line.
const (
	lensTop  = 6
	lensLine = 19
)

func (p *AuthorPane) typed(el element) { p.Author.Set(el.typed(), el.line()) }

func (p *AuthorPane) moved(el element) { p.Author.Move(el.line()) }

// line returns the line of the cursor of a textarea, from 1.
func (el element) line() int {
	return lineAt(el.typed(), el.js.Get("selectionStart").Int())
}

// lineAt returns the line of a place in a text, counted in UTF-16 as JavaScript does.
func lineAt(text string, at int) int {
	line := 1
	for _, r := range text {
		if at -= utf16.RuneLen(r); at < 0 {
			break
		}
		if r == '\n' {
			line++
		}
	}
	return line
}

// mistakes lists the errors, each as a button that goes to its line.
func (p *AuthorPane) mistakes() app.UI {
	a := p.Author
	var lines []app.UI
	for i, e := range a.wrong {
		if i == mistakesShown {
			lines = append(lines, app.P().Class("soft").Text("And "+english.Count(len(a.wrong)-i, "more mistake")+"."))
			break
		}
		lines = append(lines, app.Button().Class("mistake").ID("author-mistake-"+strconv.Itoa(i)).DataSet("line", strconv.Itoa(e.Line)).Body(
			app.B().Text(fmt.Sprintf("Line %d: ", e.Line)), app.Text(sentence(e.Err))).OnClick(a.onNumber("line", a.goTo)))
	}
	if len(lines) == 0 && a.read != nil {
		questions := 0
		for _, m := range a.read.Markers {
			if m.Ask != "" {
				questions++
			}
		}
		lines = append(lines, app.P().Class("soft").Text(english.Count(len(a.read.Markers), "step")+", "+english.CountOrNo(questions, "question")+", "+
			english.Count(len(a.read.Link.Calls), "call")+" on "+seriesName(a.read.Link.Machine)+"."))
	}
	return app.Div().Class("mistakes").ID("author-mistakes").Role("status").Aria("live", "polite").Body(lines...)
}

// formatLines explain the lines of a lesson.
var formatLines = [][2]string{
	{"first line", "The title. The lines below it introduce the lesson."},
	{"#v1/…", "The history: a link from Share, or one written by hand."},
	{"@ 3", "A step: after call 3. Write below it what to say there. @ 0 is the boot."},
	{"@ 3 refcnt 2", "In call 3, right after its second refcnt event."},
	{"@ 3 on 4.4", "The same history on Linux 4.4."},
	{"@ 3 show checks", "Shows checks, bytes, releases, kernel or inside 1 (the contents of map 1)."},
	{"? and !", "A question, and its answer, which stays hidden until the reader reveals it."},
	{"%name r0 = 1", "A line of a program, above the history. load(xdp,name) loads it there."},
}

// format explains the format.
func (p *AuthorPane) format() app.UI {
	var rows []app.UI
	for _, row := range formatLines {
		rows = append(rows, app.Dt().Text(row[0]), app.Dd().Text(row[1]))
	}
	return app.Details().Class("author-format").Body(app.Summary().Text("How a lesson is written"), app.Dl().Class("keylist").Body(rows...))
}

// preview returns the step at the cursor, or the introduction above the first.
func (p *AuthorPane) preview() []app.UI {
	a := p.Author
	n := len(a.markers())
	if a.read == nil {
		return nil
	}
	if a.marker < 0 || a.marker >= n {
		return []app.UI{p.turner("Introduction"),
			app.H3().Class("author-title").ID("author-sentence").Text(a.read.Title), app.P().Class("lesson-rest").Text(a.read.Description)}
	}
	m := &a.read.Markers[a.marker]
	where := "Step " + strconv.Itoa(a.marker+1) + " of " + strconv.Itoa(n)
	first, rest := headline(m.Text)
	body := []app.UI{p.turner(where)}
	if a.scene != nil {
		body = append(body, app.P().Class("soft").ID("author-where").Text(a.scene.names()))
	} else {
		body = append(body, app.P().Class("wrong").ID("author-where").Text("This step has no place yet: see the mistakes."))
	}
	body = append(body, app.P().Class("lesson-first").ID("author-sentence").Text(first), app.P().Class("lesson-rest").Text(rest))
	if m.Ask != "" {
		body = append(body, app.P().Class("lesson-ask").Text(m.Ask), app.P().Class("lesson-answer").Body(app.Text(m.Answer), app.Small().Text(" hidden until revealed")))
	}
	if a.scene != nil {
		body = append(body, a.scene.stage())
	}
	return body
}

// turner returns the buttons that go to the steps before and after.
func (p *AuthorPane) turner(where string) app.UI {
	a := p.Author
	return app.Div().Class("deeds").Body(
		app.Button().Class("key").ID("author-prev").Aria("label", "Previous step").Text("‹").Disabled(a.marker <= 0).OnClick(a.onPress(p.prev)),
		app.B().ID("author-step").Text(where),
		app.Button().Class("key").ID("author-next").Aria("label", "Next step").Text("›").Disabled(a.marker+1 >= len(a.markers())).OnClick(a.onPress(p.next)),
	)
}

func (p *AuthorPane) prev() { p.Author.turnTo(p.Author.marker - 1) }

func (p *AuthorPane) next() { p.Author.turnTo(p.Author.marker + 1) }

// deeds returns what can be done with the lesson.
func (p *AuthorPane) deeds() app.UI {
	a := p.Author
	off := len(a.wrong) > 0 || a.read == nil
	kept := "Kept in this browser."
	if a.desks.failed != "" || !a.ready {
		kept = "Not kept in this browser."
	} else if a.now.stored != a.now.text {
		kept = "Saving…"
	}
	row := []app.UI{
		app.Button().Class("pill", "main").ID("author-open").Disabled(off).Text("Open the lesson").OnClick(a.onPress(a.Teach)),
		app.Button().Class("pill").ID("author-share").Disabled(off).Text("Copy its link").OnClick(a.onPress(a.Share)),
		app.Button().Class("pill").ID("author-handout").Disabled(off).Text("Handout").OnClick(a.onPress(a.Hand)),
		app.Button().Class("pill").ID("author-save").Text("Download").OnClick(a.onPress(a.SaveFile)),
		app.Span().Class("soft").ID("author-kept").Text(kept),
	}
	if a.copied != "" {
		row = append(row, app.P().Class("author-copied").ID("author-copied").Role("status").Text(a.copied),
			app.Input().Class("link").Type("text").ID("author-link").ReadOnly(true).Value(a.link).Aria("label", "The link of the lesson"))
	}
	return app.Div().Class("deeds").Body(row...)
}
