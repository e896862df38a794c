package abi

// MapInfo is a struct bpf_map_info of the largest size in any release.
type MapInfo [104]byte

// The members of struct bpf_map_info, which BPF_OBJ_GET_INFO_BY_FD writes to info.
var (
	InfoType         = Field{Name: "type", Offset: 0, Kind: KindMapType, Since: V4_13, Dir: Out, Description: "The map type."}
	InfoID           = Field{Name: "id", Offset: 4, Kind: KindID, Since: V4_13, Dir: Out, Description: "The map's id."}
	InfoKeySize      = Field{Name: "key_size", Offset: 8, Kind: KindU32, Since: V4_13, Dir: Out, Description: "Size of a key in bytes."}
	InfoValueSize    = Field{Name: "value_size", Offset: 12, Kind: KindU32, Since: V4_13, Dir: Out, Description: "Size of a value in bytes."}
	InfoMaxEntries   = Field{Name: "max_entries", Offset: 16, Kind: KindCount, Since: V4_13, Dir: Out, Description: "Maximum number of elements, as rounded by the kernel."}
	InfoMapFlags     = Field{Name: "map_flags", Offset: 20, Kind: KindMapFlags, Since: V4_13, Dir: Out, Description: "The flags that the map was created with."}
	InfoName         = Field{Name: "name", Offset: 24, Kind: KindName, Since: V4_15, Dir: Out, Description: "The name of the map."}
	InfoIfindex      = Field{Name: "ifindex", Offset: 40, Kind: KindIfindex, Since: V4_16, Dir: Out, Description: "The device that holds the map, for offload."}
	InfoBtfVmlinuxVT = Field{Name: "btf_vmlinux_value_type_id", Offset: 44, Kind: KindID, Since: V5_6, Dir: Out, Description: "For struct_ops: the type of the value in the kernel's own BTF."}
	InfoNetnsDev     = Field{Name: "netns_dev", Offset: 48, Kind: KindU64, Since: V4_16, Dir: Out, Description: "The network namespace of that device, first half."}
	InfoNetnsIno     = Field{Name: "netns_ino", Offset: 56, Kind: KindU64, Since: V4_16, Dir: Out, Description: "The network namespace of that device, second half."}
	InfoBtfID        = Field{Name: "btf_id", Offset: 64, Kind: KindID, Since: V4_18, Dir: Out, Description: "The BTF object that describes key and value."}
	InfoBtfKeyType   = Field{Name: "btf_key_type_id", Offset: 68, Kind: KindID, Since: V4_18, Dir: Out, Description: "The BTF type of the key."}
	InfoBtfValueType = Field{Name: "btf_value_type_id", Offset: 72, Kind: KindID, Since: V4_18, Dir: Out, Description: "The BTF type of the value."}
	InfoBtfVmlinuxID = Field{Name: "btf_vmlinux_id", Offset: 76, Kind: KindID, Since: V6_9, Dir: Out, Description: "For struct_ops: the BTF object that contains its type."}
	InfoMapExtra     = Field{Name: "map_extra", Offset: 80, Kind: KindU64, Since: V5_16, Dir: Out, Description: "The map_extra that the map was created with."}
	InfoHash         = Field{Name: "hash", Offset: 88, Kind: KindPointer, Since: V6_18, Description: "Address to write a hash of the contents of a frozen map to; NULL for none."}
	InfoHashSize     = Field{Name: "hash_size", Offset: 96, Kind: KindU32, Since: V6_18, Description: "Size of that hash in bytes."}
)

// MapInfoFields are all members, by offset.
var MapInfoFields = []*Field{
	&InfoType, &InfoID, &InfoKeySize, &InfoValueSize, &InfoMaxEntries, &InfoMapFlags, &InfoName, &InfoIfindex,
	&InfoBtfVmlinuxVT, &InfoNetnsDev, &InfoNetnsIno, &InfoBtfID, &InfoBtfKeyType, &InfoBtfValueType, &InfoBtfVmlinuxID,
	&InfoMapExtra, &InfoHash, &InfoHashSize,
}

// MapInfoEnd returns the offset after the last member in a release.
func MapInfoEnd(r Release) int {
	end := 0
	for _, f := range MapInfoFields {
		if f.Since <= r {
			end = max(end, f.End())
		}
	}
	return end
}

// MapInfoSize returns sizeof(struct bpf_map_info) in a release, in bytes: a multiple of eight.
func MapInfoSize(r Release) int { return (MapInfoEnd(r) + 7) &^ 7 }
