// Package verifier checks programs as BPF_PROG_LOAD does, in each release. Follows kernel/bpf/verifier.c.
package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/btf"
	"bpfplay/core/insn"
)

// Program is a program to verify.
type Program struct {
	Release        abi.Release
	Type           uint32 // BPF_PROG_TYPE_*
	ExpectedAttach uint32
	Flags          uint32 // BPF_F_*
	GPL            bool   // the license is compatible with the GPL
	Sleepable      bool
	Insns          []insn.Insn
	Caps           Caps
	BTF            *btf.BTF  // of prog_btf_fd; nil without
	BTFErrno       abi.Errno // why BTF is nil although prog_btf_fd was needed: EBADF, EINVAL, EACCES
	FuncInfo       Records
	LineInfo       Records
	CoreRelos      uint32 // core_relo_cnt
	AttachBTFID    uint32
	HasFDArray     bool // fd_array is not NULL
	FDArrayCnt     uint32
	CPUs           uint32 // possible processors: what bpf_get_smp_processor_id returns is less; 0 is unknown
	Maps           Maps
	Log            bpflog.Buffer
	Limit          int // instructions that the analysis follows; 0 for the kernel's 1,000,000
	// Followed is called with the number of instructions that the analysis followed since the last call, every few
	// thousandths of a second and at the end; nil for nothing. Before the paths are followed, the number is 0. It may panic to
	// end the verification.
	Followed func(insns int)
}

// Caps are the rights of the task that the verifier looks at.
type Caps struct {
	BPF      bool // bpf_capable: subprograms, loops, 1,000,000 instructions
	Perfmon  bool // pointer leaks, uninitialised stack, no speculation checks
	SysAdmin bool
}

// Records is an array of records in user memory: func_info or line_info.
type Records struct {
	Count   uint32
	RecSize uint32 // bytes of one record
	// Read returns n bytes at off from the start of the array: Fault if they cannot be read.
	Read func(off, n uint64) ([]byte, abi.Errno)
}

// FuncInfo follows struct bpf_func_info.
type FuncInfo struct{ InsnOff, TypeID uint32 }

// LineInfo follows struct bpf_line_info.
type LineInfo struct{ InsnOff, FileNameOff, LineOff, LineCol uint32 }

// Errors of [Maps] and [Records], and of descriptors of BTF.
const (
	NotOpen   = abi.EBADF  // the descriptor is not open
	WrongFile = abi.EINVAL // the descriptor refers to something else
	Fault     = abi.EFAULT // user memory cannot be read
)

// Maps resolves the maps that a program refers to.
type Maps interface {
	// ByFD returns the map of a descriptor: NotOpen if it is not open, WrongFile if it is not a map.
	ByFD(fd int32) (*Map, abi.Errno)
	// FDAt returns the descriptor that fd_array has at index: Fault if that cannot be read.
	FDAt(index uint32) (int32, abi.Errno)
	// IsBTF reports whether a descriptor refers to BTF.
	IsBTF(fd int32) bool
}

// Map is a map as the verifier sees it.
type Map struct {
	Ref                    any // identifies the map: equal for the same map
	ID                     uint32
	Name                   string // for messages
	Type                   abi.MapType
	KeySize                uint32
	ValueSize              uint32
	MaxEntries             uint32
	Flags                  uint32
	Frozen                 bool
	Prealloc               bool // hashes
	Lock                   int  // offset of bpf_spin_lock in the value, or -1
	Timer                  int  // offset of bpf_timer in the value, or -1
	BTF                    *btf.BTF
	KeyTypeID, ValueTypeID uint32
	Inner                  *Map                       // template of the inner maps; nil if the type has none
	Exclusive              bool                       // made for one program with another hash
	Value                  func(off, size int) []byte // bytes of the only value of an array, for constants in frozen maps
}

// Result is the outcome of a verification.
type Result struct {
	Refusal      *Refusal    // nil: the program is accepted
	Declined     string      // why the verifier cannot decide; "" if it did. Refusal is nil then
	LogBytes     []byte      // for the start of the caller's buffer
	LogTrueSize  uint32      // log_true_size
	LogErrno     abi.Errno   // ENOSPC or EFAULT: replaces the result of the verification
	Insns        []insn.Insn // loads of maps and values name the map by its index in UsedMaps; the second immediate is the offset
	UsedMaps     []*Map      // in the order in which the program names them first
	KeptHalves   []int       // each 32-bit BPF_CMPXCHG that leaves the upper half of r0 as it is when it succeeds
	Subprogs     []int       // first instructions of the functions, main's first
	Verified     uint32      // verified_insns: instructions processed
	MaxCtxOffset uint32      // end of the highest context byte that the program accesses
	StackDepth   uint32
	UsesTailCall bool
	CBAccess     bool
	FuncInfo     []FuncInfo
	LineInfo     []LineInfo
	FuncRecSize  uint32 // written to func_info_rec_size of the attr: the record size that the kernel wants; 0 if it is not
	LineRecSize  uint32 // likewise line_info_rec_size
}

// Refusal is the check that refused a program.
type Refusal struct {
	Rule    *Rule
	Errno   abi.Errno // Rule.Errno, unless a map or log supplies another
	Insn    int       // index of the instruction; -1 if it concerns none
	Regs    string    // registers at that point, as the log prints them; "" before the path analysis
	Message string    // the line of the log that says why; "" if the kernel prints none
	A, B    uint64    // the compared values
}

// Rule is one condition that the verifier tests.
type Rule struct {
	Name  string // its identity: the variable that holds it
	Func  string // the function of the kernel that checks
	Must  string // the condition, in C's spelling if possible
	Errno abi.Errno
	Log   string // the message of the log, as a format; "" if the kernel prints none
	Why   string // explains the refusal to the programmer
	Fix   string // what would make it pass; "" if no general advice helps
	Open  bool   // the kernel ends the message without a newline
}
