package web

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// callGroups lists the calls other than bpf in the picker.
var callGroups = []struct {
	title string
	ops   []core.Op
}{
	{"Descriptors", []core.Op{core.OpClose, core.OpDup, core.OpDup3, core.OpFcntl, core.OpRead, core.OpWrite, core.OpPread64, core.OpPwrite64,
		core.OpFdinfo, core.OpSendFD, core.OpRecvFD}},
	{"Memory and events", []core.Op{core.OpMmap, core.OpMunmap, core.OpPoll, core.OpEpollCreate1, core.OpEpollCtl, core.OpEpollWait}},
	{"Objects besides maps and programs", []core.Op{core.OpOpen, core.OpPerfEventOpen, core.OpIoctl, core.OpPidfdOpen, core.OpSocket}},
	{"The bpf file system", []core.Op{core.OpMkdir, core.OpRmdir, core.OpRename, core.OpLink, core.OpSymlink, core.OpUnlink, core.OpList, core.OpFolder}},
	{"Mounts of the bpf file system", []core.Op{core.OpMount, core.OpUmount, core.OpFsopen, core.OpFsconfig, core.OpFscreate, core.OpFsmount,
		core.OpMoveMount, core.OpOpenat}},
	{"The task", []core.Op{core.OpFork, core.OpClone, core.OpUnshare, core.OpExec, core.OpExit, core.OpRlimit, core.OpMemlock, core.OpUID, core.OpCaps}},
	{"The kernel", []core.Op{core.OpWork, core.OpNextID, core.OpNextProg, core.OpNextBTF}},
	{"Held runs", []core.Op{core.OpRunStart, core.OpRunStep, core.OpRunEnd}},
	{"Calls of traces", []core.Op{core.OpTraced, core.OpUnseen}},
}

// otherChoice is the value of the option for a command without a name.
const otherChoice = "bpf:other"

// callChoice is a call that the picker offers.
type callChoice struct {
	value string // of the option
	name  string
	since abi.Release // the first release that has it
	what  string      // one sentence
	group string      // for the search
}

// commandChoices returns the commands of bpf.
func commandChoices() (all []callChoice) {
	for _, c := range abi.Commands {
		if c.Fields != nil {
			all = append(all, callChoice{"bpf:" + strconv.Itoa(int(c.Nr)), c.Name, c.Since, c.Description, "bpf"})
		}
	}
	return all
}

// picker chooses the call.
func (f *CallForm) picker() app.UI {
	d := f.Draft
	find := app.Button().Class("quiet").ID("find").Text("Find").Title("Find a call by its name or its purpose").Aria("expanded", word(d.finder.open)).
		OnMouseDown(d.onEvent(keepFocus)).OnClick(d.onPress(d.toggleFinder))
	chooser := app.UI(&callSelect{Draft: d, Chosen: d.choice(), Release: f.Desk.machine().Release})
	if d.finder.open {
		chooser = f.finder()
	}
	rows := []app.UI{app.Div().Class("field").Body(app.I().Class("stroke").Aria("hidden", "true"), app.Label().For(d.callInput()).Text("call"), chooser, find)}
	if d.Op == core.OpBpf && !d.named() {
		rows = append(rows, f.input(cmdInput, "int", d.SetCmdNumber))
	}
	return app.Div().Class("picker").Body(rows...)
}

// named reports whether the command of the draft has a name and fields.
func (d *Draft) named() bool { return d.row() != nil && d.row().Fields != nil }

// callSelect chooses the call from a list of all. It is drawn again only when another call or release is chosen.
type callSelect struct {
	app.Compo
	Draft   *Draft
	Chosen  string // value of the option
	Release abi.Release
}

// Render draws the list in groups.
func (s *callSelect) Render() app.UI {
	var commands []choice
	for _, c := range commandChoices() {
		label := c.name
		if c.since > s.Release {
			label += "  (from " + c.since.String() + ")"
		}
		commands = append(commands, choice{c.value, label, c.value == s.Chosen})
	}
	commands = append(commands, choice{otherChoice, "another number…", s.Chosen == otherChoice})
	groups := []app.UI{optionGroup("bpf(2)", commands)}
	for _, g := range callGroups {
		var calls []choice
		for _, op := range g.ops {
			calls = append(calls, choice{op.Name(), op.Name(), op.Name() == s.Chosen})
		}
		groups = append(groups, optionGroup(g.title, calls))
	}
	return app.Select().ID("picker").Body(groups...).OnChange(s.Draft.onValue(s.Draft.Pick))
}

// choice returns the value of the draft's option.
func (d *Draft) choice() string {
	if d.Op == core.OpBpf && !d.named() {
		return otherChoice
	}
	if d.Op == core.OpBpf {
		return "bpf:" + strconv.Itoa(int(d.Cmd))
	}
	return d.Op.Name()
}

// Pick chooses the call of an option of the picker.
func (d *Draft) Pick(choice string) {
	if choice == otherChoice {
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

// formTakes reports whether the form can show a call completely.
func formTakes(c *core.Call) bool {
	if c.Op == core.OpBpf {
		return c.Attr() != nil
	}
	return slices.ContainsFunc(callGroups, func(g struct {
		title string
		ops   []core.Op
	}) bool {
		return slices.Contains(g.ops, c.Op)
	})
}
