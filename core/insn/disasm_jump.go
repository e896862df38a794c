// Follows kernel/bpf/disasm.c.

package insn

func (p *printer) jmp(i Insn, names *Names) {
	p.code(i)
	switch {
	case i.Op() == BPF_CALL:
		p.call(i, names)
	case i.Code == BPF_JMP|BPF_JA:
		p.str("goto pc")
		p.signed(int64(i.Off))
	case i.Code == BPF_JMP|BPF_JA|BPF_X && printsGotox.In(p.release):
		p.str("gotox ")
		p.reg(i.Dst, false)
	case i.Code == BPF_JMP|BPF_JCOND && i.Src == 0 && printsCast.In(p.release):
		p.str("may_goto pc")
		p.signed(int64(i.Off))
	case i.Code == BPF_JMP32|BPF_JA && printsV4.In(p.release):
		p.str("gotol pc")
		p.signed(int64(i.Imm))
	case i.Code == BPF_JMP|BPF_EXIT:
		p.str("exit")
	default:
		narrow := i.Class() == BPF_JMP32
		p.str("if ")
		p.reg(i.Dst, narrow)
		p.str(" ", jmpOperator(i.Op()), " ")
		if i.Source() == BPF_X {
			p.reg(i.Src, narrow)
		} else {
			p.hex(uint64(uint32(i.Imm)))
		}
		p.str(" goto pc")
		p.signed(int64(i.Off))
	}
}

func jmpOperator(op uint8) string {
	switch op {
	case BPF_JA:
		return "jmp"
	case BPF_EXIT:
		return "exit"
	}
	return operator(ShapeIf, op, 0)
}

func (p *printer) call(i Insn, names *Names) {
	name := ""
	if helper := i.Src == 0 || i.Src != BPF_PSEUDO_CALL && !printsKfuncs.In(p.release); helper {
		if n, since := HelperName(i.Imm); n != "" && p.release >= since {
			name = n
		}
	}
	if name == "" && names != nil && names.Call != nil {
		name = names.Call(i)
	}
	if i.Src == BPF_PSEUDO_CALL {
		p.str("call pc")
		if name == "" {
			p.signed(int64(i.Imm))
		}
		p.str(name)
		return
	}
	if name == "" {
		name = "unknown"
		if i.Src == BPF_PSEUDO_KFUNC_CALL && printsKfuncs.In(p.release) {
			name = "kernel-function"
			if i.Imm == 0 {
				name = "" // void, which has no name
			}
		}
	}
	p.str("call ", name, "#")
	p.num(int64(i.Imm))
}
