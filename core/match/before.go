package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// kind is a kind of object with ids whose contents a text cannot show: programs and BTF.
type kind struct {
	next    core.Op    // sets the id of the next object
	id      *abi.Field // of the command that opens an object by its id
	loads   abi.Cmd
	getNext abi.Cmd
	getFD   abi.Cmd
	after   func(*core.Kernel, uint32) uint32     // returns the lowest id above one, or 0
	load    func(s *step, info []byte) (fd int64) // loads a small object in place of the unknown one
}

var progKind = &kind{core.OpNextProg, &abi.ProgID, abi.BPF_PROG_LOAD, abi.BPF_PROG_GET_NEXT_ID, abi.BPF_PROG_GET_FD_BY_ID, progAfter, (*step).loadAnyProg}

var btfKind = &kind{core.OpNextBTF, &abi.BtfID, abi.BPF_BTF_LOAD, abi.BPF_BTF_GET_NEXT_ID, abi.BPF_BTF_GET_FD_BY_ID, btfAfter, (*step).loadAnyBTF}

func progAfter(k *core.Kernel, id uint32) (next uint32) {
	for _, p := range k.Progs() {
		if p.ID > id && (next == 0 || p.ID < next) {
			next = p.ID
		}
	}
	return next
}

func btfAfter(k *core.Kernel, id uint32) (next uint32) {
	for _, b := range k.BTFs() {
		if b.ID > id && (next == 0 || b.ID < next) {
			next = b.ID
		}
	}
	return next
}

// hasObject infers an object with the id, unless one exists, and reports whether it exists then. A separate task holds
// the objects that existed before the text.
func (s *step) hasObject(k *kind, id uint32, info []byte) bool {
	if id == 0 || id >= idEnd || k.after(s.k, id-1) == id {
		return id > 0 && id < idEnd
	}
	caller := s.task
	defer func() { s.task = caller }()
	if !s.beHolder() {
		return false
	}
	s.infer(core.Call{Op: k.next, Args: core.Args{uint64(id)}})
	fd := k.load(s, info)
	s.above[k] = false
	return fd >= 0
}

// holderTask is the task that holds them.
const holderTask = core.MaxTasks - 1

// holderFiles is its RLIMIT_NOFILE.
const holderFiles = 1 << 14

// beHolder makes the holder the caller, and reports whether it exists.
func (s *step) beHolder() bool {
	if s.k.Task(holderTask) == nil {
		if s.k.FreeTask() > holderTask {
			return false
		}
		s.infer(core.Call{Op: core.OpFork, Args: core.Args{holderTask}})
		s.task = holderTask
		s.infer(core.Call{Op: core.OpExec})
		s.infer(core.Call{Op: core.OpRlimit, Args: core.Args{holderFiles}})
	}
	s.task = holderTask
	return true
}

// anyProg is r0 = 0; exit.
const anyProg = "\xb7\x00\x00\x00\x00\x00\x00\x00\x95\x00\x00\x00\x00\x00\x00\x00"

// loadable holds the program types whose smallest program needs nothing else.
var loadable = []uint64{1, 2, 3, 4, 5, 6, 7, 8, 17}

// socketFilter is BPF_PROG_TYPE_SOCKET_FILTER.
const socketFilter = 1

// loadAnyProg loads a program that returns 0, of the type and with the name in a struct bpf_prog_info, which may be nil.
func (s *step) loadAnyProg(info []byte) int64 {
	const insns, license = core.ArenaStart + 0x1000, core.ArenaStart + 0x1800
	attr := abi.License.Put(abi.Insns.Put(abi.InsnCnt.Put(nil, 2), insns), license)
	progType := uint64(socketFilter)
	if t := abi.ProgInfoType.Value(info); slices.Contains(loadable, t) {
		progType = t
	}
	attr = abi.ProgTypeField.Put(attr, progType)
	if abi.ProgName.Since <= s.machine.Release && abi.ProgInfoName.End() <= len(info) {
		attr = abi.Grow(attr, abi.ProgName.End())
		copy(abi.ProgName.Bytes(attr), abi.ProgInfoName.Bytes(info))
	}
	s.Invented += len(anyProg)
	fd := s.inferBpf(abi.BPF_PROG_LOAD, attr, core.Write{Addr: insns, Bytes: []byte(anyProg)}, core.Write{Addr: license, Bytes: []byte("GPL\x00")})
	if f := s.file(fd); f != nil && f.Prog != nil {
		s.unseenProgs[f.Prog] = true
	}
	return fd
}

// anyBTF describes the type int, which has 32 bits and a sign.
const anyBTF = "\x9f\xeb\x01\x00\x18\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x10\x00\x00\x00\x05\x00\x00\x00" +
	"\x01\x00\x00\x00\x00\x00\x00\x01\x04\x00\x00\x00\x20\x00\x00\x01\x00\x69\x6e\x74\x00"

func (s *step) loadAnyBTF([]byte) int64 {
	const data = core.ArenaStart + 0x1000
	attr := abi.BtfSize.Put(abi.BtfData.Put(nil, data), uint64(len(anyBTF)))
	s.Invented += len(anyBTF)
	return s.inferBpf(abi.BPF_BTF_LOAD, abi.Grow(attr, abi.BtfLogLevel.End()), core.Write{Addr: data, Bytes: []byte(anyBTF)})
}

// prepareNextObject infers the object whose id the text shows as the next one.
func (s *step) prepareNextObject(k *kind) bool {
	if !s.known || s.want < 0 {
		return true
	}
	start := uint32(abi.StartID.Value(s.attr))
	next, opener, fd := s.nextShown(k.getFD, k.id)
	if next == 0 {
		if next = k.after(s.k, start); next == 0 {
			next = start + 1
		}
	}
	return s.hasObject(k, next, s.infoOf(opener, fd))
}

// nextShown returns the id that a command for the next id returned, and the call that opens it, which usually comes right
// after. The id is 0 if the text does not show it.
func (s *step) nextShown(getFD abi.Cmd, field *abi.Field) (next uint32, opener int, fd int64) {
	shown, known := s.c.WroteNumber(&abi.NextID)
	start, opener, fd := abi.StartID.Value(s.attr), s.at, int64(-1)
	calls := s.text.Calls[s.at:]
	for i := range calls[:min(len(calls), 8)] {
		c := &calls[i]
		if c.Name != "bpf" || c.Cmd != getFD || c.Pid != s.c.Pid || valueOr(c.Result, -1) < 0 {
			continue
		}
		if id := field.Value(c.Attr); !known && id > start || id == shown {
			return uint32(id), s.at + i, *c.Result
		}
		break
	}
	return uint32(shown), opener, fd
}

// infoOf returns the info that the text shows for a descriptor from call first on, or nil.
func (s *step) infoOf(first int, fd int64) (info []byte) {
	s.aheadOf(first, fd, func(c *paste.Call) bool {
		info = c.WroteProgInfo()
		return info == nil
	})
	return info
}

// prepareObjectByID infers the object that the call opens.
func (s *step) prepareObjectByID(k *kind) bool {
	if !s.known || s.want < 0 {
		return true
	}
	return s.hasObject(k, uint32(k.id.Value(s.attr)), s.infoOf(s.at, s.want))
}

// objectIDs are the ids that a text shows for programs and BTF.
type objectIDs struct {
	kind *kind
	top  uint32         // above all ids
	made map[int]uint32 // ids of objects that the text loads, by index of the call
}

// findObjectIDs scans a text. A walk over all ids ends with those of the objects that the text has loaded.
func findObjectIDs(t *paste.Text, k *kind) *objectIDs {
	ids := &objectIDs{kind: k, made: map[int]uint32{}}
	var walk []uint32
	var live []liveObject
	for i := range t.Calls {
		c := &t.Calls[i]
		ret := valueOr(c.Result, -1)
		switch {
		case c.Name == "close" && ret == 0 && len(c.Args) > 0:
			live = slices.DeleteFunc(live, func(o liveObject) bool { return o.pid == c.Pid && o.fd == c.Args[0] })
		case slices.Contains(duplicates, c.Name) && ret >= 0 && len(c.Args) > 0:
			for _, o := range live {
				if o.pid == c.Pid && o.fd == c.Args[0] && (c.Name != "fcntl" || opensFD(c)) {
					live = append(live, liveObject{c.Pid, ret, o.call})
					break
				}
			}
		case c.Name != "bpf":
		case c.Cmd == k.loads && ret >= 0:
			live = append(live, liveObject{c.Pid, ret, i})
		case c.Cmd == k.getFD:
			ids.see(k.id.Value(c.Attr))
		case k == progKind && c.WroteProgInfo() != nil:
			id := abi.ProgInfoID.Value(c.WroteProgInfo())
			ids.see(id)
			for _, o := range live {
				if o.pid == c.Pid && o.fd == int64(int32(abi.InfoFD.Value(c.Attr))) {
					ids.made[o.call] = uint32(id)
				}
			}
		case c.Cmd == k.getNext && ret == 0:
			id, _ := c.WroteNumber(&abi.NextID)
			if ids.see(id); abi.StartID.Value(c.Attr) == 0 {
				walk = walk[:0]
			}
			walk = append(walk, uint32(id))
		case c.Cmd == k.getNext && ret == -int64(abi.ENOENT):
			own := madeBy(live)
			for n, call := range own[max(len(own)-len(walk), 0):] {
				ids.made[call] = walk[max(len(walk)-len(own), 0)+n]
			}
		}
	}
	return ids
}

// liveObject is an object that a text has loaded.
type liveObject struct {
	pid  int
	fd   int64
	call int
}

// duplicates are the calls that copy a descriptor.
var duplicates = []string{"dup", "dup2", "dup3", "fcntl"}

// madeBy returns the calls that loaded objects, in order.
func madeBy(live []liveObject) (calls []int) {
	for _, o := range live {
		calls = append(calls, o.call)
	}
	slices.Sort(calls)
	return slices.Compact(calls)
}

func (ids *objectIDs) see(id uint64) {
	if id != 0 && id < idEnd-1 {
		ids.top = max(ids.top, uint32(id)+1)
	}
}

// chooseID chooses the id of the object that the text is about to load.
func (s *step) chooseID(ids *objectIDs) {
	id, shown := ids.made[s.at]
	switch {
	case ids.top == 0 || !s.fine():
		return
	case !shown && s.above[ids.kind]:
		return
	case !shown:
		id = ids.top
	}
	s.above[ids.kind] = !shown
	s.infer(core.Call{Op: ids.kind.next, Args: core.Args{uint64(id)}})
}
