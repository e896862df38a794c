package strip

// maxLocals is the number of locals of the bodies that dropCopies changes.
const maxLocals = 64

// locals is a set of locals.
type locals uint64

func (l locals) has(local int64) bool { return l>>local&1 != 0 }

// live returns, for each instruction, the locals that are read after it before they are set.
func (f *body) live() []locals {
	targets := make([]int, f.labels) // where branches go
	for i := len(f.code) - 1; i >= 0; i-- {
		switch x := f.code[i]; x.op {
		case opEnd, opLoop:
			targets[x.label] = i
		}
	}
	before, after := make([]locals, len(f.code)+1), make([]locals, len(f.code))
	for changed := true; changed; {
		changed = false
		for i := len(f.code) - 1; i >= 0; i-- {
			x := f.code[i]
			live := before[i+1]
			switch x.op {
			case opBr:
				live = before[targets[x.label]]
			case opBrIf, opIf:
				live |= before[targets[x.label]]
			case opBrTable:
				live = 0
				for _, label := range x.labels {
					live |= before[targets[label]]
				}
			case opReturn, opUnreachable:
				live = 0
			}
			after[i] = live
			switch {
			case x.op == opLocalGet:
				live |= 1 << x.a
			case isLocal(x.op):
				live &^= 1 << x.a
			}
			changed = changed || live != before[i]
			before[i] = live
		}
	}
	return after
}

// dropCopies leaves values on the stack that are set to a local and read once, right after.
func (c *code) dropCopies(f *body) {
	for _, x := range f.code {
		if isLocal(x.op) && x.a >= maxLocals || x.op == opElse {
			return
		}
	}
	live := f.live()
	var code []instruction
	var operands operands
	for i := 0; i < len(f.code); i++ {
		x := f.code[i]
		if x.op == opLocalTee && !live[i].has(x.a) {
			continue
		}
		if n := readsNext(f.code[i:]); n > 0 && !live[i+n].has(x.a) {
			first := f.code[i+1 : i+n] // the instructions between
			at := operands.start(1)
			if at >= 0 && (len(first) == 0 || !sets(code[at:], first[0].a)) {
				value := append(first[:len(first):len(first)], code[at:]...)
				code = append(code[:at], value...)
				if len(first) > 0 {
					operands.starts[len(operands.starts)-1] = at
					operands.starts = append(operands.starts, at+len(first))
				}
				i += n
				continue
			}
		}
		operands.follow(x, len(code), c.effect(x))
		code = append(code, x)
	}
	f.code = code
}

// readsNext returns how many instructions after the first read the local that it sets, if only another local is read
// between, or 0.
func readsNext(code []instruction) int {
	reads := func(n int) bool { return len(code) > n && code[n].op == opLocalGet && code[n].a == code[0].a }
	if len(code) == 0 || code[0].op != opLocalSet || code[0].a <= localSP {
		return 0
	}
	switch {
	case reads(1):
		return 1
	case reads(2) && code[1].op == opLocalGet:
		return 2
	case reads(3) && begin(code[1:], opLocalGet, opI32Wrap):
		return 3
	}
	return 0
}

// sets reports whether code sets a local.
func sets(code []instruction, local int64) bool {
	for _, x := range code {
		if (x.op == opLocalSet || x.op == opLocalTee) && x.a == local {
			return true
		}
	}
	return false
}
