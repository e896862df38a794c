package core

import "bpfplay/core/abi"

// Follows map_create and its helpers in kernel/bpf/syscall.c.

// create is the state of a BPF_MAP_CREATE.
type create struct {
	typ      *mapType
	ops      *MapOps // of the type, or bpfMapOffloadOps
	m        *Map
	mode     int  // O_RDWR, O_RDONLY or O_WRONLY, from map_flags
	byToken  bool // BPF_F_TOKEN_FD was set
	declined bool // the BTF cannot be decided
}

// flags returns map_flags as the map type reads them.
func (c *bpfCall) flags() uint32 { return c.attr.U32(&abi.MapFlagsField) }

var (
	sinceTypeArray = abi.Since{abi.V4_12} // types are looked up by index instead of by walking a list
	sinceAllocChk  = abi.Since{abi.V4_16} // map_alloc_check; map_ifindex
	sinceKeyless   = abi.Since{abi.V5_2}  // BTF of the value alone is enough
	sinceDotNames  = abi.Since{abi.V5_2}  // names may contain '.'
)

// createSteps are the steps of map_create, in the order of each release.
var createSteps = []entryStep{
	{run: (*Kernel).createCheckAttr},
	{since: abi.SinceTokens, run: (*Kernel).createTakeTokenFlag},
	{since: abi.SinceVmlinuxValue, run: (*Kernel).createCheckBtfIDs},
	{since: abi.SinceMapExtra, run: (*Kernel).createCheckExtra},
	{since: abi.SinceFileModes, until: sinceCommon, run: (*Kernel).createFileFlag},
	{since: abi.SinceNuma, run: (*Kernel).createCheckNuma},
	{until: sinceTypeArray, run: (*Kernel).createWalkTypes},
	{since: sinceTypeArray, run: (*Kernel).createFindType},
	{since: sinceAllocChk, run: (*Kernel).createAllocCheck},
	{since: abi.SinceTokens, run: (*Kernel).createGetToken},
	{since: sinceCentral, run: (*Kernel).createCheckCaps},
	{run: (*Kernel).createAlloc},
	{since: abi.SinceMapName, run: (*Kernel).createCopyName},
	{run: (*Kernel).createReferences},
	{since: abi.SinceMapBtf, run: (*Kernel).createGetBtf},
	{since: abi.SinceExclusive, run: (*Kernel).createTakeHash},
	{since: sinceCommon, run: (*Kernel).createFileFlag},
	{since: abi.SinceMemlock, until: sinceChargeFirst, run: (*Kernel).bpfMapChargeMemlock},
	{since: abi.SinceIDs, run: (*Kernel).createAllocID},
}

// bootMapCreate selects the steps of the release.
func (k *Kernel) bootMapCreate() {
	k.creation = stepsOf(createSteps, k.Machine.Release)
}

// mapCreate follows map_create: it checks the attr, finds the type, allocates the map and installs a descriptor.
func (k *Kernel) mapCreate(c *bpfCall) (int64, abi.Errno) {
	c.create = create{mode: O_RDWR}
	for _, step := range k.creation {
		e := step(k, c)
		if e == 0 && !c.declined {
			continue
		}
		if c.m != nil {
			k.mapFree(c.m, true)
		}
		if c.declined {
			return k.notEmulated(c)
		}
		if e != 0 {
			return 0, e
		}
	}
	fd, e := k.anonInodeGetfd(mapCreateGetfd, c.task, File{Map: c.m, Mode: c.mode})
	if e != 0 {
		if abi.SinceIDs.In(k.Machine.Release) { // another task may already have opened it by its id
			k.bpfMapPutWithUref(c.m)
		} else {
			k.mapFree(c.m, true)
		}
		return 0, e
	}
	return int64(fd), 0
}

// checkAttr follows CHECK_ATTR: every byte after the last field of the command must be zero. Untraced, it scans nothing if
// the caller passed no such bytes: BenchmarkElements takes 2 to 6 % longer without that. TestTracingChangesNothing
// compares both.
func (k *Kernel) checkAttr(c *bpfCall, check *Check) abi.Errno {
	if int(c.known) <= c.last && k.tracer == nil {
		return 0
	}
	return k.checkAttrBytes(c, check)
}

func (k *Kernel) checkAttrBytes(c *bpfCall, check *Check) abi.Errno {
	at := c.last
	for at < int(c.known) && c.attr[at] == 0 {
		at++
	}
	if at >= int(c.known) {
		at = k.attrSize // bytes that were not copied in are zero
	}
	return k.check(check, at == k.attrSize, uint64(c.last), uint64(at))
}

func (k *Kernel) createCheckAttr(c *bpfCall) abi.Errno { return k.checkAttr(c, mapCreateCheckAttr) }

func (k *Kernel) createCheckBtfIDs(c *bpfCall) abi.Errno {
	vmlinux, key, value := c.attr.U32(&abi.BtfVmlinuxValueID), c.attr.U32(&abi.BtfKeyTypeID), c.attr.U32(&abi.BtfValueTypeID)
	if vmlinux == 0 {
		return k.check(mapCreateBtfKeyAlone, key == 0 || value != 0, uint64(key), uint64(value))
	}
	typ := c.attr.U32(&abi.MapTypeField)
	if e := k.check(mapCreateVmlinuxType, abi.MapType(typ) == abi.BPF_MAP_TYPE_STRUCT_OPS, uint64(vmlinux), uint64(typ)); e != 0 {
		return e
	}
	return k.check(mapCreateVmlinuxBoth, key == 0 && value == 0, uint64(key), uint64(value))
}

func (k *Kernel) createCheckExtra(c *bpfCall) abi.Errno {
	extra := c.attr.U64(&abi.MapExtra)
	typ := k.mapTypeOf(abi.MapType(c.attr.U32(&abi.MapTypeField)))
	return k.check(mapCreateExtra, extra == 0 || typ != nil && typ.ops.takesExtra, extra, uint64(c.attr.U32(&abi.MapTypeField)))
}

// createFileFlag sets the mode of the new file.
func (k *Kernel) createFileFlag(c *bpfCall) (e abi.Errno) {
	c.mode, e = k.bpfGetFileFlag(uint64(c.flags()), mapCreateFileFlags)
	return e
}

// numaNodes is the number of memory nodes of the machine.
const numaNodes = 1

func (k *Kernel) createCheckNuma(c *bpfCall) abi.Errno {
	if c.flags()&abi.BPF_F_NUMA_NODE == 0 {
		return 0
	}
	node := c.attr.U32(&abi.NumaNode)
	const none = 1<<32 - 1 // NUMA_NO_NODE
	return k.check(mapCreateNuma, node == none || node < numaNodes, uint64(node), numaNodes)
}

// createWalkTypes follows find_and_alloc_map before 4.12: it walks the list of registered types, newest first.
func (k *Kernel) createWalkTypes(c *bpfCall) abi.Errno {
	want := abi.MapType(c.attr.U32(&abi.MapTypeField))
	for i := range k.types {
		k.note(Event{Kind: Compared, Func: "find_and_alloc_map", A: uint64(k.types[i].typ), B: uint64(want)})
		if k.types[i].typ == want {
			c.typ = &k.types[i]
			c.ops = c.typ.ops
			break
		}
	}
	return k.check(findMapType, c.typ != nil, uint64(want), uint64(len(k.types)))
}

// createFindType follows find_and_alloc_map since 4.12: it looks the type up by index.
func (k *Kernel) createFindType(c *bpfCall) abi.Errno {
	want := abi.MapType(c.attr.U32(&abi.MapTypeField))
	if c.typ = k.mapTypeOf(want); c.typ != nil {
		c.ops = c.typ.ops
	}
	return k.check(mapCreateType, c.typ != nil, uint64(want), 0)
}

// createAllocCheck calls map_alloc_check, and selects the offload operations if map_ifindex is set.
func (k *Kernel) createAllocCheck(c *bpfCall) abi.Errno {
	if check := c.ops.mapAllocCheck; check != nil {
		if e := check(k, c); e != 0 {
			return e
		}
	}
	if c.attr.U32(&abi.MapIfindex) != 0 {
		c.ops = &bpfMapOffloadOps
	}
	return 0
}

// createCheckCaps follows the capability checks of map_create, in general and for the type.
func (k *Kernel) createCheckCaps(c *bpfCall) abi.Errno {
	caps := c.task.Cred.Caps
	if e := k.check(mapCreateUnpriv, k.Machine.Unpriv == 0 || k.callCapable(c, abi.CAP_BPF), uint64(k.Machine.Unpriv), uint64(caps)); e != 0 {
		return e
	}
	switch needs := c.typ.ops.needs; {
	case needs == abi.CAP_NET_ADMIN:
		return k.check(mapCreateNetAdmin, k.callCapable(c, needs), uint64(c.typ.typ), uint64(caps))
	case needs != 0:
		return k.check(mapCreateCapable, k.callCapable(c, needs), uint64(c.typ.typ), uint64(caps))
	}
	return 0
}

// createAlloc calls map_alloc. If it fails, the new map and its inner template are dropped.
func (k *Kernel) createAlloc(c *bpfCall) (e abi.Errno) {
	before := len(k.maps)
	m, e := c.ops.mapAlloc(k, c)
	if e != 0 {
		for _, half := range k.maps[before:] {
			k.uncharge(half)
			k.dropMap(half)
		}
		return e
	}
	m.ops, m.Type = c.ops, c.typ.typ
	c.m = m
	k.note(Event{Kind: Allocated, Func: "map_alloc", Map: m.Nr, A: uint64(m.Type)})
	return 0
}

// createReferences sets refcnt and usercnt to 1, for the new file.
func (k *Kernel) createReferences(c *bpfCall) abi.Errno {
	k.setRefcnt("map_create", c.m, 1)
	k.setUsercnt("map_create", c.m, 1)
	return 0
}

// nameChecks are the checks of a name.
type nameChecks struct{ charOld, char, long *Check }

func (k *Kernel) createCopyName(c *bpfCall) abi.Errno {
	return k.bpfObjNameCpy(c.m.Name[:], abi.MapName.Bytes(c.attr[:]), nameChecks{mapCreateNameCharOld, mapCreateNameChar, mapCreateNameLong})
}

// bpfObjNameCpy follows bpf_obj_name_cpy: up to 15 letters, digits, "_" and, since 5.2, ".", then a NUL.
func (k *Kernel) bpfObjNameCpy(dst, name []byte, rows nameChecks) abi.Errno {
	dots := sinceDotNames.In(k.Machine.Release)
	n := 0
	for n < len(name) && name[n] != 0 {
		ch := name[n]
		if !IsNameByte(ch) && !(dots && ch == '.') {
			if dots {
				return k.check(rows.char, false, uint64(ch), uint64(n))
			}
			return k.check(rows.charOld, false, uint64(ch), uint64(n))
		}
		n++
	}
	if e := k.check(rows.long, n < len(name), uint64(len(name)), 0); e != 0 {
		return e
	}
	copy(dst, name[:n])
	return 0
}

// IsNameByte reports whether every release accepts ch in the name of an object: isalnum or '_', as in bpf_obj_name_cpy.
func IsNameByte(ch byte) bool { return ch == '_' || isalnum(ch) }

// isalnum follows the table of lib/ctype.c, which includes the letters of Latin-1.
func isalnum(ch byte) bool {
	switch {
	case ch < 0x80:
		return ch >= '0' && ch <= '9' || ch >= 'A' && ch <= 'Z' || ch >= 'a' && ch <= 'z'
	case ch == 0xd7 || ch == 0xf7: // the multiplication and division signs
		return false
	}
	return ch >= 0xc0
}

// createGetBtf finds the BTF object of key and value, and checks their types. BTF that only a trace has fits any map.
func (k *Kernel) createGetBtf(c *bpfCall) abi.Errno {
	key, value := c.attr.U32(&abi.BtfKeyTypeID), c.attr.U32(&abi.BtfValueTypeID)
	if key == 0 && value == 0 && c.attr.U32(&abi.BtfVmlinuxValueID) == 0 {
		return 0
	}
	switch {
	case abi.SinceVmlinuxValue.In(k.Machine.Release): // checked before
	case sinceKeyless.In(k.Machine.Release):
		if e := k.check(mapCreateBtfNoValue, value != 0, uint64(key), 0); e != 0 {
			return e
		}
	default:
		if e := k.check(mapCreateBtfBoth, key != 0 && value != 0, uint64(key), uint64(value)); e != 0 {
			return e
		}
	}
	fd := int32(c.attr.U32(&abi.BtfFD))
	f := c.task.Files.File(int(fd))
	if e := k.check(mapCreateBtfFD, f != nil, uint64(uint32(fd)), 0); e != 0 {
		return e
	}
	if f.isBtf() {
		return 0
	}
	if e := k.check(mapCreateNoBtf, f.BTF != nil, uint64(uint32(fd)), 0); e != 0 {
		return e
	}
	k.btfGet(f.BTF)
	c.m.btf = f.BTF
	if value != 0 {
		if e := k.createCheckBTF(c, f.BTF); e != 0 {
			return e
		}
	}
	c.m.keyType, c.m.valueType = key, value
	return 0
}

// createTakeHash copies the hash of the only program that may use the map.
func (k *Kernel) createTakeHash(c *bpfCall) abi.Errno {
	at, size := c.attr.U64(&abi.ExclProgHash), c.attr.U32(&abi.ExclProgHashSize)
	if at == 0 {
		return k.check(mapCreateHashNull, size == 0, uint64(size), 0)
	}
	if e := k.check(mapCreateHashSize, size == sha256Size, uint64(size), sha256Size); e != 0 {
		return e
	}
	hash := new([sha256Size]byte)
	if e := k.check(mapCreateHashFault, c.task.Mem.CopyFromUser(hash[:], at) == 0, at, 0); e != 0 {
		return e
	}
	c.m.exclusive = hash
	return 0
}

func (k *Kernel) createAllocID(c *bpfCall) abi.Errno {
	k.bpfMapAllocID(c.m)
	return 0
}
