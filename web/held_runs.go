package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// HeldRuns lists the held runs above the picture of the kernel, with buttons that append calls. It is empty without any.
type HeldRuns struct {
	app.Compo
	Runs *Runs
	Rev  uint64
}

// Render draws a line for each held run.
func (h *HeldRuns) Render() app.UI {
	var rows []app.UI
	for i := range h.Runs.desk.view().Runs {
		if v := &h.Runs.desk.view().Runs[i]; v.Held {
			rows = append(rows, h.row(v))
		}
	}
	if rows == nil {
		return app.Div().Class("held-runs", "empty")
	}
	return app.Div().Class("held-runs").ID("held-runs").Role("region").Aria("label", "Held runs").Body(rows...)
}

// row returns a held run and, at the end of the history, its buttons.
func (h *HeldRuns) row(v *core.RunView) app.UI {
	r, task := h.Runs, strconv.Itoa(v.Task)
	text := insnText(v, v.Insn)
	if v.Returned {
		text = "returned " + r.regWords(v.Regs[0])
	}
	body := []app.UI{
		app.Button().Class("held-name").DataSet("task", task).Title("Show its registers").Body(
			app.B().Text("task "+task), app.Text(fmt.Sprintf(" CPU %d ", v.CPU)), app.Em().Text(runState(v)),
		).OnClick(r.onNumber("task", r.choose)),
		app.Code().Text(text),
	}
	if r.desk.AtEnd() {
		body = append(body, app.Div().Class("held-buttons").Body(
			h.button("step", "Step", task, r.StepOne, v.Returned),
			h.button("step10", "Step 10", task, r.StepTen, v.Returned),
			h.button("end", "Run to end", task, r.End, false),
			h.button("hold", "Hold at", task, r.HoldAtTyped, v.Returned),
			app.Input().Type("text").ID("hold-at-"+task).Class("hold-at").Placeholder("n").AutoComplete(false).Aria("label", "Instruction to hold at").OnInput(r.onValue(r.SetUntil)),
		))
	}
	return app.Div().Class("held-run").Body(body...)
}

func (h *HeldRuns) button(id, label, task string, do func(int), disabled bool) app.UI {
	b := app.Button().Class("pill", "small").ID("run-"+id+"-"+task).DataSet("task", task).Text(label).OnClick(h.Runs.onNumber("task", do))
	if disabled {
		b = b.Disabled(true)
	}
	return b
}
