package web

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// CallForm shows the draft of a call as fields, as bytes, and as the line that strace prints.
type CallForm struct {
	app.Compo
	Draft *Draft
	Desk  *Desk
	Runs  *Runs
	Cases *Case
	Rev   uint64
}

// Render draws the form.
func (f *CallForm) Render() app.UI {
	d := f.Draft
	body := []app.UI{app.H2().Text("The call"), f.tasks(), f.picker()}
	if d.Op == core.OpBpf {
		if d.loads() {
			body = append(body, f.program()...)
		}
		body = append(body, f.fields()...)
		body = append(body, f.buffers()...)
		body = append(body, &BytesGrid{Draft: f.Draft, Desk: f.Desk, Rev: f.Rev}, f.strace())
	} else {
		body = append(body, f.args()...)
	}
	return app.Div().Body(append(body, f.run())...)
}

// tasks returns tabs to choose the calling task.
func (f *CallForm) tasks() app.UI {
	var tabs []app.UI
	for _, nr := range f.Desk.living() {
		tabs = append(tabs, app.Button().Class("tab", on(nr == f.Draft.Task)).Aria("pressed", word(nr == f.Draft.Task)).
			DataSet("task", strconv.Itoa(nr)).Text("task "+strconv.Itoa(nr)).OnClick(f.Draft.onNumber("task", f.Draft.ChooseTask)))
	}
	tabs = append(tabs, app.Button().Class("tab", "do").ID("fork").Title("Fork the chosen task").Text("+ fork").OnClick(f.Draft.onPress(f.Draft.fork)))
	return app.Div().Class("tasks").Role("group").Aria("label", "Calling task").Body(tabs...)
}

// otherCommand stands for a command without a name.
const otherCommand = "other"

// callGroups lists the calls other than bpf in the picker.
var callGroups = []struct {
	title string
	ops   []core.Op
}{
	{"Descriptors", []core.Op{core.OpClose, core.OpDup, core.OpDup3, core.OpFcntl, core.OpFdinfo, core.OpTraced, core.OpUnseen}},
	{"The task", []core.Op{core.OpFork, core.OpExec, core.OpExit, core.OpRlimit, core.OpMemlock, core.OpUID, core.OpCaps}},
	{"The kernel", []core.Op{core.OpWork, core.OpUnlink, core.OpFolder, core.OpNextID}},
	{"Held runs", []core.Op{core.OpRunStep, core.OpRunEnd}},
}

// picker chooses the call.
func (f *CallForm) picker() app.UI {
	d := f.Draft
	release := f.Desk.machine().Release
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
	rows := []app.UI{fieldRow("", "call", app.Select().ID("picker").Body(groups...).OnChange(f.Draft.onValue(f.Draft.Pick)), "", "")}
	if d.Op == core.OpBpf && !named {
		rows = append(rows, f.input(cmdInput, "int", f.Draft.SetCmdNumber))
	}
	return app.Div().Class("picker").Body(rows...)
}

func option(choice, label string, chosen bool) app.UI {
	o := app.Option().Value(choice).Text(label)
	if chosen {
		o = o.Selected(true)
	}
	return o
}

// Pick chooses the call of an option of the picker.
func (d *Draft) Pick(choice string) {
	if choice == "bpf:"+otherCommand {
		d.Choose(core.OpBpf, 99)
		return
	}
	if number, ok := strings.CutPrefix(choice, "bpf:"); ok {
		if nr, err := strconv.Atoi(number); err == nil {
			d.Choose(core.OpBpf, abi.Cmd(nr))
		}
		return
	}
	if op, ok := core.OpNamed(choice); ok {
		d.Choose(op, 0)
	}
}

// fieldRow returns one line of the form: a stroke in the field's colour, its name, input, type and error.
func fieldRow(colour, name string, input app.UI, ctype, wrong string, classes ...string) app.UI {
	row := []app.UI{
		app.I().Class("stroke", colour).Aria("hidden", "true"),
		explained(app.Label().For(inputID(name)).Text(name), name),
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

// input returns the line for a number that is not in the attr.
func (f *CallForm) input(input, ctype string, set func(typed string)) app.UI {
	d := f.Draft
	return fieldRow("", input, textInput(input, d.text(input), d.wrong[input]).OnInput(d.onValue(set)).OnBlur(d.onData("input", d.Leave)).DataSet("input", input),
		ctype, d.wrong[input], wrongClass(d.wrong[input]))
}

func textInput(name, text, wrong string) app.HTMLInput {
	in := app.Input().Type("text").ID(inputID(name)).Value(text).AutoComplete(false).Spellcheck(false)
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

// args returns the lines for the arguments of a call other than bpf.
func (f *CallForm) args() []app.UI {
	d := f.Draft
	rows := []app.UI{app.P().Class("op-note").Text(d.Op.Description())}
	if d.Op == core.OpFork || d.Op == core.OpCaps {
		rows = append(rows, f.caps()...)
		return rows
	}
	for i, a := range d.Op.Args() {
		rows = append(rows, fieldRow("", a.Name, textInput(a.Name, d.text(a.Name), d.wrong[a.Name]).
			DataSet("arg", strconv.Itoa(i)).DataSet("input", a.Name).OnInput(d.onElement(f.setArg)).OnBlur(d.onData("input", d.Leave)), "", d.wrong[a.Name], wrongClass(d.wrong[a.Name])))
	}
	return rows
}

func (f *CallForm) setArg(el element) {
	if i, ok := el.number("arg"); ok {
		f.Draft.SetArg(i, el.typed())
	}
}

// caps returns checkboxes for the call that keeps only some capabilities.
func (f *CallForm) caps() []app.UI {
	if f.Draft.Op != core.OpCaps {
		return nil
	}
	flip, scope := f.Draft.onNumber("cap", f.Draft.flipCap)
	return []app.UI{capBoxes(abi.Caps(f.Draft.Args[0]), flip, scope)}
}

// holdCPUs is the number of processors with a button to hold a run on.
const holdCPUs = 4

// hold returns buttons that start the run of a program and hold it before its first instruction.
func (f *CallForm) hold() app.UI {
	if f.Draft.Op != core.OpBpf || f.Draft.Cmd != abi.BPF_PROG_TEST_RUN {
		return nil
	}
	body := []app.UI{app.Text("or hold before the first instruction on ")}
	for cpu := range min(f.Desk.machine().CPUs, holdCPUs) {
		nr := strconv.Itoa(cpu)
		body = append(body, app.Button().Class("pill", "small").ID("hold-cpu-"+nr).DataSet("cpu", nr).Text("CPU "+nr).OnClick(f.Runs.onNumber("cpu", f.Runs.Start)))
	}
	return app.Div().Class("hold-cpus").Body(body...)
}
