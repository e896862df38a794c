package strip

import "slices"

// counters are new program counters of a function: only those of entries and panics remain. Counter n+1 enters the
// block that is number n from the inside, so br_table lists the blocks in order. 0 is the start, and 1 is that of all
// nil pointers.
type counters struct {
	p        *rewriter
	tables   []counterTable // first that of the sizes of the frame
	dispatch dispatch
	blocks   []int           // labels, innermost first
	now      map[int64]int64 // by old counter
}

// counterTable is a table of values by program counter.
type counterTable struct {
	field  []byte // its offset
	runs   valueRuns
	wanted []int64 // by new counter, an old one with the same value, or -1
}

// Counters with the same meaning in all functions.
const (
	counterStart = 0
	counterPanic = 1
)

// renumber returns new counters for a function, or nil if its counters must stay.
func (p *rewriter) renumber(f *body, record int) *counters {
	n := &counters{p: p, now: map[int64]int64{counterStart: counterStart}}
	for _, field := range p.tables.valueFields(record) {
		n.tables = append(n.tables, counterTable{field: field, runs: readRuns(p.tables.values, int(get32(field)))})
	}
	deferred := int64(get32(p.tables.funcs[record+funcDeferReturn:]))
	dispatches := false
	if n.dispatch, dispatches = f.dispatch(); dispatches {
		if !n.findBlocks(f, deferred) {
			return nil
		}
	} else if deferred != 0 {
		return nil
	}
	if !n.want(counterStart, 0) || !n.number(f) {
		return nil
	}
	if deferred != 0 {
		at := n.entering(deferred)
		if n.now[deferred+1] != at+1 {
			return nil
		}
		put32(p.tables.funcs[record+funcDeferReturn:], uint32(at))
	}
	return n
}

// findBlocks finds the blocks that remain.
func (n *counters) findBlocks(f *body, deferred int64) bool {
	d := n.dispatch
	used := make([]bool, f.labels)
	used[d.block(0)] = true
	if deferred != 0 {
		used[d.block(deferred)] = true
	}
	for i, x := range f.code {
		switch {
		case x.op == opReturnAddress && !n.p.isFinal(f.code[i+1:]):
			used[d.block(x.a)] = true
		case d.jumpsBack(f.code[i:]):
			used[d.block(x.a)] = true
		case x.op == opBr || x.op == opBrIf:
			used[x.label] = true
		}
	}
	for _, x := range f.code[:d.at] {
		if x.op == opBlock && used[x.label] {
			n.blocks = append(n.blocks, x.label)
		}
	}
	slices.Reverse(n.blocks)
	return n.blocks[0] == d.block(0) && f.code[d.at+1].op == opEnd && f.code[d.at+1].label == n.blocks[0]
}

// entering returns the new counter that enters the same block as an old one.
func (n *counters) entering(old int64) int64 {
	if i := slices.Index(n.blocks, n.dispatch.block(old)); i > 0 {
		return int64(i) + 1
	}
	return counterStart
}

// number chooses the new counters of all return addresses and jumps. It returns false if they do not fit the tables.
func (n *counters) number(f *body) bool {
	first := max(counterPanic, int64(len(n.blocks))) + 1 // of calls that do not return
	next := first
	for i, x := range f.code {
		if n.dispatch.jumpsBack(f.code[i:]) {
			n.now[x.a] = n.entering(x.a)
		}
		if x.op != opReturnAddress || x.a == counterStart {
			continue
		}
		var now int64
		switch call := f.code[i+1]; {
		case call.op == opCall && call.a == n.p.panics:
			now = counterPanic
		case n.p.isFinal(f.code[i+1:]):
			for now = first; now < next && !n.want(now, x.a); now++ {
			}
			next = max(next, now+1)
		case len(n.blocks) == 0:
			return false
		default:
			now = n.entering(x.a)
		}
		if before, known := n.now[x.a]; known && before != now || now == counterStart {
			return false
		}
		n.now[x.a] = now
		if !n.want(now, x.a) {
			return false
		}
	}
	return true
}

// want sets the values that the runtime looks up for a new counter to those for an old one. It returns false if others
// are set.
func (n *counters) want(now, old int64) bool {
	for i, t := range n.tables {
		at, from := lookup(i, now, old)
		if at >= 0 && at < int64(len(t.wanted)) && t.wanted[at] >= 0 && t.runs.at(t.wanted[at]) != t.runs.at(from) {
			return false
		}
	}
	for i := range n.tables {
		t := &n.tables[i]
		at, from := lookup(i, now, old)
		for int64(len(t.wanted)) <= at {
			t.wanted = append(t.wanted, -1)
		}
		if at >= 0 {
			t.wanted[at] = from
		}
	}
	return true
}

// lookup returns the counters whose values the runtime looks up in a table for two others. In all tables but the first,
// it takes the counter before a return address, and nothing at nil pointers. -1 means nothing.
func lookup(table int, now, old int64) (int64, int64) {
	switch {
	case table == 0 || now == counterStart:
		return now, old
	case now == counterPanic:
		return -1, -1
	}
	return now - 1, old - 1
}

// apply changes the counters in the code and in the tables.
func (n *counters) apply(f *body) {
	d := n.dispatch
	for i := range f.code {
		if x := &f.code[i]; x.op == opReturnAddress || d.jumpsBack(f.code[i:]) {
			x.a = n.now[x.a]
		}
	}
	if len(n.blocks) > 0 {
		f.code[d.at].labels = append(n.blocks[:1:1], n.blocks...)
	}
	f.dropBlocks()
	for i := range f.code {
		if len(n.blocks) == 1 && begin(f.code[i:], opBlock, opLocalGet, opBrTable, opEnd) && f.code[i].label == n.blocks[0] {
			f.code = append(f.code[:i], f.code[i+4:]...)
			break
		}
	}
	for i, t := range n.tables {
		if t.runs == nil {
			continue
		}
		moved := t.runs.moved(t.wanted)
		if i == 0 { // the runtime looks up the largest frame
			if largest := t.runs.largest(); moved.largest() < largest {
				moved = append(moved, valueRun{largest, moved[len(moved)-1].end + 1})
			}
		}
		put32(t.field, n.p.values.put(moved.bytes()))
	}
}

// isFinal reports whether code begins with a call that does not return.
func (p *rewriter) isFinal(code []instruction) bool {
	return begin(code, opCall) && p.final[code[0].a]
}
