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
	// Closed is set in the first minute, which has doors in the form's place. Drawing the form would delay its first answer.
	Closed bool
	Rev    uint64
}

// Render draws the form.
func (f *CallForm) Render() app.UI {
	if f.Closed {
		return app.Div()
	}
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
	return app.Div().Body(append(body, f.stores(), f.run())...)
}

// tabsMost is the number of tasks with a tab.
const tabsMost = 12

// tasks returns tabs to choose the calling task. Of many tasks, the first and the chosen one have tabs, and an input takes
// the number of any.
func (f *CallForm) tasks() app.UI {
	var tabs []app.UI
	living := f.Desk.living()
	for i, nr := range living {
		if i >= tabsMost && nr != f.Draft.Task {
			continue
		}
		tabs = append(tabs, app.Button().Class("tab", on(nr == f.Draft.Task)).Aria("pressed", word(nr == f.Draft.Task)).
			DataSet("task", strconv.Itoa(nr)).Text("task "+strconv.Itoa(nr)).OnClick(f.Draft.onNumber("task", f.Draft.ChooseTask)))
	}
	if len(living) > tabsMost {
		tabs = append(tabs, f.input(taskInput, "of "+strconv.Itoa(len(living)), f.Draft.SetTask))
	}
	tabs = append(tabs, app.Button().Class("tab", "do").ID("fork").Title("Fork the chosen task").Text("+ fork").OnClick(f.Draft.onPress(f.Draft.fork)))
	return app.Div().Class("tasks").Role("group").Aria("label", "Calling task").Body(tabs...)
}

// fieldRow returns one line of the form: a stroke in the field's colour, its name, input, type and error.
func fieldRow(colour, name string, input app.UI, ctype, wrong string, classes ...string) app.UI {
	label := explained(app.Label().For(inputID(name)).Text(name), name)
	return app.Div().Class(append([]string{"field"}, classes...)...).Body(
		app.I().Class("stroke", colour).Aria("hidden", "true"), label, input, app.Em().Text(ctype), wrongText(name, wrong))
}

// partRow returns a line for a part of memory, whose label is not the name of its input.
func partRow(colour, name, label string, input app.UI, ctype, wrong string) app.UI {
	return app.Div().Class("field", "part", wrongClass(wrong)).Body(
		app.I().Class("stroke", colour).Aria("hidden", "true"), app.Label().For(inputID(name)).Text(label), input, app.Em().Text(ctype), wrongText(name, wrong))
}

// wrongText returns the error of an input, to which textInput refers; nil for none.
func wrongText(name, wrong string) app.UI {
	if wrong == "" {
		return nil
	}
	return app.P().Class("wrong").ID(inputID(name) + "-wrong").Role("alert").Text(wrong)
}

func inputID(name string) string {
	if strings.HasPrefix(name, "byte-") {
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

// longText is the number of characters from which the text of an input is too long for a row with a label.
const longText = 20

// fitted returns the input with its length for the style sheet, and the class of its row: a long text has a
// whole row, in letters that let it fit.
func fitted(in app.HTMLInput, text string) (app.HTMLInput, string) {
	if len(text) <= longText {
		return in, ""
	}
	return in.Style("--letters", strconv.Itoa(len(text))), "long"
}

func wrongClass(wrong string) string {
	if wrong != "" {
		return "bad"
	}
	return ""
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
