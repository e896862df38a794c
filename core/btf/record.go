package btf

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// FieldKind is a kind of special member, enum btf_field_type: one bit each.
type FieldKind uint32

// The special members of map values and allocated objects.
const (
	SPIN_LOCK FieldKind = 1 << iota
	RES_SPIN_LOCK
	TIMER
	WORKQUEUE
	TASK_WORK
	KPTR
	UPTR
	LIST_HEAD
	LIST_NODE
	RB_ROOT
	RB_NODE
	REFCOUNT
	graphRoot = LIST_HEAD | RB_ROOT
	graphNode = LIST_NODE | RB_NODE
)

// Field is a special member, with its offset and size in bytes.
type Field struct {
	Kind         FieldKind
	Offset, Size uint32

	value uint32 // id of the struct that a list or tree holds
	node  string // the member by which it holds it
}

// Record follows struct btf_record: the special members of a type, in order of their offsets. A nil Record has none.
type Record struct {
	Fields []Field
	Mask   FieldKind
}

// Has reports whether the type has a member of one of these kinds.
func (r *Record) Has(kinds FieldKind) bool { return r != nil && r.Mask&kinds != 0 }

// Offset returns the offset in bytes of the first member of one of these kinds, or -1.
func (r *Record) Offset(kinds FieldKind) int {
	if r != nil {
		for _, f := range r.Fields {
			if f.Kind&kinds != 0 {
				return int(f.Offset)
			}
		}
	}
	return -1
}

// fieldRow describes the struct that makes a member special.
type fieldRow struct {
	kind        FieldKind
	name        string
	since       abi.Since // map values may have it
	size, align uint32
	unique      bool // a second one is refused
	inObjects   bool // a struct with such a member is checked by BTF_LOAD
}

var (
	sinceNodeOwner = abi.From(abi.R(6, 6, 0))  // list and tree nodes grew by a word
	sinceNested    = abi.From(abi.R(6, 11, 0)) // structs and arrays in values are searched
	sinceKptrMetas = abi.From(abi.R(6, 12, 0)) // kptrs are looked for at BTF_LOAD
	sinceUptr      = abi.From(abi.R(6, 13, 0))
	// sinceSharedSeen is the release in which nested structs count towards a value's unique members.
	sinceSharedSeen = abi.From(abi.R(7, 3, 0), abi.R(6, 12, 117))
	// sinceTwoRefcounts and sinceOneRefcount enclose the releases in which a struct may have two bpf_refcount.
	sinceTwoRefcounts = abi.From(abi.R(6, 18, 0))
	sinceOneRefcount  = abi.From(abi.R(7, 3, 0))
	never             = abi.From(abi.Newest + 1)
)

// fieldRows are in the order in which the kernel compares names.
var fieldRows = []fieldRow{
	{SPIN_LOCK, "bpf_spin_lock", abi.From(abi.R(5, 1, 0)), 4, 4, true, true},
	{RES_SPIN_LOCK, "bpf_res_spin_lock", abi.From(abi.R(6, 15, 0)), 4, 4, true, false},
	{TIMER, "bpf_timer", abi.From(abi.R(5, 15, 0)), 16, 8, true, false},
	{WORKQUEUE, "bpf_wq", abi.From(abi.R(6, 10, 0)), 16, 8, true, false},
	{TASK_WORK, "bpf_task_work", abi.From(abi.R(6, 18, 0)), 8, 8, true, false},
	{LIST_HEAD, "bpf_list_head", sinceMetas, 16, 8, false, true},
	{LIST_NODE, "bpf_list_node", sinceMetas, 24, 8, false, true},
	{RB_ROOT, "bpf_rb_root", abi.From(abi.R(6, 3, 0)), 16, 8, false, true},
	{RB_NODE, "bpf_rb_node", abi.From(abi.R(6, 3, 0)), 32, 8, false, true},
	{REFCOUNT, "bpf_refcount", abi.From(abi.R(6, 4, 0)), 4, 4, true, true},
}

// sizeIn returns the size of the struct in a release in bytes.
func (f *fieldRow) sizeIn(r abi.Release) uint32 {
	if f.kind&graphNode != 0 && !sinceNodeOwner.In(r) {
		return f.size - 8
	}
	return f.size
}

// maxFields is BTF_FIELDS_MAX.
const maxFields = 11

// ValueFields are the kinds that MAP_CREATE looks for in a value.
const ValueFields = SPIN_LOCK | RES_SPIN_LOCK | TIMER | WORKQUEUE | TASK_WORK | KPTR | UPTR | graphRoot | REFCOUNT

// objectFields are the kinds that BTF_LOAD looks for in every struct.
const objectFields = SPIN_LOCK | RES_SPIN_LOCK | graphRoot | graphNode | REFCOUNT

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

// kptr follows btf_find_kptr: it reports whether t is a pointer with a tag that makes it special.
func (b *BTF) kptr(t *Type, mask FieldKind) (found bool, kind FieldKind, refused *Rule) {
	if t.Kind == VOLATILE && sinceMetas.In(b.Release) {
		t = &b.Types[t.Ref]
	}
	if t.Kind != PTR {
		return false, 0, nil
	}
	kind, ok, refused := b.pointerTag(t)
	if refused != nil || !ok || kind&mask == 0 {
		return false, 0, refused
	}
	if b.Types[b.Skip(t.Ref)].Kind != STRUCT {
		return false, 0, kptrTarget
	}
	return true, kind, nil
}

// kptrTags are the tags of special pointers.
var kptrTags = []struct {
	name        string
	kind        FieldKind
	since, gone abi.Since
}{
	{"kptr", KPTR, sinceTypeTag, never},
	{"kptr_ref", KPTR, sinceTypeTag, abi.From(abi.R(6, 4, 0))},
	{"kptr_untrusted", KPTR, abi.From(abi.R(6, 4, 0)), never},
	{"percpu_kptr", KPTR, abi.From(abi.R(6, 7, 0)), never},
	{"uptr", UPTR, sinceUptr, never},
}

// pointerTag returns the kind that the tag of a pointer gives it. Before 7.3 the tag is unique and the first modifier;
// since then several tags of the kernel are an error.
func (b *BTF) pointerTag(ptr *Type) (kind FieldKind, ok bool, refused *Rule) {
	seen := map[string]bool{}
	for t := &b.Types[ptr.Ref]; t.Kind.isModifier(); t = &b.Types[t.Ref] {
		if t.Kind == TYPE_TAG && !t.Flag {
			known := FieldKind(0)
			for _, row := range kptrTags {
				if row.name == t.Name && row.since.In(b.Release) && !row.gone.In(b.Release) {
					known = row.kind
				}
			}
			if !sinceAnyTagSpot.In(b.Release) {
				if b.Types[t.Ref].Kind == TYPE_TAG || known == 0 {
					return 0, false, kptrTag
				}
				return known, true, nil
			}
			if known != 0 {
				kind = known
				seen[t.Name] = true
			}
		}
		if !sinceAnyTagSpot.In(b.Release) {
			return 0, false, nil
		}
	}
	if len(seen) > 1 {
		return 0, false, kptrTag
	}
	return kind, kind != 0, nil
}

// rootOf follows btf_find_graph_root: the declaration tag "contains:STRUCT:MEMBER" names what a list or tree holds.
func (b *BTF) rootOf(at position) (value uint32, node string, refused *Rule) {
	text, n := "", 0
	for i := 1; i < len(b.Types); i++ {
		t := &b.Types[i]
		if t.Kind != DECL_TAG || t.Ref != at.owner || b.word(t, 0) != at.index {
			continue
		}
		if rest, ok := strings.CutPrefix(t.Name, "contains:"); ok {
			text, n = rest, n+1
		}
	}
	name, node, ok := strings.Cut(text, ":")
	if n != 1 || !ok {
		return 0, "", rootTag
	}
	value = b.ByName(name, STRUCT)
	if value == 0 {
		return 0, "", rootValue
	}
	if node == "" {
		return 0, "", rootTag
	}
	return value, node, nil
}

// checkRoot follows btf_parse_graph_root: the struct has the named node.
func (b *BTF) checkRoot(f Field) *Rule {
	want := "bpf_list_node"
	if f.Kind == RB_ROOT {
		want = "bpf_rb_node"
	}
	t := &b.Types[f.value]
	found := false
	for i := range t.Vlen {
		m := b.Member(t, i)
		if b.logName(m.nameOff) != f.node {
			continue
		}
		n := &b.Types[m.Type]
		off := m.raw
		if n.Flag {
			off &= 0xffffff // the kernel reads the member as one of the node
		}
		if found || n.Kind != STRUCT || n.Name != want || off%64 != 0 {
			return rootNode
		}
		found = true
	}
	if !found {
		return rootMember
	}
	return nil
}

// Equal follows btf_record_equal: it reports whether two types have the same special members.
func (r *Record) Equal(o *Record) bool {
	if r == o {
		return true
	}
	return r != nil && o != nil && slices.Equal(r.Fields, o.Fields)
}
