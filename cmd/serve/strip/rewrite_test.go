package strip

import (
	"bytes"
	"slices"
	"testing"
)

// get, set and number return instructions.
func get(local int64) instruction         { return instruction{op: opLocalGet, a: local} }
func set(local int64) instruction         { return instruction{op: opLocalSet, a: local} }
func tee(local int64) instruction         { return instruction{op: opLocalTee, a: local} }
func number(op byte, a int64) instruction { return instruction{op: op, a: a} }
func plain(op byte) instruction           { return instruction{op: op} }
func access(op byte, alignment, offset int64) instruction {
	return instruction{op: op, a: alignment, b: offset}
}

// TestShorterInstructions simplifies sequences that the compiler emits.
func TestShorterInstructions(t *testing.T) {
	extend, wrap, add := plain(opI64ExtendU), plain(opI32Wrap), plain(opI64Add)
	for name, sequence := range map[string][2][]instruction{
		"store on the stack": {
			{get(localSP), extend, number(opI64Const, 8), add, wrap, number(opI64Const, 7), access(opI64Store, 3, 0)},
			{get(localSP), number(opI64Const, 7), access(opI64Store, 3, 8)}},
		"load from the stack": {
			{get(localSP), extend, number(opI64Const, 300), add, wrap, access(opI64Load, 3, 16), set(2)},
			{get(localSP), access(opI64Load, 3, 316), set(2)}},
		"a pointer may be negative": {
			{get(3), number(opI64Const, 8), add, wrap, access(opI64Load, 3, 0), set(2)},
			{get(3), number(opI64Const, 8), add, wrap, access(opI64Load, 3, 0), set(2)}},
		"condition of a number": {
			{get(3), wrap, access(opI64Load8U, 0, 1), plain(opI64Eqz), plain(opI32Eqz), instruction{op: opBrIf, label: 0}},
			{get(3), wrap, access(opI32Load8U, 0, 1), instruction{op: opBrIf, label: 0}}},
		"opposite comparison": {
			{get(3), get(4), plain(0x53), plain(opI32Eqz), instruction{op: opBrIf, label: 0}},
			{get(3), get(4), plain(0x59), instruction{op: opBrIf, label: 0}}},
		"floating-point numbers have none": {
			{get(3), get(4), plain(0x63), plain(opI32Eqz), instruction{op: opBrIf, label: 0}},
			{get(3), get(4), plain(0x63), plain(opI32Eqz), instruction{op: opBrIf, label: 0}}},
		"set and get": {{get(3), set(2), get(2), set(4)}, {get(3), tee(2), set(4)}},
	} {
		f := &body{code: sequence[0], labels: 1}
		(&code{}).simplify(f)
		if !slices.EqualFunc(f.code, sequence[1], sameInstruction) {
			t.Errorf("%s: %v, want %v", name, f.code, sequence[1])
		}
	}
}

func sameInstruction(a, b instruction) bool {
	return a.op == b.op && a.a == b.a && a.b == b.b && a.label == b.label
}

// TestCopiesAreDropped leaves values on the stack only if their local is not read again.
func TestCopiesAreDropped(t *testing.T) {
	load, store := access(opI64Load, 3, 0), access(opI64Store, 3, 8)
	for name, sequence := range map[string][2][]instruction{
		"read once": {
			{get(localSP), load, set(2), get(localSP), get(2), store, plain(opEnd)},
			{get(localSP), get(localSP), load, store, plain(opEnd)}},
		"read twice": {
			{get(localSP), load, set(2), get(localSP), get(2), store, get(2), set(3), plain(opEnd)},
			{get(localSP), load, set(2), get(localSP), get(2), store, get(2), set(3), plain(opEnd)}},
		"the address is set with the value": {
			{get(localSP), tee(3), load, set(2), get(3), get(2), store, plain(opEnd)},
			{get(localSP), tee(3), load, set(2), get(3), get(2), store, plain(opEnd)}},
		"read in a loop": {
			{{op: opLoop, label: 1}, get(2), set(3), get(3), load, set(2), get(3), get(2), store, {op: opBr, label: 1},
				{op: opEnd, label: 1}, plain(opEnd)},
			{{op: opLoop, label: 1}, get(2), set(3), get(3), load, set(2), get(3), get(2), store, {op: opBr, label: 1},
				{op: opEnd, label: 1}, plain(opEnd)}},
	} {
		f := &body{code: sequence[0], labels: 2}
		(&code{}).dropCopies(f)
		if !slices.EqualFunc(f.code, sequence[1], sameInstruction) {
			t.Errorf("%s: %v, want %v", name, f.code, sequence[1])
		}
	}
}

// TestJumpsBecomeBranches changes a jump forward, and none back.
func TestJumpsBecomeBranches(t *testing.T) {
	jump := func(to byte) []byte { return []byte{opI32Const, to, opLocalSet, 0, opBr, 2} }
	function := slices.Concat(
		[]byte{0, opLoop, emptyBlock, opBlock, emptyBlock, opBlock, emptyBlock, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd},
		[]byte{opLocalGet, 0, opIf, emptyBlock}, jump(1), []byte{opEnd, opUnreachable, opEnd},
		[]byte{opLocalGet, 0, opIf, emptyBlock, opI32Const, 0, opLocalSet, 0, opBr, 1, opEnd, opEnd, opUnreachable, opEnd})
	want := slices.Concat(
		[]byte{0, opLoop, emptyBlock, opBlock, emptyBlock, opBlock, emptyBlock, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd},
		[]byte{opLocalGet, 0, opBrIf, 0, opUnreachable, opEnd},
		[]byte{opLocalGet, 0, opIf, emptyBlock, opI32Const, 0, opLocalSet, 0, opBr, 1, opEnd, opEnd, opUnreachable, opEnd})
	f, err := newBody(function)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(f.bytes(), function) {
		t.Errorf("read and written: %x, want %x", f.bytes(), function)
	}
	if f.jumps(); !bytes.Equal(f.bytes(), want) {
		t.Errorf("%x, want %x", f.bytes(), want)
	}
	for n := range function {
		if _, err := newBody(function[:n]); err == nil {
			t.Errorf("the first %d bytes are accepted", n)
		}
	}
}

// TestValuesMove reads a table of values, and writes it for other program counters.
func TestValuesMove(t *testing.T) {
	runs := valueRuns{{0, 3}, {96, 40}, {0, 300}}
	table := append([]byte{9, 9}, runs.bytes()...)
	if got := readRuns(table, 2); !slices.Equal(got, runs) {
		t.Errorf("read %v, want %v", got, runs)
	}
	if got, want := runs.moved([]int64{0, -1, 3, 39, 40}), (valueRuns{{0, 2}, {96, 4}, {0, 5}}); !slices.Equal(got, want) {
		t.Errorf("moved to %v, want %v", got, want)
	}
	if readRuns(table, 0) != nil {
		t.Error("a function without a table has one")
	}
}
