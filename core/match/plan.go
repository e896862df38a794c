package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// replayPlan is what is known of a text before any call of it is made.
type plan struct {
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

// newPlan looks over a text.
func newPlan(t *paste.Text) *plan {
	p := &plan{parents: map[int]parentOf{}, nofile: 1024}
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
		case paste.Forks[c.Name]:
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
func childOf(c *paste.Call) (pid int, ok bool) {
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

// findThreads tries whether processes that nothing shows being made are better taken for threads of one.
func (p *plan) findThreads(text *paste.Text) {
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
