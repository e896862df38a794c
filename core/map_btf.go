package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// Follows map_check_btf in kernel/bpf/syscall.c, and the map_check_btf of the types.

// mapBTF is the map_check_btf of a map type.
type mapBTF struct {
	since abi.Since // first release with the function
	until abi.Since // first release without it; zero: never removed
	check func(k *Kernel, m *Map, b *btf.BTF, key, value *btf.Type) abi.Errno
}

var (
	sinceHashBTF  = abi.Since{abi.V7_3, abi.V6_12 + 117} // htab_map_check_btf
	sinceSecBTF   = abi.Since{abi.V7_3}                  // a section may be the value of a per-CPU array
	sinceMapRules = abi.Since{abi.V6_2}                  // btf_parse_fields: one search for all special members
	sinceMetaBTF  = abi.Since{abi.V5_19}                 // the template of inner maps holds their BTF
	sinceProgBTF  = abi.Since{abi.V5_0}                  // program arrays may have BTF
	sincePutLate  = abi.Since{abi.V6_8, abi.V6_6 + 14, abi.V6_7 + 2}
)

// The functions of the types.
var (
	noBTF = &mapBTF{check: func(k *Kernel, m *Map, _ *btf.BTF, _, _ *btf.Type) abi.Errno {
		return k.check(mapBTFNone, false, uint64(m.Type), 0)
	}}
	progArrayBTF = &mapBTF{until: sinceProgBTF, check: noBTF.check}
	anyBTF       = &mapBTF{check: func(*Kernel, *Map, *btf.BTF, *btf.Type, *btf.Type) abi.Errno { return 0 }}
	// hashBTF follows htab_map_check_btf and rhtab_map_check_btf.
	hashBTF = &mapBTF{since: sinceHashBTF, check: func(k *Kernel, _ *Map, _ *btf.BTF, key, _ *btf.Type) abi.Errno {
		return k.check(mapBTFHashKey, key.Kind != btf.VOID, 0, 0)
	}}
	// arrayBTF follows array_map_check_btf. A section is the only element of its array.
	arrayBTF = &mapBTF{check: func(k *Kernel, m *Map, b *btf.BTF, key, value *btf.Type) abi.Errno {
		if key.Kind != btf.VOID {
			return k.check(mapBTFArrayKey, isInt(b, key, 32), uint64(key.Kind), 0)
		}
		one := m.MaxEntries == 1 && (!m.ops.percpu || sinceSecBTF.In(k.Machine.Release))
		if e := k.check(mapBTFArrayOne, one, uint64(m.MaxEntries), uint64(m.Type)); e != 0 {
			return e
		}
		return k.check(mapBTFArraySec, value.Kind == btf.DATASEC, uint64(value.Kind), 0)
	}}
	// trieBTF follows trie_check_btf.
	trieBTF = &mapBTF{check: func(k *Kernel, _ *Map, _ *btf.BTF, key, _ *btf.Type) abi.Errno {
		return k.check(mapBTFTrieKey, key.Kind == btf.STRUCT, uint64(key.Kind), 0)
	}}
	// bloomBTF follows bloom_map_check_btf.
	bloomBTF = &mapBTF{check: func(k *Kernel, _ *Map, _ *btf.BTF, key, _ *btf.Type) abi.Errno {
		return k.check(mapBTFBloomKey, key.Kind == btf.VOID, uint64(key.Kind), 0)
	}}
	// storageBTF follows bpf_local_storage_map_check_btf.
	storageBTF = &mapBTF{check: func(k *Kernel, _ *Map, b *btf.BTF, key, _ *btf.Type) abi.Errno {
		return k.check(mapBTFStorageKey, isInt(b, key, 32), uint64(key.Kind), 0)
	}}
	// insnArrayBTF follows insn_array_check_btf.
	insnArrayBTF = &mapBTF{check: func(k *Kernel, _ *Map, b *btf.BTF, key, value *btf.Type) abi.Errno {
		if e := k.check(mapBTFInsnKey, isInt(b, key, 32), uint64(key.Kind), 0); e != 0 {
			return e
		}
		return k.check(mapBTFInsnValue, isInt(b, value, 64), uint64(value.Kind), 0)
	}}
	// cgroupStorageBTF follows cgroup_storage_check_btf: the key is the id of a control group, or that and an attach type.
	cgroupStorageBTF = &mapBTF{check: func(k *Kernel, m *Map, b *btf.BTF, key, _ *btf.Type) abi.Errno {
		if m.KeySize == 8 {
			return k.check(mapBTFCgroupID, isInt(b, key, 64), uint64(key.Kind), 0)
		}
		ok := key.Kind == btf.STRUCT && key.Vlen == 2 && b.HasIntMember(key, 0, 0, 8) && b.HasIntMember(key, 1, 8, 4)
		return k.check(mapBTFCgroupKey, ok, uint64(key.Kind), uint64(key.Vlen))
	}}
)

// isInt reports whether t is an integer of exactly so many bits.
func isInt(b *btf.BTF, t *btf.Type, bits uint32) bool {
	if t.Kind != btf.INT {
		return false
	}
	i := b.Int(t)
	return i.Bits == bits && i.Offset == 0
}

// createCheckBTF follows map_check_btf: it checks the types of key and value, and looks for special members of the value.
func (k *Kernel) createCheckBTF(c *bpfCall, o *BTFObject) abi.Errno {
	r, m, b := k.Machine.Release, c.m, o.BTF
	ops := m.ops.mapCheckBTF
	if ops != nil && (!ops.since.In(r) || len(ops.until) > 0 && ops.until.In(r)) {
		ops = nil
	}
	key := uint32(0)
	if id := c.attr.U32(&abi.BtfKeyTypeID); id != 0 {
		var size uint32
		var ok bool
		key, size, ok = b.Sized(id)
		if e := k.check(mapBTFKey, ok && size == m.KeySize, uint64(size), uint64(m.KeySize)); e != 0 {
			return e
		}
	} else if e := k.check(mapBTFKeyless, ops != nil, uint64(m.Type), 0); e != 0 {
		return e
	}
	value, size, ok := b.Sized(c.attr.U32(&abi.BtfValueTypeID))
	if e := k.check(mapBTFValue, ok && size == m.ValueSize, uint64(size), uint64(m.ValueSize)); e != 0 {
		return e
	}
	rec, declined := b.ValueRecord(value)
	if declined != "" {
		c.declined = true
		return 0
	}
	if rec != nil {
		check := k.checkFields
		if !sinceMapRules.In(r) {
			check = k.checkOldFields
		}
		if e := check(c, rec); e != 0 {
			return e
		}
		if rule := b.CheckValueRecord(rec); rule != nil {
			return k.check(btfRuleChecks[rule], false, uint64(value), 0)
		}
	}
	m.record = rec
	if ops != nil {
		return ops.check(k, m, b, b.Type(key), b.Type(value))
	}
	return 0
}

// fieldTypes are the map types whose values may have special members of some kinds.
var fieldTypes = []struct {
	kinds btf.FieldKind
	types []abi.MapType
}{
	{btf.SPIN_LOCK | btf.RES_SPIN_LOCK, []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_RHASH, abi.BPF_MAP_TYPE_ARRAY,
		abi.BPF_MAP_TYPE_CGROUP_STORAGE, abi.BPF_MAP_TYPE_SK_STORAGE, abi.BPF_MAP_TYPE_INODE_STORAGE,
		abi.BPF_MAP_TYPE_TASK_STORAGE, abi.BPF_MAP_TYPE_CGRP_STORAGE}},
	{btf.TIMER | btf.WORKQUEUE | btf.TASK_WORK, []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_RHASH,
		abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_ARRAY}},
	{btf.REFCOUNT, []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_RHASH, abi.BPF_MAP_TYPE_PERCPU_HASH,
		abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_ARRAY,
		abi.BPF_MAP_TYPE_SK_STORAGE, abi.BPF_MAP_TYPE_INODE_STORAGE, abi.BPF_MAP_TYPE_TASK_STORAGE, abi.BPF_MAP_TYPE_CGRP_STORAGE}},
	{btf.LIST_HEAD | btf.RB_ROOT, []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_ARRAY}},
}

// fieldsFit reports whether values of a map type may have the special members.
func fieldsFit(typ abi.MapType, kinds btf.FieldKind) bool {
	for _, row := range fieldTypes {
		if slices.Contains(row.types, typ) {
			kinds &^= row.kinds
		}
	}
	return kinds == 0
}

// checkFields checks the special members of a value since 6.2.
func (k *Kernel) checkFields(c *bpfCall, rec *btf.Record) abi.Errno {
	if e := k.check(mapBTFCapable, k.callCapable(c, abi.CAP_BPF), uint64(c.task.Cred.Caps), 0); e != 0 {
		return e
	}
	const one = abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := k.check(mapBTFAccess, c.m.Flags&one == 0, uint64(c.m.Flags), 0); e != 0 {
		return e
	}
	return k.check(mapBTFFields, fieldsFit(c.m.Type, rec.Mask), uint64(c.m.Type), 0)
}

// checkOldFields does the same before 6.2, for a lock and then for a timer.
func (k *Kernel) checkOldFields(c *bpfCall, rec *btf.Record) abi.Errno {
	for _, kind := range []struct {
		is  btf.FieldKind
		fit *Check
	}{{btf.SPIN_LOCK, mapBTFLockType}, {btf.TIMER, mapBTFTimerType}} {
		if !rec.Has(kind.is) {
			continue
		}
		if e := k.check(mapBTFReadOnly, c.m.Flags&abi.BPF_F_RDONLY_PROG == 0, uint64(c.m.Flags), 0); e != 0 {
			return e
		}
		if e := k.check(kind.fit, fieldsFit(c.m.Type, kind.is), uint64(c.m.Type), 0); e != 0 {
			return e
		}
	}
	return 0
}

// putMapBTF drops the reference of a map to its BTF object.
func (k *Kernel) putMapBTF(m *Map) {
	k.btfPut(m.btf)
	m.btf = nil
}

// metaBTF gives a template of inner maps the BTF of the map that it is made from.
func (k *Kernel) metaBTF(meta, inner *Map) {
	meta.record = inner.record
	if inner.btf != nil && sinceMetaBTF.In(k.Machine.Release) {
		k.btfGet(inner.btf)
		meta.btf = inner.btf
	}
}

// hasLock reports whether the value has a bpf_spin_lock, which BPF_F_LOCK takes.
func (m *Map) hasLock() bool { return m.record.Has(btf.SPIN_LOCK) }

// copyValue follows copy_map_value: special members keep their values.
func (m *Map) copyValue(dst, src []byte) {
	if m.record == nil {
		copyFew(dst, src)
		return
	}
	at := uint32(0)
	for _, f := range m.record.Fields {
		copy(dst[at:f.Offset], src[at:f.Offset])
		at = f.Offset + f.Size
	}
	copy(dst[at:], src[at:])
}

// makeValue writes the value of a new element, or one that a lookup returns: special members are 0.
func (m *Map) makeValue(dst, src []byte) {
	copyFew(dst, src)
	m.initValue(dst)
}

// initValue follows check_and_init_map_value: special members are 0.
func (m *Map) initValue(value []byte) {
	if m.record != nil {
		for _, f := range m.record.Fields {
			clear(value[f.Offset:][:f.Size])
		}
	}
}
