package strip

import "strings"

// A call stores the return address on the stack: PC_F, which is the function, in the upper bits, and PC_B, which is
// the place to go on at, in the lower 16. The functions of a stripped program store it themselves. The argument, which
// is PC_B in Go's programs, has PC_F too if it is a return address; PC_B is 0 then.

// opReturnAddress stands for the instructions that put the return address on the stack. a is PC_B.
const opReturnAddress = 0xff

// bitsPC is the number of bits of PC_B.
const bitsPC = 16

// wordSize is the size of a return address in bytes.
const wordSize = 8

// pushes reports whether code begins with the instructions that store a return address of a function, and returns PC_B.
func pushes(code []instruction, function int64) (pc int64, ok bool) {
	if !begin(code, opLocalGet, opI32Const, opI32Sub, opLocalTee, opGlobalSet, opLocalGet, opI64Const, opI64Store) {
		return 0, false
	}
	address := code[6].a
	return address & (1<<bitsPC - 1), code[0].a == localSP && code[1].a == wordSize && code[3].a == localSP &&
		code[4].a == globalSP && code[5].a == localSP && address>>bitsPC == function && code[7].b == 0
}

// indirectCall are the instructions that call the function whose address is on the stack.
var indirectCall = []byte{opI64Const, opI64ShrU, opI32Wrap, opLocalSet, opI32Const, opLocalGet, opCallIndirect}

// pushed is the number of instructions that store a return address.
const pushed = 8

// passReturnAddresses passes return addresses as arguments.
func (f *body) passReturnAddresses(function int64) {
	var code []instruction
	for i := 0; i < len(f.code); i++ {
		x := f.code[i]
		if pc, ok := pushes(f.code[i:], function); ok {
			address := instruction{op: opReturnAddress, a: pc}
			call := f.code[i+pushed:]
			switch {
			case begin(call, opI32Const, opCall) && call[0].a == 0:
				code = append(code, address)
				i += pushed
				continue
			case begin(call, indirectCall...) && call[4].a == 0:
				code = append(append(code, call[:4]...), address)
				i += pushed + 4
				continue
			}
		}
		code = append(code, x)
	}
	f.code = code
}

// neverReturn are the functions of the runtime that do not return, but may unwind.
var neverReturn = map[string]bool{
	"runtime.sigpanic": true, "runtime.morestack": true, "runtime.morestack_noctxt": true,
	"runtime.gopanic": true, "runtime.throw": true, "runtime.panicdivide": true, "runtime.panicshift": true,
	"runtime.panicwrap": true, "runtime.panicrangestate": true,
	"runtime.panicdottypeE": true, "runtime.panicdottypeI": true, "runtime.panicnildottype": true,
}

func doesReturn(name string) bool {
	return !neverReturn[name] && !strings.HasPrefix(name, "runtime.goPanic")
}

// shortenReturns returns the result of calls that do not return, and merges the two changes of SP before a return.
func (p *rewriter) shortenReturns(f *body) {
	var code []instruction
	for i := 0; i < len(f.code); i++ {
		x, rest := f.code[i], f.code[i+1:]
		switch {
		case x.op == opCall && p.final[x.a] && begin(rest, opGlobalGet, opLocalSet, opIf, opI32Const, opReturn, opEnd):
			code = append(code, x, instruction{op: opReturn})
			i += 6
			continue
		case x.op == opCall && p.keepsStack(x.a) && reloadsSP(rest):
			code = append(code, x)
			i += 2
			continue
		case f.changesSP(i) && f.changesSP(i+spChange) && begin(f.code[i+2*spChange:], opI32Const, opReturn):
			x = f.code[i+1]
			x.a += f.code[i+spChange+1].a
			code = append(code, f.code[i], x, f.code[i+2], f.code[i+4])
			i += 2*spChange - 1
			continue
		case f.changesSP(i) && begin(f.code[i+spChange:], opI32Const, opReturn):
			code = append(code, f.code[i], f.code[i+1], f.code[i+2], f.code[i+4])
			i += spChange - 1
			continue
		}
		code = append(code, x)
	}
	f.code = code
}

// spChange is the number of instructions that add to SP.
const spChange = 5

// changesSP reports whether the instructions at i add to SP.
func (f *body) changesSP(i int) bool {
	return i <= len(f.code) && begin(f.code[i:], opLocalGet, opI32Const, opI32Add, opLocalTee, opGlobalSet) &&
		f.code[i].a == localSP && f.code[i+3].a == localSP && f.code[i+4].a == globalSP
}

// keepsStack reports whether a function never moves the stack: helpers with other signatures than Go's do not.
func (p *rewriter) keepsStack(function int64) bool {
	return int(function) >= p.imports && p.callees[function] != normal
}

// storeReturnAddress makes the function store its return address, and replaces opReturnAddress.
func (f *body) storeReturnAddress(function int64) bool {
	number := 0
	for _, x := range f.code {
		if x.op == opReturnAddress {
			number++
		}
	}
	constant := instruction{op: opI32Const, a: function << bitsPC}
	start := []instruction{f.code[0], f.code[1]}
	var local int64
	if number > 1 {
		var ok bool
		if local, ok = f.extendI32(); !ok {
			return false
		}
		start = append(start, constant, instruction{op: opLocalSet, a: local})
	}
	label := f.newLabel()
	start = append(start, instruction{op: opLocalGet, a: localPC}, instruction{op: opI32Const, a: 1<<bitsPC - 1},
		instruction{op: opI32GtU}, instruction{op: opIf, a: emptyBlock, label: label},
		instruction{op: opLocalGet, a: localSP}, instruction{op: opI32Const, a: wordSize}, instruction{op: opI32Sub},
		instruction{op: opLocalTee, a: localSP}, instruction{op: opGlobalSet, a: globalSP},
		instruction{op: opLocalGet, a: localSP}, instruction{op: opLocalGet, a: localPC}, instruction{op: opI64ExtendU},
		instruction{op: opI64Store, a: 3})
	if _, ok := f.dispatch(); ok {
		start = append(start, instruction{op: opI32Const}, instruction{op: opLocalSet, a: localPC})
	}
	code := append(start, instruction{op: opEnd, label: label})
	for _, x := range f.code[2:] {
		switch {
		case x.op != opReturnAddress:
			code = append(code, x)
		case number == 1:
			constant.a |= x.a
			code = append(code, constant)
		case x.a == 0:
			code = append(code, instruction{op: opLocalGet, a: local})
		default:
			code = append(code, instruction{op: opI32Const, a: x.a}, instruction{op: opLocalGet, a: local},
				instruction{op: opI32Or})
		}
	}
	f.code = code
	return true
}
