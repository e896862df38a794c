package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Follows bpf_prog_load in kernel/bpf/syscall.c, up to the verifier.

const (
	BPF_MAXINSNS               = 4096    // instructions of a program, without CAP_BPF
	BPF_COMPLEXITY_LIMIT_INSNS = 1000000 // with CAP_BPF since 5.2
	licenseMax                 = 127     // bytes of the license that are read
	btfMaxType                 = 0xfffff // BTF_MAX_TYPE
)

var (
	sinceProgFlags    = abi.Since{abi.V4_12} // prog_flags
	sinceCountFirst   = abi.Since{abi.V4_10} // insn_cnt may be BPF_MAXINSNS, and not 0
	sinceKernVersion  = abi.Since{abi.V4_1}  // kern_version of a KPROBE program must match
	sinceNoVersion    = abi.Since{abi.V5_0}  // kern_version is ignored
	sinceMillionInsns = abi.Since{abi.V5_2}  // BPF_COMPLEXITY_LIMIT_INSNS
	sinceUnprivSkb    = abi.Since{abi.V4_13} // CGROUP_SKB programs need no capability
	sinceAttachType   = abi.Since{abi.V4_17} // expected_attach_type
	sinceAttachBTF    = abi.Since{abi.V5_11} // attach_prog_fd may be the BTF of a module
	sinceAttachProg   = abi.Since{abi.V5_6}  // attach_prog_fd
	sinceAttachID     = abi.Since{abi.V5_5}  // attach_btf_id
	sinceAttachMulti  = abi.Since{abi.V7_3}  // attach types for many functions at once
	sinceProgIfindex  = abi.Since{abi.V4_16} // prog_ifindex
	sinceLogAttrFirst = abi.Since{abi.V7_2}  // bpf_log_attr_init: the log is checked before everything else
	sinceLircNoNet    = abi.Since{abi.V6_4}  // LIRC_MODE2 does not need CAP_NET_ADMIN
	sinceDevBound     = abi.Since{abi.V6_3}  // BPF_F_XDP_DEV_BOUND_ONLY
)

// progLoad is the state of a BPF_PROG_LOAD.
type progLoad struct {
	p       *Prog
	typ     abi.ProgType
	flags   uint32 // prog_flags
	attach  uint32 // expected_attach_type, with its default
	target  bool   // attach_prog_fd refers to a program
	charged uint64 // pages
	decline bool   // the kernel's decision is unknown
}

// loadSteps are the steps of bpf_prog_load, in the order of each release.
var loadSteps = []entryStep{
	{since: sinceLogAttrFirst, run: (*Kernel).loadCheckLog},
	{run: func(k *Kernel, c *bpfCall) abi.Errno { return k.checkAttr(c, loadCheckAttr) }},
	{since: sinceProgFlags, run: (*Kernel).loadCheckFlags},
	{run: (*Kernel).loadFixupAttachType},
	{since: abi.SinceTokens, run: (*Kernel).loadGetToken},
	{since: sinceCentral, run: (*Kernel).loadCheckSysctl},
	{until: sinceCentral, run: (*Kernel).loadReadLicense},
	{until: sinceCountFirst, run: (*Kernel).loadCheckCountBelow},
	{since: sinceCountFirst, run: (*Kernel).loadCheckCount},
	{since: sinceKernVersion, until: sinceNoVersion, run: (*Kernel).loadCheckVersion},
	{since: abi.SinceUnpriv, run: (*Kernel).loadCheckCapable},
	{since: abi.SinceCapBpf, run: (*Kernel).loadCheckTypeCaps},
	{since: sinceAttachBTF, run: (*Kernel).loadFindTarget},
	{since: sinceAttachType, run: (*Kernel).loadCheckAttach},
	{since: sinceAttachProg, until: sinceAttachBTF, run: (*Kernel).loadFindProg},
	{since: abi.SinceMemlock, until: abi.SinceMemcg, run: (*Kernel).bpfProgChargeMemlock},
	{run: (*Kernel).loadReadInsns},
	{since: sinceCentral, run: (*Kernel).loadReadLicense},
	{since: abi.SinceExclusive, run: (*Kernel).loadCheckSignature},
	{since: sinceProgIfindex, run: (*Kernel).loadCheckDevice},
	{run: (*Kernel).findProgType},
	{since: abi.SinceMapName, run: (*Kernel).loadCopyName},
	{until: sinceLogAttrFirst, run: (*Kernel).loadCheckLog},
}

// bpfProgLoad follows bpf_prog_load: it checks the attr, verifies the program and installs a descriptor.
func (k *Kernel) bpfProgLoad(c *bpfCall) (int64, abi.Errno) {
	c.load = progLoad{p: &Prog{UID: c.task.Cred.UID}, typ: abi.ProgType(c.attr.U32(&abi.ProgTypeField))}
	c.load.p.Type = uint32(c.load.typ)
	for _, step := range k.loading {
		e := step(k, c)
		if e != 0 {
			k.bpfProgUncharge(c.load.p)
			return 0, e
		}
		if c.load.decline {
			k.bpfProgUncharge(c.load.p)
			return k.notEmulated(c)
		}
	}
	return k.bpfCheck(c)
}

// loadCheckLog follows the checks of the log's attr in bpf_check and, since 7.2, in bpf_log_attr_init.
func (k *Kernel) loadCheckLog(c *bpfCall) abi.Errno {
	b := logBuffer(c)
	return k.check(loadLogAttr, b.Valid(k.Machine.Release), uint64(b.Level), uint64(b.Size))
}

func (k *Kernel) loadCheckFlags(c *bpfCall) abi.Errno {
	known := abi.ProgFlagsOf(k.Machine.Release)
	c.load.flags = c.attr.U32(&abi.ProgFlagsField)
	c.load.p.Flags = c.load.flags
	return k.check(loadFlags, c.load.flags&^known == 0, uint64(c.load.flags), uint64(known))
}

// loadGetToken takes the token of the call. One that does not allow programs of the type is ignored.
func (k *Kernel) loadGetToken(c *bpfCall) abi.Errno {
	if c.load.flags&abi.BPF_F_TOKEN_FD == 0 {
		return 0
	}
	o, e := k.bpfTokenGetFromFD(c, &abi.ProgTokenFD, loadTokenFD, loadNoToken)
	if e == 0 && o.allow(delegateCmds, uint32(abi.BPF_PROG_LOAD)) && o.allow(delegateProgs, uint32(c.load.typ)) && o.allow(delegateAttachs, c.load.attach) {
		c.token, c.load.p.token = o, o
	}
	return e
}

func (k *Kernel) loadCheckSysctl(c *bpfCall) abi.Errno {
	ok := k.Machine.Unpriv == 0 || k.callCapable(c, abi.CAP_BPF)
	return k.check(loadUnpriv, ok, uint64(k.Machine.Unpriv), uint64(c.task.Cred.Caps))
}

// loadReadLicense follows strncpy_from_user: a license that is too long is cut.
func (k *Kernel) loadReadLicense(c *bpfCall) abi.Errno {
	at := c.attr.U64(&abi.License)
	var license []byte
	b := k.scratch[:1]
	for len(license) < licenseMax {
		left := 1
		if accessOK(at, 1) {
			left = c.task.Mem.CopyFromUser(b, at+uint64(len(license)))
		}
		if e := k.checkQuietly(loadLicenseFault, left == 0, at, uint64(len(license))); e != 0 {
			return e
		}
		if b[0] == 0 {
			break
		}
		license = append(license, b[0])
	}
	c.load.p.License = string(license)
	c.load.p.GPL = slices.Contains(gplLicenses, c.load.p.License)
	k.noteCopy(CopiedIn, "strncpy_from_user", at, len(license)+1)
	return 0
}

// gplLicenses follows license_is_gpl_compatible.
var gplLicenses = []string{"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"}

func (k *Kernel) loadCheckCountBelow(c *bpfCall) abi.Errno {
	n := c.attr.U32(&abi.InsnCnt)
	return k.check(loadCountBelow, n < BPF_MAXINSNS, uint64(n), BPF_MAXINSNS)
}

func (k *Kernel) loadCheckCount(c *bpfCall) abi.Errno {
	n, limit := c.attr.U32(&abi.InsnCnt), uint32(BPF_MAXINSNS)
	if sinceMillionInsns.In(k.Machine.Release) && k.callCapable(c, abi.CAP_BPF) {
		limit = BPF_COMPLEXITY_LIMIT_INSNS
	}
	return k.check(loadCount, n != 0 && n <= limit, uint64(n), uint64(limit))
}

// loadCheckVersion compares kern_version with LINUX_VERSION_CODE, for the type that could see kernel structs.
func (k *Kernel) loadCheckVersion(c *bpfCall) abi.Errno {
	if c.load.typ != abi.BPF_PROG_TYPE_KPROBE {
		return 0
	}
	given, want := c.attr.U32(&abi.KernVersion), k.Machine.Release.VersionCode()
	return k.check(loadVersion, given == want, uint64(given), uint64(want))
}

func (k *Kernel) loadCheckCapable(c *bpfCall) abi.Errno {
	free := c.load.typ == abi.BPF_PROG_TYPE_SOCKET_FILTER ||
		c.load.typ == abi.BPF_PROG_TYPE_CGROUP_SKB && sinceUnprivSkb.In(k.Machine.Release)
	return k.check(loadCapable, free || k.callCapable(c, abi.CAP_BPF), uint64(c.load.typ), uint64(c.task.Cred.Caps))
}

// loadCheckTypeCaps follows is_net_admin_prog_type and is_perfmon_prog_type.
func (k *Kernel) loadCheckTypeCaps(c *bpfCall) abi.Errno {
	row, caps := c.load.typ.Known(k.Machine.Release), c.task.Cred.Caps
	if row == nil {
		return 0
	}
	net := row.Net && !(c.load.typ == abi.BPF_PROG_TYPE_LIRC_MODE2 && sinceLircNoNet.In(k.Machine.Release))
	ok := !net || caps.Has(abi.CAP_SYS_ADMIN) || k.callCapable(c, abi.CAP_NET_ADMIN)
	if e := k.check(loadNetAdmin, ok, uint64(c.load.typ), uint64(caps)); e != 0 {
		return e
	}
	return k.check(loadPerfmon, !row.Perfmon || k.callCapable(c, abi.CAP_PERFMON), uint64(c.load.typ), uint64(caps))
}

// loadReadInsns copies the instructions.
func (k *Kernel) loadReadInsns(c *bpfCall) abi.Errno {
	at, size := c.attr.U64(&abi.Insns), uint64(c.attr.U32(&abi.InsnCnt))*insn.Size
	if e := k.check(loadInsnsFault, accessOK(at, size), at, size); e != 0 {
		return e
	}
	b := make([]byte, size)
	left := c.task.Mem.CopyFromUser(b, at)
	if e := k.check(loadInsnsFault, left == 0, at, size); e != 0 {
		return e
	}
	k.noteCopy(CopiedIn, "copy_from_user", at, len(b))
	c.load.p.Insns = insn.DecodeAll(b)
	return 0
}

// loadCheckSignature declines a signed program: no key is emulated.
func (k *Kernel) loadCheckSignature(c *bpfCall) abi.Errno {
	c.load.decline = c.attr.U64(&abi.Signature) != 0
	return 0
}

// loadCheckDevice follows bpf_prog_dev_bound_init, before 6.3 bpf_prog_offload_init. The machine has no device that runs
// programs.
func (k *Kernel) loadCheckDevice(c *bpfCall) abi.Errno {
	device := c.attr.U32(&abi.ProgIfindex)
	if device == 0 {
		return 0
	}
	net := c.load.typ == abi.BPF_PROG_TYPE_SCHED_CLS || c.load.typ == abi.BPF_PROG_TYPE_XDP
	if e := k.check(loadDeviceType, net, uint64(device), uint64(c.load.typ)); e != 0 {
		return e
	}
	flags, allowed := c.load.flags, uint32(0)
	if sinceDevBound.In(k.Machine.Release) {
		allowed = abi.BPF_F_XDP_DEV_BOUND_ONLY | abi.BPF_F_XDP_HAS_FRAGS
		if flags&abi.BPF_F_XDP_DEV_BOUND_ONLY == 0 {
			allowed = 0
		} else if c.load.typ == abi.BPF_PROG_TYPE_SCHED_CLS {
			allowed = abi.BPF_F_XDP_HAS_FRAGS
		}
	}
	if e := k.check(loadDeviceFlags, flags&^allowed == 0, uint64(flags), uint64(allowed)); e != 0 {
		return e
	}
	if e := k.check(loadNoDevice, device == loopback, uint64(device), 0); e != 0 {
		return e
	}
	return k.check(loadDeviceNoNdo, false, uint64(device), 0)
}

func (k *Kernel) findProgType(c *bpfCall) abi.Errno {
	row := c.load.typ.Known(k.Machine.Release)
	return k.check(loadType, row != nil && !row.Unbuilt, uint64(c.load.typ), 0)
}

func (k *Kernel) loadCopyName(c *bpfCall) abi.Errno {
	return k.bpfObjNameCpy(c.load.p.Name[:], abi.ProgName.Bytes(c.attr[:]), nameChecks{loadNameCharOld, loadNameChar, loadNameLong})
}
