package btf

import "bpfplay/core/abi"

// searcher looks for special members in types.
type searcher struct {
	b     *BTF
	r     abi.Release
	mask  FieldKind
	found []Field
	// plain holds structs without special members at any depth, and how many levels of structs they nest.
	plain map[uint32]int
}

func (b *BTF) searcher(mask FieldKind) *searcher {
	return &searcher{b: b, r: b.Release, mask: mask, plain: map[uint32]int{}}
}

// kptrDeclined is why special pointers are not decided.
const kptrDeclined = "the target of a kptr is looked up in the kernel's own BTF"

// search follows btf_parse_fields: it returns the special members of a struct or a section of size bytes, nil if it has
// none, or the rule that refuses them.
func (s *searcher) search(id, size uint32) (rec *Record, refused *Rule, declined string) {
	b := s.b
	s.found = nil
	var seen FieldKind
	switch t := &b.Types[id]; {
	case t.Kind == STRUCT:
		_, _, refused = s.structFields(id, 0, 0, &seen)
	case t.Kind == DATASEC:
		refused = s.sectionFields(t, &seen)
	default:
		return nil, fieldOwner, ""
	}
	if refused != nil || len(s.found) == 0 {
		return nil, refused, ""
	}
	rec = &Record{}
	next := uint32(0)
	for _, f := range s.found {
		if uint64(f.Offset)+uint64(f.Size) > uint64(size) {
			return nil, fieldInside, ""
		}
		if f.Offset < next {
			return nil, fieldOverlap, ""
		}
		next = f.Offset + f.Size
		if f.Kind&(KPTR|UPTR) != 0 {
			return nil, nil, kptrDeclined
		}
		if f.Kind&graphRoot != 0 {
			if refused := b.checkRoot(f); refused != nil {
				return nil, refused, ""
			}
		}
		rec.Mask |= f.Kind
	}
	rec.Fields = s.found
	const locks = SPIN_LOCK | RES_SPIN_LOCK
	switch {
	case rec.Mask&locks == locks:
		return nil, fieldLocks, ""
	case rec.Has(graphRoot) && !rec.Has(locks):
		return nil, rootLock, ""
	case !rec.Has(REFCOUNT) && rec.Mask&graphNode == graphNode:
		return nil, nodeRefcount, ""
	}
	return rec, nil, ""
}

// structFields follows btf_find_struct_field and btf_find_nested_struct. The fields begin at off. It returns how many it
// found and how many levels of structs it entered.
func (s *searcher) structFields(id, off uint32, level int, seen *FieldKind) (n, height int, refused *Rule) {
	if level >= maxDepth {
		return 0, 0, fieldDepth
	}
	if h, ok := s.plain[id]; ok {
		if level+h >= maxDepth {
			return 0, 0, fieldDepth
		}
		return 0, h, nil
	}
	if level > 0 && !sinceSharedSeen.In(s.r) {
		seen = new(FieldKind)
	}
	before := *seen
	t := &s.b.Types[id]
	for i := range t.Vlen {
		m := s.b.Member(t, i)
		if sinceNested.In(s.r) && m.BitOffset%8 != 0 {
			return 0, 0, fieldBits
		}
		got, h, refused := s.one(position{owner: id, index: i, bits: m.BitOffset, off: off + m.BitOffset/8}, m.Type, level, seen)
		if refused != nil {
			return 0, 0, refused
		}
		n, height = n+got, max(height, h)
	}
	if n == 0 && *seen == before {
		s.plain[id] = height
	}
	return n, height, nil
}

// position is the use of a type: as a member or a variable.
type position struct {
	owner uint32 // id of the struct or the VAR
	index uint32 // of the member; -1 for a variable
	bits  uint32 // offset in its struct
	off   uint32 // offset in the value in bytes
	size  uint32 // the size that a section gives the variable; 0 otherwise
}

// one follows btf_find_field_one: it looks at one member.
func (s *searcher) one(at position, id uint32, level int, seen *FieldKind) (n, height int, refused *Rule) {
	b := s.b
	elems := uint32(1)
	if sinceNested.In(s.r) {
		depth := 0
		for ; depth < maxDepth && b.Types[id].Kind == ARRAY; depth++ {
			a := b.Array(&b.Types[id])
			elems *= a.Len
			id = a.Elem
		}
		if depth == maxDepth {
			return 0, 0, fieldDepth
		}
		if elems == 0 {
			return 0, 0, nil
		}
	}
	t := &b.Types[id]
	row, refused := s.kindOf(t, seen)
	if refused != nil {
		return 0, 0, refused
	}
	start := len(s.found)
	if row == nil {
		if !sinceNested.In(s.r) || t.Kind != STRUCT || at.size != 0 && at.size != t.Size*elems {
			return 0, 0, nil
		}
		n, height, refused = s.structFields(id, at.off, level+1, seen)
		if refused != nil || n == 0 {
			return 0, height + 1, refused
		}
		if elems > 1 {
			if refused := s.repeat(start, elems, t.Size); refused != nil {
				return 0, 0, refused
			}
		}
		return n * int(elems), height + 1, nil
	}
	if at.bits%8 != 0 {
		return 0, 0, fieldBits
	}
	size := row.sizeIn(s.r)
	if at.size != 0 && at.size != size*elems || at.ownOffset()%row.align != 0 {
		return 0, 0, nil
	}
	f := Field{Kind: row.kind, Offset: at.off, Size: size}
	if row.kind == KPTR {
		found, kind, refused := b.kptr(t, s.mask)
		if refused != nil || !found {
			return 0, 0, refused
		}
		f.Kind = kind
	} else {
		if t.Kind != STRUCT || t.Size != size {
			return 0, 0, nil
		}
		if row.kind&graphRoot != 0 {
			if f.value, f.node, refused = b.rootOf(at); refused != nil {
				return 0, 0, refused
			}
		}
	}
	if len(s.found) >= maxFields {
		return 0, 0, fieldCount
	}
	s.found = append(s.found, f)
	if elems > 1 {
		if refused := s.repeat(start, elems, size); refused != nil {
			return 0, 0, refused
		}
	}
	return int(elems), 0, nil
}

// ownOffset returns the offset in bytes that the kernel aligns: the one in the struct or the section.
func (p position) ownOffset() uint32 {
	if p.size != 0 {
		return p.off
	}
	return p.bits / 8
}

// sectionFields follows btf_find_datasec_var.
func (s *searcher) sectionFields(t *Type, seen *FieldKind) *Rule {
	for i := range t.Vlen {
		v := s.b.Var(t, i)
		at := position{owner: v.Type, index: 0xffffffff, off: v.Offset, size: v.Size}
		if _, _, refused := s.one(at, s.b.Types[v.Type].Ref, 0, seen); refused != nil {
			return refused
		}
	}
	return nil
}

// kptrRow stands for a pointer, which is special if it has a tag.
var kptrRow = fieldRow{kind: KPTR, size: 8, align: 8}

// kindOf follows btf_get_field_type: it returns the row of a type that may be special, or nil.
func (s *searcher) kindOf(t *Type, seen *FieldKind) (*fieldRow, *Rule) {
	for i := range fieldRows {
		f := &fieldRows[i]
		if s.mask&f.kind == 0 || !f.since.In(s.r) || t.Name != f.name {
			continue
		}
		lax := f.kind == REFCOUNT && sinceTwoRefcounts.In(s.r) && !sinceOneRefcount.In(s.r)
		if f.unique && !lax {
			if *seen&f.kind != 0 {
				return nil, fieldTwice
			}
			*seen |= f.kind
		}
		return f, nil
	}
	if s.mask&(KPTR|UPTR) != 0 && t.Kind != STRUCT {
		return &kptrRow, nil
	}
	return nil, nil
}

// repeat follows btf_repeat_fields: the fields found from start on are those of the first of several elements.
func (s *searcher) repeat(start int, elems, size uint32) *Rule {
	first := s.found[start:]
	for _, f := range first {
		if f.Kind&(KPTR|UPTR|graphRoot) == 0 {
			return fieldRepeat
		}
	}
	if uint64(len(first))*uint64(elems) > uint64(maxFields-start) {
		return fieldCount
	}
	for i := uint32(1); i < elems; i++ {
		for _, f := range first {
			f.Offset += i * size
			s.found = append(s.found, f)
		}
	}
	return nil
}
