// Follows kernel/bpf/disasm.c.

package insn

const probeAtomic = 0xe0 // BPF_PROBE_ATOMIC

func (p *printer) stx(i Insn) {
	kind := sizeNames[i.SizeBits()>>3]
	if i.Mode() == BPF_MEM {
		p.code(i)
		p.access(kind, i.Dst, i.Off)
		p.str(" = ")
		p.reg(i.Src, false)
		return
	}
	probe := i.Mode() == probeAtomic && printsProbe.In(p.release)
	f := p.atomic(i)
	if i.Mode() != BPF_ATOMIC && !probe || f == nil {
		p.bug("BUG_", i)
		return
	}
	p.code(i)
	if probe {
		p.str("probe ")
	}
	wide := ""
	if i.SizeBits() == BPF_DW {
		wide = "64"
	}
	switch f.Shape {
	case ShapeLock:
		p.str("lock ")
		p.access(kind, i.Dst, i.Off)
		p.str(" ", f.Name, " ")
		p.reg(i.Src, false)
		return
	case ShapeFetch:
		p.reg(i.Src, false)
		p.str(" = atomic", wide, "_fetch_", f.Name, "((", kind, " *)")
	case ShapeCmpXchg:
		p.str("r0 = atomic", wide, "_cmpxchg((", kind, " *)")
	case ShapeXchg:
		p.reg(i.Src, false)
		p.str(" = atomic", wide, "_xchg((", kind, " *)")
	case ShapeAcquire:
		p.reg(i.Dst, false)
		p.str(" = load_acquire((", kind, " *)")
		p.addr(i.Src, i.Off)
		p.str(")")
		return
	case ShapeRelease:
		p.str("store_release((", kind, " *)")
	}
	p.addr(i.Dst, i.Off)
	if f.Shape == ShapeCmpXchg {
		p.str(", r0")
	}
	p.str(", ")
	p.reg(i.Src, false)
	p.str(")")
}

// atomic returns the atomic operation that Imm names, whatever the size, or nil.
func (p *printer) atomic(i Insn) *Form {
	if !printsAtomics.In(p.release) {
		i.Imm = BPF_ADD // BPF_XADD, whatever Imm is
	}
	for k := range Forms {
		f := &Forms[k]
		if f.Classes == 1<<BPF_STX && f.Code == BPF_ATOMIC && f.Imm == i.Imm && (f.since != printsSync || printsSync.In(p.release)) {
			return f
		}
	}
	return nil
}

func (p *printer) st(i Insn) {
	switch i.Mode() {
	case BPF_MEM:
		p.code(i)
		p.access(sizeNames[i.SizeBits()>>3], i.Dst, i.Off)
		p.str(" = ")
		p.num(int64(i.Imm))
	case BPF_ATOMIC: // BPF_NOSPEC
		p.code(i)
		p.str("nospec")
	default:
		p.bug("BUG_st_", i)
	}
}

func (p *printer) ldx(i Insn) {
	kind := i.SizeBits() >> 3
	switch {
	case i.Mode() == BPF_MEMSX && printsV4.In(p.release) && (i.SizeBits() != BPF_DW || !printsProbe.In(p.release)):
		kind += 4
	case i.Mode() != BPF_MEM:
		p.bug("BUG_ldx_", i)
		return
	}
	p.code(i)
	p.reg(i.Dst, false)
	p.str(" = ")
	p.access(sizeNames[kind], i.Src, i.Off)
}

func (p *printer) ld(insns []Insn, at int, names *Names) {
	i := insns[at]
	kind := sizeNames[i.SizeBits()>>3]
	switch {
	case i.Mode() == BPF_ABS:
		p.code(i)
		p.str("r0 = *(", kind, " *)skb[")
		p.num(int64(i.Imm))
		p.str("]")
	case i.Mode() == BPF_IND:
		p.code(i)
		p.str("r0 = *(", kind, " *)skb[")
		p.reg(i.Src, false)
		p.str(" + ")
		p.num(int64(i.Imm))
		p.str("]")
	case i.IsLoadImm64():
		imm := uint64(uint32(i.Imm))
		if at+1 < len(insns) {
			imm |= uint64(uint32(insns[at+1].Imm)) << 32
		}
		if names != nil && names.HidePointers && p.pointer(i.Src) {
			imm = 0
		}
		p.code(i)
		p.reg(i.Dst, false)
		p.str(" = ")
		if names != nil && names.Imm != nil {
			p.str(names.Imm(i, imm))
			return
		}
		p.hex(imm)
	default:
		p.bug("BUG_ld_", i)
	}
}

// pointer reports whether the operand of a 64-bit immediate load with this source becomes a pointer.
func (p *printer) pointer(src uint8) bool {
	switch src {
	case BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE:
		return true
	case BPF_PSEUDO_MAP_IDX, BPF_PSEUDO_MAP_IDX_VALUE, BPF_PSEUDO_BTF_ID:
		return hidesIndexes.In(p.release)
	}
	return false
}
