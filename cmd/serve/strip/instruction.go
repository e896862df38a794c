package strip

import "encoding/binary"

// instruction is an instruction of a function body.
type instruction struct {
	op     byte
	a, b   int64  // immediate numbers: a constant, an index, a type; or the alignment and the offset of an access
	label  int    // of block, loop, if and their end; the target of br and br_if
	labels []int  // targets of br_table, the default last
	bytes  []byte // other immediates
}

// Opcodes, named as in the specification of WebAssembly.
const (
	opUnreachable  = 0x00
	opNop          = 0x01
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0b
	opBr           = 0x0c
	opBrIf         = 0x0d
	opBrTable      = 0x0e
	opReturn       = 0x0f
	opCall         = 0x10
	opCallIndirect = 0x11
	opDrop         = 0x1a
	opSelect       = 0x1b
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opI32Load      = 0x28
	opI64Load      = 0x29
	opI32Load8S    = 0x2c
	opI32Load8U    = 0x2d
	opI32Load16S   = 0x2e
	opI32Load16U   = 0x2f
	opI64Load8S    = 0x30
	opI64Load8U    = 0x31
	opI64Load16S   = 0x32
	opI64Load16U   = 0x33
	opI64Load32S   = 0x34
	opI64Load32U   = 0x35
	opI32Store     = 0x36
	opI64Store     = 0x37
	opI32Store8    = 0x3a
	opI32Store16   = 0x3b
	opI64Store8    = 0x3c
	opI64Store16   = 0x3d
	opI64Store32   = 0x3e
	opMemorySize   = 0x3f
	opMemoryGrow   = 0x40
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opI32Eqz       = 0x45
	opI32GtU       = 0x4b
	opI32LeU       = 0x4d
	opI64Eqz       = 0x50
	opF64Ge        = 0x66 // the last comparison
	opI32Add       = 0x6a
	opI32Sub       = 0x6b
	opI32Or        = 0x72
	opI64Add       = 0x7c
	opI64ShrU      = 0x88
	opI32Wrap      = 0xa7
	opI64ExtendU   = 0xad
	opLast         = 0xc4 // of one byte
	opPrefix       = 0xfc
)

// Instructions after opPrefix: 0 to 7 are conversions.
const (
	prefixedConversion = 7
	prefixedCopy       = 10
	prefixedFill       = 11
)

// emptyBlock is the type of a block without values.
const emptyBlock = 0x40

// i32 is the type of 32-bit numbers.
const i32 = 0x7f

// isLoad and isStore report whether an instruction reads or writes memory at an offset.
func isLoad(op byte) bool  { return op >= opI32Load && op <= opI64Load32U }
func isStore(op byte) bool { return op >= opI32Store && op <= opI64Store32 }

// isLocal reports whether a is the index of a local.
func isLocal(op byte) bool { return op >= opLocalGet && op <= opLocalTee }

// isComparison reports whether the result is the number 0 or 1.
func isComparison(op byte) bool { return op >= opI32Eqz && op <= opF64Ge }

// begin reports whether code begins with instructions that have these opcodes.
func begin(code []instruction, ops ...byte) bool {
	if len(code) < len(ops) {
		return false
	}
	for i, op := range ops {
		if code[i].op != op {
			return false
		}
	}
	return true
}

// end reports whether code ends with instructions that have these opcodes.
func end(code []instruction, ops ...byte) bool {
	return len(code) >= len(ops) && begin(code[len(code)-len(ops):], ops...)
}

// instruction reads an instruction. The labels of a branch are depths.
func (r *reader) instruction() instruction {
	i := instruction{op: r.byte()}
	switch op := i.op; {
	case op == opBlock || op == opLoop || op == opIf:
		i.a = int64(r.byte())
	case op == opBr || op == opBrIf:
		i.label = r.uint()
	case op == opBrTable:
		for n := r.uint(); n >= 0 && !r.failed; n-- {
			i.labels = append(i.labels, r.uint())
		}
	case op == opCall || op >= opLocalGet && op <= opGlobalSet || op == opMemorySize || op == opMemoryGrow:
		i.a = int64(r.uint())
	case op == opCallIndirect || isLoad(op) || isStore(op):
		i.a, i.b = int64(r.uint()), int64(r.uint())
	case op == opI32Const || op == opI64Const:
		i.a = r.int()
	case op == opF32Const:
		i.bytes = r.take(4)
	case op == opF64Const:
		i.bytes = r.take(8)
	case op == opPrefix:
		i.bytes = r.take(1)
		switch {
		case r.failed || i.bytes[0] <= prefixedConversion:
		case i.bytes[0] == prefixedCopy:
			i.bytes = append(i.bytes[:1:1], r.take(2)...)
		case i.bytes[0] == prefixedFill:
			i.bytes = append(i.bytes[:1:1], r.take(1)...)
		default:
			r.failed = true
		}
	default:
		plain := op <= opNop || op == opElse || op == opEnd || op == opReturn || op == opDrop || op == opSelect
		r.failed = r.failed || !plain && (op < opI32Eqz || op > opLast)
	}
	return i
}

// append appends the instruction, whose labels are depths.
func (i instruction) append(b []byte) []byte {
	b = append(b, i.op)
	switch op := i.op; {
	case op == opBlock || op == opLoop || op == opIf:
		b = append(b, byte(i.a))
	case op == opBr || op == opBrIf:
		b = binary.AppendUvarint(b, uint64(i.label))
	case op == opBrTable:
		b = binary.AppendUvarint(b, uint64(len(i.labels)-1))
		for _, depth := range i.labels {
			b = binary.AppendUvarint(b, uint64(depth))
		}
	case op == opCall || op >= opLocalGet && op <= opGlobalSet || op == opMemorySize || op == opMemoryGrow:
		b = binary.AppendUvarint(b, uint64(i.a))
	case op == opCallIndirect || isLoad(op) || isStore(op):
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(i.a)), uint64(i.b))
	case op == opI32Const || op == opI64Const:
		b = appendSigned(b, i.a)
	}
	return append(b, i.bytes...)
}
