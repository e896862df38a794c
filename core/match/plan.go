package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// plan holds the facts known of a text before its first call is made.
type plan struct {
	parents     map[int]parentOf // by process
	nofile      uint64           // RLIMIT_NOFILE that the descriptors need
	nextID      uint32           // the id of the first map that the text makes; 0 for any
	ids         map[int]uint32   // by index of a BPF_MAP_CREATE: the id that the text shows
	progs, btfs *objectIDs       // ids of programs and of BTF
	roots       []int            // processes without a visible parent
	unseen      bool             // a root appeared after all others had exited, so an ancestor is not in the text
	threads     bool             // roots share one descriptor table
	named       named            // the release that the text names
	preload     bool             // an iterator that the kernel preloads was opened
}

// parentOf is the parent of a process.
type parentOf struct {
	pid    int
	call   int  // index in Text.Calls
	shares bool // the child is a thread of the parent
}

// newPlan scans a text.
func newPlan(t *paste.Text) *plan {
	p := &plan{parents: map[int]parentOf{}, nofile: 1024, progs: findObjectIDs(t, progKind), btfs: findObjectIDs(t, btfKind), named: findNamed(t)}
	highest, full := int64(0), false
	ids := shownIDs{lowest: idEnd}
	alive := map[int]bool{}
	for i := range t.Calls {
		c := &t.Calls[i]
		ret := int64(-1)
		if c.Result != nil {
			ret = *c.Result
		}
		full = full || ret == -int64(abi.EMFILE)
		p.preload = p.preload || ret >= 0 && core.IsPreloaded(c.Path)
		switch {
		case slices.Contains(paste.Forks, c.Name):
			if child, ok := childOf(c); ok {
				p.parents[child] = parentOf{c.Pid, i, sharesFiles(c) && cloneFlags(c)&core.CLONE_THREAD != 0}
			}
		case opensFD(c) && ret < fdLimit:
			highest = max(highest, ret)
		}
		ids.look(c, ret)
	}
	p.ids = createdIDs(t)
	if p.nextID = p.firstID(t, &ids); p.nextID == 0 {
		p.nextID = ids.free()
	}
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

// childOf returns the process that a call created: the argument in a recording, the result in other formats.
func childOf(c *paste.Call) (pid int, ok bool) {
	if c.Name == "fork" && len(c.Args) == 1 {
		return int(c.Args[0]), true
	}
	return int(valueOr(c.Result, 0)), valueOr(c.Result, 0) > 0
}

func valueOr(p *int64, other int64) int64 {
	if p == nil {
		return other
	}
	return *p
}

// findThreads decides by trial whether processes without a visible parent are threads of one process.
func (p *plan) findThreads(text *paste.Text, slice func()) {
	if len(p.roots) < 2 {
		return
	}
	best := -1
	for _, threads := range [...]bool{false, true} {
		try := *p
		try.threads = threads
		t, err := newTrial(text, &try, p.machine(core.Releases[len(core.Releases)-1].Release), slice)
		if err != nil {
			panic("BUG: the newest kernel does not boot: " + err.Error())
		}
		for t.over == nil && t.next < min(scoutCalls, len(text.Calls)) {
			t.step()
		}
		if score := 2*(t.Said-t.Wrong()) - t.inferred + t.forked; best < 0 || score > best {
			best, p.threads = max(score, 0), threads
		}
	}
}
