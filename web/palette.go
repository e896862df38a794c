package web

import (
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/export"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Palette owns the search of the command palette.
type Palette struct {
	*Screen
	store *Store
	words string
	at    int // index of the chosen command in found
	found []command
}

// command is an entry of the palette.
type command struct {
	words, keys string
	kind        string // "" for an action
	do          func()
}

// commandsMost is the maximum number of entries on screen.
const commandsMost = 40

// derive searches while the palette is open.
func (p *Palette) derive() {
	if p.panel != CommandPanel {
		p.words, p.at, p.found = "", 0, nil
		return
	}
	p.found = p.search()
	p.at = max(0, min(p.at, len(p.found)-1))
}

// search returns the entries that contain every word that the user typed.
func (p *Palette) search() (found []command) {
	words := searchWords(p.words)
	s := p.store
	add := func(kind, text, keys string, do func()) {
		if len(found) < commandsMost && hasWords(text+" "+kind, words) {
			found = append(found, command{text, keys, kind, do})
		}
	}
	for i := range actions {
		if a := &actions[i]; a.do != nil {
			add("", a.words, a.keys, func() { a.do(s) })
		}
	}
	for i, e := range Examples {
		add("example", e.Title, "", func() { s.shelf.openExample(i) })
	}
	for i, l := range s.course.lessons {
		add("lesson", l.Title, "", func() { s.shelf.beginLesson(i) })
	}
	for _, o := range s.author.list {
		add("your lesson", o.title(), "", func() { s.author.openNamed(strconv.FormatUint(o.id, 16)) })
	}
	if len(words) > 0 {
		for _, f := range export.Formats {
			add("export", f.Title, "", func() { s.export.SetFormat(f.Name); s.Open(ExportPanel) })
		}
		for _, c := range foundCalls(p.words) {
			add("call", c.name+": "+c.what, "", func() { s.show(CallTab); s.draft.Pick(c.value) })
		}
		for i := range s.course.cases {
			c := &s.course.cases[i]
			add("case "+c.ID, c.Title, "", func() { s.cases.Open(i) })
		}
	}
	return found
}

// searchWords returns the typed words of a search, in lower case.
func searchWords(typed string) []string { return strings.Fields(strings.ToLower(value.Narrow(typed))) }

// hasWords reports whether text contains every word, in any case.
func hasWords(text string, words []string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Find searches for the typed words.
func (p *Palette) Find(typed string) {
	p.words, p.at = typed, 0
	p.changed()
}

// press moves the choice, or runs the chosen command. It reports whether it has used the key.
func (p *Palette) press(key string) bool {
	switch n := len(p.found); {
	case n == 0:
		return false
	case key == "ArrowDown":
		p.at = (p.at + 1) % n
	case key == "ArrowUp":
		p.at = (p.at + n - 1) % n
	case key == "Enter":
		p.choose(p.at)
	default:
		return false
	}
	p.changed()
	p.host.Reveal("#command-" + strconv.Itoa(p.at))
	return true
}

// choose closes the palette and runs a command.
func (p *Palette) choose(i int) {
	if i < 0 || i >= len(p.found) {
		return
	}
	do := p.found[i].do
	p.close()
	do()
}

// palettePanel draws the command palette.
type palettePanel struct{ palette *Palette }

func (v palettePanel) body() []app.UI {
	p := v.palette
	var rows []app.UI
	for i, c := range p.found {
		kind := c.kind
		if c.keys != "" {
			kind = c.keys
		}
		rows = append(rows, app.Li().ID("command-"+strconv.Itoa(i)).Class("command", on(i == p.at)).Role("option").Aria("selected", word(i == p.at)).
			DataSet("command", strconv.Itoa(i)).Body(app.Span().Text(c.words), app.Kbd().Text(kind)).OnClick(p.onNumber("command", p.choose)))
	}
	in := app.Input().Type("text").ID("command-input").Role("combobox").AutoComplete(false).Spellcheck(false).
		Aria("label", "Search commands, examples, lessons and cases").Aria("expanded", "true").Aria("controls", "commands").Aria("autocomplete", "list").
		Placeholder("Search commands, examples, lessons, cases").Value(p.words).OnInput(p.onValue(p.Find)).OnKeyDown(p.onEvent(v.press))
	active := ""
	if len(p.found) > 0 {
		active = "command-" + strconv.Itoa(p.at)
	}
	body := []app.UI{in.Aria("activedescendant", active)}
	if course := p.store.course; !course.here {
		body = append(body, course.state())
	}
	class, told := "unseen-text", english.CountOrNo(len(p.found), "command")
	if len(p.found) == 0 {
		class, told = "soft", "Nothing here has all these words."
	}
	return append(body,
		app.P().Class(class).Role("status").Text(told),
		app.Ul().ID("commands").Class("commands").Role("listbox").Aria("label", "Commands").Body(rows...),
	)
}

func (v palettePanel) press(_ app.Context, e app.Event) {
	if v.palette.press(e.Get("key").String()) {
		e.PreventDefault()
	}
}
