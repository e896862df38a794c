package strip

// The compiler ends a block at each place that can be entered or jumped to, and turns every jump into a number for
// br_table at the beginning of the function.

// jumps turns jumps forward into branches to the end of the block there, which is still open.
func (f *body) jumps() {
	d, ok := f.dispatch()
	if !ok {
		return
	}
	open := make([]bool, f.labels)
	var code []instruction
	for i := 0; i < len(f.code); i++ {
		x := f.code[i]
		switch x.op {
		case opBlock, opLoop, opIf:
			open[x.label] = true
		case opEnd:
			open[x.label] = false
			if n := len(code); end(code, opBr) && code[n-1].label == x.label {
				code = code[:n-1]
			}
			if n := len(code); end(code, opIf, opBr) && code[n-2].label == x.label {
				branch := code[n-1]
				branch.op = opBrIf
				code = append(code[:n-2], branch)
				continue
			}
		case opI32Const:
			if label := d.block(x.a); d.jumpsBack(f.code[i:]) && open[label] {
				x = instruction{op: opBr, label: label}
				i += 2
			}
		}
		code = append(code, x)
	}
	f.code = code
}

// jumpsBack reports whether code begins with a jump by br_table.
func (d dispatch) jumpsBack(code []instruction) bool {
	return d.loop != 0 && begin(code, opI32Const, opLocalSet, opBr) && code[1].a == localPC && code[2].label == d.loop
}

// unwinding returns the label of the block after which the function returns 1 because a call did so, or 0.
func (f *body) unwinding() int {
	n := len(f.code) - 3
	if n < 0 || !begin(f.code[n:], opEnd, opI32Const, opEnd) || f.code[n+1].a != 1 {
		return 0
	}
	return f.code[n].label
}

// returnInPlace returns 1 right after a call that returned 1. These instructions are the same at all calls, unlike the
// depth of a label.
func (f *body) returnInPlace() {
	unwinding := f.unwinding()
	if unwinding == 0 {
		return
	}
	var code []instruction
	for _, x := range f.code[:len(f.code)-3] {
		switch {
		case x.op == opBlock && x.label == unwinding:
		case x.op == opBrIf && x.label == unwinding:
			label := f.newLabel()
			code = append(code, instruction{op: opIf, a: emptyBlock, label: label}, instruction{op: opI32Const, a: 1},
				instruction{op: opReturn}, instruction{op: opEnd, label: label})
		default:
			code = append(code, x)
		}
	}
	f.code = append(code, instruction{op: opEnd})
}

// dropBlocks removes the blocks and loops whose labels are not used, and their ends.
func (f *body) dropBlocks() {
	drop := make([]bool, f.labels)
	for _, x := range f.code {
		if x.op == opBlock || x.op == opLoop {
			drop[x.label] = true
		}
	}
	for _, x := range f.code {
		switch x.op {
		case opBr, opBrIf:
			drop[x.label] = false
		case opBrTable:
			for _, label := range x.labels {
				drop[label] = false
			}
		}
	}
	kept := f.code[:0]
	for _, x := range f.code {
		if (x.op == opBlock || x.op == opLoop || x.op == opEnd) && drop[x.label] {
			continue
		}
		kept = append(kept, x)
	}
	f.code = kept
}
