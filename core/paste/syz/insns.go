package syz

// loadImm64 is the opcode of the only instruction of 16 bytes.
const loadImm64 = 0x18

// insns stores instructions. The descriptions have a struct for each common one, and structs of several. All of them list
// opcode, destination, source, offset and immediate, and for ld_imm64 those of the second half, without its registers.
func (l *layout) insns(a *arg, addr uint64) uint64 {
	switch {
	case a == nil || a.kind == nilArg || a.kind == list && len(a.inner) == 0:
		return addr
	case a.kind == union && len(a.inner) > 0:
		return l.insns(a.inner[0], addr)
	case a.kind == list && !isAnyBlob(a) && a.inner[0].kind == number:
		return l.insn(a.inner, addr)
	case a.kind == list && !isAnyBlob(a):
		for _, inner := range a.inner {
			addr = l.insns(inner, addr)
		}
		return addr
	}
	return l.bytes(a, blob, addr)
}

// insn stores one instruction.
func (l *layout) insn(parts []*arg, addr uint64) uint64 {
	part := func(i int) *arg {
		if i < len(parts) {
			return parts[i]
		}
		return &arg{kind: number}
	}
	half := func(code, registers uint64, at int) {
		l.Put(addr, code, 1)
		l.Put(addr+1, registers, 1)
		l.number(part(at), &argType{size: 2}, addr+2)
		l.number(part(at+1), fd, addr+4)
		addr += 8
	}
	half(part(0).v, part(1).v&15|part(2).v<<4&0xf0, 3)
	if part(0).v == loadImm64 {
		half(part(5).v, part(6).v, 7)
	}
	return addr
}

// leavesOut reports whether the descriptions choose a value in args: one that is AUTO, or an option without a value.
func leavesOut(args []*arg) bool {
	for _, a := range args {
		if a.kind == autoArg || a.kind == union && len(a.inner) == 0 || leavesOut(a.inner) {
			return true
		}
	}
	return false
}
