package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// CallForm is the call that is being filled in: as fields, as bytes, and as the line that strace would print.
type CallForm struct {
	app.Compo
	S   *Store
	Rev uint64
}

// Render draws the form.
func (f *CallForm) Render() app.UI {
	d := &f.S.draft
	body := []app.UI{app.H2().Text("The call"), f.tasks(), f.picker()}
	if d.Op == core.OpBpf {
		body = append(body, f.fields()...)
		body = append(body, f.buffers()...)
		body = append(body, &BytesGrid{S: f.S, Rev: f.Rev}, f.strace())
	} else {
		body = append(body, f.args()...)
	}
	return app.Div().Body(append(body, f.run())...)
}

// tasks are tabs: who calls.
func (f *CallForm) tasks() app.UI {
	var tabs []app.UI
	for _, nr := range f.S.living() {
		tabs = append(tabs, app.Button().Class("tab", on(nr == f.S.draft.Task)).Aria("pressed", word(nr == f.S.draft.Task)).
			DataSet("task", strconv.Itoa(nr)).Text("task "+strconv.Itoa(nr)).OnClick(f.onTask, nr))
	}
	tabs = append(tabs, app.Button().Class("tab", "do").ID("fork").Title("The chosen task forks").Text("+ fork").OnClick(f.onFork))
	return app.Div().Class("tasks").Role("group").Aria("label", "Who calls").Body(tabs...)
}

func (f *CallForm) onTask(ctx app.Context, _ app.Event) {
	if nr, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("task").String()); err == nil {
		f.S.ChooseTask(nr)
	}
}

func (f *CallForm) onFork(app.Context, app.Event) {
	_, _ = f.S.Do(core.Call{Task: f.S.draft.Task, Op: core.OpFork, Args: [3]uint64{uint64(f.S.session.Kernel().FreeTask())}})
}

// otherCommand stands for a command that is given by its number.
const otherCommand = "other"

// callGroups are the calls other than bpf that the picker offers.
var callGroups = []struct {
	title string
	ops   []core.Op
}{
	{"Descriptors", []core.Op{core.OpClose, core.OpDup, core.OpDup3, core.OpFcntl, core.OpFdinfo, core.OpTraced, core.OpUnseen}},
	{"The task", []core.Op{core.OpFork, core.OpExec, core.OpExit, core.OpRlimit, core.OpMemlock, core.OpUID, core.OpCaps}},
	{"The kernel", []core.Op{core.OpWork, core.OpUnlink, core.OpFolder, core.OpNextID}},
}

// picker chooses what to call.
func (f *CallForm) picker() app.UI {
	d := &f.S.draft
	release := f.S.session.Machine().Release
	named := d.row() != nil && d.row().Fields != nil
	var commands []app.UI
	for _, c := range abi.Commands {
		if c.Fields == nil {
			continue
		}
		label := c.Name
		if c.Since > release {
			label += "  (from " + c.Since.String() + ")"
		}
		commands = append(commands, option("bpf:"+strconv.Itoa(int(c.Nr)), label, d.Op == core.OpBpf && d.Cmd == c.Nr))
	}
	commands = append(commands, option("bpf:"+otherCommand, "another number…", d.Op == core.OpBpf && !named))
	groups := []app.UI{app.OptGroup().Label("bpf(2)").Body(commands...)}
	for _, g := range callGroups {
		var options []app.UI
		for _, op := range g.ops {
			options = append(options, option(op.Name(), op.Name(), d.Op == op))
		}
		groups = append(groups, app.OptGroup().Label(g.title).Body(options...))
	}
	rows := []app.UI{fieldRow("", "call", app.Select().ID("picker").Body(groups...).OnChange(f.onPick), "", "")}
	if d.Op == core.OpBpf && !named {
		rows = append(rows, f.input(cmdInput, "int", f.onCmd))
	}
	return app.Div().Class("picker").Body(rows...)
}

func option(value, label string, chosen bool) app.UI {
	o := app.Option().Value(value).Text(label)
	if chosen {
		o = o.Selected(true)
	}
	return o
}

func (f *CallForm) onPick(ctx app.Context, _ app.Event) { f.S.Pick(ctx.JSSrc().Get("value").String()) }

// Pick chooses by the value of an option of the picker.
func (s *Store) Pick(value string) {
	if value == "bpf:"+otherCommand {
		s.Choose(core.OpBpf, 99)
		return
	}
	var nr int
	if _, err := fmt.Sscanf(value, "bpf:%d", &nr); err == nil {
		s.Choose(core.OpBpf, abi.Cmd(nr))
		return
	}
	if op, ok := core.OpNamed(value); ok {
		s.Choose(op, 0)
	}
}

// fieldRow is one line of the form: a stroke in the field's colour, its name, its input, its type, what is wrong.
func fieldRow(colour, name string, input app.UI, ctype, wrong string, classes ...string) app.UI {
	row := []app.UI{
		app.I().Class("stroke", colour).Aria("hidden", "true"),
		app.Label().For(inputID(name)).Text(name),
		input,
		app.Em().Text(ctype),
	}
	if wrong != "" {
		row = append(row, app.P().Class("wrong").ID(inputID(name)+"-wrong").Role("alert").Text(wrong))
	}
	return app.Div().Class(append([]string{"field"}, classes...)...).Body(row...)
}

func inputID(name string) string {
	switch {
	case name == "call":
		return "picker"
	case strings.HasPrefix(name, "byte-"):
		return name
	}
	return "in-" + strings.ReplaceAll(name, " ", "-")
}

// input is a line of the form for a number beside the attr.
func (f *CallForm) input(input, ctype string, onInput app.EventHandler) app.UI {
	d := &f.S.draft
	return fieldRow("", input, textInput(input, d.text(input), d.wrong[input]).OnInput(onInput).OnBlur(f.onBlur, input).DataSet("input", input),
		ctype, d.wrong[input], wrongClass(d.wrong[input]))
}

func textInput(name, value, wrong string) app.HTMLInput {
	in := app.Input().Type("text").ID(inputID(name)).Value(value).AutoComplete(false).Spellcheck(false)
	if wrong != "" {
		in = in.Aria("invalid", "true").Aria("describedby", inputID(name)+"-wrong")
	}
	return in
}

func wrongClass(wrong string) string {
	if wrong != "" {
		return "bad"
	}
	return ""
}

func (f *CallForm) onBlur(ctx app.Context, _ app.Event) {
	f.S.Leave(ctx.JSSrc().Get("dataset").Get("input").String())
}

func (f *CallForm) onCmd(ctx app.Context, _ app.Event) {
	f.S.SetCmdNumber(ctx.JSSrc().Get("value").String())
}

// args are the arguments of a call other than bpf.
func (f *CallForm) args() []app.UI {
	d := &f.S.draft
	rows := []app.UI{app.P().Class("says").Text(d.Op.Says())}
	if d.Op == core.OpFork || d.Op == core.OpCaps {
		rows = append(rows, f.caps()...)
		return rows
	}
	for i, a := range d.Op.Args() {
		rows = append(rows, fieldRow("", a.Name, textInput(a.Name, d.text(a.Name), d.wrong[a.Name]).
			DataSet("arg", strconv.Itoa(i)).DataSet("input", a.Name).OnInput(f.onArg, i).OnBlur(f.onBlur, a.Name), "", d.wrong[a.Name], wrongClass(d.wrong[a.Name])))
	}
	return rows
}

func (f *CallForm) onArg(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("arg").String()); err == nil {
		f.S.SetArg(i, ctx.JSSrc().Get("value").String())
	}
}

// caps are boxes to tick for the call that keeps only some capabilities.
func (f *CallForm) caps() []app.UI {
	if f.S.draft.Op != core.OpCaps {
		return nil
	}
	return []app.UI{capBoxes(abi.Caps(f.S.draft.Args[0]), f.onCap)}
}

func (f *CallForm) onCap(ctx app.Context, _ app.Event) {
	c, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("cap").String())
	if err == nil {
		f.S.draft.Args[0] ^= 1 << c
		f.S.changed()
	}
}

// run makes the call.
func (f *CallForm) run() app.UI {
	s := f.S
	note := ""
	if !s.AtEnd() {
		note = fmt.Sprintf("after call %d, the last", s.session.Len())
	}
	button := app.Button().Class("pill", "main", "run").ID("run").Body(app.Text("Run "), app.Small().Text("Ctrl ⏎")).OnClick(f.onRun)
	return app.Div().Class("runs").Body(button, app.Span().Class("soft").Text(note))
}

func (f *CallForm) onRun(app.Context, app.Event) { f.S.Run() }
