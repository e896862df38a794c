package abi

// ProgInfo is a struct bpf_prog_info of the largest size in any release.
type ProgInfo [232]byte

// The members of struct bpf_prog_info, which BPF_OBJ_GET_INFO_BY_FD writes to info. The counts and lengths are read too: they
// are the room at the address beside them.
var (
	ProgInfoType            = Field{Name: "type", Offset: 0, Kind: KindProgType, Since: V4_13, Dir: Out, Description: "The program type."}
	ProgInfoID              = Field{Name: "id", Offset: 4, Kind: KindID, Since: V4_13, Dir: Out, Description: "The program's id."}
	ProgInfoTag             = Field{Name: "tag", Offset: 8, Kind: KindU64, Since: V4_13, Dir: Out, Description: "A hash of the instructions."}
	ProgInfoJitedLen        = Field{Name: "jited_prog_len", Offset: 16, Kind: KindU32, Since: V4_13, Dir: InOut, Description: "Size of the machine code in bytes."}
	ProgInfoXlatedLen       = Field{Name: "xlated_prog_len", Offset: 20, Kind: KindU32, Since: V4_13, Dir: InOut, Description: "Size of the rewritten instructions in bytes."}
	ProgInfoJitedInsns      = Field{Name: "jited_prog_insns", Offset: 24, Kind: KindPointer, Since: V4_13, Description: "Address to write the machine code to."}
	ProgInfoXlatedInsns     = Field{Name: "xlated_prog_insns", Offset: 32, Kind: KindPointer, Since: V4_13, Description: "Address to write the rewritten instructions to."}
	ProgInfoLoadTime        = Field{Name: "load_time", Offset: 40, Kind: KindU64, Since: V4_15, Dir: Out, Description: "When the program was loaded, in nanoseconds since boot."}
	ProgInfoUID             = Field{Name: "created_by_uid", Offset: 48, Kind: KindU32, Since: V4_15, Dir: Out, Description: "The user that loaded the program."}
	ProgInfoNrMapIDs        = Field{Name: "nr_map_ids", Offset: 52, Kind: KindCount, Since: V4_15, Dir: InOut, Description: "Number of maps that the program holds."}
	ProgInfoMapIDs          = Field{Name: "map_ids", Offset: 56, Kind: KindPointer, Since: V4_15, Description: "Address to write their ids to."}
	ProgInfoName            = Field{Name: "name", Offset: 64, Kind: KindName, Since: V4_15, Dir: Out, Description: "The name of the program."}
	ProgInfoIfindex         = Field{Name: "ifindex", Offset: 80, Kind: KindIfindex, Since: V4_16, Dir: Out, Description: "The device that runs the program, for offload."}
	ProgInfoGPL             = Field{Name: "gpl_compatible", Offset: 84, Kind: KindU32, Since: V4_18, Dir: Out, Description: "Bit 0: the license is compatible with the GPL."}
	ProgInfoNetnsDev        = Field{Name: "netns_dev", Offset: 88, Kind: KindU64, Since: V4_16, Dir: Out, Description: "The network namespace of that device, first half."}
	ProgInfoNetnsIno        = Field{Name: "netns_ino", Offset: 96, Kind: KindU64, Since: V4_16, Dir: Out, Description: "The network namespace of that device, second half."}
	ProgInfoNrKsyms         = Field{Name: "nr_jited_ksyms", Offset: 104, Kind: KindCount, Since: V4_18, Dir: InOut, Description: "Number of functions."}
	ProgInfoNrFuncLens      = Field{Name: "nr_jited_func_lens", Offset: 108, Kind: KindCount, Since: V4_18, Dir: InOut, Description: "Number of functions."}
	ProgInfoKsyms           = Field{Name: "jited_ksyms", Offset: 112, Kind: KindPointer, Since: V4_18, Description: "Address to write their kernel addresses to."}
	ProgInfoFuncLens        = Field{Name: "jited_func_lens", Offset: 120, Kind: KindPointer, Since: V4_18, Description: "Address to write the sizes of their machine code to."}
	ProgInfoBtfID           = Field{Name: "btf_id", Offset: 128, Kind: KindID, Since: V5_0, Dir: Out, Description: "The BTF object that describes the program."}
	ProgInfoFuncRecSize     = Field{Name: "func_info_rec_size", Offset: 132, Kind: KindU32, Since: V5_0, Dir: InOut, Description: "Size of a struct bpf_func_info in bytes."}
	ProgInfoFuncInfo        = Field{Name: "func_info", Offset: 136, Kind: KindPointer, Since: V5_0, Description: "Address to write the types of the functions to."}
	ProgInfoNrFuncInfo      = Field{Name: "nr_func_info", Offset: 144, Kind: KindCount, Since: V5_0, Dir: InOut, Description: "Number of functions with a type."}
	ProgInfoNrLineInfo      = Field{Name: "nr_line_info", Offset: 148, Kind: KindCount, Since: V5_0, Dir: InOut, Description: "Number of source lines."}
	ProgInfoLineInfo        = Field{Name: "line_info", Offset: 152, Kind: KindPointer, Since: V5_0, Description: "Address to write the source lines to."}
	ProgInfoJitedLineInfo   = Field{Name: "jited_line_info", Offset: 160, Kind: KindPointer, Since: V5_0, Description: "Address to write the kernel addresses of the lines to."}
	ProgInfoNrJitedLineInfo = Field{Name: "nr_jited_line_info", Offset: 168, Kind: KindCount, Since: V5_0, Dir: InOut, Description: "Number of these addresses."}
	ProgInfoLineRecSize     = Field{Name: "line_info_rec_size", Offset: 172, Kind: KindU32, Since: V5_0, Dir: InOut, Description: "Size of a struct bpf_line_info in bytes."}
	ProgInfoJitedRecSize    = Field{Name: "jited_line_info_rec_size", Offset: 176, Kind: KindU32, Since: V5_0, Dir: InOut, Description: "Size of such an address in bytes."}
	ProgInfoNrTags          = Field{Name: "nr_prog_tags", Offset: 180, Kind: KindCount, Since: V5_0, Dir: InOut, Description: "Number of functions."}
	ProgInfoTags            = Field{Name: "prog_tags", Offset: 184, Kind: KindPointer, Since: V5_0, Description: "Address to write their tags to."}
	ProgInfoRunTime         = Field{Name: "run_time_ns", Offset: 192, Kind: KindU64, Since: V5_1, Dir: Out, Description: "Nanoseconds that the program ran, if statistics are enabled."}
	ProgInfoRunCnt          = Field{Name: "run_cnt", Offset: 200, Kind: KindU64, Since: V5_1, Dir: Out, Description: "Number of runs, likewise."}
	ProgInfoMisses          = Field{Name: "recursion_misses", Offset: 208, Kind: KindU64, Since: V5_12, Dir: Out, Description: "Number of runs that were left out."}
	ProgInfoVerified        = Field{Name: "verified_insns", Offset: 216, Kind: KindU32, Since: V5_16, Dir: Out, Description: "Number of instructions that the verifier processed."}
	ProgInfoAttachBtfObj    = Field{Name: "attach_btf_obj_id", Offset: 220, Kind: KindID, Since: V6_0, Dir: Out, Description: "The BTF object of the function that the program attaches to."}
	ProgInfoAttachBtfID     = Field{Name: "attach_btf_id", Offset: 224, Kind: KindID, Since: V6_0, Dir: Out, Description: "The BTF type of that function."}
)

// ProgInfoFields are all members, by offset.
var ProgInfoFields = []*Field{
	&ProgInfoType, &ProgInfoID, &ProgInfoTag, &ProgInfoJitedLen, &ProgInfoXlatedLen, &ProgInfoJitedInsns, &ProgInfoXlatedInsns,
	&ProgInfoLoadTime, &ProgInfoUID, &ProgInfoNrMapIDs, &ProgInfoMapIDs, &ProgInfoName, &ProgInfoIfindex, &ProgInfoGPL,
	&ProgInfoNetnsDev, &ProgInfoNetnsIno, &ProgInfoNrKsyms, &ProgInfoNrFuncLens, &ProgInfoKsyms, &ProgInfoFuncLens,
	&ProgInfoBtfID, &ProgInfoFuncRecSize, &ProgInfoFuncInfo, &ProgInfoNrFuncInfo, &ProgInfoNrLineInfo, &ProgInfoLineInfo,
	&ProgInfoJitedLineInfo, &ProgInfoNrJitedLineInfo, &ProgInfoLineRecSize, &ProgInfoJitedRecSize, &ProgInfoNrTags, &ProgInfoTags,
	&ProgInfoRunTime, &ProgInfoRunCnt, &ProgInfoMisses, &ProgInfoVerified, &ProgInfoAttachBtfObj, &ProgInfoAttachBtfID,
}

// ProgInfoEnd returns the offset after the last member in a release.
func ProgInfoEnd(r Release) int {
	end := 0
	for _, f := range ProgInfoFields {
		if f.Since <= r {
			end = max(end, f.End())
		}
	}
	return end
}

// ProgInfoSize returns sizeof(struct bpf_prog_info) in a release, in bytes: a multiple of eight.
func ProgInfoSize(r Release) int { return (ProgInfoEnd(r) + 7) &^ 7 }
