package paste

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// Text is a pasted text as a list of calls. Every line of it belongs to a call or to Unread.
type Text struct {
	Format  string        // as shown to the user: "strace 5.x to 6.x", "syzkaller program", "C reproducer", "recording", …
	Kernel  string        // the kernel line of a recording; "" for other formats
	Machine *core.Machine // the machine of a recording or a link; nil for other formats
	Calls   []Call        // in the order in which the kernel saw them
	Unread  []Note        // lines that are not calls
	Notes   []Note        // assumptions: "the size was left out, the end of the last field is taken"
	Bytes   bool          // the text is a dump: each record is the attr of a BPF_MAP_CREATE
}

// Call is one system call of a text. Values that the text does not show are zero; Lost names the values that the text
// shows only in part.
type Call struct {
	Line    int      // first line, from 1
	Lines   int      // number of lines, without the second half of an unfinished call
	Resumed int      // line of the second half of an unfinished call, or 0
	Pid     int      // process in the text, or 0
	Name    string   // of the system call: "bpf", "close", "dup2", "clone", "openat"
	Cmd     abi.Cmd  // of bpf
	Attr    []byte   // of bpf: at most Size bytes, or more if the text shows bytes after them; nil if an earlier call set it or only its address is shown
	Addr    uint64   // of bpf: address of the attr, or 0
	Size    uint32   // of bpf; of sendmsg, the bytes of the message, 0 if the text does not show them
	Args    []int64  // of other calls: the numeric arguments in the order of the kernel, with structs flattened
	Path    string   // of pin, get, openat: the path
	To      string   // of rename, link, symlink: the second path
	Result  *int64   // the result, or minus the error number; nil if the text does not show it
	Memory  []Memory // memory of the task before the call
	Wrote   []Memory // memory that the call wrote
	Refs    []Ref    // numbers that come from results of earlier calls
	Files   []File   // descriptors whose files the text names, as strace -y does
	Unshown *int     // of bpf: offset after which nonzero bytes of Attr are not shown, 0 if no field is certain; nil if none
	Lost    []string // "nonzero bytes after offset 72"
}

// PerfArgs is the number of arguments of perf_event_open if the text shows its attr: type, size, config, sample_period,
// sample_type, read_format, the flags from disabled on, wakeup_events, pid, cpu, group_fd, flags.
const PerfArgs = 12

// Note is one omission or assumption of a reader.
type Note struct {
	Line      int // from 1
	Text, Why string
}

// Memory is a piece of the memory of a task that a text shows.
type Memory struct {
	Field *abi.Field // the pointer in the attr, or the field of the attr itself; nil if Addr is the address
	Addr  uint64
	Bytes []byte
}

// File is the file of a descriptor, as strace -y names it.
type File struct {
	FD   int64
	Name string // "anon_inode:bpf-map"
}

// FileOf returns the name of the file of a descriptor, "" if the text does not name it.
func (c *Call) FileOf(fd int64) string {
	for _, f := range c.Files {
		if f.FD == fd {
			return f.Name
		}
	}
	return ""
}

// Ref is a number in a call that comes from the result of an earlier call, as r0 in a syzkaller program. The result of a
// failed call is -1.
type Ref struct {
	Call int    // index in Text.Calls of the earlier call
	From uint64 // address where that call wrote the number, four bytes; 0 for its return value
	Div  uint64 // divisor of the number; 0 for none
	Add  uint64 // added after the division
	In   RefIn  // destination
	Nr   int    // index in Args for RefArg, in Memory for RefMemory
	At   int    // offset of the four bytes, for RefAttr and RefMemory
}

// RefIn is the part of a call that holds a Ref.
type RefIn uint8

const (
	RefAttr RefIn = iota
	RefArg
	RefMemory
)

// Write returns m as a write of a history; m.Addr must be set.
func (m Memory) Write() core.Write { return core.Write{Addr: m.Addr, Bytes: m.Bytes} }

// WroteNumber returns the number that the kernel wrote to field f of the attr, if the text shows it.
func (c *Call) WroteNumber(f *abi.Field) (uint64, bool) {
	for _, w := range c.Wrote {
		if w.Field == f && len(w.Bytes) > 0 {
			return f.Value(append(make([]byte, f.Offset), w.Bytes...)), true
		}
	}
	return 0, false
}

// WroteInfo returns the struct bpf_map_info that the text shows, or nil.
func (c *Call) WroteInfo() []byte {
	for _, w := range c.Wrote {
		if w.Field == &abi.InfoPointer {
			return w.Bytes
		}
	}
	return nil
}

// ProgInfo is the info pointer of BPF_OBJ_GET_INFO_BY_FD for a struct bpf_prog_info. [abi.InfoPointer] stands for a struct
// bpf_map_info.
var ProgInfo = abi.Field{Name: abi.InfoPointer.Name, Offset: abi.InfoPointer.Offset, Kind: abi.InfoPointer.Kind}

// WroteProgInfo returns the struct bpf_prog_info that the text shows, or nil.
func (c *Call) WroteProgInfo() []byte {
	for _, w := range c.Wrote {
		if w.Field == &ProgInfo {
			return w.Bytes
		}
	}
	return nil
}

// Forks holds the calls that return the pid of a new process.
var Forks = []string{"fork", "vfork", "clone", "clone2", "clone3"}
