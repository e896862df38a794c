package abi

// BTFInfo is a struct bpf_btf_info of the largest size in any release.
type BTFInfo [32]byte

// The members of struct bpf_btf_info, which BPF_OBJ_GET_INFO_BY_FD reads and writes for a BTF object.
var (
	BTFInfoData    = Field{Name: "btf", Offset: 0, Kind: KindPointer, Since: V4_18, Description: "Address to write the BTF to."}
	BTFInfoSize    = Field{Name: "btf_size", Offset: 8, Kind: KindU32, Since: V4_18, Dir: InOut, Description: "Room at btf in bytes; the kernel writes back the size of the BTF."}
	BTFInfoID      = Field{Name: "id", Offset: 12, Kind: KindID, Since: V4_18, Dir: Out, Description: "The id of the BTF object."}
	BTFInfoName    = Field{Name: "name", Offset: 16, Kind: KindPointer, Since: V5_11, Description: "Address to write the name to, which only the kernel's own BTF has."}
	BTFInfoNameLen = Field{Name: "name_len", Offset: 24, Kind: KindU32, Since: V5_11, Dir: InOut, Description: "Room at name in bytes; the kernel writes back the length of the name."}
	BTFInfoKernel  = Field{Name: "kernel_btf", Offset: 28, Kind: KindU32, Since: V5_11, Dir: Out, Description: "1 for the kernel's own BTF."}
)

// BTFInfoLen returns sizeof(struct bpf_btf_info) in a release, in bytes.
func BTFInfoLen(r Release) int {
	if r < BTFInfoName.Since {
		return BTFInfoID.End()
	}
	return BTFInfoKernel.End()
}
