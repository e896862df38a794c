package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// BTFObject follows struct btf: type information that a task loaded, with its id and references.
type BTFObject struct {
	Nr     int // counted from 1 in order of creation
	ID     uint32
	BTF    *btf.BTF
	refcnt int64
}

func (b *BTFObject) id() *uint32 { return &b.ID }

// Refcnt returns the number of references: files, maps and programs.
func (b *BTFObject) Refcnt() int64 { return b.refcnt }

// BTFs returns the BTF objects that are not freed, oldest first. The slice must not be changed.
func (k *Kernel) BTFs() []*BTFObject { return k.btfs }

// setBTFRefcnt sets refcnt and records the event.
func (k *Kernel) setBTFRefcnt(in string, b *BTFObject, n int64) {
	was := b.refcnt
	b.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, BTF: b.Nr, A: uint64(was), B: uint64(n)})
}

// btfGet follows btf_get: it takes a reference.
func (k *Kernel) btfGet(b *BTFObject) { k.setBTFRefcnt("btf_get", b, b.refcnt+1) }

// btfPut follows btf_put: it drops a reference. The last one removes the id; the memory follows after a grace period, which
// nothing can observe. b may be nil.
func (k *Kernel) btfPut(b *BTFObject) {
	if b == nil {
		return
	}
	k.setBTFRefcnt("btf_put", b, b.refcnt-1)
	if b.refcnt != 0 {
		return
	}
	k.btfIDs.remove(b)
	k.note(Event{Kind: IDTaken, Func: "btf_free_id", BTF: b.Nr, A: uint64(b.ID)})
	k.btfs = slices.DeleteFunc(k.btfs, func(o *BTFObject) bool { return o == b })
	k.note(Event{Kind: Freed, Func: "btf_free", BTF: b.Nr})
}

// sinceKernelBTF is the release in which the BTF of the kernel has an id, if it was built with BTF.
var sinceKernelBTF = abi.Since{abi.V5_11}

// bootBTFIDs sets the id of the first BTF object. The kernel's own BTF has id 1.
func (k *Kernel) bootBTFIDs() {
	if sinceKernelBTF.In(k.Machine.Release) {
		k.btfIDs.next = 2
	}
	if k.preloads() {
		k.btfIDs.next = preloadBTFID + 1
	}
	if k.Machine.NextBTF != 0 {
		k.btfIDs.next = k.Machine.NextBTF
	}
	k.firstBTF = k.btfIDs.next
}

// btfNewFD follows __btf_new_fd: it installs a new file for b. Without a free descriptor the reference is dropped.
func (k *Kernel) btfNewFD(c *bpfCall, b *BTFObject) (int64, abi.Errno) {
	fd, e := k.anonInodeGetfd(btfGetfd, c.task, File{BTF: b, Mode: O_RDONLY})
	if e != 0 {
		k.btfPut(b)
		return 0, e
	}
	return int64(fd), 0
}

// idsOfBTF has the commands of BTF objects. Since 5.11 the first ids depend on how the kernel was built.
var idsOfBTF = idKind{
	attr: foreignCheckAttr, capable: foreignCapable, none: btfNextNone,
	next: func(k *Kernel, least uint32) uint32 { return k.btfIDs.nextID(least) },
	hidden: func(k *Kernel, id uint32) bool {
		return sinceKernelBTF.In(k.Machine.Release) && id != 0 && id < k.firstBTF
	},

	fdAttr: btfByIDCheckAttr, fdCapable: btfByIDCapable, unknown: btfByIDNone, getfd: btfGetfd,
	id: &abi.BtfID,
	flags: func(k *Kernel, c *bpfCall) abi.Errno {
		if k.Machine.Release < abi.BtfOpenFlags.Since {
			return 0
		}
		return k.takeToken(c, btfByIDToken)
	},
	open: func(k *Kernel, id uint32) (File, abi.Errno) {
		b := k.btfIDs.find(id)
		k.btfGet(b)
		return File{BTF: b, Mode: O_RDONLY}, 0
	},
	put: func(k *Kernel, f *File) { k.btfPut(f.BTF) },
}

func (k *Kernel) bpfBTFGetNextID(c *bpfCall) (int64, abi.Errno) { return idsOfBTF.getNextID(k, c) }
func (k *Kernel) bpfBTFGetFDByID(c *bpfCall) (int64, abi.Errno) { return idsOfBTF.getFDByID(k, c) }

// tokenUse is how a command takes a token.
type tokenUse struct {
	cmd                     abi.Cmd
	flags, fd               *abi.Field
	unknown, notOpen, other *Check
}

var (
	btfLoadToken = tokenUse{abi.BPF_BTF_LOAD, &abi.BtfFlags, &abi.BtfTokenFD, btfLoadFlags, btfLoadTokenFD, btfLoadNoToken}
	btfByIDToken = tokenUse{abi.BPF_BTF_GET_FD_BY_ID, &abi.BtfOpenFlags, &abi.ByIDTokenFD, btfByIDFlags, btfByIDTokenFD, btfByIDNoToken}
)

// takeToken checks flags that may have only BPF_F_TOKEN_FD, and takes the token. One that does not allow the command is
// ignored.
func (k *Kernel) takeToken(c *bpfCall, u tokenUse) abi.Errno {
	v := c.attr.U32(u.flags)
	if e := k.check(u.unknown, v&^abi.BPF_F_TOKEN_FD == 0, uint64(v), abi.BPF_F_TOKEN_FD); e != 0 || v == 0 {
		return e
	}
	o, e := k.bpfTokenGetFromFD(c, u.fd, u.notOpen, u.other)
	if e == 0 && o.allow(delegateCmds, uint32(u.cmd)) {
		c.token = o
	}
	return e
}
