package strip

import (
	"encoding/binary"
	"slices"
)

// body is the code of a function.
type body struct {
	locals []byte // their declarations
	code   []instruction
	labels int // number of labels. Label 0 is the body itself
}

// newBody reads a function body. It replaces depths by labels.
func newBody(b []byte) (*body, error) {
	r := reader{b, 0, false}
	for n := r.uint(); n > 0 && !r.failed; n-- {
		r.uint()
		r.byte()
	}
	f := &body{locals: b[:min(r.at, len(b))], labels: 1}
	open := []int{0}
	target := func(depth int) int {
		if depth >= len(open) {
			r.failed = true
			return 0
		}
		return open[len(open)-1-depth]
	}
	for r.at < len(b) && len(open) > 0 && !r.failed {
		i := r.instruction()
		switch i.op {
		case opBlock, opLoop, opIf:
			i.label = f.newLabel()
			open = append(open, i.label)
		case opEnd:
			i.label = open[len(open)-1]
			open = open[:len(open)-1]
		case opBr, opBrIf:
			i.label = target(i.label)
		case opBrTable:
			for k, depth := range i.labels {
				i.labels[k] = target(depth)
			}
		}
		f.code = append(f.code, i)
	}
	if r.failed || len(open) > 0 || r.at < len(b) {
		return nil, errNoCode
	}
	return f, nil
}

func (f *body) newLabel() int {
	f.labels++
	return f.labels - 1
}

// bytes returns the encoded body.
func (f *body) bytes() []byte {
	b := slices.Clone(f.locals)
	open := []int{0}
	depth := func(label int) int {
		for k := len(open) - 1; k >= 0; k-- {
			if open[k] == label {
				return len(open) - 1 - k
			}
		}
		panic("BUG: a branch to a label that is not open")
	}
	for _, i := range f.code {
		switch i.op {
		case opBlock, opLoop, opIf:
			open = append(open, i.label)
		case opEnd:
			open = open[:len(open)-1]
		case opBr, opBrIf:
			i.label = depth(i.label)
		case opBrTable:
			i.labels = slices.Clone(i.labels)
			for k, label := range i.labels {
				i.labels[k] = depth(label)
			}
		}
		b = i.append(b)
	}
	return b
}

// Locals that each function of the Go ABI has.
const (
	localPC = 0 // the block to go to, PC_B; see entry
	localSP = 1 // a copy of the global
)

// Globals.
const (
	globalSP = 0
)

// followsABI reports whether the function has the calling convention of Go: it begins by copying SP.
func (f *body) followsABI() bool {
	return begin(f.code, opGlobalGet, opLocalSet) && f.code[0].a == globalSP && f.code[1].a == localSP
}

// dispatch is the beginning of a function: br_table, in blocks that end at the places that a program counter can enter.
type dispatch struct {
	at     int   // of br_table
	loop   int   // label of the loop around the blocks, or 0
	labels []int // of the table
}

// dispatch returns false if the function can only be entered at its start.
func (f *body) dispatch() (dispatch, bool) {
	var d dispatch
	for i, x := range f.code {
		switch x.op {
		case opLoop:
			d.loop = x.label
		case opBrTable:
			if i == 0 || f.code[i-1].op != opLocalGet || f.code[i-1].a != localPC {
				return d, false
			}
			d.at, d.labels = i, x.labels
			return d, true
		case opBlock, opGlobalGet, opLocalSet, opLocalGet, opI32Const:
		default:
			return d, false
		}
	}
	return d, false
}

// block returns the label that the program counter pc enters.
func (d dispatch) block(pc int64) int {
	if pc < 0 || pc >= int64(len(d.labels)) {
		return d.labels[len(d.labels)-1]
	}
	return d.labels[pc]
}

// extendI32 declares one more local of type i32 after localSP, and returns its index: 2. The others move up.
func (f *body) extendI32() (int64, bool) {
	r := reader{f.locals, 0, false}
	n := r.uint()
	count, kind := r.uint(), r.byte()
	if r.failed || kind != i32 {
		return 0, false
	}
	locals := binary.AppendUvarint(nil, uint64(n))
	locals = append(binary.AppendUvarint(locals, uint64(count+1)), kind)
	f.locals = append(locals, f.locals[r.at:]...)
	for k := range f.code {
		if x := &f.code[k]; isLocal(x.op) && x.a > localSP {
			x.a++
		}
	}
	return localSP + 1, true
}
