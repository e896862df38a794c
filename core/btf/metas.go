package btf

import "bpfplay/core/abi"

// structMeta follows struct btf_struct_meta: a struct with special members.
type structMeta struct {
	id  uint32
	rec *Record
}

// sinceOwnership is the release in which the depth of owned structs is limited, in place of a ban on lists of lists.
var sinceOwnership = abi.Since{abi.V7_3, abi.V6_12 + 117}

// maxOwnership is BTF_MAX_OWNERSHIP_DEPTH.
const maxOwnership = 8

// parseStructs follows btf_parse_struct_metas and the checks after it. The log shows none of its refusals.
func (p *parser) parseStructs() bool {
	if !sinceMetas.In(p.r) {
		return true
	}
	b := p.b
	special := map[uint32]bool{}
	for i := range fieldRows {
		if f := &fieldRows[i]; f.inObjects && f.since.In(p.r) {
			if id := b.ByName(f.name, STRUCT); id != 0 {
				special[id] = true
			}
		}
	}
	mask := objectFields
	if sinceKptrMetas.In(p.r) {
		mask |= KPTR
		for id := 1; id < len(b.Types); id++ {
			if found, _, _ := b.kptr(&b.Types[id], KPTR); found {
				special[uint32(id)] = true
			}
		}
	}
	if len(special) == 0 {
		return true
	}
	s := b.searcher(mask)
	for id := uint32(1); id < uint32(len(b.Types)); id++ {
		if !b.hasMember(id, special) {
			continue
		}
		rec, refused, declined := s.search(id, b.Types[id].Size)
		switch {
		case declined != "":
			p.declined = declined
			return false
		case refused != nil:
			return p.record(refused, id, -1, uint64(id), 0)
		case rec == nil:
			return p.record(fieldNone, id, -1, uint64(id), 0)
		}
		b.structs = append(b.structs, structMeta{id, rec})
	}
	return p.checkOwners()
}

// hasMember reports whether a type is a struct that has a direct member of one of the types.
func (b *BTF) hasMember(id uint32, types map[uint32]bool) bool {
	t := &b.Types[id]
	if t.Kind != STRUCT {
		return false
	}
	for i := range t.Vlen {
		if types[b.word(t, 3*i+1)] {
			return true
		}
	}
	return false
}

// meta follows btf_find_struct_meta: it returns the index in b.structs, or -1.
func (b *BTF) meta(id uint32) int {
	for i := range b.structs {
		if b.structs[i].id == id {
			return i
		}
	}
	return -1
}

// checkOwners follows btf_check_and_fixup_fields and btf_check_ownership_depth.
func (p *parser) checkOwners() bool {
	b := p.b
	for _, m := range b.structs {
		if refused := b.checkOwned(m.rec); refused != nil {
			return p.record(refused, m.id, -1, uint64(m.id), 0)
		}
	}
	if !sinceOwnership.In(p.r) {
		return true
	}
	depth := make([]int, len(b.structs))
	for i := range b.structs {
		if b.ownership(depth, i, maxOwnership) < 0 {
			return p.record(ownerDepth, b.structs[i].id, -1, uint64(b.structs[i].id), 0)
		}
	}
	return true
}

// checkOwned follows btf_check_and_fixup_fields: the elements of a list or tree have special members itself.
func (b *BTF) checkOwned(rec *Record) *Rule {
	for _, f := range rec.Fields {
		if f.Kind&graphRoot == 0 {
			continue
		}
		m := b.meta(f.value)
		if m < 0 {
			return rootMeta
		}
		if !sinceOwnership.In(b.Release) && rec.Has(graphNode) && b.structs[m].rec.Has(graphRoot) {
			return ownerLoop
		}
	}
	return nil
}

// ownership follows btf_ownership_depth: it returns how many levels of structs number i owns, or -1 if they are too many.
func (b *BTF) ownership(depth []int, i, left int) int {
	if left == 0 {
		return -1
	}
	if depth[i] == 0 {
		deepest := 0
		for _, f := range b.structs[i].rec.Fields {
			if f.Kind&graphRoot == 0 {
				continue
			}
			d := b.ownership(depth, b.meta(f.value), left-1)
			if d < 0 {
				return -1
			}
			deepest = max(deepest, d)
		}
		depth[i] = deepest + 1
	}
	if depth[i] > left {
		return -1
	}
	return depth[i]
}

// ValueRecord returns the special members that MAP_CREATE finds in a value of a type, nil if it has none. If the search
// refuses a member, the map is as if it had none. Declined says why the search cannot decide.
func (b *BTF) ValueRecord(id uint32) (rec *Record, declined string) {
	t := b.Type(id)
	if t == nil || !sinceMetas.In(b.Release) {
		return b.directRecord(t)
	}
	rec, _, declined = b.searcher(ValueFields).search(id, t.Size)
	return rec, declined
}

// CheckValueRecord returns the rule that refuses a map whose value has these members, or nil.
func (b *BTF) CheckValueRecord(rec *Record) *Rule {
	if rec == nil {
		return nil
	}
	return b.checkOwned(rec)
}

// directRecord follows btf_find_spin_lock, btf_find_timer and btf_parse_kptrs of the releases before 6.2: direct members
// only, each kind by itself.
func (b *BTF) directRecord(t *Type) (rec *Record, declined string) {
	if t == nil {
		return nil, ""
	}
	for i := range fieldRows {
		f := &fieldRows[i]
		if f.kind&(SPIN_LOCK|TIMER) == 0 || !f.since.In(b.Release) {
			continue
		}
		off, ok := b.direct(t, f)
		if !ok {
			continue
		}
		if rec == nil {
			rec = &Record{}
		}
		rec.Mask |= f.kind
		rec.Fields = append(rec.Fields, Field{Kind: f.kind, Offset: off, Size: f.size})
	}
	if t.Kind == STRUCT {
		for i := range t.Vlen {
			m := b.Member(t, i)
			if m.BitOffset%64 != 0 {
				return rec, ""
			}
			found, _, refused := b.kptr(&b.Types[m.Type], KPTR)
			if refused != nil {
				return rec, ""
			}
			if found {
				return rec, kptrDeclined
			}
		}
	}
	return rec, ""
}

// sinceTimer is the release in which a special member at a wrong offset is an error whatever its size.
var sinceTimer = abi.Since{abi.V5_15}

// direct returns the offset in bytes of the only direct member of a kind. It reports false if the type has none, has two,
// or has one at a wrong offset.
func (b *BTF) direct(t *Type, f *fieldRow) (off uint32, ok bool) {
	n := 0
	look := func(id, bits uint32, size bool) bool {
		to := &b.Types[id]
		if to.Name != f.name {
			return true
		}
		fits := to.Kind == STRUCT && to.Size == f.size && size
		if !fits && !sinceTimer.In(b.Release) {
			return true
		}
		if bits%(8*f.align) != 0 {
			return false
		}
		if fits {
			off = bits / 8
			n++
		}
		return true
	}
	switch {
	case t.Kind == STRUCT:
		for i := range t.Vlen {
			if m := b.Member(t, i); !look(m.Type, m.BitOffset, true) {
				return 0, false
			}
		}
	case t.Kind == DATASEC && sinceTimer.In(b.Release):
		for i := range t.Vlen {
			if v := b.Var(t, i); v.Size == f.size && !look(b.Types[v.Type].Ref, 8*v.Offset, true) {
				return 0, false
			}
		}
	}
	return off, n == 1
}
