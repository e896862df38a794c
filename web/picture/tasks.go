package picture

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/svg"
)

// How many tasks, and descriptors of a task, are shown in a collapsed list.
const (
	shownTasks       = 8
	shownDescriptors = 12
)

// groupedTasks is the number of tasks up to which one that is not drawn keeps the place of its buttons, so that the buttons
// of the others stay the same elements. Many empty places take longer to lay out than a few buttons to make.
const groupedTasks = 64

// Heights inside a task's card.
const (
	taskHead        = 29
	buttonH         = 24
	descriptorH     = 28
	descriptorPitch = 32
)

// layTasks draws the column of tasks from y down and returns its bottom.
func (l *layout) layTasks(y int) int {
	var dead []int
	var alive []core.TaskView
	for _, t := range l.view.Tasks {
		if t.Alive {
			alive = append(alive, t)
		} else {
			dead = append(dead, t.Nr)
		}
	}
	shown, more := short(alive, l.limit("tasks", shownTasks), func(t core.TaskView) bool { return t.Nr == l.task || l.lit.task(t.Nr) })
	for _, t := range l.view.Tasks {
		if !slices.ContainsFunc(shown, func(s core.TaskView) bool { return s.Nr == t.Nr }) {
			if len(l.view.Tasks) <= groupedTasks {
				l.buttons = append(l.buttons, nil, nil, nil) // the task's three groups, empty
			}
			continue
		}
		c := l.layTask(t, y)
		l.add(c)
		y = c.bottom() + cardGap
	}
	var list []button
	if more > 0 || len(alive) > shownTasks {
		list = append(list, l.listButton(box{l.tasks.x, y, l.tasks.w, buttonH}, "tasks", more, " tasks", ""))
		y += buttonH + cardGap
	}
	l.buttons = append(l.buttons, list)
	if len(dead) > 0 {
		y = l.layDead(dead, y)
	}
	return y
}

// layDead draws the line of exited tasks.
func (l *layout) layDead(dead []int, y int) int {
	noun := "task "
	if len(dead) > 1 {
		noun = "tasks "
	}
	noun += runsText(dead)
	lit := l.lit.Kind == core.Exited && slices.ContainsFunc(dead, l.lit.task)
	c := card{box: box{l.tasks.x, y, l.tasks.w, 26}, noun: noun, style: svg.Lit("ghost", lit), round: cardRound, pen: y + 17}
	c.write(svg.Soft, noun+" exited", strconv.Itoa(len(dead))+" tasks exited")
	l.add(c)
	return c.bottom() + cardGap
}

// layTask returns a task's card.
func (l *layout) layTask(t core.TaskView, y int) card {
	name := "task " + strconv.Itoa(t.Nr)
	c := card{box: box{l.tasks.x, y, l.tasks.w, 0}, noun: name, style: "card", round: cardRound, pen: y + 20}
	if t.Nr == l.task && l.choosesTask {
		c.style = "card chosen"
	}
	c.style = svg.Lit(c.style, l.lit.task(t.Nr))
	c.write(svg.Name, name)
	if t.UID != 0 || t.Caps&abi.AllCaps != abi.AllCaps {
		c.write(svg.Soft, credTexts(t)...)
	}
	l.layOtherDescriptors(&c, t)
	head := []button{}
	if l.choosesTask {
		head = append(head, button{
			box: box{c.x, c.y, c.w, taskHead}, style: "choose", name: "Choose " + name,
			state: strconv.FormatBool(t.Nr == l.task), do: chooseTask(t.Nr),
		})
	}
	descriptors := append(l.layDescriptors(&c, t, name), l.layMappings(&c, t, name)...)
	var calls []button
	if l.makesCalls {
		calls = l.taskButtons(&c, t, name)
	}
	c.h = c.pen - c.y + 4
	l.buttons = append(l.buttons, head, descriptors, calls)
	return c
}

// credTexts returns a task's uid and capabilities, longest first.
func credTexts(t core.TaskView) []string {
	uid := "uid " + strconv.FormatUint(uint64(t.UID), 10)
	caps := t.Caps & abi.AllCaps
	switch caps {
	case 0:
		return []string{uid + ", no caps", uid}
	case abi.AllCaps:
		return []string{uid + ", all caps", uid}
	}
	n := bits.OnesCount64(uint64(caps))
	few := strconv.Itoa(n) + " caps"
	if n == 1 {
		few = "1 cap"
	}
	return []string{uid + ", " + caps.String(), uid + ", " + strings.ReplaceAll(caps.String(), "CAP_", ""), uid + ", " + few, uid}
}

// layOtherDescriptors writes the lines of descriptors that are not maps, and whether RLIMIT_NOFILE is reached.
func (l *layout) layOtherDescriptors(c *card, t core.TaskView) {
	var terminal []int
	used := uint64(0)
	for _, d := range t.FDs {
		if d.File == 0 && d.What == "" {
			terminal = append(terminal, d.FD)
		}
		if uint64(d.FD) < t.Nofile && !l.lit.closed(t.Nr, d.FD) {
			used++
		}
	}
	switch {
	case len(terminal) > 0:
		c.write(svg.Mono, runsText(terminal))
		c.addTitle(descriptors(terminal) + " on the terminal")
	case len(t.FDs) == 0:
		c.write(svg.Soft, "no descriptors")
	}
	for _, o := range otherFilesOf(t) {
		c.write(svg.Soft, runsText(o.fds)+" "+o.openedBy, runsText(o.fds))
		c.addTitle(descriptors(o.fds) + " from " + o.openedBy + ", not a map")
	}
	if used == t.Nofile {
		limit := strconv.FormatUint(t.Nofile, 10)
		c.write(svg.Soft, "full: "+limit+" of "+limit, "full")
	}
	c.pen -= 8
}

// taskButtons returns the buttons at the bottom of a task's card.
func (l *layout) taskButtons(c *card, t core.TaskView, name string) []button {
	const gap = 4
	w := (c.w - 2*cardInset - 2*gap) / 3
	free, ok := freeTask(l.view)
	held := inHeldRun(l.view, t.Nr)
	buttons := []button{
		{label: "fork", name: "Fork " + name, disabled: held || !ok, do: makeCall(core.Call{Task: t.Nr, Op: core.OpFork, Args: core.Args{uint64(free)}})},
		{label: "exec", name: "Exec in " + name, disabled: held, do: makeCall(core.Call{Task: t.Nr, Op: core.OpExec})},
		{label: "exit", name: "Exit " + name, disabled: held, do: makeCall(core.Call{Task: t.Nr, Op: core.OpExit})},
	}
	for i := range buttons {
		buttons[i].style = "call"
		buttons[i].box = box{c.x + cardInset + i*(w+gap), c.pen + 2, w, buttonH}
	}
	c.pen += buttonH + 4
	return buttons
}

// inHeldRun reports whether a task is held in a run of a program, and so makes no other call.
func inHeldRun(v *core.View, task int) bool {
	return slices.ContainsFunc(v.Runs, func(r core.RunView) bool { return r.Held && r.Task == task })
}

// freeTask returns the lowest number that no task has had. It reports false if none is left.
func freeTask(v *core.View) (nr int, ok bool) {
	for _, t := range v.Tasks {
		if t.Nr == nr {
			nr++
		}
	}
	return nr, nr < core.MaxTasks
}

// otherFiles are the descriptors of one task that one kind of call opened and that are not maps.
type otherFiles struct {
	openedBy string
	fds      []int
}

// otherFilesOf returns a task's descriptors that are neither maps nor the terminal, grouped by the call that opened them.
func otherFilesOf(t core.TaskView) []otherFiles {
	var all []otherFiles
	for _, d := range t.FDs {
		if d.What == "" {
			continue
		}
		i := slices.IndexFunc(all, func(o otherFiles) bool { return o.openedBy == d.What })
		if i < 0 {
			i, all = len(all), append(all, otherFiles{openedBy: d.What})
		}
		all[i].fds = append(all[i].fds, d.FD)
	}
	return all
}
