package verifier

import "bpfplay/core/abi"

// regType follows enum bpf_reg_type: a base type and flags.
type regType uint32

const (
	notInit regType = iota
	scalarValue
	ptrToCtx
	constPtrToMap
	ptrToMapValue
	ptrToMapKey
	ptrToStack
	ptrToPacketMeta
	ptrToPacket
	ptrToPacketEnd
	ptrToFlowKeys
	ptrToSocket
	ptrToSockCommon
	ptrToTCPSock
	ptrToTPBuffer
	ptrToXDPSock
	ptrToBTFID
	ptrToMem
	ptrToBuf
	ptrToFunc
	ptrToDynptr
)

// Flags of a regType or argType.
const (
	maybeNull  = 1 << (8 + iota)
	memRdonly  // must not be written
	memRingbuf // comes from bpf_ringbuf_reserve
	memUninit  // the helper initialises the memory
	memWrite   // the helper writes the memory
	memAligned // must be aligned to its size
	objRelease // the helper releases the reference
	fixedSize  // the size is helperProto.Size
	ptrTrusted // of kernel objects, only in the names of accepted types
	memRCU
	memPercpu

	baseMask = 0xff
)

func (t regType) base() regType      { return t & baseMask }
func (t regType) mayBeNull() bool    { return t&maybeNull != 0 }
func (t regType) isPktPointer() bool { return t == ptrToPacket || t == ptrToPacketMeta }

// argType follows enum bpf_arg_type: a base type and flags.
type argType uint32

const (
	argDontCare argType = iota
	argConstMapPtr
	argPtrToMapKey
	argPtrToMapValue
	argPtrToMem
	argConstSize
	argConstSizeOrZero
	argPtrToCtx
	argAnything
	argScalar
	argPtrToSpinLock
	argPtrToSockCommon
	argPtrToSocket
	argPtrToBTFID
	argPtrToRingbufMem
	argConstAllocSizeOrZero
	argPtrToBTFIDSockCommon
	argPtrToPercpuBTFID
	argPtrToFunc
	argPtrToStack
	argPtrToConstStr
	argPtrToTimer
	argKptrXchgDest
	argPtrToDynptr
	argPtrToArena

	argPtrToMapValueOrNull = argPtrToMapValue | maybeNull
	argPtrToUninitMapValue = argPtrToMapValue | memUninit | memWrite
	argPtrToMemOrNull      = argPtrToMem | maybeNull
	argPtrToUninitMem      = argPtrToMem | memUninit | memWrite
	argPtrToFixedSizeMem   = argPtrToMem | fixedSize
	argPtrToInt            = argPtrToFixedSizeMem | memUninit | memWrite | memAligned // Size 4
	argPtrToLong           = argPtrToFixedSizeMem | memUninit | memWrite | memAligned // Size 8
	argPtrToCtxOrNull      = argPtrToCtx | maybeNull
	argPtrToSocketOrNull   = argPtrToSocket | maybeNull
	argPtrToStackOrNull    = argPtrToStack | maybeNull
)

func (t argType) base() argType { return t & baseMask }

// retType follows enum bpf_return_type: a base type and flags.
type retType uint32

const (
	retInteger retType = iota
	retVoid
	retPtrToMapValue
	retPtrToSocket
	retPtrToTCPSock
	retPtrToSockCommon
	retPtrToMem
	retPtrToMemOrBTFID
	retPtrToBTFID

	retPtrToMapValueOrNull   = retPtrToMapValue | maybeNull
	retPtrToSocketOrNull     = retPtrToSocket | maybeNull
	retPtrToTCPSockOrNull    = retPtrToTCPSock | maybeNull
	retPtrToSockCommonOrNull = retPtrToSockCommon | maybeNull
	retPtrToRingbufMemOrNull = retPtrToMem | memRingbuf | maybeNull
	retPtrToBTFIDOrNull      = retPtrToBTFID | maybeNull
)

func (t retType) base() retType { return t & baseMask }

// helperProto follows struct bpf_func_proto: the arguments of a helper and its result.
type helperProto struct {
	ID            int32 // BPF_FUNC_*
	Name          string
	Ret           retType
	Args          [5]argType
	Size          uint32 // bytes of the argument with fixedSize
	GPL           bool   // only for programs with a GPL-compatible license
	PktAccess     bool   // takes pointers into packets
	ChangesPacket bool   // invalidates pointers into packets (bpf_helper_changes_pkt_data)
	MightSleep    bool
	Fastcall      bool // allow_fastcall, since 6.12
}

// insnAux follows struct bpf_insn_aux_data.
type insnAux struct {
	m               *Map    // the map of an ld_imm64, or of a helper call
	mapOff          uint32  // offset in the value of an ld_imm64
	mapPoison       bool    // a helper call has different maps on different paths
	ptrType         regType // type of the pointer that a load or store uses
	prunePoint      bool    // states are compared here
	jmpPoint        bool    // jump history is recorded here
	forceCheckpoint bool
	callsCallback   bool
	seen            bool
	jumpTarget      bool   // reached by a jump (6.18)
	scc             uint32 // strongly connected component (6.17); 0 for none
	liveRegs        uint16 // registers alive before the instruction (6.15)
	loop            loopCall
	mask            aluMask
	zextDst         bool // the upper half of its result is read
	zext            bool // likewise, as computed without paths
	fastcall        bool // a spill or a fill next to the call of a helper
}

// loopCall follows struct bpf_loop_inline_state: the calls of bpf_loop by one instruction.
type loopCall struct {
	seen     bool
	inline   bool // all have the flags 0 and the same callback
	callback int  // function of the first
}

// subprog follows struct bpf_subprog_info.
type subprog struct {
	start         int // first instruction
	exit          int // last BPF_EXIT, 0 without
	stackDepth    int
	hasTailCall   bool
	hasLdAbs      bool
	tailCallReach bool
	global        bool // linkage BTF_FUNC_GLOBAL
	isCB          bool
	fastcallOff   int16 // end of the slots that only hold spills around calls of helpers (6.12)
	fastcalls     bool  // some of these helpers keep the registers
	keepsFastcall bool  // some do not
	changesPacket bool
	mightSleep    bool
	unreliable    bool // its BTF does not match its calls
	called        bool // a global function that a checked function calls
	verified      bool // the global function is checked
}

// env follows struct bpf_verifier_env.
type env struct {
	prog     *Program
	release  abi.Release
	insns    []insnT
	aux      []insnAux
	subprogs []subprog // ends with a fake one at len(insns)
	usedMaps []*Map
	helpers  map[int32]*helperProto // those that the program calls, found once
	limit    int                    // instructions that the analysis follows
	line     []byte                 // the last message of the log
	logLen   int                    // bytes of all messages
	level    uint32

	structure
	path
}

// in reports whether the program's release has a change.
func (v *env) in(s abi.Since) bool { return s.In(v.release) }
