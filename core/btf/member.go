package btf

// memberStep checks that a member of type to fits into the struct or union t.
type memberStep func(p *parser, t *Type, i uint32, m Member, to *Type) bool

// roundUp follows BITS_ROUNDUP_BYTES.
func roundUp(bits uint32) uint32 { return bits/8 + (bits%8+7)/8 }

// noMember follows btf_df_check_member.
func noMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	return p.refuseBasic(t, i, memberUnsupported)
}

// noBitMember follows btf_df_check_kflag_member.
func noBitMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	return p.refuseBasic(t, i, memberBitUnsupported)
}

// refuseBasic refuses a member. The log shows the struct without details.
func (p *parser) refuseBasic(t *Type, i uint32, r *Rule) bool {
	p.logType(t, false, r.message(0, 0))
	return p.record(r, p.id, int(i), 0, 0)
}

// plainBitMember follows btf_generic_check_kflag_member: the kind has no bit fields.
func plainBitMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	if m.BitSize != 0 {
		return p.refuseMember(t, i, m, memberBits, uint64(m.BitSize), 0)
	}
	return kindRows[to.Kind].member(p, t, i, m, to)
}

// behind returns the type of a member after modifiers are skipped.
func (p *parser) behind(t *Type, i uint32, m Member) (Member, *Type, bool) {
	id, _, ok := p.b.Sized(m.Type)
	if !ok {
		return m, nil, p.refuseMember(t, i, m, memberSized, uint64(m.Type), 0)
	}
	m.Type = id
	return m, &p.b.Types[id], true
}

// modifierMember follows btf_modifier_check_member.
func modifierMember(p *parser, t *Type, i uint32, m Member, _ *Type) bool {
	m, to, ok := p.behind(t, i, m)
	return ok && kindRows[to.Kind].member(p, t, i, m, to)
}

// modifierBitMember follows btf_modifier_check_kflag_member.
func modifierBitMember(p *parser, t *Type, i uint32, m Member, _ *Type) bool {
	m, to, ok := p.behind(t, i, m)
	return ok && kindRows[to.Kind].bits(p, t, i, m, to)
}

// fits checks that size bytes at the member's offset are whole bytes inside the struct.
func (p *parser) fits(t *Type, i uint32, m Member, size uint32) bool {
	if m.raw%8 != 0 {
		return p.refuseMember(t, i, m, memberAligned, uint64(m.raw), 0)
	}
	if room := t.Size - m.raw/8; room < size {
		return p.refuseMember(t, i, m, memberFits, uint64(size), uint64(room))
	}
	return true
}

// ptrMember follows btf_ptr_check_member.
func ptrMember(p *parser, t *Type, i uint32, m Member, _ *Type) bool { return p.fits(t, i, m, 8) }

// sizedMember follows btf_struct_check_member and btf_enum_check_member.
func sizedMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	return p.fits(t, i, m, to.Size)
}

// arrayMember follows btf_array_check_member.
func arrayMember(p *parser, t *Type, i uint32, m Member, _ *Type) bool {
	_, size, _ := p.b.Sized(m.Type)
	return p.fits(t, i, m, size)
}

// intMember follows btf_int_check_member.
func intMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	n := p.b.Int(to)
	off := m.raw + n.Offset
	if off < m.raw {
		return p.refuseMember(t, i, m, memberOverflow, uint64(m.raw), uint64(n.Offset))
	}
	return p.bitsFit(t, i, m, off, n.Bits)
}

// bitsFit checks that bits at offset off, in bits, can be copied and lie inside the struct.
func (p *parser) bitsFit(t *Type, i uint32, m Member, off, bits uint32) bool {
	copied := bits + off%8
	if copied > maxBits {
		return p.refuseMember(t, i, m, memberCopied, uint64(copied), 0)
	}
	at := off / 8
	if t.Size < at || t.Size-at < roundUp(copied) {
		return p.refuseMember(t, i, m, memberFits, uint64(roundUp(copied)), uint64(t.Size)-uint64(min(at, t.Size)))
	}
	return true
}

// intBitMember follows btf_int_check_kflag_member.
func intBitMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	n := p.b.Int(to)
	bits := m.BitSize
	switch {
	case !n.isRegular():
		return p.refuseMember(t, i, m, memberBase, uint64(m.Type), 0)
	case bits == 0 && m.BitOffset%8 != 0:
		return p.refuseMember(t, i, m, memberOffset, uint64(m.BitOffset), 0)
	case bits == 0:
		bits = n.Bits
	case bits > n.Bits:
		return p.refuseMember(t, i, m, memberBits, uint64(bits), uint64(n.Bits))
	}
	return p.bitsFit(t, i, m, m.BitOffset, bits)
}

// enumBitMember follows btf_enum_check_kflag_member, which takes every enum for one of 32 bits.
func enumBitMember(p *parser, t *Type, i uint32, m Member, _ *Type) bool {
	bits := m.BitSize
	switch {
	case bits == 0 && m.BitOffset%8 != 0:
		return p.refuseMember(t, i, m, memberAligned, uint64(m.BitOffset), 0)
	case bits == 0:
		bits = 32
	case bits > 32:
		return p.refuseMember(t, i, m, memberBits, uint64(bits), 32)
	}
	if end := roundUp(m.BitOffset + bits); t.Size < end {
		return p.refuseMember(t, i, m, memberFits, uint64(end), uint64(t.Size))
	}
	return true
}

// floatMember follows btf_float_check_member.
func floatMember(p *parser, t *Type, i uint32, m Member, to *Type) bool {
	if m.raw%(8*min(8, to.Size)) != 0 {
		return p.refuseMember(t, i, m, memberFloat, uint64(m.raw), uint64(to.Size))
	}
	if end := uint64(m.raw/8) + uint64(to.Size); end > uint64(t.Size) {
		return p.refuseMember(t, i, m, memberFits, end, uint64(t.Size))
	}
	return true
}
