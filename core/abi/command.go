package abi

import "strconv"

// Cmd is the first argument of bpf(2), one of enum bpf_cmd. It may be negative.
type Cmd int32

// The commands that code refers to. Commands lists all.
const (
	BPF_MAP_CREATE                  Cmd = 0
	BPF_MAP_LOOKUP_ELEM             Cmd = 1
	BPF_MAP_UPDATE_ELEM             Cmd = 2
	BPF_MAP_DELETE_ELEM             Cmd = 3
	BPF_MAP_GET_NEXT_KEY            Cmd = 4
	BPF_PROG_LOAD                   Cmd = 5
	BPF_OBJ_PIN                     Cmd = 6
	BPF_OBJ_GET                     Cmd = 7
	BPF_PROG_ATTACH                 Cmd = 8
	BPF_PROG_DETACH                 Cmd = 9
	BPF_PROG_TEST_RUN               Cmd = 10
	BPF_PROG_QUERY                  Cmd = 16
	BPF_MAP_GET_NEXT_ID             Cmd = 12
	BPF_PROG_GET_NEXT_ID            Cmd = 11
	BPF_PROG_GET_FD_BY_ID           Cmd = 13
	BPF_MAP_GET_FD_BY_ID            Cmd = 14
	BPF_OBJ_GET_INFO_BY_FD          Cmd = 15
	BPF_MAP_LOOKUP_AND_DELETE_ELEM  Cmd = 21
	BPF_MAP_FREEZE                  Cmd = 22
	BPF_RAW_TRACEPOINT_OPEN         Cmd = 17
	BPF_BTF_LOAD                    Cmd = 18
	BPF_BTF_GET_FD_BY_ID            Cmd = 19
	BPF_BTF_GET_NEXT_ID             Cmd = 23
	BPF_MAP_LOOKUP_BATCH            Cmd = 24
	BPF_MAP_LOOKUP_AND_DELETE_BATCH Cmd = 25
	BPF_MAP_UPDATE_BATCH            Cmd = 26
	BPF_MAP_DELETE_BATCH            Cmd = 27
	BPF_LINK_CREATE                 Cmd = 28
	BPF_LINK_UPDATE                 Cmd = 29
	BPF_LINK_GET_FD_BY_ID           Cmd = 30
	BPF_LINK_GET_NEXT_ID            Cmd = 31
	BPF_ENABLE_STATS                Cmd = 32
	BPF_ITER_CREATE                 Cmd = 33
	BPF_LINK_DETACH                 Cmd = 34
	BPF_PROG_BIND_MAP               Cmd = 35
	BPF_TOKEN_CREATE                Cmd = 36
	BPF_PROG_STREAM_READ_BY_FD      Cmd = 37
	BPF_PROG_ASSOC_STRUCT_OPS       Cmd = 38
)

// BPF_COMMON_ATTRS may be or-ed into the command in releases that support it.
const BPF_COMMON_ATTRS Cmd = 1 << 16

// Command is one row of enum bpf_cmd.
type Command struct {
	Nr          Cmd
	Name        string
	Since       Release
	Member      string   // the named struct of the union that contains its fields; "" if it has no name
	Fields      []*Field // nil if the command is not about maps
	Description string   // one sentence for the user
	Ends        []End    // ends of a command without fields, newest first
}

// End is the offset after the last field of a command, from a release on.
type End struct {
	Since Release
	At    int
}

// Commands are all commands, by number.
var Commands = []Command{
	{0, "BPF_MAP_CREATE", Seed, "", []*Field{
		&MapTypeField, &KeySize, &ValueSize, &MaxEntries, &MapFlagsField, &InnerMapFD, &NumaNode, &MapName, &MapIfindex,
		&BtfFD, &BtfKeyTypeID, &BtfValueTypeID, &BtfVmlinuxValueID, &MapExtra, &ValueTypeBtfObjFD, &MapTokenFD,
		&ExclProgHash, &ExclProgHashSize}, "Creates a map and returns a descriptor for it.", nil},
	{1, "BPF_MAP_LOOKUP_ELEM", V3_18, "", []*Field{&ElemMapFD, &ElemKey, &ElemValueOut, &LookupFlags}, "Copies the value of a key out of a map.", nil},
	{2, "BPF_MAP_UPDATE_ELEM", V3_18, "", []*Field{&ElemMapFD, &ElemKey, &ElemValue, &UpdateFlags}, "Creates an element or replaces its value.", nil},
	{3, "BPF_MAP_DELETE_ELEM", V3_18, "", []*Field{&ElemMapFD, &ElemKey}, "Removes an element.", nil},
	{4, "BPF_MAP_GET_NEXT_KEY", V3_18, "", []*Field{&ElemMapFD, &ElemKey, &ElemNextKey}, "Returns the key after a key.", nil},
	{5, "BPF_PROG_LOAD", V3_18, "", []*Field{
		&ProgTypeField, &InsnCnt, &Insns, &License, &LogLevel, &LogSize, &LogBuf, &KernVersion, &ProgFlagsField, &ProgName,
		&ProgIfindex, &ExpectedAttachType, &ProgBtfFD, &FuncInfoRecSize, &FuncInfo, &FuncInfoCnt, &LineInfoRecSize, &LineInfo,
		&LineInfoCnt, &AttachBtfID, &AttachProgFD, &CoreReloCnt, &FDArray, &CoreRelos, &CoreReloRecSize, &LogTrueSize,
		&ProgTokenFD, &FDArrayCnt, &Signature, &SignatureSize, &KeyringID}, "Loads a program.", nil},
	{6, "BPF_OBJ_PIN", V4_4, "", []*Field{&Pathname, &ObjFD, &ObjFlags, &ObjPathFD}, "Pins a map to a path in the bpf file system.", nil},
	{7, "BPF_OBJ_GET", V4_4, "", []*Field{&Pathname, &ObjFD, &ObjFlags, &ObjPathFD}, "Opens a pinned object by its path.", nil},
	{8, "BPF_PROG_ATTACH", V4_10, "", attachFields, "Attaches a program.", nil},
	{9, "BPF_PROG_DETACH", V4_10, "", detachFields, "Detaches a program.", nil},
	{10, "BPF_PROG_TEST_RUN", V4_12, "test", []*Field{&TestProgFD, &TestRetval, &TestDataSizeIn, &TestDataSizeOut, &TestDataIn, &TestDataOut,
		&TestRepeat, &TestDuration, &TestCtxSizeIn, &TestCtxSizeOut, &TestCtxIn, &TestCtxOut, &TestFlags, &TestCPU, &TestBatchSize},
		"Runs a program on test data.", nil},
	{11, "BPF_PROG_GET_NEXT_ID", V4_13, "", []*Field{&StartID, &NextID}, "Returns the next program id after an id.", nil},
	{12, "BPF_MAP_GET_NEXT_ID", SinceIDs.Mainline(), "", []*Field{&StartID, &NextID}, "Returns the next map id after an id.", nil},
	{13, "BPF_PROG_GET_FD_BY_ID", V4_13, "", []*Field{&ProgID}, "Opens a program by its id.", nil},
	{14, "BPF_MAP_GET_FD_BY_ID", SinceIDs.Mainline(), "", []*Field{&MapID, &OpenFlags}, "Opens a map by its id.", nil},
	{15, "BPF_OBJ_GET_INFO_BY_FD", SinceIDs.Mainline(), "info", []*Field{&InfoFD, &InfoLen, &InfoPointer}, "Returns the properties of a map.", nil},
	{16, "BPF_PROG_QUERY", V4_15, "query", queryFields, "Lists attached programs.", nil},
	{17, "BPF_RAW_TRACEPOINT_OPEN", V4_17, "raw_tracepoint", tracepointFields, "Attaches a program to a raw tracepoint.", nil},
	{18, "BPF_BTF_LOAD", V4_18, "", []*Field{&BtfData, &BtfLogBuf, &BtfSize, &BtfLogSize, &BtfLogLevel, &BtfLogTrueSize, &BtfFlags, &BtfTokenFD}, "Loads type information.", nil},
	{19, "BPF_BTF_GET_FD_BY_ID", V4_18, "", []*Field{&BtfID, &BtfOpenFlags, &ByIDTokenFD}, "Opens a BTF object by its id.", nil},
	{20, "BPF_TASK_FD_QUERY", V4_18, "", nil, "Returns the target of a perf descriptor.", []End{{V4_18, 48}}},
	{21, "BPF_MAP_LOOKUP_AND_DELETE_ELEM", V4_20, "", []*Field{&ElemMapFD, &ElemKey, &ElemValueOut, &LookupDelFlags}, "Copies a value out and removes its element.", nil},
	{22, "BPF_MAP_FREEZE", V5_2, "", []*Field{&ElemMapFD}, "Makes a map permanently read-only for user space.", nil},
	{23, "BPF_BTF_GET_NEXT_ID", V5_4, "", []*Field{&StartID, &NextID}, "Returns the next BTF id after an id.", nil},
	{24, "BPF_MAP_LOOKUP_BATCH", SinceBatch.Mainline(), "batch", batchFields, "Copies many elements out.", nil},
	{25, "BPF_MAP_LOOKUP_AND_DELETE_BATCH", SinceBatch.Mainline(), "batch", batchFields, "Copies many elements out and removes them.", nil},
	{26, "BPF_MAP_UPDATE_BATCH", SinceBatch.Mainline(), "batch", batchFields, "Creates or replaces many elements.", nil},
	{27, "BPF_MAP_DELETE_BATCH", SinceBatch.Mainline(), "batch", batchFields, "Removes many elements.", nil},
	{28, "BPF_LINK_CREATE", V5_7, "link_create", linkCreateFields, "Attaches a program through a link.", []End{{V7_2, 64}, {V6_6, 60}, {V5_18, 48}, {V5_9, 28}, {V5_7, 16}}},
	{29, "BPF_LINK_UPDATE", V5_7, "link_update", linkUpdateFields, "Changes the program of a link.", nil},
	{30, "BPF_LINK_GET_FD_BY_ID", V5_8, "", []*Field{&LinkID}, "Opens a link by its id.", nil},
	{31, "BPF_LINK_GET_NEXT_ID", V5_8, "", []*Field{&StartID, &NextID}, "Returns the next link id after an id.", nil},
	{32, "BPF_ENABLE_STATS", V5_8, "", nil, "Enables statistics.", []End{{V5_8, 4}}},
	{33, "BPF_ITER_CREATE", V5_8, "iter_create", []*Field{&IterLinkFD, &IterFlags}, "Opens an iterator.", nil},
	{34, "BPF_LINK_DETACH", V5_9, "link_detach", []*Field{&LinkDetachFD}, "Detaches a link.", nil},
	{35, "BPF_PROG_BIND_MAP", V5_10, "prog_bind_map", []*Field{&BindProgFD, &BindMapFD, &BindFlags}, "Binds a map to a program.", nil},
	{36, "BPF_TOKEN_CREATE", SinceTokens.Mainline(), "token_create", []*Field{&TokenFlags, &TokenBpffsFD}, "Creates a token that delegates capabilities.", nil},
	{37, "BPF_PROG_STREAM_READ_BY_FD", V6_17, "", nil, "Reads the output of a program.", []End{{V6_17, 20}}},
	{38, "BPF_PROG_ASSOC_STRUCT_OPS", V7_0, "", nil, "Associates a program with a struct_ops map.", []End{{V7_0, 12}}},
}

var batchFields = []*Field{&InBatch, &OutBatch, &BatchKeys, &BatchVals, &BatchCount, &BatchMapFD, &BatchElem, &BatchFlags}

// Known returns the row of a command; nil if the release does not have it.
func (c Cmd) Known(r Release) *Command {
	if c < 0 || int(c) >= len(Commands) || Commands[c].Since > r {
		return nil
	}
	return &Commands[c]
}

// String returns the uapi name, or the number in the form that strace uses for unknown commands.
func (c Cmd) String() string {
	if c >= 0 && int(c) < len(Commands) {
		return Commands[c].Name
	}
	return "0x" + strconv.FormatUint(uint64(uint32(c)), 16) + " /* BPF_??? */"
}

// CmdNamed returns the command with a name.
func CmdNamed(name string) (Cmd, bool) {
	for _, c := range Commands {
		if c.Name == name {
			return c.Nr, true
		}
	}
	return 0, false
}

// Last returns the offset after the last field of the command in a release. CHECK_ATTR requires all bytes from there on to
// be zero.
func (c *Command) Last(r Release) int {
	end := 0
	for _, e := range c.Ends {
		if e.Since <= r {
			return e.At
		}
	}
	for _, f := range c.Fields {
		if f.Since <= r {
			end = max(end, f.End())
		}
	}
	return end
}

// LastField returns the field that ends there; nil for a command without fields.
func (c *Command) LastField(r Release) *Field {
	for _, f := range c.Fields {
		if f.Since <= r && f.End() == c.Last(r) {
			return f
		}
	}
	return nil
}

// attrSizes are the sizes of union bpf_attr, and the first release of each.
var attrSizes = []struct {
	since Release
	size  int
}{
	{V6_18, 168},
	{V6_9, 152},
	{V5_17, 144},
	{V5_14, 128},
	{V5_5, 120},
	{V5_0, 112},
	{V4_15, 72},
	{V4_1, 48},
	{V3_18, 40},
	{Seed, 16},
}

// AttrMax is the size of the largest union bpf_attr of any release.
const AttrMax = 168

// AttrSize returns sizeof(union bpf_attr) in a release.
func AttrSize(r Release) int {
	for _, row := range attrSizes {
		if row.since <= r {
			return row.size
		}
	}
	return 0
}
