package btf

import (
	"slices"

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
	sinceNodeOwner = abi.Since{abi.V6_6}  // list and tree nodes grew by a word
	sinceNested    = abi.Since{abi.V6_11} // structs and arrays in values are searched
	sinceKptrMetas = abi.Since{abi.V6_12} // kptrs are looked for at BTF_LOAD
	sinceUptr      = abi.Since{abi.V6_13}
	// sinceSharedSeen is the release in which nested structs count towards a value's unique members.
	sinceSharedSeen = abi.Since{abi.V7_3, abi.V6_12 + 117}
	// sinceTwoRefcounts and sinceOneRefcount enclose the releases in which a struct may have two bpf_refcount.
	sinceTwoRefcounts = abi.Since{abi.V6_18}
	sinceOneRefcount  = abi.Since{abi.V7_3}
	never             = abi.Since{abi.Newest + 1}
)

// fieldRows are in the order in which the kernel compares names.
var fieldRows = []fieldRow{
	{SPIN_LOCK, "bpf_spin_lock", abi.Since{abi.V5_1}, 4, 4, true, true},
	{RES_SPIN_LOCK, "bpf_res_spin_lock", abi.Since{abi.V6_15}, 4, 4, true, false},
	{TIMER, "bpf_timer", abi.Since{abi.V5_15}, 16, 8, true, false},
	{WORKQUEUE, "bpf_wq", abi.Since{abi.V6_10}, 16, 8, true, false},
	{TASK_WORK, "bpf_task_work", abi.Since{abi.V6_18}, 8, 8, true, false},
	{LIST_HEAD, "bpf_list_head", sinceMetas, 16, 8, false, true},
	{LIST_NODE, "bpf_list_node", sinceMetas, 24, 8, false, true},
	{RB_ROOT, "bpf_rb_root", abi.Since{abi.V6_3}, 16, 8, false, true},
	{RB_NODE, "bpf_rb_node", abi.Since{abi.V6_3}, 32, 8, false, true},
	{REFCOUNT, "bpf_refcount", abi.Since{abi.V6_4}, 4, 4, true, true},
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

// Equal follows btf_record_equal: it reports whether two types have the same special members.
func (r *Record) Equal(o *Record) bool {
	if r == o {
		return true
	}
	return r != nil && o != nil && slices.Equal(r.Fields, o.Fields)
}
