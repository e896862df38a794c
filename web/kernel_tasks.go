package web

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// How many tasks, and descriptors of a task, are shown before a list is opened.
const (
	shownTasks = 8
	shownChips = 12
)

// Heights inside a task's card.
const (
	taskHead  = 29
	knobH     = 24
	chipH     = 28
	chipPitch = 32
)

// layTasks draws the column of tasks from y down, and gives where it ends.
func (l *picLayout) layTasks(y int) int {
	var dead []int
	var living []core.TaskView
	for _, t := range l.view.Tasks {
		if t.Alive {
			living = append(living, t)
		} else {
			dead = append(dead, t.Nr)
		}
	}
	shown, more := short(living, l.limit("tasks", shownTasks), func(t core.TaskView) bool { return t.Nr == l.task || l.lit.task(t.Nr) })
	for _, t := range l.view.Tasks {
		if !slices.ContainsFunc(shown, func(s core.TaskView) bool { return s.Nr == t.Nr }) {
			l.knobs = append(l.knobs, nil, nil, nil) // holds the place of the task's three groups
			continue
		}
		c := l.layTask(t, y)
		l.add(c)
		y = c.bottom() + picGap
	}
	var rest []picKnob
	if more > 0 || len(living) > shownTasks {
		rest = append(rest, l.toggle(picBox{l.tasks.x, y, l.tasks.w, knobH}, "tasks", "and "+strconv.Itoa(more)+" more tasks", ""))
		y += knobH + picGap
	}
	l.knobs = append(l.knobs, rest)
	if len(dead) > 0 {
		y = l.layDead(dead, y)
	}
	return y
}

// layDead is the line for those that have exited.
func (l *picLayout) layDead(dead []int, y int) int {
	who := "task "
	if len(dead) > 1 {
		who = "tasks "
	}
	gone := l.lit.Kind == core.Exited && slices.ContainsFunc(dead, l.lit.task)
	c := picCard{picBox: picBox{l.tasks.x, y, l.tasks.w, 26}, noun: who + runsText(dead), is: glow("ghost", gone), round: picRound, pen: y + 17}
	c.write(voiceSoft, who+runsText(dead)+" exited", strconv.Itoa(len(dead))+" tasks exited")
	l.add(c)
	return c.bottom() + picGap
}

// layTask is one task's card.
func (l *picLayout) layTask(t core.TaskView, y int) picCard {
	name := "task " + strconv.Itoa(t.Nr)
	c := picCard{picBox: picBox{l.tasks.x, y, l.tasks.w, 0}, noun: name, is: "card", round: picRound, pen: y + 20}
	if t.Nr == l.task && l.picks {
		c.is = "card chosen"
	}
	c.is = glow(c.is, l.lit.task(t.Nr))
	c.write(voiceName, name)
	if t.UID != 0 || t.Caps&abi.AllCaps != abi.AllCaps {
		c.write(voiceSoft, rightsForms(t)...)
	}
	l.layTerminal(&c, t)
	head := []picKnob{}
	if l.picks {
		head = append(head, picKnob{picBox: picBox{c.x, c.y, c.w, taskHead}, is: "choose", say: "choose " + name, open: pressed(t.Nr == l.task), do: picks(t.Nr)})
	}
	chips := l.layChips(&c, t, name)
	var deeds []picKnob
	if l.acts {
		deeds = l.taskDeeds(&c, t, name)
	}
	c.h = c.pen - c.y + 4
	l.knobs = append(l.knobs, head, chips, deeds)
	return c
}

// capsWords are for sets that need no list, by how many are in them.
var capsWords = map[int]string{0: "no caps", bits.OnesCount64(uint64(abi.AllCaps)): "all caps"}

// rightsForms say who a task is and what it may, longest first.
func rightsForms(t core.TaskView) []string {
	who := "uid " + strconv.FormatUint(uint64(t.UID), 10)
	caps := t.Caps & abi.AllCaps
	n := bits.OnesCount64(uint64(caps))
	if n == 0 || caps == abi.AllCaps {
		return []string{who + ", " + capsWords[n], who}
	}
	few := strconv.Itoa(n) + " caps"
	if n == 1 {
		few = "1 cap"
	}
	return []string{who + ", " + caps.String(), who + ", " + strings.ReplaceAll(caps.String(), "CAP_", ""), who + ", " + few, who}
}

// layTerminal is the line of descriptors that lead to no map.
func (l *picLayout) layTerminal(c *picCard, t core.TaskView) {
	var std []int
	full := uint64(0)
	others := othersOf(t)
	for _, d := range t.FDs {
		if d.File == 0 && d.What == "" {
			std = append(std, d.FD)
		}
		if uint64(d.FD) < t.Nofile && !l.lit.closed(t.Nr, d.FD) {
			full++
		}
	}
	switch {
	case len(std) > 0:
		c.write(voiceMono, runsText(std))
		c.tell("descriptors " + runsText(std) + " lead to the terminal")
	case len(t.FDs) == 0:
		c.write(voiceSoft, "no descriptors")
	}
	for _, o := range others {
		c.write(voiceSoft, runsText(o.fds)+" "+o.what, runsText(o.fds))
		c.tell(descriptors(o.fds) + " no map: " + o.what)
	}
	if full == t.Nofile {
		limit := strconv.FormatUint(t.Nofile, 10)
		c.write(voiceSoft, "full: "+limit+" of "+limit, "full")
	}
	c.pen -= 8
}

// taskDeeds are the knobs at the foot of a card.
func (l *picLayout) taskDeeds(c *picCard, t core.TaskView, name string) []picKnob {
	const gap = 4
	w := (c.w - 2*picInset - 2*gap) / 3
	free, some := freeTask(l.view)
	knobs := []picKnob{
		{label: "fork", say: "fork " + name, off: !some, do: calls(core.Call{Task: t.Nr, Op: core.OpFork, Args: [3]uint64{uint64(free)}})},
		{label: "exec", say: "exec in " + name, do: calls(core.Call{Task: t.Nr, Op: core.OpExec})},
		{label: "exit", say: "exit " + name, do: calls(core.Call{Task: t.Nr, Op: core.OpExit})},
	}
	for i := range knobs {
		knobs[i].is = "deed"
		knobs[i].picBox = picBox{c.x + picInset + i*(w+gap), c.pen + 2, w, knobH}
	}
	c.pen += knobH + 4
	return knobs
}

// freeTask is the lowest number that no task has had; some is false where there is none left.
func freeTask(v *core.View) (nr int, some bool) {
	for _, t := range v.Tasks {
		if t.Nr == nr {
			nr++
		}
	}
	return nr, nr < core.MaxTasks
}

func pressed(b bool) string { return strconv.FormatBool(b) }

// otherFiles are the descriptors that one kind of call opened, and that lead to no map.
type otherFiles struct {
	what string
	fds  []int
}

// othersOf are a task's descriptors of traced files, by the calls that opened them.
func othersOf(t core.TaskView) []otherFiles {
	var others []otherFiles
	for _, d := range t.FDs {
		if d.What == "" {
			continue
		}
		i := slices.IndexFunc(others, func(o otherFiles) bool { return o.what == d.What })
		if i < 0 {
			i, others = len(others), append(others, otherFiles{what: d.What})
		}
		others[i].fds = append(others[i].fds, d.FD)
	}
	return others
}
