package strip

import "math"

// inverse maps comparisons to their opposites. Those of floating-point numbers have none.
var inverse = func() map[byte]byte {
	pairs := [...][2]byte{{0x46, 0x47}, {0x48, 0x4e}, {0x49, 0x4f}, {0x4a, 0x4c}, {0x4b, 0x4d},
		{0x51, 0x52}, {0x53, 0x59}, {0x54, 0x5a}, {0x55, 0x57}, {0x56, 0x58}}
	m := map[byte]byte{}
	for _, p := range pairs {
		m[p[0]], m[p[1]] = p[1], p[0]
	}
	return m
}()

// narrow has an access of 32 bits for each one of 64 bits, to be used if the upper ones are dropped, and its alignment.
var narrow = map[byte]struct {
	op        byte
	alignment int64
}{
	opI64Load: {opI32Load, 2}, opI64Load32S: {opI32Load, 2}, opI64Load32U: {opI32Load, 2},
	opI64Load16S: {opI32Load16S, 1}, opI64Load16U: {opI32Load16U, 1},
	opI64Load8S: {opI32Load8S, 0}, opI64Load8U: {opI32Load8U, 0},
	opI64Store32: {opI32Store, 2}, opI64Store16: {opI32Store16, 1}, opI64Store8: {opI32Store8, 0},
}

// unsigned are the loads whose value is 0 if and only if its lower 32 bits are.
var unsigned = map[byte]bool{opI64Load32U: true, opI64Load16U: true, opI64Load8U: true}

// simplify replaces sequences that the compiler emits for any operands by shorter ones for these.
func (c *code) simplify(f *body) {
	s := simplifier{}
	for i := 0; i < len(f.code); i++ {
		x := f.code[i]
		if x.op == opLocalSet && x.a > localSP && i+1 < len(f.code) && f.code[i+1].op == opLocalGet && f.code[i+1].a == x.a {
			x.op = opLocalTee
			i++
		}
		if x, ok := s.next(x); ok {
			s.operands.follow(x, len(s.code), c.effect(x))
			s.code = append(s.code, x)
		}
	}
	f.code = s.code
}

// simplifier is the code before the next instruction.
type simplifier struct {
	code     []instruction
	operands operands
}

// last returns the instruction that is n before the next.
func (s *simplifier) last(n int) *instruction { return &s.code[len(s.code)-n] }

func (s *simplifier) drop(n int) { s.code = s.code[:len(s.code)-n] }

// next returns what remains of the next instruction. It may change those before.
func (s *simplifier) next(x instruction) (instruction, bool) {
	switch x.op {
	case opNop:
		return x, false
	case opI32Wrap:
		switch {
		case end(s.code, opI64ExtendU):
			s.drop(1)
			return x, false
		case end(s.code, opLocalGet, opI64ExtendU, opI64Const, opI64Add) && s.last(2).a >= 0 && s.last(2).a <= math.MaxInt32:
			offset := s.last(2).a
			s.drop(3)
			s.code = append(s.code, instruction{op: opI32Const, a: offset}, instruction{op: opI32Add})
			return x, false
		case end(s.code, opI64Const):
			*s.last(1) = instruction{op: opI32Const, a: int64(int32(s.last(1).a))}
			return x, false
		case len(s.code) > 0 && isLoad(s.last(1).op):
			if n, ok := narrow[s.last(1).op]; ok {
				s.last(1).op, s.last(1).a = n.op, n.alignment
				return x, false
			}
		}
	case opI64Eqz:
		switch {
		case len(s.code) > 1 && end(s.code, opI64ExtendU) && isComparison(s.last(2).op):
			s.drop(1)
			x.op = opI32Eqz
		case len(s.code) > 0 && unsigned[s.last(1).op]:
			n := narrow[s.last(1).op]
			s.last(1).op, s.last(1).a = n.op, n.alignment
			x.op = opI32Eqz
		}
	case opIf, opBrIf:
		for end(s.code, opI32Eqz, opI32Eqz) {
			s.drop(2)
		}
	case opLocalSet:
		if end(s.code, opLocalTee) && s.last(1).a == x.a {
			s.drop(1)
		}
	}
	if x.op == opI32Eqz && len(s.code) > 0 {
		if opposite, ok := inverse[s.last(1).op]; ok {
			s.last(1).op = opposite
			return x, false
		}
	}
	if n, ok := narrow[x.op]; ok && isStore(x.op) && end(s.code, opI64ExtendU) {
		s.drop(1)
		x.op, x.a = n.op, n.alignment
	}
	s.addOffset(&x)
	return x, true
}

// stackPlace are the instructions of an address on the stack, which is SP and a number that is not negative.
var stackPlace = []byte{opLocalGet, opI32Const, opI32Add}

func isStackPlace(code []instruction) bool {
	return begin(code, stackPlace...) && code[0].a == localSP && code[1].a >= 0
}

// addOffset adds the offset of an address on the stack to that of the access.
func (s *simplifier) addOffset(x *instruction) {
	n := len(stackPlace)
	switch {
	case isLoad(x.op) && len(s.code) >= n && isStackPlace(s.code[len(s.code)-n:]):
		x.b += s.last(2).a
		s.drop(n - 1)
	case isStore(x.op):
		address, value := s.operands.start(2), s.operands.start(1)
		if address >= 0 && value == address+n && isStackPlace(s.code[address:]) {
			x.b += s.code[address+1].a
			s.code = append(s.code[:address+1], s.code[value:]...)
		}
	}
}
