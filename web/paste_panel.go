package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// PastePane is the body of the paste panel: the text, its format, and buttons to use it.
type PastePane struct {
	app.Compo
	Paste *Paste
	Rev   uint64
	Beat  int
}

// Render draws the pane.
func (p *PastePane) Render() app.UI {
	d := p.Paste
	body := []app.UI{
		app.P().Class("soft").Text("An strace log, a syzkaller program, a C reproducer, bpftool commands, an error message of libbpf, cilium/ebpf, aya, bcc or bpftool, a hex dump in any format, or a lesson. You can drop files anywhere on the page."),
		app.Textarea().ID("paste-text").Class("paste").Rows(6).Spellcheck(false).Aria("label", "Text to read").
			Placeholder(`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16) = 3`).
			Attr("value", d.inInput()).OnInput(d.onValue(d.Set)),
		p.source(),
	}
	if d.Wrong != "" {
		body = append(body, app.P().Class("wrong").ID("paste-wrong").Role("alert").Text(d.Wrong))
	}
	if d.As != "" {
		body = append(body, app.P().ID("paste-as").Role("status").Body(app.Text("Read as "), app.B().Text(d.As), app.Text("."+p.unread())))
	}
	body = append(body, p.notes()...)
	if d.lines != nil && !d.read.Bytes {
		body = append(body, &PastePreview{Screen: d.Screen, Lines: d.lines})
	}
	return app.Div().Class("pasting").Body(append(body, p.deeds())...)
}

// source returns the inputs for the file and format of the text.
func (p *PastePane) source() app.UI {
	d := p.Paste
	options := []app.UI{app.Option().Value("").Text("detected format").Selected(d.Format == "")}
	for _, f := range readers.Formats() {
		options = append(options, app.Option().Value(f).Text(f).Selected(d.Format == f))
	}
	row := []app.UI{
		app.Label().Class("box").Body(app.Text("Read as "), app.Select().ID("paste-format").Body(options...).OnChange(d.onValue(d.SetFormat))),
		app.Label().Class("pill", "small", "file").Body(app.Text("Open a file…"), app.Input().Type("file").ID("paste-file").Class("unseen")),
	}
	if name := d.File; name != "" || len(d.Text) > InputMost {
		if name == "" {
			name = "Pasted"
		}
		row = append(row, app.Span().Class("soft").ID("paste-name").Text(fmt.Sprintf("%s, %s", name, d.size)))
	}
	return app.Div().Class("deeds").Body(row...)
}

// unread returns the number of lines that are left out as a sentence. Most are calls that do not affect maps.
func (p *PastePane) unread() string {
	if d := p.Paste; d.read != nil && len(d.read.Unread) > 0 {
		return " " + english.Count(len(d.read.Unread), "line") + " " + english.Were(len(d.read.Unread)) + " left out."
	}
	return ""
}

// notesMost is the maximum number of notes on screen.
const notesMost = 4

// notes returns the assumptions of the reader.
func (p *PastePane) notes() []app.UI {
	d := p.Paste
	if d.read == nil || d.As == "" {
		return nil
	}
	var rows []app.UI
	for i, n := range d.read.Notes {
		if i == notesMost {
			rows = append(rows, app.P().Class("soft").Text(fmt.Sprintf("… and %s more.", english.Count(len(d.read.Notes)-i, "note"))))
			break
		}
		rows = append(rows, app.P().Class("soft").Text(fmt.Sprintf("Line %d, %q: %s", n.Line, shortLine(n.Text), n.Why)))
	}
	if d.fitsForm() && !d.read.Bytes {
		for _, lost := range d.read.Calls[0].Lost {
			if slices.ContainsFunc(d.read.Notes, func(n paste.Note) bool { return strings.Contains(n.Why, lost) }) {
				continue
			}
			rows = append(rows, app.P().Class("soft").Text(english.Sentence(lost)+"."))
		}
	}
	return rows
}

// deeds returns buttons to use the text, or the progress of the work.
func (p *PastePane) deeds() app.UI {
	d := p.Paste
	if j := d.work.job; j != nil {
		done, total := j.progress()
		return app.Div().Class("deeds").Role("status").Body(
			app.Span().Text(j.doing),
			app.Progress().ID("paste-progress").Aria("label", j.doing).Max(max(1, total)).Value(done),
			app.Span().Class("soft").Text(fmt.Sprintf("%d of %d", done, total)),
			app.Button().Class("pill").ID("paste-cancel").Text("Cancel").OnClick(d.onPress(d.Stop)),
		)
	}
	if d.isLesson {
		return app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("paste-lesson").Disabled(d.lesson == nil).Text("Open the lesson").OnClick(d.onPress(d.UseLesson)),
			app.Button().Class("pill").ID("paste-author").Text("Edit the lesson").OnClick(d.onPress(d.EditLesson)))
	}
	var row []app.UI
	if d.replays() {
		row = append(row, app.Button().Class("pill", "main").ID("paste-replay").Title("Ctrl Enter").Text("Replay "+theseCalls(len(d.read.Calls))).OnClick(d.onPress(d.Replay)), p.kernels())
	}
	use := app.Button().Class("pill").ID("paste-use").Text("Edit in the form").OnClick(d.onPress(d.Use))
	if len(row) == 0 {
		use = use.Class("main")
	}
	if !d.fitsForm() {
		use = use.Disabled(true)
	}
	if len(row) == 0 || d.fitsForm() {
		row = append(row, use)
	}
	return app.Div().Class("deeds").Body(row...)
}

// replays reports whether the main use of the text is to replay it.
func (p *pasted) replays() bool { return p.fitsHistory() && !p.onlyBytes() && !p.onlyError() }

// onlyError reports whether the text is a message that a program was refused, without the program.
func (p *pasted) onlyError() bool {
	if len(p.read.Calls) != 1 {
		return false
	}
	c := &p.read.Calls[0]
	return c.Name == "bpf" && c.Cmd == abi.BPF_PROG_LOAD && c.Unshown != nil && len(c.Memory) == 0
}

// onlyBytes reports whether the text is one dump.
func (p *pasted) onlyBytes() bool { return p.read.Bytes && len(p.read.Calls) == 1 }

func theseCalls(n int) string {
	if n == 1 {
		return "this call"
	}
	return fmt.Sprintf("these %d calls", n)
}

// kernels returns the select of the kernel to replay on.
func (p *PastePane) kernels() app.UI {
	d := p.Paste
	options := []app.UI{app.Option().Value("").Text("the kernel that agrees best").Selected(d.On == "")}
	for _, e := range core.Releases {
		options = append(options, app.Option().Value(e.Release.String()).Text("Linux "+e.Name).Selected(d.On == e.Release.String()))
	}
	return app.Label().Class("box").Body(app.Text("on "), app.Select().ID("paste-on").Body(options...).OnChange(d.onValue(d.SetRelease)))
}
