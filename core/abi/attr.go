package abi

// Dir is the direction of a field: read by the kernel, written by it, or both.
type Dir uint8

const (
	In Dir = iota
	Out
	InOut
)

// Field is one member of union bpf_attr as one command uses it.
type Field struct {
	Name        string
	Offset      int // bytes from the start of the attr
	Kind        Kind
	Since       Release
	Dir         Dir
	Description string // one sentence for the user
}

// End returns the offset after the field.
func (f *Field) End() int { return f.Offset + f.Kind.Size() }

// The fields of BPF_MAP_CREATE.
var (
	MapTypeField      = Field{Name: "map_type", Offset: 0, Kind: KindMapType, Description: "The map type, one of enum bpf_map_type."}
	KeySize           = Field{Name: "key_size", Offset: 4, Kind: KindU32, Description: "Size of a key in bytes."}
	ValueSize         = Field{Name: "value_size", Offset: 8, Kind: KindU32, Description: "Size of a value in bytes."}
	MaxEntries        = Field{Name: "max_entries", Offset: 12, Kind: KindCount, Description: "Maximum number of elements; for ring buffers, the size of the ring in bytes."}
	MapFlagsField     = Field{Name: "map_flags", Offset: 16, Kind: KindMapFlags, Since: V4_6, Description: "A set of BPF_F_… bits."}
	InnerMapFD        = Field{Name: "inner_map_fd", Offset: 20, Kind: KindFD, Since: V4_12, Description: "A template for the inner maps; 0 means descriptor 0."}
	NumaNode          = Field{Name: "numa_node", Offset: 24, Kind: KindU32, Since: SinceNuma.Mainline(), Description: "The NUMA node to allocate on; ignored without BPF_F_NUMA_NODE."}
	MapName           = Field{Name: "map_name", Offset: 28, Kind: KindName, Since: SinceMapName.Mainline(), Description: "Up to 15 of A-Z a-z 0-9 _ (and . since 5.2), then a NUL."}
	MapIfindex        = Field{Name: "map_ifindex", Offset: 44, Kind: KindIfindex, Since: V4_16, Description: "The network device that holds the map, for offload; 0 for none."}
	BtfFD             = Field{Name: "btf_fd", Offset: 48, Kind: KindFD, Since: SinceMapBtf.Mainline(), Description: "The BTF object that describes key and value."}
	BtfKeyTypeID      = Field{Name: "btf_key_type_id", Offset: 52, Kind: KindID, Since: SinceMapBtf.Mainline(), Description: "The BTF type of the key."}
	BtfValueTypeID    = Field{Name: "btf_value_type_id", Offset: 56, Kind: KindID, Since: SinceMapBtf.Mainline(), Description: "The BTF type of the value."}
	BtfVmlinuxValueID = Field{Name: "btf_vmlinux_value_type_id", Offset: 60, Kind: KindID, Since: SinceVmlinuxValue.Mainline(), Description: "For struct_ops: the type of the value in the kernel's own BTF."}
	MapExtra          = Field{Name: "map_extra", Offset: 64, Kind: KindU64, Since: SinceMapExtra.Mainline(), Description: "Depends on the type: the number of hash functions of a bloom filter, the address of an arena."}
	ValueTypeBtfObjFD = Field{Name: "value_type_btf_obj_fd", Offset: 72, Kind: KindFD, Since: V6_9, Description: "The module BTF that holds the struct_ops type; ignored without BPF_F_VTYPE_BTF_OBJ_FD."}
	MapTokenFD        = Field{Name: "map_token_fd", Offset: 76, Kind: KindFD, Since: SinceTokens.Mainline(), Description: "A BPF token that delegates capabilities; ignored without BPF_F_TOKEN_FD."}
	ExclProgHash      = Field{Name: "excl_prog_hash", Offset: 80, Kind: KindPointer, Since: SinceExclusive.Mainline(), Description: "The hash of the one program that may use the map."}
	ExclProgHashSize  = Field{Name: "excl_prog_hash_size", Offset: 88, Kind: KindU32, Since: SinceExclusive.Mainline(), Description: "Size of that hash in bytes."}
)

// The fields of the element commands.
var (
	ElemMapFD      = Field{Name: "map_fd", Offset: 0, Kind: KindFD, Description: "The map."}
	ElemKey        = Field{Name: "key", Offset: 8, Kind: KindPointer, Description: "Address of the key."}
	ElemValue      = Field{Name: "value", Offset: 16, Kind: KindPointer, Description: "Address of the value."}
	ElemValueOut   = Field{Name: "value", Offset: 16, Kind: KindPointer, Dir: Out, Description: "Address to write the value to."}
	ElemNextKey    = Field{Name: "next_key", Offset: 16, Kind: KindPointer, Dir: Out, Description: "Address to write the next key to."}
	LookupFlags    = Field{Name: "flags", Offset: 24, Kind: KindElemFlags, Since: SinceLockFlag.Mainline(), Description: "BPF_F_LOCK, or 0."}
	UpdateFlags    = Field{Name: "flags", Offset: 24, Kind: KindElemFlags, Since: V3_19, Description: "BPF_ANY, BPF_NOEXIST or BPF_EXIST, and further flags."}
	LookupDelFlags = Field{Name: "flags", Offset: 24, Kind: KindElemFlags, Since: SinceTakeFlags.Mainline(), Description: "BPF_F_LOCK, or 0."}
)

// The fields of the batch commands.
var (
	InBatch    = Field{Name: "in_batch", Offset: 0, Kind: KindPointer, Description: "Address of the position at which to continue; NULL to begin."}
	OutBatch   = Field{Name: "out_batch", Offset: 8, Kind: KindPointer, Dir: Out, Description: "Address to write the next position to."}
	BatchKeys  = Field{Name: "keys", Offset: 16, Kind: KindPointer, Description: "Address of the keys, one after the other."}
	BatchVals  = Field{Name: "values", Offset: 24, Kind: KindPointer, Description: "Address of the values, one after the other."}
	BatchCount = Field{Name: "count", Offset: 32, Kind: KindCount, Dir: InOut, Description: "Number of elements; the kernel writes back the number that it processed."}
	BatchMapFD = Field{Name: "map_fd", Offset: 36, Kind: KindFD, Description: "The map."}
	BatchElem  = Field{Name: "elem_flags", Offset: 40, Kind: KindElemFlags, Description: "The flags of each element."}
	BatchFlags = Field{Name: "flags", Offset: 48, Kind: KindU64, Description: "The flags of the batch: none are defined."}
)

// The fields of pinning and getting, of ids and of information.
var (
	Pathname    = Field{Name: "pathname", Offset: 0, Kind: KindPath, Description: "Address of the path, which ends in a NUL."}
	ObjFD       = Field{Name: "bpf_fd", Offset: 8, Kind: KindFD, Description: "The object to pin; 0 for BPF_OBJ_GET."}
	ObjFlags    = Field{Name: "file_flags", Offset: 12, Kind: KindFileFlags, Since: SinceFileModes.Mainline(), Description: "BPF_F_RDONLY, BPF_F_WRONLY or BPF_F_PATH_FD."}
	ObjPathFD   = Field{Name: "path_fd", Offset: 16, Kind: KindFD, Since: SincePathFD.Mainline(), Description: "The directory that the path starts from; ignored without BPF_F_PATH_FD."}
	StartID     = Field{Name: "start_id", Offset: 0, Kind: KindID, Description: "The id to start after."}
	NextID      = Field{Name: "next_id", Offset: 4, Kind: KindID, Dir: Out, Description: "The next id, written by the kernel."}
	MapID       = Field{Name: "map_id", Offset: 0, Kind: KindID, Description: "The id of the map."}
	ProgID      = Field{Name: "prog_id", Offset: 0, Kind: KindID, Description: "The id of the program."}
	BtfID       = Field{Name: "btf_id", Offset: 0, Kind: KindID, Description: "The id of the BTF object."}
	OpenFlags   = Field{Name: "open_flags", Offset: 8, Kind: KindFileFlags, Since: SinceFileModes.Mainline(), Description: "BPF_F_RDONLY or BPF_F_WRONLY."}
	InfoFD      = Field{Name: "bpf_fd", Offset: 0, Kind: KindFD, Description: "The object to describe."}
	InfoLen     = Field{Name: "info_len", Offset: 4, Kind: KindU32, Dir: InOut, Description: "Size of info in bytes; the kernel writes back the number of bytes written."}
	InfoPointer = Field{Name: "info", Offset: 8, Kind: KindPointer, Dir: Out, Description: "Address to write the information to."}
)

// The fields of BPF_PROG_TEST_RUN.
var (
	TestProgFD      = Field{Name: "prog_fd", Offset: 0, Kind: KindFD, Description: "The program to run."}
	TestRetval      = Field{Name: "retval", Offset: 4, Kind: KindU32, Dir: Out, Description: "What the program returned, written by the kernel."}
	TestDataSizeIn  = Field{Name: "data_size_in", Offset: 8, Kind: KindU32, Description: "Size of the packet in bytes."}
	TestDataSizeOut = Field{Name: "data_size_out", Offset: 12, Kind: KindU32, Dir: InOut, Description: "Size of the buffer for the resulting packet; the kernel writes back the packet's size."}
	TestDataIn      = Field{Name: "data_in", Offset: 16, Kind: KindPointer, Description: "Address of the packet."}
	TestDataOut     = Field{Name: "data_out", Offset: 24, Kind: KindPointer, Dir: Out, Description: "Address to write the resulting packet to."}
	TestRepeat      = Field{Name: "repeat", Offset: 32, Kind: KindU32, Description: "How often to run the program; 0 counts as 1."}
	TestDuration    = Field{Name: "duration", Offset: 36, Kind: KindU32, Dir: Out, Description: "Average nanoseconds of one run, written by the kernel."}
	TestCtxSizeIn   = Field{Name: "ctx_size_in", Offset: 40, Kind: KindU32, Since: V5_2, Description: "Size of the context in bytes."}
	TestCtxSizeOut  = Field{Name: "ctx_size_out", Offset: 44, Kind: KindU32, Since: V5_2, Dir: InOut, Description: "Size of the buffer for the resulting context; the kernel writes back the context's size."}
	TestCtxIn       = Field{Name: "ctx_in", Offset: 48, Kind: KindPointer, Since: V5_2, Description: "Address of the context."}
	TestCtxOut      = Field{Name: "ctx_out", Offset: 56, Kind: KindPointer, Since: V5_2, Dir: Out, Description: "Address to write the resulting context to."}
	TestFlags       = Field{Name: "flags", Offset: 64, Kind: KindU32, Since: V5_10, Description: "BPF_F_TEST_… bits, by type of program."}
	TestCPU         = Field{Name: "cpu", Offset: 68, Kind: KindU32, Since: V5_10, Description: "The CPU to run on, with BPF_F_TEST_RUN_ON_CPU."}
	TestBatchSize   = Field{Name: "batch_size", Offset: 72, Kind: KindU32, Since: V5_18, Description: "Packets per batch, with BPF_F_TEST_XDP_LIVE_FRAMES."}
)

// The fields of BPF_BTF_LOAD, and of BPF_BTF_GET_FD_BY_ID.
var (
	BtfData        = Field{Name: "btf", Offset: 0, Kind: KindPointer, Description: "Address of the BTF."}
	BtfLogBuf      = Field{Name: "btf_log_buf", Offset: 8, Kind: KindPointer, Description: "Address of a buffer for the log; NULL for none."}
	BtfSize        = Field{Name: "btf_size", Offset: 16, Kind: KindU32, Description: "Size of the BTF in bytes."}
	BtfLogSize     = Field{Name: "btf_log_size", Offset: 20, Kind: KindU32, Description: "Size of the buffer in bytes."}
	BtfLogLevel    = Field{Name: "btf_log_level", Offset: 24, Kind: KindU32, Description: "1 prints each type; 0 for no log. 8 keeps the start of a long log."}
	BtfLogTrueSize = Field{Name: "btf_log_true_size", Offset: 28, Kind: KindU32, Since: V6_4, Dir: Out, Description: "The size that would have held the whole log, written by the kernel."}
	BtfFlags       = Field{Name: "btf_flags", Offset: 32, Kind: KindMapFlags, Since: SinceTokens.Mainline(), Description: "BPF_F_TOKEN_FD or 0."}
	BtfTokenFD     = Field{Name: "btf_token_fd", Offset: 36, Kind: KindFD, Since: SinceTokens.Mainline(), Description: "A BPF token; ignored without BPF_F_TOKEN_FD."}
	BtfOpenFlags   = Field{Name: "open_flags", Offset: 8, Kind: KindMapFlags, Since: V6_18, Description: "BPF_F_TOKEN_FD or 0."}
	ByIDTokenFD    = Field{Name: "fd_by_id_token_fd", Offset: 12, Kind: KindFD, Since: V6_18, Description: "A BPF token; ignored without BPF_F_TOKEN_FD."}
)

// Fields that commands on objects other than maps check first: flags, pairs of pointer and size, and the descriptor of a
// program, a link or a folder.
var (
	TracepointProg  = Field{Name: "prog_fd", Offset: 8, Kind: KindFD, Description: "The program to attach."}
	LinkUpdateFD    = Field{Name: "link_fd", Offset: 0, Kind: KindFD, Description: "The link."}
	LinkUpdateFlags = Field{Name: "flags", Offset: 8, Kind: KindAttachFlags, Description: "BPF_F_REPLACE, 4, or 0."}
	LinkDetachFD    = Field{Name: "link_fd", Offset: 0, Kind: KindFD, Description: "The link."}
	IterLinkFD      = Field{Name: "link_fd", Offset: 0, Kind: KindFD, Description: "The link of an iterator."}
	IterFlags       = Field{Name: "flags", Offset: 4, Kind: KindU32, Description: "No flags are defined."}
	BindProgFD      = Field{Name: "prog_fd", Offset: 0, Kind: KindFD, Description: "The program."}
	BindFlags       = Field{Name: "flags", Offset: 8, Kind: KindU32, Description: "No flags are defined."}
	TokenFlags      = Field{Name: "flags", Offset: 0, Kind: KindU32, Description: "No flags are defined."}
	TokenBpffsFD    = Field{Name: "bpffs_fd", Offset: 4, Kind: KindFD, Description: "The root of a bpf file system."}
	EnableStatsType = Field{Name: "enable_stats.type", Offset: 0, Kind: KindU32, Description: "BPF_STATS_RUN_TIME, 0."}
	StreamProgFD    = Field{Name: "prog_stream_read.prog_fd", Offset: 16, Kind: KindFD, Description: "The program."}
	AssocProgFD     = Field{Name: "prog_assoc_struct_ops.prog_fd", Offset: 4, Kind: KindFD, Description: "The program."}
	AssocFlags      = Field{Name: "prog_assoc_struct_ops.flags", Offset: 8, Kind: KindU32, Description: "No flags are defined."}
)

// The fields of BPF_PROG_LOAD.
var (
	ProgTypeField      = Field{Name: "prog_type", Offset: 0, Kind: KindProgType, Description: "The program type, one of enum bpf_prog_type."}
	InsnCnt            = Field{Name: "insn_cnt", Offset: 4, Kind: KindCount, Description: "Number of instructions."}
	Insns              = Field{Name: "insns", Offset: 8, Kind: KindPointer, Description: "Address of the instructions, 8 bytes each."}
	License            = Field{Name: "license", Offset: 16, Kind: KindPointer, Description: "Address of the license, which ends in a NUL."}
	LogLevel           = Field{Name: "log_level", Offset: 24, Kind: KindU32, Description: "1 logs the path of the verifier, 2 every instruction, 4 the summary alone; 0 for no log."}
	LogSize            = Field{Name: "log_size", Offset: 28, Kind: KindU32, Description: "Size of the log buffer in bytes."}
	LogBuf             = Field{Name: "log_buf", Offset: 32, Kind: KindPointer, Dir: Out, Description: "Address to write the log to; NULL for no log."}
	KernVersion        = Field{Name: "kern_version", Offset: 40, Kind: KindU32, Since: V4_1, Description: "LINUX_VERSION_CODE of the kernel; only for BPF_PROG_TYPE_KPROBE, before 5.0."}
	ProgFlagsField     = Field{Name: "prog_flags", Offset: 44, Kind: KindProgFlags, Since: V4_12, Description: "A set of BPF_F_… bits."}
	ProgName           = Field{Name: "prog_name", Offset: 48, Kind: KindName, Since: SinceMapName.Mainline(), Description: "Up to 15 of A-Z a-z 0-9 _ (and . since 5.2), then a NUL."}
	ProgIfindex        = Field{Name: "prog_ifindex", Offset: 64, Kind: KindIfindex, Since: V4_16, Description: "The network device that runs the program, for offload; 0 for none."}
	ExpectedAttachType = Field{Name: "expected_attach_type", Offset: 68, Kind: KindU32, Since: V4_17, Description: "Where the program will be attached, one of enum bpf_attach_type."}
	ProgBtfFD          = Field{Name: "prog_btf_fd", Offset: 72, Kind: KindFD, Since: V5_0, Description: "The BTF object that describes the program; ignored without func_info and line_info."}
	FuncInfoRecSize    = Field{Name: "func_info_rec_size", Offset: 76, Kind: KindU32, Since: V5_0, Description: "Size of a struct bpf_func_info in bytes."}
	FuncInfo           = Field{Name: "func_info", Offset: 80, Kind: KindPointer, Since: V5_0, Description: "Address of the types of the functions."}
	FuncInfoCnt        = Field{Name: "func_info_cnt", Offset: 88, Kind: KindCount, Since: V5_0, Description: "Number of functions described."}
	LineInfoRecSize    = Field{Name: "line_info_rec_size", Offset: 92, Kind: KindU32, Since: V5_0, Description: "Size of a struct bpf_line_info in bytes."}
	LineInfo           = Field{Name: "line_info", Offset: 96, Kind: KindPointer, Since: V5_0, Description: "Address of the source lines of the instructions."}
	LineInfoCnt        = Field{Name: "line_info_cnt", Offset: 104, Kind: KindCount, Since: V5_0, Description: "Number of lines described."}
	AttachBtfID        = Field{Name: "attach_btf_id", Offset: 108, Kind: KindID, Since: V5_5, Description: "The BTF type of the function to attach to."}
	AttachProgFD       = Field{Name: "attach_prog_fd", Offset: 112, Kind: KindFD, Since: V5_6, Description: "The program to attach to or, since 5.11, the BTF of a module."}
	CoreReloCnt        = Field{Name: "core_relo_cnt", Offset: 116, Kind: KindCount, Since: V5_17, Description: "Number of CO-RE relocations."}
	FDArray            = Field{Name: "fd_array", Offset: 120, Kind: KindPointer, Since: V5_14, Description: "Address of descriptors that the instructions refer to by index."}
	CoreRelos          = Field{Name: "core_relos", Offset: 128, Kind: KindPointer, Since: V5_17, Description: "Address of the CO-RE relocations."}
	CoreReloRecSize    = Field{Name: "core_relo_rec_size", Offset: 136, Kind: KindU32, Since: V5_17, Description: "Size of a struct bpf_core_relo in bytes."}
	LogTrueSize        = Field{Name: "log_true_size", Offset: 140, Kind: KindU32, Since: V6_4, Dir: Out, Description: "The size that would have held the whole log, written by the kernel."}
	ProgTokenFD        = Field{Name: "prog_token_fd", Offset: 144, Kind: KindFD, Since: SinceTokens.Mainline(), Description: "A BPF token that delegates capabilities; ignored without BPF_F_TOKEN_FD."}
	FDArrayCnt         = Field{Name: "fd_array_cnt", Offset: 148, Kind: KindCount, Since: V6_14, Description: "Number of descriptors in fd_array, all of which the program then holds; 0 if it is not said."}
	Signature          = Field{Name: "signature", Offset: 152, Kind: KindPointer, Since: V6_18, Description: "Address of a signature of the instructions; NULL for none."}
	SignatureSize      = Field{Name: "signature_size", Offset: 160, Kind: KindU32, Since: V6_18, Description: "Size of that signature in bytes."}
	KeyringID          = Field{Name: "keyring_id", Offset: 164, Kind: KindU32, Since: V6_18, Description: "The keyring that verifies the signature."}
	BindMapFD          = Field{Name: "map_fd", Offset: 4, Kind: KindFD, Description: "The map."}
)
