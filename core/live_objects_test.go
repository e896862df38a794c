//go:build linux && amd64

package core

import (
	"strings"

	"bpfplay/core/abi"
)

func (g *liveCalls) infoCall() Call {
	var attr abi.Attr
	fd, _ := g.fd()
	attr.PutU32(&abi.InfoFD, fd)
	size := abi.MapInfoSize(g.k.Machine.Release)
	attr.PutU32(&abi.InfoLen, uint32(pick(g, size, size, size, size+8, size-8, g.IntN(size+1), 0, 256, 4096, 4097)))
	abi.InfoPointer.Put(attr[:], g.pointer(liveOut))
	return g.bpf(abi.BPF_OBJ_GET_INFO_BY_FD, attr, abi.InfoPointer.End())
}

// infoRoom fills the buffer for map information with zeros, and sometimes a pointer for the hash.
func (g *liveCalls) infoRoom(addr uint64) {
	info := make([]byte, 1024)
	if g.chance(30) {
		abi.InfoHash.Put(info, g.pointer(liveOut+0x800))
		abi.InfoHashSize.Put(info, uint64(pick(g, 32, 32, 32, 0, 31)))
	}
	if g.chance(3) {
		info[int(abi.MapInfoSize(g.k.Machine.Release))+g.IntN(64)] = 1
	}
	g.write(addr, info)
}

func (g *liveCalls) freeze() Call {
	var attr abi.Attr
	fd, _ := g.fd()
	attr.PutU32(&abi.ElemMapFD, fd)
	return g.bpf(abi.BPF_MAP_FREEZE, attr, abi.ElemMapFD.End())
}

func (g *liveCalls) idCall() Call {
	var attr abi.Attr
	id := pick[uint32](g, 0, 1<<30, 1<<31-1, 1<<31, 1<<32-1)
	if len(g.ids) > 0 && g.chance(80) {
		id = pick(g, g.ids...)
	}
	attr.PutU32(&abi.MapID, id)
	if g.chance(40) {
		return g.bpf(abi.BPF_MAP_GET_NEXT_ID, attr, abi.NextID.End())
	}
	attr.PutU32(&abi.OpenFlags, pick[uint32](g, 0, 0, 0, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY, abi.BPF_F_RDONLY|abi.BPF_F_WRONLY, 1))
	return g.bpf(abi.BPF_MAP_GET_FD_BY_ID, attr, pick(g, abi.MapID.End(), abi.OpenFlags.End()))
}

// livePaths are the paths of BPF_OBJ_PIN and BPF_OBJ_GET.
var livePaths = []string{"/sys/fs/bpf/a", "/sys/fs/bpf/b", "/sys/fs/bpf/c", "/sys/fs/bpf/no/c", "/sys/fs/bpf", "/sys/fs/bpf/", "/sys/fs/bpf/a.b",
	"/sys/fs/bpf/a/", "/sys/fs/bpf/a/b", "/sys/fs/bpf/./b", "/sys/fs/bpf/../bpf/a", "sys/fs/bpf/a", "/sys/fs/bpf/" + strings.Repeat("n", 255),
	"/sys/fs/bpf/" + strings.Repeat("n", 256), "/sys", "/sys/x", "/nothing/here", "", "/"}

func (g *liveCalls) nameCall() Call {
	path := pick(g, livePaths...)
	if g.chance(60) {
		path = pick(g, livePaths[:3]...)
	}
	if g.chance(20) && strings.HasPrefix(path, "/sys/fs/bpf/") && len(path) < 100 {
		return Call{Op: OpUnlink, Path: path}
	}
	g.write(livePath, append([]byte(path), 0))
	var attr abi.Attr
	abi.Pathname.Put(attr[:], g.pointer(livePath))
	cmd := abi.BPF_OBJ_PIN
	if g.chance(50) {
		cmd = abi.BPF_OBJ_GET
		attr.PutU32(&abi.ObjFlags, pick[uint32](g, 0, 0, 0, 0, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY, abi.BPF_F_RDONLY|abi.BPF_F_WRONLY, abi.BPF_F_PATH_FD))
	} else {
		fd, _ := g.fd()
		attr.PutU32(&abi.ObjFD, fd)
	}
	return g.bpf(cmd, attr, pick(g, abi.ObjFD.End(), abi.ObjFlags.End(), abi.ObjPathFD.End()))
}

// closable draws a descriptor that may be closed or replaced: not one of the first three.
func (g *liveCalls) closable() uint64 {
	if fds := g.maps(); len(fds) > 0 && g.chance(95) {
		return uint64(pick(g, fds...))
	}
	return uint64(int64(pick(g, 40, 41, -1, 1<<30)))
}

func (g *liveCalls) close() Call { return Call{Op: OpClose, Args: Args{g.closable()}} }

func (g *liveCalls) fdinfo() Call { return Call{Op: OpFdinfo, Args: Args{g.closable()}} }

func (g *liveCalls) descriptorCall() Call {
	switch fd := g.closable(); {
	case len(g.maps()) > 12:
		return g.close()
	case g.chance(25):
		return Call{Op: OpDup, Args: Args{fd}}
	case g.chance(40):
		return Call{Op: OpDup3, Args: Args{fd, uint64(int(g.free) + g.IntN(12)), uint64(pick(g, 0, 0, O_CLOEXEC, 1))}}
	case g.chance(10):
		return Call{Op: OpRlimit, Args: Args{uint64(pick(g, 3, int(g.free)+1, int(g.free)+4, liveRestoredNofile, liveRestoredNofile, liveRestoredNofile))}}
	default:
		cmd := pick[uint64](g, F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC)
		arg := uint64(g.IntN(20))
		if cmd == F_SETFD {
			arg &= 1
		}
		return Call{Op: OpFcntl, Args: Args{fd, cmd, arg}}
	}
}

// anyCommand draws a map command or an unknown command, with any bytes as the attr.
func (g *liveCalls) anyCommand() Call {
	var attr abi.Attr
	copy(attr[:], g.bytes(8+g.IntN(64)))
	fd, _ := g.fd()
	attr.PutU32(&abi.ElemMapFD, fd)
	cmd := pick(g, liveCommands...)
	want := g.IntN(g.k.attrSize)
	if row := cmd.Known(g.k.Machine.Release); row != nil {
		want = row.Last(g.k.Machine.Release)
	}
	return g.bpf(cmd, attr, want)
}

// liveCommands are the map commands and some unknown numbers.
var liveCommands = []abi.Cmd{abi.BPF_MAP_CREATE, abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_GET_NEXT_KEY,
	abi.BPF_OBJ_PIN, abi.BPF_OBJ_GET, abi.BPF_MAP_GET_NEXT_ID, abi.BPF_MAP_GET_FD_BY_ID, abi.BPF_OBJ_GET_INFO_BY_FD, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM,
	abi.BPF_MAP_FREEZE, abi.BPF_MAP_LOOKUP_BATCH, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH, abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_DELETE_BATCH,
	60, 1000, -1, 1<<31 - 1}
