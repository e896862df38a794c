package strip

import (
	"encoding/binary"
	"errors"
	"slices"
)

// code is the functions of a program.
type code struct {
	bodies   [][]byte
	from, to int         // the code section in the program, with its header
	imports  int         // number of imported functions, which come first in callees
	callees  []signature // of imported functions and functions
	types    []signature
}

// signature is the number of values that a function takes and returns.
type signature struct{ in, out int }

// normal is the signature of functions that follow the Go ABI.
var normal = signature{1, 1}

// Sections before the data.
const (
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	codeSection     = 10
)

// importsFunction is the kind of an import that is a function.
const importsFunction = 0

var errNoCode = errors.New("the program has no code of the expected form")

// newCode reads the functions of a program.
func newCode(program []byte) (*code, error) {
	c := &code{}
	r := reader{program, min(8, len(program)), false}
	typed := func() {
		if n := r.uint(); n < len(c.types) {
			c.callees = append(c.callees, c.types[n])
		} else {
			r.failed = true
		}
	}
	for r.at < len(program) && !r.failed {
		start := r.at
		id, n := r.byte(), r.uint()
		next := r.at + n
		count := 0
		if id == typeSection || id == importSection || id == functionSection || id == codeSection {
			count = r.uint()
		}
		for ; count > 0 && !r.failed; count-- {
			switch id {
			case typeSection:
				r.byte()
				in := len(r.take(r.uint()))
				c.types = append(c.types, signature{in, len(r.take(r.uint()))})
			case importSection:
				r.take(r.uint())
				r.take(r.uint())
				r.failed = r.failed || r.byte() != importsFunction
				typed()
				c.imports++
			case functionSection:
				typed()
			case codeSection:
				c.from, c.to = start, next
				c.bodies = append(c.bodies, r.take(r.uint()))
			}
		}
		r.at = next
	}
	if r.failed || len(c.bodies) == 0 || c.imports+len(c.bodies) != len(c.callees) || c.to > len(program) {
		return nil, errNoCode
	}
	return c, nil
}

// store returns program with the bodies as its code.
func (c *code) store(program []byte) []byte {
	body := binary.AppendUvarint(nil, uint64(len(c.bodies)))
	for _, b := range c.bodies {
		body = append(binary.AppendUvarint(body, uint64(len(b))), b...)
	}
	out := slices.Concat(program[:c.from], []byte{codeSection})
	return slices.Concat(binary.AppendUvarint(out, uint64(len(body))), body, program[c.to:])
}

// effect returns the numbers of values that an instruction takes from the stack and puts on it. Instructions of control
// flow put nothing.
func (c *code) effect(i instruction) signature {
	switch op := i.op; {
	case op == opLocalGet || op == opGlobalGet || op >= opI32Const && op <= opF64Const || op == opMemorySize:
		return signature{0, 1}
	case op == opLocalSet || op == opGlobalSet || op == opDrop || op == opIf || op == opBrIf || op == opBrTable:
		return signature{1, 0}
	case op == opCall && int(i.a) < len(c.callees):
		return c.callees[i.a]
	case op == opCallIndirect && int(i.a) < len(c.types):
		return signature{c.types[i.a].in + 1, c.types[i.a].out}
	case isStore(op):
		return signature{2, 0}
	case op == opSelect:
		return signature{3, 1}
	case op == opPrefix && i.bytes[0] > prefixedConversion:
		return signature{3, 0}
	case op == opLocalTee || isLoad(op) || op == opMemoryGrow || op == opPrefix || isUnary(op):
		return signature{1, 1}
	case op >= opI32Eqz && op <= opLast:
		return signature{2, 1}
	}
	return signature{}
}

// isUnary reports whether an instruction computes a number from one other.
func isUnary(op byte) bool {
	return op == opI32Eqz || op == opI64Eqz || op >= 0x67 && op <= 0x69 || op >= 0x79 && op <= 0x7b ||
		op >= 0x8b && op <= 0x91 || op >= 0x99 && op <= 0x9f || op >= opI32Wrap && op <= opLast
}

// operands tracks where in a rewritten body the values on the stack begin to be computed. -1 is an unknown place.
type operands struct {
	starts  []int
	heights []int // numbers of values below the open blocks
}

// follow is called for each instruction with its place and its effect.
func (o *operands) follow(i instruction, at int, effect signature) {
	if effect.in > 0 {
		at = o.start(effect.in)
		o.starts = o.starts[:max(0, len(o.starts)-effect.in)]
	}
	for range effect.out {
		o.starts = append(o.starts, at)
	}
	switch i.op {
	case opBlock, opLoop, opIf:
		o.heights = append(o.heights, len(o.starts))
	case opElse, opEnd:
		if n := len(o.heights); n > 0 {
			o.starts = o.starts[:min(len(o.starts), o.heights[n-1])]
			if i.op == opEnd {
				o.heights = o.heights[:n-1]
			}
		}
	}
}

// start returns the place that begins the value at a depth; 1 is the uppermost.
func (o *operands) start(depth int) int {
	if depth > len(o.starts) {
		return -1
	}
	return o.starts[len(o.starts)-depth]
}
