package web

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// firstPaths lists default values of text arguments.
var firstPaths = table.Indexed[core.Op, [2]string]{
	core.OpUnlink:  {pinned},
	core.OpFolder:  {"/sys/fs/bpf/demo"},
	core.OpTraced:  {"BPF_PROG_LOAD"},
	core.OpMkdir:   {"/sys/fs/bpf/dir"},
	core.OpRmdir:   {"/sys/fs/bpf/dir"},
	core.OpRename:  {pinned, pinned + "2"},
	core.OpLink:    {pinned, pinned + "2"},
	core.OpSymlink: {pinned, pinned + "2"},
	core.OpList:    {"/sys/fs/bpf"},
	core.OpOpen:    {"/sys/fs/cgroup/demo"},

	core.OpMount:     {"/sys/fs/bpf/dir", "mode=0700"},
	core.OpUmount:    {"/sys/fs/bpf/dir"},
	core.OpFsconfig:  {"delegate_maps", "any"},
	core.OpMoveMount: {"/sys/fs/bpf/dir"},
	core.OpOpenat:    {"."},
}

// Addresses of memory that calls other than bpf read and write by default.
const (
	argAt = core.ArenaStart + 0x3000
	outAt = core.ArenaStart + 0x4000
)

const noFD = 1<<64 - 1 // -1 as an argument

// firstArgs lists default values of numeric arguments.
var firstArgs = table.Indexed[core.Op, core.Args]{
	core.OpClose:         {3},
	core.OpDup:           {3},
	core.OpDup3:          {3, 7, core.O_CLOEXEC},
	core.OpFcntl:         {3, core.F_GETFD},
	core.OpFdinfo:        {3},
	core.OpMemlock:       {65536},
	core.OpRlimit:        {4},
	core.OpUID:           {1000},
	core.OpTraced:        {3, core.TracedFD},
	core.OpUnseen:        {4},
	core.OpNextID:        {1},
	core.OpNextProg:      {1},
	core.OpNextBTF:       {1},
	core.OpRunStart:      {0, core.ArenaStart, 80},
	core.OpRunStep:       {1},
	core.OpMmap:          {0, core.PAGE_SIZE, core.PROT_READ | core.PROT_WRITE, core.MAP_SHARED, 3, 0},
	core.OpMunmap:        {argAt, core.PAGE_SIZE},
	core.OpPoll:          {argAt, 1, 0},
	core.OpEpollCreate1:  {core.O_CLOEXEC},
	core.OpEpollCtl:      {4, core.EPOLL_CTL_ADD, 3, argAt},
	core.OpEpollWait:     {4, outAt, 1, 0},
	core.OpRead:          {3, outAt, 8},
	core.OpPread64:       {3, outAt, 8},
	core.OpWrite:         {3, argAt, 8},
	core.OpPwrite64:      {3, argAt, 8},
	core.OpClone:         {0, core.CLONE_FILES},
	core.OpUnshare:       {core.CLONE_FILES},
	core.OpSendFD:        {3, 0},
	core.OpRecvFD:        {core.MSG_CMSG_CLOEXEC},
	core.OpMkdir:         {0, 0o700},
	core.OpOpen:          {core.O_CLOEXEC},
	core.OpPerfEventOpen: {argAt, noFD, 0, noFD, 8},
	core.OpIoctl:         {3, core.PERF_EVENT_IOC_ENABLE, 0},
	core.OpSocket:        {2, 1, 0},
	core.OpFsopen:        {1},
	core.OpFsconfig:      {3},
	core.OpFscreate:      {3},
	core.OpFsmount:       {3, 1},
	core.OpMoveMount:     {3},
	core.OpOpenat:        {3},
}

// fdKind reports whether a descriptor is of the kind that a call takes.
type fdKind func(fd core.FDView, f core.FileView, m core.MapView) bool

func isRing(_ core.FDView, f core.FileView, m core.MapView) bool {
	return m.Type == abi.BPF_MAP_TYPE_RINGBUF || m.Type == abi.BPF_MAP_TYPE_USER_RINGBUF || isPerfEvent(core.FDView{}, f, m)
}

func isPerfEvent(_ core.FDView, f core.FileView, _ core.MapView) bool {
	return strings.HasPrefix(f.Object, "perf event")
}

func isFsContext(_ core.FDView, f core.FileView, _ core.MapView) bool {
	return strings.HasPrefix(f.Object, "bpf file system context")
}

func isMount(_ core.FDView, f core.FileView, _ core.MapView) bool {
	return strings.HasPrefix(f.Object, "bpf mount")
}

func isEpoll(fd core.FDView, _ core.FileView, _ core.MapView) bool {
	return fd.What == core.OpEpollCreate1.Name()
}

func isMapOfFile(_ core.FDView, f core.FileView, _ core.MapView) bool { return f.Map != 0 }

func isProgram(_ core.FDView, f core.FileView, _ core.MapView) bool { return f.Prog != 0 }

// fdArg is an argument that begins with the newest descriptor of a kind.
type fdArg struct {
	arg  int
	kind fdKind
}

// fdArgs are these arguments by call.
var fdArgs = table.Indexed[core.Op, []fdArg]{
	core.OpMmap: {{4, func(fd core.FDView, f core.FileView, m core.MapView) bool {
		return isRing(fd, f, m) || m.Flags&abi.BPF_F_MMAPABLE != 0
	}}},
	core.OpEpollCtl:  {{0, isEpoll}, {2, isRing}},
	core.OpEpollWait: {{0, isEpoll}},
	core.OpIoctl:     {{0, isPerfEvent}},
	core.OpSendFD:    {{0, isMapOfFile}},
	core.OpFsconfig:  {{0, isFsContext}},
	core.OpFscreate:  {{0, isFsContext}},
	core.OpFsmount:   {{0, isFsContext}},
	core.OpMoveMount: {{0, isMount}},
	core.OpOpenat:    {{0, isMount}},
}

// fdMembers are likewise the members of the memory at an argument.
var fdMembers = table.Indexed[core.Op, struct {
	member string
	kind   fdKind
}]{core.OpPoll: {"fd", isRing}, core.OpRunStart: {"prog_fd", isProgram}}

// newestFD returns the highest descriptor of the chosen task that is of a kind.
func (d *Draft) newestFD(kind fdKind) (newest uint64, ok bool) {
	v := d.desk.view()
	files, maps := map[int]core.FileView{}, map[int]core.MapView{}
	for _, f := range v.Files {
		files[f.Nr] = f
	}
	for _, m := range v.Maps {
		maps[m.Nr] = m
	}
	for _, t := range v.Tasks {
		for _, fd := range t.FDs {
			f := files[fd.File]
			if t.Nr == d.Task && kind(fd, f, maps[f.Map]) {
				newest, ok = uint64(fd.FD), true
			}
		}
	}
	return newest, ok
}

// beginArgs fills in the arguments of a new call other than bpf, with descriptors, mappings and pins that exist.
func (d *Draft) beginArgs() {
	d.Args, d.Path, d.To = firstArgs.At(d.Op), firstPaths.At(d.Op)[0], firstPaths.At(d.Op)[1]
	d.beginMemory()
	for _, a := range fdArgs.At(d.Op) {
		if fd, ok := d.newestFD(a.kind); ok {
			d.Args[a.arg] = fd
		}
	}
	if m := fdMembers.At(d.Op); m.kind != nil {
		if fd, ok := d.newestFD(m.kind); ok {
			for _, p := range d.argParts() {
				if p.name == m.member {
					p.put(d.buffers[p.of], fd)
				}
			}
		}
	}
	v := d.desk.view()
	if len(v.Pins) > 0 && d.Path == pinned {
		d.Path = v.Pins[0].Path
		if d.To != "" {
			d.To = d.Path + "2"
		}
	}
	switch d.Op {
	case core.OpPidfdOpen:
		d.Args[0] = uint64(d.Task)
	case core.OpSendFD:
		d.Args[1] = uint64(d.Task)
	}
	for _, t := range v.Tasks {
		switch {
		case d.Op == core.OpMunmap && t.Nr == d.Task && len(t.Areas) > 0:
			d.Args[0], d.Args[1] = t.Areas[0].Addr, t.Areas[0].Length
		case d.Op == core.OpSendFD && t.Alive && t.Nr != d.Task:
			d.Args[1] = uint64(t.Nr)
		}
	}
	if d.Op.MakesTask() {
		d.Args[0] = uint64(d.desk.session.Kernel().FreeTask())
	}
}
