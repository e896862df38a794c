package strip

// A function addresses its parameters and results from the end of its frame: their offsets are then the same in all
// functions. A local has the size of the frame, so that the function contains the constant once.

// stackSmall is abi.StackSmall: how far below the limit of the stack a frame may reach.
const stackSmall = 128

// guardOffset is the offset of the limit of the stack in runtime.g.
const guardOffset = 16

// frameMax is the largest size of the frames that are changed. A larger one may be larger than SP.
const frameMax = 1 << 16

// globalG is the global with the address of runtime.g.
const globalG = 2

// allocation is the instructions at the beginning of a function that check the stack and allocate a frame.
type allocation struct {
	from, to   int
	size       int64 // of the frame
	moreStack  int64 // function that grows the stack
	end, local int64 // the locals with the end of the frame and with its size
}

// allocation returns false if the function does not allocate a frame, or not in the usual way.
func (f *body) allocation() (a allocation, ok bool) {
	a.from = 2
	if d, dispatches := f.dispatch(); dispatches {
		a.from = d.at + 2
	}
	check := f.code[a.from:]
	n := 4
	if !begin(check, opLocalGet, opGlobalGet, opI32Wrap, opI32Load) || check[0].a != localSP ||
		check[1].a != globalG || check[3].b != guardOffset {
		return a, false
	}
	if begin(check[n:], opI32Const, opI32Add) {
		n += 2
	}
	if !begin(check[n:], opI32LeU, opIf, opReturnAddress, opCall, opReturn, opEnd) || check[n+2].a != counterStart {
		return a, false
	}
	a.moreStack = check[n+3].a
	n += 6
	if !begin(check[n:], opLocalGet, opI32Const, opI32Sub, opLocalTee, opGlobalSet) || check[n].a != localSP ||
		check[n+3].a != localSP || check[n+4].a != globalSP {
		return a, false
	}
	a.size = check[n+1].a
	a.to = a.from + n + spChange
	return a, a.size <= frameMax
}

// afterCall is what follows a call that may return later: a copy of SP, the return of 1, and the end of the block that
// the function is entered at then.
var afterCall = []byte{opGlobalGet, opLocalSet, opIf, opI32Const, opReturn, opEnd, opEnd}

// reloadsSP reports whether code begins with a copy of SP.
func reloadsSP(code []instruction) bool {
	return begin(code, opGlobalGet, opLocalSet) && code[0].a == globalSP && code[1].a == localSP
}

// canReload reports whether all calls after the allocation are of the form that addressFrame knows.
func (p *rewriter) canReload(code []instruction) bool {
	for i, x := range code {
		if x.op != opReturnAddress {
			continue
		}
		call := code[i+1:]
		if begin(call, opLocalGet, opCallIndirect) {
			call = call[1:]
		}
		after := call[1:]
		returns := reloadsSP(after) && begin(after, afterCall...)
		deferred := begin(call, opCall) && call[0].a == p.deferReturn
		if !returns && !p.isFinal(call) || deferred && (i == 0 || code[i-1].op != opEnd) {
			return false
		}
	}
	return true
}

// addressFrame changes a function that allocates a frame.
func (p *rewriter) addressFrame(f *body) {
	a, ok := f.allocation()
	if !ok || !p.canReload(f.code[a.to:]) {
		return
	}
	if _, ok = f.extendI32(); !ok {
		return
	}
	a.end, _ = f.extendI32()
	a.local = a.end + 1
	w := frameWriter{p: p, allocation: a}
	label := f.newLabel()
	w.code = append(w.code, f.code[:2]...)
	w.write(instruction{op: opI32Const, a: a.size}, instruction{op: opLocalSet, a: a.local})
	w.write(f.code[2:a.from]...)
	w.write(instruction{op: opLocalGet, a: localSP}, instruction{op: opLocalTee, a: a.end},
		instruction{op: opLocalGet, a: a.local},
		instruction{op: opI32Sub}, instruction{op: opLocalTee, a: localSP},
		instruction{op: opI32Const, a: stackSmall}, instruction{op: opI32Add}, // the limit may be 0
		instruction{op: opGlobalGet, a: globalG}, instruction{op: opI32Wrap},
		instruction{op: opI32Load, a: 2, b: guardOffset}, instruction{op: opI32LeU},
		instruction{op: opIf, a: emptyBlock, label: label}, instruction{op: opReturnAddress, a: counterStart},
		instruction{op: opCall, a: a.moreStack}, instruction{op: opReturn}, instruction{op: opEnd, label: label},
		instruction{op: opLocalGet, a: localSP}, instruction{op: opGlobalSet, a: globalSP})
	for code := f.code[a.to:]; len(code) > 0; {
		switch {
		case reloadsSP(code) && begin(code, afterCall...):
			w.write(code[2:len(afterCall)]...)
			w.reload()
			code = code[len(afterCall):]
		case reloadsSP(code):
			w.reload()
			code = code[2:]
		case begin(code, opLocalGet, opI32Const, opI32Add, opGlobalSet) && code[0].a == localSP &&
			code[1].a == a.size+wordSize:
			w.write(instruction{op: opLocalGet, a: a.end}, instruction{op: opI32Const, a: wordSize})
			w.write(code[2:4]...)
			code = code[4:]
		default:
			w.write(w.fromEnd(code[0]))
			code = code[1:]
		}
	}
	f.code = w.code
}

// frameWriter is the code before the next instruction.
type frameWriter struct {
	p *rewriter
	allocation
	code     []instruction
	operands operands
}

func (w *frameWriter) write(code ...instruction) {
	for _, x := range code {
		w.operands.follow(x, len(w.code), w.p.effect(x))
		w.code = append(w.code, x)
	}
}

// reload sets the locals after a call, which may have moved the stack.
func (w *frameWriter) reload() {
	w.write(instruction{op: opGlobalGet, a: globalSP}, instruction{op: opLocalTee, a: localSP},
		instruction{op: opLocalGet, a: w.local}, instruction{op: opI32Add}, instruction{op: opLocalSet, a: w.end})
}

// fromEnd returns the next instruction, which accesses the same address from the end of the frame if it is not in it.
func (w *frameWriter) fromEnd(x instruction) instruction {
	n := len(w.code)
	base, offset := -1, &x.b
	switch {
	case isLoad(x.op) && w.operands.start(1) == n-1:
		base = n - 1
	case isStore(x.op) && w.operands.start(1) == w.operands.start(2)+1:
		base = w.operands.start(2)
	case x.op == opI32Add && end(w.code, opLocalGet, opI32Const):
		base, offset = n-2, &w.code[n-1].a
	case x.op == opI64Add && end(w.code, opLocalGet, opI64ExtendU, opI64Const):
		base, offset = n-3, &w.code[n-1].a
	}
	if base >= 0 && w.code[base].op == opLocalGet && w.code[base].a == localSP && *offset >= w.size {
		w.code[base].a = w.end
		*offset -= w.size
	}
	return x
}
