package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/web/value"
)

// Runs owns the runs of programs at the shown step, and which one is open.
type Runs struct {
	*Screen
	desk    *Desk
	draft   *Draft
	task    int            // of the run that the user opened, plus 1; 0 shows that of the shown call
	until   string         // typed into the input of the instruction to hold at
	shown   []core.RunView // at the shown step, also the finished run of the shown call
	console []string       // lines that programs printed up to the end of the history
	derived derivedRuns    // what shown was computed from
}

type derivedRuns struct {
	view *core.View
	at   history.Step
}

// forget drops the choices for another session.
func (r *Runs) forget() { r.task, r.until = 0, "" }

// derive computes the runs at the shown step.
func (r *Runs) derive() {
	now := derivedRuns{r.desk.view(), r.desk.at}
	r.console = r.desk.session.Kernel().Console()
	if now == r.derived {
		return
	}
	r.derived = now
	r.shown = now.view.Runs
	if span := r.span(); span.Insns > 0 && now.at.Event >= span.Ended && r.own() == nil {
		end := r.desk.session.View(history.Step{Call: now.at.Call, Event: span.Begun, Insn: span.Insns})
		task := r.callTask()
		if i := slices.IndexFunc(end.Runs, func(v core.RunView) bool { return v.Task == task }); i >= 0 {
			r.shown = append(slices.Clip(r.shown), end.Runs[i])
		}
	}
}

// span returns the run of the shown call.
func (r *Runs) span() history.Run { return r.desk.session.RunOf(r.desk.at.Call) }

// callTask returns the task of the shown call.
func (r *Runs) callTask() int {
	if r.desk.at.Call == 0 {
		return 0
	}
	c, _ := r.desk.session.Call(r.desk.at.Call)
	return c.Task
}

// own returns the run of the task that makes the shown call; nil if it has none.
func (r *Runs) own() *core.RunView { return r.of(r.callTask()) }

func (r *Runs) of(task int) *core.RunView {
	for i := range r.shown {
		if r.shown[i].Task == task {
			return &r.shown[i]
		}
	}
	return nil
}

// open returns the run whose state is shown; nil without runs.
func (r *Runs) open() *core.RunView {
	if v := r.of(r.task - 1); v != nil {
		return v
	}
	if v := r.own(); v != nil {
		return v
	}
	if len(r.shown) > 0 {
		return &r.shown[0]
	}
	return nil
}

// held returns the runs that are held at the end of the history, which buttons can step.
func (r *Runs) held() []core.RunView {
	if !r.desk.AtEnd() {
		return nil
	}
	return r.desk.view().Runs
}

// choose opens the run of a task.
func (r *Runs) choose(task int) {
	r.task = task + 1
	r.changed()
}

// goTo shows the run of the shown call after n instructions.
func (r *Runs) goTo(n int) { r.desk.goToInsn(n) }

// at returns how many instructions of the shown call's run are shown.
func (r *Runs) at() int {
	if span := r.span(); r.desk.at.Event >= span.Ended {
		return span.Insns
	}
	return r.desk.at.Insn
}

// goBy goes n instructions on, or back if n is negative.
func (r *Runs) goBy(n int) { r.goTo(r.at() + n) }

// step appends a call that runs n instructions of the held run of a task.
func (r *Runs) step(task, n int) {
	r.task = task + 1
	_, _ = r.desk.Do(core.Call{Task: task, Op: core.OpRunStep, Args: core.Args{uint64(n)}}) // an error is a notice
}

// StepOne appends a call that runs one instruction of the held run of a task.
func (r *Runs) StepOne(task int) { r.step(task, 1) }

// StepTen appends a call that runs ten.
func (r *Runs) StepTen(task int) { r.step(task, 10) }

// End appends a call that runs the program of a task to its end.
func (r *Runs) End(task int) {
	_, _ = r.desk.Do(core.Call{Task: task, Op: core.OpRunEnd}) // an error is a notice
}

// HoldAt appends a call that runs the held run of a task until it is before an instruction.
func (r *Runs) HoldAt(task, insn int) {
	n, ok := r.desk.session.InsnsUntil(task, insn)
	if !ok {
		r.fail(fmt.Errorf("the run of task %d does not reach instruction %d", task, insn))
		return
	}
	r.step(task, n)
}

// SetUntil notes the instruction to hold at.
func (r *Runs) SetUntil(typed string) { r.until = strings.TrimSpace(value.Narrow(typed)) }

// HoldAtTyped is HoldAt for the typed instruction.
func (r *Runs) HoldAtTyped(task int) {
	n, err := strconv.Atoi(r.until)
	if err != nil {
		r.fail(fmt.Errorf("invalid instruction %q: want a number", r.until))
		return
	}
	r.HoldAt(task, n)
}

// holdAtPressed is HoldAt for an instruction of the open run.
func (r *Runs) holdAtPressed(insn int) {
	if v := r.open(); v != nil {
		r.HoldAt(v.Task, insn)
	}
}

// Start appends a call that starts the run of the form's BPF_PROG_TEST_RUN on a CPU and holds it.
func (r *Runs) Start(cpu int) {
	c := r.draft.call()
	c.Op, c.Args = core.OpRunStart, core.Args{uint64(cpu), r.draft.Addr, uint64(r.draft.Size)}
	r.task = c.Task + 1
	_, _ = r.desk.Do(c) // an error is a notice
}

// mapName returns the name of a map; "map 3" without one.
func (r *Runs) mapName(nr int) string {
	if v := r.derived.view; v != nil {
		if m := v.Map(nr); m != nil && m.Name != "" {
			return m.Name
		}
	}
	return "map " + strconv.Itoa(nr)
}
