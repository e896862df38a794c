package btf

import (
	"encoding/binary"
	"math"
)

// The first pass looks at each type by itself. Each step is one condition of a kind's check_meta, or prints the type.

// metaStep checks one condition of a type and reports whether it holds.
type metaStep func(p *parser, t *Type) bool

// checkMetas follows btf_check_all_metas.
func (p *parser) checkMetas() bool {
	b := p.b
	b.Types = append(b.Types, Type{})
	data := p.at(p.hdr.types)
	start := p.hdr.len + p.hdr.types.off
	last := maxKind(p.r)
	p.id = 1
	for at := uint32(0); at < uint32(len(data)); p.id++ {
		left := uint32(len(data)) - at
		if left < typeBytes {
			p.log.Printf("[%d] ", p.id)
			return p.refuse(typeWhole, uint64(left), typeBytes)
		}
		word := func(i uint32) uint32 { return binary.LittleEndian.Uint32(data[at+4*i:]) }
		info := word(1)
		t := Type{nameOff: word(0), third: word(2), Kind: Kind(info >> 24 & 0x1f), Vlen: info & 0xffff, Flag: info>>31 != 0,
			rest: start + at + typeBytes}
		known := uint32(0x9f00ffff)
		switch {
		case sinceLayout.In(p.r):
			t.Kind, t.Vlen, known = Kind(info>>24&0x7f), info&0xffffff, math.MaxUint32
		case !sinceFloat.In(p.r):
			t.Kind, known = t.Kind&0xf, 0x8f00ffff
		}
		if !sinceFunc.In(p.r) {
			known &^= 1 << 31
		}
		switch {
		case info&^known != 0:
			p.log.Printf("[%d] ", p.id)
			return p.refuse(typeInfo, uint64(info), uint64(known))
		case t.Kind == VOID || t.Kind > last:
			p.log.Printf("[%d] ", p.id)
			return p.refuse(typeKind, uint64(t.Kind), uint64(last))
		case t.nameOff > maxNameOffset || t.nameOff >= uint32(len(b.text)):
			p.log.Printf("[%d] ", p.id)
			return p.refuse(typeNameOffset, uint64(t.nameOff), uint64(len(b.text)))
		}
		t.Name = b.str(t.nameOff)
		row := &kindRows[t.Kind]
		if t.Kind.hasSize() {
			t.Size = t.third
		}
		if t.Kind.is(referring) {
			t.Ref = t.third
		}
		p.left = left - typeBytes
		for _, step := range row.meta {
			if !step(p, &t) {
				return false
			}
		}
		if len(b.Types) < maxType {
			b.Types = append(b.Types, t)
		} else {
			p.log.Print("Exceeded max num of types") // the kernel drops the type and goes on
		}
		at += typeBytes + row.size(&t)
	}
	return true
}

// size returns the bytes that follow a type.
func (k *kindRow) size(t *Type) uint32 {
	if k.each == 0 {
		return k.fixed
	}
	return k.each * t.Vlen
}

func restIsThere(p *parser, t *Type) bool {
	needed := kindRows[t.Kind].size(t)
	if p.left < needed {
		p.logType(t, false, metaRest.message(uint64(p.left), uint64(needed)))
		return p.record(metaRest, p.id, -1, uint64(p.left), uint64(needed))
	}
	return true
}

// listType prints a type that has passed.
func listType(p *parser, t *Type) bool {
	p.logType(t, true, "")
	return true
}

func vlenIsZero(p *parser, t *Type) bool {
	return t.Vlen == 0 || p.refuseType(t, metaVlen, uint64(t.Vlen), 0)
}

func flagIsZero(p *parser, t *Type) bool { return !t.Flag || p.refuseType(t, metaFlag, 1, 0) }

func tagFlag(p *parser, t *Type) bool { return sinceTagFlag.In(p.r) || flagIsZero(p, t) }

func enumFlag(p *parser, t *Type) bool { return sinceEnum64.In(p.r) || flagIsZero(p, t) }

func typeIsZero(p *parser, t *Type) bool {
	return t.third == 0 || p.refuseType(t, fwdType, uint64(t.third), 0)
}

func thirdIsZero(p *parser, t *Type) bool {
	return t.third == 0 || p.refuseType(t, arraySize, uint64(t.third), 0)
}

func refIsValid(p *parser, t *Type) bool {
	return t.Ref <= maxType || p.refuseType(t, metaRef, uint64(t.Ref), 0)
}

func nameIsEmpty(p *parser, t *Type) bool {
	return t.nameOff == 0 || p.refuseType(t, nameNone, uint64(t.nameOff), 0)
}

func nameIsIdentifier(p *parser, t *Type) bool {
	return t.nameOff != 0 && p.isIdentifier(t.Name) || p.refuseType(t, nameNeeded, uint64(t.nameOff), 0)
}

func nameIsIdentifierOrEmpty(p *parser, t *Type) bool {
	return t.nameOff == 0 || p.isIdentifier(t.Name) || p.refuseType(t, nameOptional, uint64(t.nameOff), 0)
}

func nameIsSection(p *parser, t *Type) bool {
	return t.nameOff != 0 && p.isSection(t.Name) || p.refuseType(t, nameSection, uint64(t.nameOff), 0)
}

// refName checks the name of a type that refers to another one.
func refName(p *parser, t *Type) bool {
	switch t.Kind {
	case TYPEDEF:
		return nameIsIdentifier(p, t)
	case TYPE_TAG:
		return t.Name != "" || p.refuseType(t, nameTag, uint64(t.nameOff), 0)
	}
	return nameIsEmpty(p, t)
}

// nameLimit returns KSYM_NAME_LEN.
func (p *parser) nameLimit() int {
	if sinceLongNames.In(p.r) {
		return 512
	}
	return 128
}

// isIdentifier follows btf_name_valid_identifier.
func (p *parser) isIdentifier(name string) bool { return p.isWord(name, sinceDots.In(p.r)) }

// isSection follows btf_name_valid_section.
func (p *parser) isSection(name string) bool {
	if !sincePrintable.In(p.r) {
		return p.isWord(name, true)
	}
	if name == "" || len(name) > p.nameLimit() {
		return false
	}
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' && name[i] < 0xa0 {
			return false
		}
	}
	return true
}

// isWord follows __btf_name_valid: it reports whether name consists of letters, digits and underscores, perhaps dots, and
// does not begin with a digit. Letters are those of isalpha, which knows Latin-1.
func (p *parser) isWord(name string, dots bool) bool {
	if name == "" || len(name) > p.nameLimit() {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0xc0 && c != 0xd7 && c != 0xf7
		if !letter && c != '_' && !(dots && c == '.') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func intData(p *parser, t *Type) bool {
	i, data := p.b.Int(t), p.b.word(t, 0)
	bits := i.Bits + i.Offset
	switch {
	case data&^0x0fffffff != 0:
		p.logType(t, false, intUnknown.message(uint64(data), 0))
		return p.record(intUnknown, p.id, -1, uint64(data), 0)
	case bits > maxBits:
		return p.refuseType(t, intBits, maxBits, uint64(bits))
	case (bits+7)/8 > t.Size:
		return p.refuseType(t, intFits, uint64(bits), uint64(t.Size))
	case i.Encoding != 0 && i.Encoding != INT_SIGNED && i.Encoding != INT_CHAR && i.Encoding != INT_BOOL:
		return p.refuseType(t, intEncoding, uint64(i.Encoding), 0)
	}
	return true
}

// maxBits is BITS_PER_U128.
const maxBits = 128

func arrayData(p *parser, t *Type) bool {
	a := p.b.Array(t)
	if a.Elem == 0 || a.Elem > maxType {
		return p.refuseType(t, arrayElem, uint64(a.Elem), 0)
	}
	return a.Index != 0 && a.Index <= maxType || p.refuseType(t, arrayIndex, uint64(a.Index), 0)
}

func structMembers(p *parser, t *Type) bool {
	last := uint32(0)
	for i := range t.Vlen {
		m := p.b.Member(t, i)
		bytes := uint64(m.BitOffset)/8 + min(1, uint64(m.BitOffset)%8)
		switch {
		case m.nameOff > maxNameOffset || m.nameOff >= uint32(len(p.b.text)):
			return p.refuseMember(t, i, m, memberNameOffset, uint64(m.nameOff), 0)
		case m.nameOff != 0 && !p.isIdentifier(m.Name):
			return p.refuseMember(t, i, m, memberName, uint64(m.nameOff), 0)
		case m.Type == 0 || m.Type > maxType:
			return p.refuseMember(t, i, m, memberType, uint64(m.Type), 0)
		case t.Kind == UNION && m.BitOffset != 0:
			return p.refuseMember(t, i, m, memberUnion, uint64(m.BitOffset), 0)
		case last > m.BitOffset:
			return p.refuseMember(t, i, m, memberOrder, uint64(m.BitOffset), uint64(last))
		case bytes > uint64(t.Size):
			return p.refuseMember(t, i, m, memberInside, bytes, uint64(t.Size))
		}
		p.logMember(t, m, "")
		last = m.BitOffset
	}
	return true
}

func enumSize(p *parser, t *Type) bool {
	return t.Size <= 8 && t.Size != 0 && t.Size&(t.Size-1) == 0 || p.refuseType(t, enumPower, uint64(t.Size), 0)
}

func enumValues(p *parser, t *Type) bool {
	for i := range t.Vlen {
		e := p.b.Enumerator(t, i)
		switch {
		case e.nameOff > maxNameOffset || e.nameOff >= uint32(len(p.b.text)):
			return p.refuse(enumNameOffset, uint64(e.nameOff), 0)
		case e.nameOff == 0 || !p.isIdentifier(e.Name):
			return p.refuseType(t, enumName, uint64(e.nameOff), 0)
		}
		if !p.log.Needed() {
			continue
		}
		switch {
		case t.Flag:
			p.log.Printf("\t%s val=%d\n", e.Name, int64(e.Value))
		case t.Kind == ENUM && !sinceEnum64.In(p.r):
			p.log.Printf("\t%s val=%d\n", e.Name, int32(e.Value))
		default:
			p.log.Printf("\t%s val=%d\n", e.Name, e.Value)
		}
	}
	return true
}

func funcLinkage(p *parser, t *Type) bool {
	if !sinceLinkage.In(p.r) {
		return vlenIsZero(p, t)
	}
	return t.Vlen <= 1 || p.refuseType(t, linkageOfFunc, uint64(t.Vlen), 0)
}

func varType(p *parser, t *Type) bool {
	return t.Ref != 0 && t.Ref <= maxType || p.refuseType(t, metaVarType, uint64(t.Ref), 0)
}

func varLinkage(p *parser, t *Type) bool {
	return p.b.Linkage(t) <= 1 || p.refuseType(t, linkageOfVar, uint64(p.b.Linkage(t)), 0)
}

func secVlen(p *parser, t *Type) bool {
	return t.Vlen != 0 || sinceEmptySec.In(p.r) || p.refuseType(t, secEmpty, 0, 0)
}

func secSize(p *parser, t *Type) bool { return t.Size != 0 || p.refuseType(t, secSizeZero, 0, 0) }

func secVars(p *parser, t *Type) bool {
	end, sum := uint64(0), uint64(0)
	for i := range t.Vlen {
		v := p.b.Var(t, i)
		switch {
		case v.Type == 0 || v.Type > maxType:
			return p.refuseVar(t, i, v, secVarType, uint64(v.Type), 0)
		case uint64(v.Offset) < end || v.Offset >= t.Size:
			return p.refuseVar(t, i, v, secVarOffset, uint64(v.Offset), end)
		case v.Size == 0 || v.Size > t.Size:
			return p.refuseVar(t, i, v, secVarSize, uint64(v.Size), uint64(t.Size))
		}
		end = uint64(v.Offset + v.Size) // may overflow, as in the kernel
		if end > uint64(t.Size) {
			return p.refuseVar(t, i, v, secVarEnd, end, uint64(t.Size))
		}
		p.logVar(t, v, "")
		sum += uint64(v.Size)
	}
	return uint64(t.Size) >= sum || p.refuseType(t, secSum, sum, uint64(t.Size))
}

func floatSize(p *parser, t *Type) bool {
	switch t.Size {
	case 2, 4, 8, 12, 16:
		return true
	}
	return p.refuseType(t, floatBytes, uint64(t.Size), 0)
}

func tagValue(p *parser, t *Type) bool { return t.Name != "" || p.refuseType(t, tagName, 0, 0) }

func tagComponent(p *parser, t *Type) bool {
	return int32(p.b.word(t, 0)) >= -1 || p.refuseType(t, tagIndex, uint64(p.b.word(t, 0)), 0)
}
