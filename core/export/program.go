package export

import (
	"maps"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/table"
)

// program is a history as statements that C, Go and Python can express.
type program struct {
	machine core.Machine
	link    string
	steps   []step
	tasks   bool          // it has several tasks
	uses    map[part]bool // the helpers that it needs
	runs    bool          // runs are left out
	notes   []string      // differences that a real kernel cannot reproduce
}

// step is one call and the statements before it.
type step struct {
	moment
	does    []statement
	leftOut string // the reason why the program does not make the call; "" if it does
}

// runOps are the calls of a held run, idOps those that choose ids, which a real kernel does not offer.
var (
	runOps = []core.Op{core.OpRunStart, core.OpRunStep, core.OpRunEnd}
	idOps  = []core.Op{core.OpNextProg, core.OpNextBTF}
)

// newProgram returns the program of the first o.To calls.
func newProgram(s *history.Session, o Options) *program {
	p := &program{machine: s.Machine(), link: o.Link, tasks: hasTasks(s, o.To), uses: map[part]bool{}}
	pages := map[int]map[uint64]bool{0: {}} // the extra pages of each task
	for _, m := range moments(s, o) {
		st := step{moment: m}
		switch c := m.call.Op; {
		case slices.Contains(runOps, c):
			st.leftOut, p.runs = "a real kernel cannot hold a run", true
		case slices.Contains(idOps, c):
			st.leftOut = "a real kernel chooses ids itself"
		case st.ret == core.NotEmulated && c != core.OpBpf:
			st.leftOut = "it depends on the file, or would never return"
		}
		if st.leftOut != "" {
			p.steps = append(p.steps, st)
			continue
		}
		p.write(&st, pages)
		p.prepare(&st)
		p.follow(&st, pages)
		for _, c := range m.contents {
			st.does = append(st.does, statement{do: expect, addr: c.addr, n: len(c.bytes), bytes: c.bytes, note: c.name})
		}
		for _, do := range st.does {
			p.uses[deedParts[do.do]] = true
		}
		p.uses[opParts.At(m.call.Op)] = true
		p.steps = append(p.steps, st)
	}
	p.boot()
	return p
}

// boot adds the helpers that the machine needs.
func (p *program) boot() {
	m, usual := p.machine, core.NewMachine(p.machine.Release)
	for i := range core.Settings {
		if s := &core.Settings[i]; s.Op != core.OpBpf && s.Differs(m, usual) {
			p.uses[opParts.At(s.Op)] = true
		}
	}
	if p.uses[partMounts] { // a private mount namespace, and results of calls on paths
		p.uses[partPins], p.uses[partDirs] = true, true
	}
	p.uses[partIDs] = p.uses[partIDs] || p.uses[partRealID]
	p.uses[partNofile], p.uses[partTasks], p.uses[partAlone] = true, p.tasks, !p.tasks
	p.uses[partLeaveTask], p.uses[partLeaveAlone] = p.uses[partLeave] && p.tasks, p.uses[partLeave] && !p.tasks
	p.uses[partExpectTasks], p.uses[partExpectAlone] = p.uses[partExpect] && p.tasks, p.uses[partExpect] && !p.tasks
	p.uses[partSleep] = p.tasks || p.uses[partWork] || p.uses[partIDs]
	p.uses[partSendTasks], p.uses[partSendAlone] = p.uses[partSend] && p.tasks, p.uses[partSend] && !p.tasks
	p.uses[partCloneLeave], p.uses[partCloneFresh] = p.uses[partClone] && p.uses[partLeave], p.uses[partClone] && p.uses[partFresh]
	p.uses[partPointer] = p.uses[partPoll] || p.uses[partMmap] || p.uses[partIO]
	if !abi.SinceMemcg.In(m.Release) {
		p.uses[partLocked] = true
	}
	p.notes = p.differences()
}

// highID is larger than the ID of any map in a history. Larger IDs are invalid on purpose and stay as they are.
const highID = 1 << 20

// idFields are the fields that hold the ID of a map.
var idFields = table.Indexed[abi.Cmd, *abi.Field]{abi.BPF_MAP_GET_NEXT_ID: &abi.StartID, abi.BPF_MAP_GET_FD_BY_ID: &abi.MapID}

// prepare adds the statements that adapt a call to the running kernel.
func (p *program) prepare(st *step) {
	row := st.command()
	if row == nil || st.attr == nil {
		return
	}
	if row.Fields != nil && row.Fields[0].Kind == abi.KindPath {
		p.uses[partPins] = true
	}
	f := idFields.At(row.Nr)
	if f != nil && st.attrWrite() >= 0 && f.End() <= len(st.attr) && f.Value(st.attr) < highID && (f == &abi.StartID || f.Value(st.attr) > 0) {
		st.does = append(st.does, statement{do: realID, addr: st.call.Args[1] + uint64(f.Offset)})
	}
}

// pagesMax is the largest number of pages of a task that a program tracks.
const pagesMax = 1 << 16

// follow tracks the pages of each task.
func (p *program) follow(st *step, pages map[int]map[uint64]bool) {
	switch st.call.Op {
	case core.OpFork, core.OpClone:
		pages[int(st.call.Args[0])] = maps.Clone(pages[st.call.Task])
	case core.OpExec:
		for _, at := range slices.Sorted(maps.Keys(pages[st.call.Task])) {
			st.does = append(st.does, statement{do: dropPage, addr: at, n: core.PAGE_SIZE})
		}
		pages[st.call.Task] = map[uint64]bool{}
	case core.OpMmap:
		if st.ret < 0 {
			break
		}
		at := uint64(st.ret)
		for end := at + st.call.Args[1]; at < end && len(pages[st.call.Task]) < pagesMax; at += core.PAGE_SIZE {
			pages[st.call.Task][at] = true
		}
	case core.OpMunmap:
		if st.ret < 0 {
			break
		}
		at, end := st.call.Args[0], st.call.Args[0]+st.call.Args[1]
		maps.DeleteFunc(pages[st.call.Task], func(page uint64, _ bool) bool { return at <= page && page < end })
	case core.OpUnlink, core.OpFolder, core.OpMkdir, core.OpRmdir, core.OpRename, core.OpLink, core.OpSymlink, core.OpList:
		p.uses[partPins] = true
	}
}
