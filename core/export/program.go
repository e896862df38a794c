package export

import (
	"bytes"
	"maps"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// program is a history as statements that C, Go and Python can all make.
type program struct {
	machine core.Machine
	link    string
	steps   []step
	tasks   bool          // it forks
	uses    map[part]bool // what of the helpers it needs
	notes   []string      // what cannot be made true on a real kernel
}

// step is one call and the statements that come before it.
type step struct {
	moment
	does []statement
}

// statement is one thing that a program does to its memory.
type statement struct {
	do    deed
	addr  uint64
	n     int // bytes
	value uint64
	bytes []byte
	says  string
}

// deed is what a statement does.
type deed uint8

const (
	zero     deed = iota // n bytes become 0
	put                  // a number of n bytes is stored
	putBytes             // bytes are stored
	mapPage              // a page appears
	dropPage             // a page goes
	unlock               // the read-only page can be written to
	lock                 // and can no longer
	realID               // the id at addr becomes that of the running kernel
)

// part is a helper that only some programs need.
type part string

const (
	partPages  part = "pages" // memory beside the eight pages
	partLock   part = "lock"  // stores to the read-only page
	partPins   part = "pins"  // a bpf file system
	partIDs    part = "ids"   // ids of maps
	partRealID part = "real id"
	partCreds  part = "creds"  // users and capabilities
	partNofile part = "nofile" // RLIMIT_NOFILE
	partLocked part = "locked" // RLIMIT_MEMLOCK
	partFdinfo part = "fdinfo"
	partFresh  part = "fresh" // what exec does
	partLeave  part = "leave" // exit
	partWork   part = "work"
	partZero   part = "zero"
	partPut    part = "put"
	partBytes  part = "bytes"
	partBpf    part = "bpf"
	partUnlink part = "unlink"
	partOpened part = "opened" // descriptors of calls of other kinds
	partUnseen part = "unseen" // of calls that nobody saw
	partFolder part = "folder"
	partTasks  part = "tasks" // several tasks that take turns
	partAlone  part = "alone" // one task
	partSleep  part = "sleep"

	partLeaveTask  part = "leave, tasks"
	partLeaveAlone part = "leave, alone"
)

// opParts are the helpers that calls need.
var opParts = map[core.Op]part{
	core.OpBpf: partBpf, core.OpExec: partFresh, core.OpExit: partLeave, core.OpRlimit: partNofile, core.OpMemlock: partLocked,
	core.OpTraced: partOpened, core.OpUnseen: partUnseen, core.OpNextID: partIDs, core.OpFolder: partFolder,
	core.OpUID: partCreds, core.OpCaps: partCreds, core.OpWork: partWork, core.OpFdinfo: partFdinfo, core.OpUnlink: partUnlink,
}

// deedParts are the helpers that statements need.
var deedParts = [...]part{zero: partZero, put: partPut, putBytes: partBytes, mapPage: partPages, dropPage: partPages,
	unlock: partLock, lock: partLock, realID: partRealID}

// newProgram turns the first o.To calls into statements.
func newProgram(s *core.Session, o Options) *program {
	p := &program{machine: s.Machine(), link: o.Link, tasks: hasTasks(s, o.To), uses: map[part]bool{}}
	pages := map[int]map[uint64]bool{0: {}} // which pages of its own each task has
	for _, m := range moments(s, o) {
		st := step{moment: m}
		p.write(&st, pages)
		p.prepare(&st)
		p.follow(&st, pages)
		for _, do := range st.does {
			p.uses[deedParts[do.do]] = true
		}
		p.uses[opParts[m.call.Op]] = true
		p.steps = append(p.steps, st)
	}
	p.boot()
	return p
}

// boot adds what the machine itself asks for.
func (p *program) boot() {
	m, usual := p.machine, core.NewMachine(p.machine.Release)
	if m.UID != usual.UID || m.Caps != usual.Caps {
		p.uses[partCreds] = true
	}
	p.uses[partIDs] = p.uses[partIDs] || p.uses[partRealID]
	p.uses[partNofile], p.uses[partTasks], p.uses[partAlone] = true, p.tasks, !p.tasks
	p.uses[partLeaveTask], p.uses[partLeaveAlone] = p.uses[partLeave] && p.tasks, p.uses[partLeave] && !p.tasks
	p.uses[partSleep] = p.tasks || p.uses[partWork] || p.uses[partIDs]
	if m.Memlock != usual.Memlock || m.Release < abi.R(5, 11, 0) {
		p.uses[partLocked] = true
	}
	p.notes = p.differences()
}

// write makes the stores of a call, its attr field by field.
func (p *program) write(st *step, pages map[int]map[uint64]bool) {
	for _, w := range st.call.Writes {
		end := w.Addr + uint64(len(w.Bytes))
		if end > core.TASK_SIZE || end < w.Addr {
			continue // no address of a program: the kernel cannot read it either
		}
		st.does = append(st.does, newPages(w, pages[st.call.Task])...)
		locked := w.Addr < core.ArenaReadOnly+core.PAGE_SIZE && end > core.ArenaReadOnly
		if locked {
			st.does = append(st.does, statement{do: unlock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
		if w.Addr == st.call.Args[1] && st.command() != nil && st.command().Fields != nil {
			st.does = append(st.does, storeAttr(st.command(), w)...)
		} else if len(w.Bytes) > 0 {
			st.does = append(st.does, store(w, st.pointers(w)))
		}
		if locked {
			st.does = append(st.does, statement{do: lock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
	}
}

// newPages are the pages that a write needs and that are not there yet.
func newPages(w core.Write, own map[uint64]bool) []statement {
	var does []statement
	const arenaEnd = core.ArenaStart + core.ArenaPages*core.PAGE_SIZE
	for at := w.Addr &^ (core.PAGE_SIZE - 1); at < w.Addr+uint64(len(w.Bytes)); at += core.PAGE_SIZE {
		if (at < core.ArenaStart || at >= arenaEnd) && !own[at] {
			own[at] = true
			does = append(does, statement{do: mapPage, addr: at, n: core.PAGE_SIZE})
		}
	}
	return does
}

// storeAttr stores an attr field by field, what is zero in one go.
func storeAttr(row *abi.Command, w core.Write) []statement {
	var does []statement
	rest := slices.Clone(w.Bytes)
	for _, f := range row.Fields {
		n := f.Kind.Size()
		if f.End() > len(rest) || isZero(rest[f.Offset:f.End()]) {
			continue
		}
		does = append(does, storeField(f, w))
		clear(rest[f.Offset : f.Offset+n])
	}
	for at := 0; at < len(rest); at++ {
		if rest[at] == 0 {
			continue
		}
		end := at + 1
		for end < len(rest) && rest[end] != 0 {
			end++
		}
		does = append(does, statement{do: putBytes, addr: w.Addr + uint64(at), n: end - at, bytes: rest[at:end], says: "no field"})
		at = end
	}
	if stored(does) < len(w.Bytes) {
		does = append([]statement{{do: zero, addr: w.Addr, n: len(w.Bytes)}}, does...)
	}
	return does
}

// stored is how many bytes the statements store.
func stored(does []statement) int {
	n := 0
	for _, s := range does {
		n += s.n
	}
	return n
}

func storeField(f *abi.Field, w core.Write) statement {
	st := statement{do: put, addr: w.Addr + uint64(f.Offset), n: f.Kind.Size(), says: f.Name}
	if f.Kind == abi.KindName {
		st.do, st.bytes = putBytes, f.Bytes(w.Bytes)
		return st
	}
	st.value = f.Value(w.Bytes)
	if told := f.Kind.Format(st.value); told != number(st.value, st.n) {
		st.says += " = " + told
	}
	return st
}

// store stores bytes that are no attr.
func store(w core.Write, says string) statement {
	if isZero(w.Bytes) {
		return statement{do: zero, addr: w.Addr, n: len(w.Bytes), says: says}
	}
	return statement{do: putBytes, addr: w.Addr, n: len(w.Bytes), bytes: w.Bytes, says: says}
}

// pointers names the pointer of the attr that leads to a write.
func (m *moment) pointers(w core.Write) string {
	row := m.command()
	if row == nil || m.attr == nil {
		return ""
	}
	for _, f := range row.Fields {
		if (f.Kind == abi.KindPointer || f.Kind == abi.KindPath) && f.End() <= len(m.attr) && f.Value(m.attr) == w.Addr {
			return f.Name
		}
	}
	return ""
}

// highID is more than any id that is meant for a map that there was.
const highID = 1 << 20

// idFields are the fields that hold the id of a map.
var idFields = map[abi.Cmd]*abi.Field{abi.BPF_MAP_GET_NEXT_ID: &abi.StartID, abi.BPF_MAP_GET_FD_BY_ID: &abi.MapID}

// prepare adds what the running kernel needs otherwise.
func (p *program) prepare(st *step) {
	row := st.command()
	if row == nil || st.attr == nil {
		return
	}
	if row.Fields != nil && row.Fields[0].Kind == abi.KindPath {
		p.uses[partPins] = true
	}
	f := idFields[row.Nr]
	if f != nil && st.attrWrite() >= 0 && f.End() <= len(st.attr) && f.Value(st.attr) < highID && (f == &abi.StartID || f.Value(st.attr) > 0) {
		st.does = append(st.does, statement{do: realID, addr: st.call.Args[1] + uint64(f.Offset)})
	}
}

// follow keeps account of which task has which pages.
func (p *program) follow(st *step, pages map[int]map[uint64]bool) {
	switch st.call.Op {
	case core.OpFork:
		pages[int(st.call.Args[0])] = maps.Clone(pages[st.call.Task])
	case core.OpExec:
		for _, at := range slices.Sorted(maps.Keys(pages[st.call.Task])) {
			st.does = append(st.does, statement{do: dropPage, addr: at, n: core.PAGE_SIZE})
		}
		pages[st.call.Task] = map[uint64]bool{}
	case core.OpUnlink, core.OpFolder:
		p.uses[partPins] = true
	}
}

func isZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
