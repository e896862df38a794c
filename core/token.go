package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/token.c.

// Token follows struct bpf_token: the permissions that a bpf file system delegates to the tasks of its user namespace.
type Token struct {
	userNS *userNS
	allows delegation
}

// String implements [Object].
func (*Token) String() string { return "token" }

// release implements [Object]. It follows bpf_token_release.
func (o *Token) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "bpf_token_release"})
}

// sinceTokenInfo is the release in which BPF_OBJ_GET_INFO_BY_FD knows tokens.
var sinceTokenInfo = abi.Since{abi.V6_17}

// bpfTokenCreate follows token_create and bpf_token_create.
func (k *Kernel) bpfTokenCreate(c *bpfCall) (int64, abi.Errno) {
	t := c.task
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	flags, fd := c.attr.U32(&abi.TokenFlags), c.attr.U32(&abi.TokenBpffsFD)
	if e := k.check(foreignFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	f := t.Files.File(int(int32(fd)))
	if e := k.check(tokenBadFD, f != nil && f.flags&oPath == 0, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if f.What != "" {
		return k.notEmulated(c) // the trace does not show which directory it is
	}
	dir := f.directory()
	if e := k.check(tokenRoot, dir != nil && dir.rootOf != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	s := dir.rootOf
	if e := k.check(tokenPermission, k.permission(t, dir, mayExec), uint64(t.Cred.UID), uint64(dir.uid)); e != 0 {
		return 0, e
	}
	if e := k.check(tokenOtherNS, t.Cred.userNS == s.userNS, 0, 0); e != 0 {
		return 0, e
	}
	if e := k.check(tokenCapable, t.nsCapable(s.userNS, abi.CAP_BPF), uint64(t.Cred.nsCaps), 0); e != 0 {
		return 0, e
	}
	if e := k.check(tokenInitNS, s.userNS != nil, 0, 0); e != 0 {
		return 0, e
	}
	if e := k.check(tokenNothing, s.delegate != delegation{}, 0, 0); e != 0 {
		return 0, e
	}
	n, e := k.getUnusedFD(tokenGetfd, t)
	if e != 0 {
		return 0, e
	}
	k.fdInstall("bpf_token_create", t, n, File{Object: &Token{s.userNS, s.delegate}, Mode: O_RDWR, mount: f.mount}, true)
	return int64(n), 0
}

// bpfTokenGetFromFD follows bpf_token_get_from_fd. A token that only a trace has allows everything.
func (k *Kernel) bpfTokenGetFromFD(c *bpfCall, fd *abi.Field, notOpen, other *Check) (*Token, abi.Errno) {
	n := c.attr.U32(fd)
	if f := c.task.Files.File(int(int32(n))); f != nil && f.What == abi.BPF_TOKEN_CREATE.String() {
		return &Token{userNS: c.task.Cred.userNS, allows: delegation{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}}, 0
	}
	return objectOf[*Token](k, c.task, n, notOpen, other)
}

// Indexes of [delegation].
const (
	delegateCmds = iota
	delegateMaps
	delegateProgs
	delegateAttachs
)

// allow reports whether option i delegates number n.
func (o *Token) allow(i int, n uint32) bool { return n < 64 && o.allows[i]>>n&1 == 1 }

// tokenCapable follows bpf_token_capable with a token, which may be nil.
func (t *Task) tokenCapable(o *Token, needs abi.Capability) bool {
	return o != nil && (t.nsCapable(o.userNS, needs) || t.nsCapable(o.userNS, abi.CAP_SYS_ADMIN))
}

// bpfTokenGetInfoByFD follows token_get_info_by_fd.
func (k *Kernel) bpfTokenGetInfoByFD(c *bpfCall, o *Token) (int64, abi.Errno) {
	uinfo, size := c.attr.U64(&abi.InfoPointer), uint64(c.attr.U32(&abi.InfoLen))
	var info []byte
	for _, mask := range o.allows {
		info = binary.LittleEndian.AppendUint64(info, mask)
	}
	if e := k.checkInfoTail(c, uinfo, uint64(len(info)), size); e != 0 {
		return 0, e
	}
	info = info[:min(size, uint64(len(info)))]
	if e := k.check(infoFault, c.task.Mem.CopyToUser(uinfo, info) == 0, uinfo, uint64(len(info))); e != 0 {
		return 0, e
	}
	return 0, k.putU32(c, infoLenFault, c.uattr+uint64(abi.InfoLen.Offset), uint32(len(info)))
}

// bpfTokenShowFdinfo follows bpf_token_show_fdinfo.
func (k *Kernel) bpfTokenShowFdinfo(o *Token) {
	for i, name := range [...]string{"allowed_cmds", "allowed_maps", "allowed_progs", "allowed_attachs"} {
		value, all := hexadecimal(o.allows[i]), uint64(1)<<k.delegated(i)-1
		if o.allows[i]&all == all {
			value = "any"
		}
		k.fdinfo(name, value)
	}
}
