package paste

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// replayPlan is what is known of a text before any call of it is made.
type replayPlan struct {
	parents map[int]parentOf // by process
	nofile  uint64           // RLIMIT_NOFILE that the descriptors need
	nextID  uint32           // the id of the first map that the text makes; 0 for any
	roots   []int            // processes that nothing shows being made
	unseen  bool             // one of them came when all others were gone: they have an ancestor that is not in the text
	threads bool             // they share their descriptors
}

// parentOf says who made a process.
type parentOf struct {
	pid    int
	call   int  // its place in Text.Calls
	shares bool // the two have one table of descriptors
}

// cloneFiles is CLONE_FILES: parent and child have one table of descriptors.
const cloneFiles = 0x400

// forks are the calls that answer with the number of a new process.
var forks = map[string]bool{"fork": true, "vfork": true, "clone": true, "clone2": true, "clone3": true}

// planReplay looks over a text.
func planReplay(t *Text) *replayPlan {
	p := &replayPlan{parents: map[int]parentOf{}, nofile: 1024}
	highest, full := int64(0), false
	ids := shownIDs{lowest: idEnd}
	alive := map[int]bool{}
	for i := range t.Calls {
		c := &t.Calls[i]
		ret := int64(-1)
		if c.Ret != nil {
			ret = *c.Ret
		}
		full = full || ret == -int64(abi.EMFILE)
		switch {
		case forks[c.Name]:
			if child, ok := childOf(c); ok {
				shares := c.Name != "fork" && len(c.Args) > 0 && c.Args[0]&cloneFiles != 0
				p.parents[child] = parentOf{c.Pid, i, shares}
			}
		case opensFD(c) && ret < fdLimit:
			highest = max(highest, ret)
		}
		ids.look(c, ret)
	}
	p.nextID = ids.free()
	for i := range t.Calls {
		c := &t.Calls[i]
		if _, made := p.parents[c.Pid]; !made && !slices.Contains(p.roots, c.Pid) {
			p.unseen = p.unseen || len(p.roots) > 0 && len(alive) == 0
			p.roots = append(p.roots, c.Pid)
		}
		if alive[c.Pid] = true; c.Name == "exit" || c.Name == "exit_group" {
			delete(alive, c.Pid)
		}
	}
	switch {
	case full:
		p.nofile = uint64(highest) + 1
	case highest >= 1024:
		p.nofile = fdLimit
	}
	return p
}

// childOf is the process that a call made. Recordings name it as an argument, all others as the result.
func childOf(c *Call) (pid int, ok bool) {
	if c.Name == "fork" && len(c.Args) == 1 {
		return int(c.Args[0]), true
	}
	return int(valueOr(c.Ret, 0)), valueOr(c.Ret, 0) > 0
}

func valueOr(p *int64, other int64) int64 {
	if p == nil {
		return other
	}
	return *p
}

// mapFDs are the commands about maps that answer with a descriptor.
var mapFDs = map[abi.Cmd]bool{abi.BPF_MAP_CREATE: true, abi.BPF_OBJ_GET: true, abi.BPF_MAP_GET_FD_BY_ID: true}

// otherFDs are the other commands that do.
var otherFDs = map[abi.Cmd]bool{
	abi.BPF_PROG_LOAD: true, abi.BPF_PROG_GET_FD_BY_ID: true, abi.BPF_RAW_TRACEPOINT_OPEN: true, abi.BPF_BTF_LOAD: true,
	abi.BPF_BTF_GET_FD_BY_ID: true, abi.BPF_LINK_CREATE: true, abi.BPF_LINK_GET_FD_BY_ID: true, abi.BPF_ENABLE_STATS: true,
	abi.BPF_ITER_CREATE: true, abi.BPF_TOKEN_CREATE: true,
}

// opensFD says whether the result of a call, where it is no error, is a descriptor.
func opensFD(c *Call) bool {
	if c.Name == "bpf" {
		return mapFDs[c.Cmd] || otherFDs[c.Cmd]
	}
	return !opensNone[c.Name] || c.Name == "fcntl" && len(c.Args) > 1 && dupFcntls[c.Args[1]]
}

// opensNone are the calls whose result is no descriptor; of fcntl it can be one.
var opensNone = map[string]bool{
	"close": true, "close_range": true, "fcntl": true, "fork": true, "vfork": true, "clone": true, "clone2": true, "clone3": true,
	"execve": true, "execveat": true, "exec": true, "exit": true, "exit_group": true, "setrlimit": true, "prlimit64": true,
	"nofile": true, "memlock": true, "setuid": true, "setreuid": true, "setresuid": true, "uid": true, "capset": true, "caps": true,
	"unlink": true, "unlinkat": true, "work": true, "fdinfo": true, "nextid": true, "unseen": true, "folder": true, "traced": true,
	"unshare": true, "mkdir": true, "mkdirat": true, "pipe": true, "pipe2": true, "socketpair": true,
}

var dupFcntls = map[int64]bool{core.F_DUPFD: true, core.F_DUPFD_CLOEXEC: true}

// idEnd is the first number that is no id.
const idEnd = 1<<31 - 1

// findThreads tries whether processes that nothing shows being made are better taken for threads of one.
func (p *replayPlan) findThreads(text *Text) {
	if len(p.roots) < 2 {
		return
	}
	best := -1
	for _, threads := range [...]bool{false, true} {
		try := *p
		try.threads = threads
		t, err := newTrial(text, &try, p.machine(core.Releases[len(core.Releases)-1].Release))
		if err != nil {
			panic("BUG: the newest kernel does not boot: " + err.Error())
		}
		for t.next < min(scoutCalls, len(text.Calls)) {
			t.step()
		}
		if score := 2*t.agree - t.inferred + t.forked; best < 0 || score > best {
			best, p.threads = max(score, 0), threads
		}
	}
}

// shownIDs are the ids of maps that a text shows.
type shownIDs struct {
	lowest, highest uint32 // that there are
	gone            uint32 // the highest that is said not to be there
	ends            bool   // it is said that there is none above some
	made            uint32 // maps that the text makes
}

func (ids *shownIDs) look(c *Call, ret int64) {
	if c.Name != "bpf" {
		return
	}
	var id uint64
	switch c.Cmd {
	case abi.BPF_MAP_CREATE:
		ids.made++
	case abi.BPF_MAP_GET_FD_BY_ID:
		if id = abi.MapID.Value(c.Attr); ret < 0 {
			ids.gone = max(ids.gone, uint32(id))
			return
		}
	case abi.BPF_MAP_GET_NEXT_ID:
		id, _ = c.wroteNumber(&abi.NextID)
		ids.ends = ids.ends || ret == -int64(abi.ENOENT)
	case abi.BPF_OBJ_GET_INFO_BY_FD:
		id = abi.InfoID.Value(c.wroteInfo())
	}
	if id != 0 && id < idEnd {
		ids.lowest, ids.highest = min(ids.lowest, uint32(id)), max(ids.highest, uint32(id))
	}
}

// free is where ids begin that no map of the text has been shown to have: below all of them, if it is said that there
// is none above.
func (ids *shownIDs) free() uint32 {
	switch top := max(ids.highest, ids.gone) + 1; {
	case ids.highest == 0 && ids.gone == 0:
		return 0
	case !ids.ends && top < idEnd:
		return top
	case ids.lowest > ids.made && ids.lowest-ids.made > ids.gone:
		return ids.lowest - ids.made
	}
	return 0
}

// wroteNumber is what the text shows that the kernel wrote into a field of the attr.
func (c *Call) wroteNumber(f *abi.Field) (uint64, bool) {
	for _, w := range c.Wrote {
		if w.Field == f && len(w.Bytes) > 0 {
			return f.Value(append(make([]byte, f.Offset), w.Bytes...)), true
		}
	}
	return 0, false
}

// wroteInfo is the struct bpf_map_info that the text shows, nil where it shows none.
func (c *Call) wroteInfo() []byte {
	for _, w := range c.Wrote {
		if w.Field == &abi.InfoPointer {
			return w.Bytes
		}
	}
	return nil
}

// machine is what a release boots on, with the limits that the text needs.
func (p *replayPlan) machine(r abi.Release) core.Machine {
	m := core.NewMachine(r)
	m.AutoWork = true // a real worker does not wait to be told
	m.Nofile, m.NextID = p.nofile, p.nextID
	if r == abi.Seed {
		m = core.NewMachine(abi.R(3, 19, 0)).On(r)
		m.AutoWork, m.Nofile = true, p.nofile
	}
	return m
}

// setting is a way in which a machine may differ from the usual one.
type setting struct {
	says  string
	errno abi.Errno // what it refuses with
	fits  func(core.Machine) bool
	set   func(*core.Machine)
}

var settings = []setting{
	{"a user without capabilities", abi.EPERM, anyMachine, func(m *core.Machine) { m.UID, m.Caps = 1000, 0 }},
	{"a user without capabilities, where unprivileged bpf() is allowed", abi.EPERM, has44, func(m *core.Machine) { m.UID, m.Caps, m.Unpriv = 1000, 0, 0 }},
	{"a user without capabilities, where unprivileged bpf() is off", abi.EPERM, has44, func(m *core.Machine) { m.UID, m.Caps, m.Unpriv = 1000, 0, 1 }},
	{"a user with CAP_BPF alone", abi.EPERM, has58, func(m *core.Machine) { m.UID, m.Caps = 1000, 1<<abi.CAP_BPF }},
	{"64 KiB of RLIMIT_MEMLOCK", abi.EPERM, charges, func(m *core.Machine) { m.Memlock = 64 << 10 }},
	{"8 MiB of RLIMIT_MEMLOCK", abi.EPERM, charges, func(m *core.Machine) { m.Memlock = 8 << 20 }},
	{"64 MiB of memory", abi.ENOMEM, anyMachine, func(m *core.Machine) { m.Memory = 64 }},
}

func anyMachine(core.Machine) bool { return true }
func has44(m core.Machine) bool    { return m.Release >= abi.R(4, 4, 0) }
func has58(m core.Machine) bool    { return m.Release >= abi.R(5, 8, 0) }
func charges(m core.Machine) bool  { return m.Release < abi.R(5, 11, 0) && m.Release != abi.Seed }
