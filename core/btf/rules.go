package btf

import "bpfplay/core/abi"

// checkMeta is the function of the rules that several kinds share.
const checkMeta = "btf_kind_operations.check_meta"

// The header and its sections.
var (
	hdrLength = &Rule{Name: "hdrLength", Func: "btf_parse_hdr", Must: "btf_size >= offsetofend(struct btf_header, hdr_len)",
		Errno: abi.EINVAL, Log: "hdr_len not found", Why: "BTF of {a} bytes is too short: the header's length ends at byte 8."}
	hdrWhole = &Rule{Name: "hdrWhole", Func: "btf_parse_hdr", Must: "btf_size >= hdr_len", Errno: abi.EINVAL,
		Log: "btf_header not found", Why: "The header claims {b} bytes, but btf_size is {a}."}
	hdrUnknown = &Rule{Name: "hdrUnknown", Func: "btf_parse_hdr", Must: "the header is 0 past the known fields", Errno: abi.E2BIG,
		Log: "Unsupported btf_header", Why: "Byte {a} of the header is not 0. This kernel does not know the field."}
	hdrMagic = &Rule{Name: "hdrMagic", Func: "btf_parse_hdr", Must: "magic == BTF_MAGIC", Errno: abi.EINVAL,
		Log: "Invalid magic", Why: "BTF begins with 0xeb9f, here it begins with {a}. A file of the other byte order does not load."}
	hdrVersion = &Rule{Name: "hdrVersion", Func: "btf_parse_hdr", Must: "version == BTF_VERSION", Errno: abi.ENOTSUPP,
		Log: "Unsupported version", Why: "The version is {a}, but 1 is the only one."}
	hdrFlags = &Rule{Name: "hdrFlags", Func: "btf_parse_hdr", Must: "flags == 0", Errno: abi.ENOTSUPP,
		Log: "Unsupported flags", Why: "The header's flags are {a}, but none are defined."}
	hdrData = &Rule{Name: "hdrData", Func: "btf_parse_hdr", Must: "btf_size > hdr_len", Errno: abi.EINVAL,
		Log: "No data", Why: "Nothing follows the header."}

	secOffset = &Rule{Name: "secOffset", Func: "btf_check_sec_info", Must: "off <= btf_size - hdr_len", Errno: abi.EINVAL,
		Log: "Invalid section offset", Why: "A section begins at {a}, after the end of the data, {b}."}
	secGap = &Rule{Name: "secGap", Func: "btf_check_sec_info", Must: "off == end of the previous section", Errno: abi.EINVAL,
		Log: "Unsupported section found", Why: "Bytes {b} to {a} belong to no section."}
	secOverlap = &Rule{Name: "secOverlap", Func: "btf_check_sec_info", Must: "off == end of the previous section", Errno: abi.EINVAL,
		Log: "Section overlap found", Why: "A section begins at {a}, but the previous one ends at {b}."}
	secLength = &Rule{Name: "secLength", Func: "btf_check_sec_info", Must: "off + len <= btf_size - hdr_len", Errno: abi.EINVAL,
		Log: "Total section length too long", Why: "A section has {a} bytes, but only {b} remain."}
	secFill = &Rule{Name: "secFill", Func: "btf_check_sec_info", Must: "the sections fill the data", Errno: abi.EINVAL,
		Log: "Unsupported section found", Why: "The sections end at {a}, the data ends at {b}."}

	strLast = &Rule{Name: "strLast", Func: "btf_parse_str_sec", Must: "the string section is the last one", Errno: abi.EINVAL,
		Log: "String section is not at the end", Why: "The string section must end with the data."}
	strZeros = &Rule{Name: "strZeros", Func: "btf_parse_str_sec", Must: "0 < str_len <= BTF_MAX_NAME_OFFSET + 1, first and last byte are 0",
		Errno: abi.EINVAL, Log: "Invalid string section", Why: "The string section has {a} bytes. It must begin and end with a zero byte."}

	layoutAligned = &Rule{Name: "layoutAligned", Func: "btf_parse_layout_sec", Must: "layout_off % 4 == 0", Errno: abi.EINVAL,
		Log: "Unaligned layout_off", Why: "layout_off is {a}, which is not a multiple of 4."}
	layoutSmall = &Rule{Name: "layoutSmall", Func: "btf_parse_layout_sec", Must: "layout_len >= sizeof(struct btf_layout)", Errno: abi.EINVAL,
		Log: "Layout section is too small", Why: "The layout section has {a} bytes, but one row has 4."}
	layoutWhole = &Rule{Name: "layoutWhole", Func: "btf_parse_layout_sec", Must: "layout_len % sizeof(struct btf_layout) == 0", Errno: abi.EINVAL,
		Log: "layout_len is not multiple of %d", Why: "The layout section has {b} bytes, which is not a multiple of {a}."}

	typeAligned = &Rule{Name: "typeAligned", Func: "btf_parse_type_sec", Must: "type_off % 4 == 0", Errno: abi.EINVAL,
		Log: "Unaligned type_off", Why: "type_off is {a}, which is not a multiple of 4."}
	typeNone = &Rule{Name: "typeNone", Func: "btf_parse_type_sec", Must: "type_len > 0", Errno: abi.EINVAL,
		Log: "No type found", Why: "The type section is empty."}
)

// The first pass.
var (
	typeWhole = &Rule{Name: "typeWhole", Func: "btf_check_meta", Must: "meta_left >= sizeof(struct btf_type)", Errno: abi.EINVAL,
		Log: "meta_left:%d meta_needed:%d", Why: "The type section ends after {a} bytes of a type, which has {b}."}
	typeInfo = &Rule{Name: "typeInfo", Func: "btf_check_meta", Must: "(info & ~BTF_INFO_MASK) == 0", Errno: abi.EINVAL,
		Log: "Invalid btf_info:%x", Why: "info is {a}, but only the bits {b} are defined."}
	typeKind = &Rule{Name: "typeKind", Func: "btf_check_meta", Must: "0 < kind <= BTF_KIND_MAX", Errno: abi.EINVAL,
		Log: "Invalid kind:%d", Why: "Kind {a} is unknown. The last kind of this release is {b}."}
	typeNameOffset = &Rule{Name: "typeNameOffset", Func: "btf_check_meta", Must: "name_off < str_len", Errno: abi.EINVAL,
		Log: "Invalid name_offset:%d", Why: "The name is at offset {a} of the string section, which has {b} bytes."}
	metaRest = &Rule{Name: "metaRest", Func: checkMeta, Must: "meta_left >= meta_needed", Errno: abi.EINVAL,
		Log: "meta_left:%d meta_needed:%d", Why: "{b} bytes must follow the type, but the section has only {a} more."}
	metaVlen = &Rule{Name: "metaVlen", Func: checkMeta, Must: "vlen == 0", Errno: abi.EINVAL,
		Log: "vlen != 0", Why: "vlen is {a}, but types of this kind have no members."}
	metaFlag = &Rule{Name: "metaFlag", Func: checkMeta, Must: "kind_flag == 0", Errno: abi.EINVAL,
		Log: "Invalid btf_info kind_flag", Why: "kind_flag is set, but means nothing for this kind in this release."}
	metaRef = &Rule{Name: "metaRef", Func: "btf_ref_type_check_meta", Must: "type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The type refers to id {a}, but ids end at 1,048,575."}
	nameNone = &Rule{Name: "nameNone", Func: checkMeta, Must: "name_off == 0", Errno: abi.EINVAL,
		Log: "Invalid name", Why: "Types of this kind have no name."}
	nameNeeded = &Rule{Name: "nameNeeded", Func: checkMeta, Must: "name_off != 0 && btf_name_valid_identifier(name)", Errno: abi.EINVAL,
		Log: "Invalid name", Why: "The type needs a name that is a C identifier."}
	nameOptional = &Rule{Name: "nameOptional", Func: checkMeta, Must: "name_off == 0 || btf_name_valid_identifier(name)", Errno: abi.EINVAL,
		Log: "Invalid name", Why: "The name of the type is not a C identifier."}
	nameSection = &Rule{Name: "nameSection", Func: "btf_datasec_check_meta", Must: "name_off != 0 && btf_name_valid_section(name)",
		Errno: abi.EINVAL, Log: "Invalid name", Why: "The section needs a name such as .data."}
	nameTag = &Rule{Name: "nameTag", Func: "btf_ref_type_check_meta", Must: "name[0] != 0", Errno: abi.EINVAL,
		Log: "Invalid name", Why: "A type tag needs a name."}
	intUnknown = &Rule{Name: "intUnknown", Func: "btf_int_check_meta", Must: "(int_data & ~BTF_INT_MASK) == 0", Errno: abi.EINVAL,
		Log: "Invalid int_data:%x", Why: "The description of the integer, {a}, has undefined bits."}
	intBits = &Rule{Name: "intBits", Func: "btf_int_check_meta", Must: "bits + offset <= 128", Errno: abi.EINVAL,
		Log: "nr_bits exceeds %d", Why: "The integer ends at bit {b}, but no integer has more than {a} bits."}
	intFits = &Rule{Name: "intFits", Func: "btf_int_check_meta", Must: "bits + offset <= 8 * size", Errno: abi.EINVAL,
		Log: "nr_bits exceeds type_size", Why: "The integer ends at bit {a}, but the type has {b} bytes."}
	intEncoding = &Rule{Name: "intEncoding", Func: "btf_int_check_meta", Must: "encoding is 0, SIGNED, CHAR or BOOL", Errno: abi.ENOTSUPP,
		Log: "Unsupported encoding", Why: "The encoding is {a}; it must be 0, 1 (signed), 2 (char) or 4 (bool), alone."}
	fwdType = &Rule{Name: "fwdType", Func: "btf_fwd_check_meta", Must: "type == 0", Errno: abi.EINVAL,
		Log: "type != 0", Why: "A forward declaration refers to no type, but its type is {a}."}
	arraySize = &Rule{Name: "arraySize", Func: "btf_array_check_meta", Must: "size == 0", Errno: abi.EINVAL,
		Log: "size != 0", Why: "size is {a}, but an array's size follows from its elements."}
	arrayElem = &Rule{Name: "arrayElem", Func: "btf_array_check_meta", Must: "0 < type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid elem", Why: "The elements have type {a}, which is not a type."}
	arrayIndex = &Rule{Name: "arrayIndex", Func: "btf_array_check_meta", Must: "0 < index_type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid index", Why: "The index has type {a}, which is not a type."}
	memberNameOffset = &Rule{Name: "memberNameOffset", Func: "btf_struct_check_meta", Must: "name_off < str_len", Errno: abi.EINVAL,
		Log: "Invalid member name_offset:%d", Why: "The member's name is at offset {a}, after the end of the string section."}
	memberName = &Rule{Name: "memberName", Func: "btf_struct_check_meta", Must: "name_off == 0 || btf_name_valid_identifier(name)",
		Errno: abi.EINVAL, Log: "Invalid name", Why: "The name of the member is not a C identifier."}
	memberType = &Rule{Name: "memberType", Func: "btf_struct_check_meta", Must: "0 < type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The member has type {a}, which is not a type."}
	memberUnion = &Rule{Name: "memberUnion", Func: "btf_struct_check_meta", Must: "offset == 0 in a union", Errno: abi.EINVAL,
		Log: "Invalid member bits_offset", Why: "The member begins at bit {a}, but all members of a union begin at 0."}
	memberOrder = &Rule{Name: "memberOrder", Func: "btf_struct_check_meta", Must: "offset >= offset of the previous member", Errno: abi.EINVAL,
		Log: "Invalid member bits_offset", Why: "The member begins at bit {a}, before the previous one, which begins at {b}."}
	memberInside = &Rule{Name: "memberInside", Func: "btf_struct_check_meta", Must: "offset <= size", Errno: abi.EINVAL,
		Log: "Member bits_offset exceeds its struct size", Why: "The member begins at byte {a}, but the struct has {b} bytes."}
	enumPower = &Rule{Name: "enumPower", Func: "btf_enum_check_meta", Must: "size is 1, 2, 4 or 8", Errno: abi.EINVAL,
		Log: "Unexpected size", Why: "The enum has {a} bytes; it must have 1, 2, 4 or 8."}
	enumNameOffset = &Rule{Name: "enumNameOffset", Func: "btf_enum_check_meta", Must: "name_off < str_len", Errno: abi.EINVAL,
		Log: "\tInvalid name_offset:%d", Why: "The value's name is at offset {a}, after the end of the string section."}
	enumName = &Rule{Name: "enumName", Func: "btf_enum_check_meta", Must: "name_off != 0 && btf_name_valid_identifier(name)", Errno: abi.EINVAL,
		Log: "Invalid name", Why: "A value of the enum has no name, or one that is not a C identifier."}
	linkageOfFunc = &Rule{Name: "linkageOfFunc", Func: "btf_func_check_meta", Must: "linkage <= BTF_FUNC_GLOBAL", Errno: abi.EINVAL,
		Log: "Invalid func linkage", Why: "The linkage is {a}; it must be 0 (static) or 1 (global)."}
	metaVarType = &Rule{Name: "metaVarType", Func: "btf_var_check_meta", Must: "0 < type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The variable has type {a}, which is not a type."}
	linkageOfVar = &Rule{Name: "linkageOfVar", Func: "btf_var_check_meta", Must: "linkage is static or global", Errno: abi.EINVAL,
		Log: "Linkage not supported", Why: "The linkage is {a}; it must be 0 (static) or 1 (global)."}
	secEmpty = &Rule{Name: "secEmpty", Func: "btf_datasec_check_meta", Must: "vlen > 0", Errno: abi.EINVAL,
		Log: "vlen == 0", Why: "The section has no variables. Releases before 5.12 refuse that."}
	secSizeZero = &Rule{Name: "secSizeZero", Func: "btf_datasec_check_meta", Must: "size > 0", Errno: abi.EINVAL,
		Log: "size == 0", Why: "The section has 0 bytes."}
	secVarType = &Rule{Name: "secVarType", Func: "btf_datasec_check_meta", Must: "0 < type <= BTF_MAX_TYPE", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The variable has id {a}, which is not a type."}
	secVarOffset = &Rule{Name: "secVarOffset", Func: "btf_datasec_check_meta", Must: "end of the previous variable <= offset < size",
		Errno: abi.EINVAL, Log: "Invalid offset", Why: "The variable begins at {a}. The previous one ends at {b}, and the section must contain it."}
	secVarSize = &Rule{Name: "secVarSize", Func: "btf_datasec_check_meta", Must: "0 < variable's size <= size", Errno: abi.EINVAL,
		Log: "Invalid size", Why: "The variable has {a} bytes, the section has {b}."}
	secVarEnd = &Rule{Name: "secVarEnd", Func: "btf_datasec_check_meta", Must: "offset + variable's size <= size", Errno: abi.EINVAL,
		Log: "Invalid offset+size", Why: "The variable ends at {a}, but the section has {b} bytes."}
	secSum = &Rule{Name: "secSum", Func: "btf_datasec_check_meta", Must: "sum of the variables' sizes <= size", Errno: abi.EINVAL,
		Log: "Invalid btf_info size", Why: "The variables have {a} bytes together, the section has {b}."}
	floatBytes = &Rule{Name: "floatBytes", Func: "btf_float_check_meta", Must: "size is 2, 4, 8, 12 or 16", Errno: abi.EINVAL,
		Log: "Invalid type_size", Why: "The float has {a} bytes; it must have 2, 4, 8, 12 or 16."}
	tagName = &Rule{Name: "tagName", Func: "btf_decl_tag_check_meta", Must: "name[0] != 0", Errno: abi.EINVAL,
		Log: "Invalid value", Why: "A declaration tag needs a text."}
	tagIndex = &Rule{Name: "tagIndex", Func: "btf_decl_tag_check_meta", Must: "component_idx >= -1", Errno: abi.EINVAL,
		Log: "Invalid component_idx", Why: "The tag's component is {a}; it must be -1 or an index."}
)

// The second pass.
var (
	resolveDepth = &Rule{Name: "resolveDepth", Func: "env_stack_push", Must: "depth < MAX_RESOLVE_DEPTH", Errno: abi.E2BIG,
		Log: "Exceeded max resolving depth:%d", Why: "More than {a} types refer to each other in a chain."}
	resolveLoop = &Rule{Name: "resolveLoop", Func: "env_stack_push", Must: "the type does not contain itself", Errno: abi.EEXIST,
		Log: "Loop detected", Why: "The type contains itself, other than through a pointer to a struct."}
	resolveState = &Rule{Name: "resolveState", Func: "btf_resolve", Must: "btf_resolve_valid(type)", Errno: abi.EINVAL,
		Log: "Invalid resolve state", Why: "The type does not resolve to a type that it may refer to."}
	refExists = &Rule{Name: "refExists", Func: "btf_modifier_resolve", Must: "type exists and is not a variable, section or tag", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The type refers to id {a}, which does not exist or is a variable, a section or a tag."}
	refTarget = &Rule{Name: "refTarget", Func: "btf_modifier_resolve", Must: "type has a size, or is void, FWD or FUNC_PROTO", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The type refers to id {a}, which is a function."}
	varSized = &Rule{Name: "varSized", Func: "btf_var_resolve", Must: "type has a size", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The variable has type {a}, which has no size."}
	arrayIndexKind = &Rule{Name: "arrayIndexKind", Func: "btf_array_resolve", Must: "index_type exists and has a size", Errno: abi.EINVAL,
		Log: "Invalid index", Why: "The index has type {a}, which does not exist or has no size."}
	arrayIndexInt = &Rule{Name: "arrayIndexInt", Func: "btf_array_resolve", Must: "index_type is an INT of whole bytes", Errno: abi.EINVAL,
		Log: "Invalid index", Why: "The index has type {a}, which is not an integer of 1, 2, 4, 8 or 16 bytes."}
	arrayElemKind = &Rule{Name: "arrayElemKind", Func: "btf_array_resolve", Must: "type exists and has a size", Errno: abi.EINVAL,
		Log: "Invalid elem", Why: "The elements have type {a}, which does not exist or has no size."}
	arrayElemSized = &Rule{Name: "arrayElemSized", Func: "btf_array_resolve", Must: "type has a size", Errno: abi.EINVAL,
		Log: "Invalid elem", Why: "The elements have type {a}, which leads to a type without a size."}
	arrayElemInt = &Rule{Name: "arrayElemInt", Func: "btf_array_resolve", Must: "an INT has whole bytes", Errno: abi.EINVAL,
		Log: "Invalid array of int", Why: "The elements have type {a}, an integer that is not a whole number of bytes."}
	arrayOverflow = &Rule{Name: "arrayOverflow", Func: "btf_array_resolve", Must: "size * nelems <= U32_MAX", Errno: abi.EINVAL,
		Log: "Array size overflows U32_MAX", Why: "{b} elements of {a} bytes need more than 32 bits for their size."}
	memberKind = &Rule{Name: "memberKind", Func: "btf_struct_resolve", Must: "the member's type exists and has a size", Errno: abi.EINVAL,
		Log: "Invalid member", Why: "The member has type {a}, which does not exist or has no size."}
	memberSized = &Rule{Name: "memberSized", Func: "btf_modifier_check_member", Must: "the member's type has a size", Errno: abi.EINVAL,
		Log: "Invalid member", Why: "The member has type {a}, which leads to a type without a size."}
	memberUnsupported = &Rule{Name: "memberUnsupported", Func: "btf_df_check_member", Must: "the kind can be a member", Errno: abi.EINVAL,
		Log: "Unsupported check_member", Why: "A type of this kind cannot be a member."}
	memberBitUnsupported = &Rule{Name: "memberBitUnsupported", Func: "btf_df_check_kflag_member", Must: "the kind can be a member", Errno: abi.EINVAL,
		Log: "Unsupported check_kflag_member", Why: "A type of this kind cannot be a member."}
	memberBits = &Rule{Name: "memberBits", Func: "btf_kind_operations.check_kflag_member", Must: "bitfield_size <= bits of the type", Errno: abi.EINVAL,
		Log: "Invalid member bitfield_size", Why: "The bit field has {a} bits, but its type allows {b}."}
	memberBase = &Rule{Name: "memberBase", Func: "btf_int_check_kflag_member", Must: "the INT has whole bytes", Errno: abi.EINVAL,
		Log: "Invalid member base type", Why: "Type {a} of the bit field is not an integer of 1, 2, 4, 8 or 16 bytes."}
	memberOffset = &Rule{Name: "memberOffset", Func: "btf_int_check_kflag_member", Must: "offset % 8 == 0 without bit field", Errno: abi.EINVAL,
		Log: "Invalid member offset", Why: "The member begins at bit {a}, but is not a bit field."}
	memberAligned = &Rule{Name: "memberAligned", Func: "btf_kind_operations.check_member", Must: "offset % 8 == 0", Errno: abi.EINVAL,
		Log: "Member is not byte aligned", Why: "The member begins at bit {a}, which is not the start of a byte."}
	memberFits = &Rule{Name: "memberFits", Func: "btf_kind_operations.check_member", Must: "the member ends inside the struct", Errno: abi.EINVAL,
		Log: "Member exceeds struct_size", Why: "The member needs {a} bytes, but the struct has only {b} for it."}
	memberOverflow = &Rule{Name: "memberOverflow", Func: "btf_int_check_member", Must: "offset + offset of the INT <= U32_MAX", Errno: abi.EINVAL,
		Log: "bits_offset exceeds U32_MAX", Why: "The offsets {a} and {b} do not fit into 32 bits together."}
	memberCopied = &Rule{Name: "memberCopied", Func: "btf_int_check_member", Must: "bits + offset % 8 <= 128", Errno: abi.EINVAL,
		Log: "nr_copy_bits exceeds 128", Why: "The member needs {a} bits from the start of its first byte on, but 128 are the limit."}
	memberFloat = &Rule{Name: "memberFloat", Func: "btf_float_check_member", Must: "offset is a multiple of the float's size", Errno: abi.EINVAL,
		Log: "Member is not properly aligned", Why: "The float begins at bit {a}, which does not suit its {b} bytes."}
	secVarKind = &Rule{Name: "secVarKind", Func: "btf_datasec_resolve", Must: "type is a VAR", Errno: abi.EINVAL,
		Log: "Not a VAR kind member", Why: "Type {a} does not exist or is not a variable."}
	secVarSized = &Rule{Name: "secVarSized", Func: "btf_datasec_resolve", Must: "the variable's type has a size", Errno: abi.EINVAL,
		Log: "Invalid type", Why: "The variable has type {a}, which has no size."}
	secVarRoom = &Rule{Name: "secVarRoom", Func: "btf_datasec_resolve", Must: "size >= size of the variable's type", Errno: abi.EINVAL,
		Log: "Invalid size", Why: "The section has {a} bytes for a variable of {b} bytes."}
	tagTarget = &Rule{Name: "tagTarget", Func: "btf_decl_tag_resolve", Must: "type is a struct, union, func, var or typedef", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The tag belongs to type {a}, which takes no tags."}
	tagNoParts = &Rule{Name: "tagNoParts", Func: "btf_decl_tag_resolve", Must: "component_idx == -1 for a var or typedef", Errno: abi.EINVAL,
		Log: "Invalid component_idx", Why: "The tag names component {a} of a type without components."}
	tagPart = &Rule{Name: "tagPart", Func: "btf_decl_tag_resolve", Must: "component_idx < vlen", Errno: abi.EINVAL,
		Log: "Invalid component_idx", Why: "The tag names component {a}, but the type has {b}."}
	funcProto = &Rule{Name: "funcProto", Func: "btf_func_check", Must: "type is a FUNC_PROTO", Errno: abi.EINVAL,
		Log: "Invalid type_id", Why: "The function has type {a}, which is not a FUNC_PROTO."}
	funcArgName = &Rule{Name: "funcArgName", Func: "btf_func_check", Must: "each parameter of a FUNC has a name", Errno: abi.EINVAL,
		Log: "Invalid arg#%d", Why: "Parameter {a} of the function has no name."}
	protoReturn = &Rule{Name: "protoReturn", Func: "btf_func_proto_check", Must: "the return type exists and has a size", Errno: abi.EINVAL,
		Log: "Invalid return type", Why: "The function returns type {a}, which does not exist or has no size."}
	protoArg = &Rule{Name: "protoArg", Func: "btf_func_proto_check", Must: "each parameter has a valid type and name", Errno: abi.EINVAL,
		Log: "Invalid arg#%d", Why: "Parameter {a} has an invalid name or type."}
	chainLoop = &Rule{Name: "chainLoop", Func: "btf_check_type_tags", Must: "a chain of modifiers has at most 32 links", Errno: abi.ELOOP,
		Log: "Max chain length or cycle detected", Why: "More than 32 typedefs and qualifiers follow each other."}
	chainTags = &Rule{Name: "chainTags", Func: "btf_check_type_tags", Must: "type tags precede other modifiers", Errno: abi.EINVAL,
		Log: "Type tags don't precede modifiers", Why: "A type tag follows a typedef or qualifier. It must come first."}
)

// Special members of structs.
var (
	fieldOwner = &Rule{Name: "fieldOwner", Func: "btf_find_field", Must: "type is a struct or a section", Errno: abi.EINVAL,
		Why: "Only structs and sections have special members."}
	fieldDepth = &Rule{Name: "fieldDepth", Func: "btf_find_nested_struct", Must: "level < MAX_RESOLVE_DEPTH", Errno: abi.E2BIG,
		Why: "Structs are nested too deeply to look for special members."}
	fieldBits = &Rule{Name: "fieldBits", Func: "btf_find_struct_field", Must: "offset % 8 == 0", Errno: abi.EINVAL,
		Why: "A struct with special members cannot have bit fields."}
	fieldTwice = &Rule{Name: "fieldTwice", Func: "btf_get_field_type", Must: "a special member appears once", Errno: abi.E2BIG,
		Why: "Type {a} has two members such as bpf_spin_lock, of which a value can have one."}
	fieldCount = &Rule{Name: "fieldCount", Func: "btf_find_field_one", Must: "at most BTF_FIELDS_MAX special members", Errno: abi.E2BIG,
		Why: "Type {a} has more than 11 special members."}
	fieldRepeat = &Rule{Name: "fieldRepeat", Func: "btf_repeat_fields", Must: "only kptrs, lists and trees are in arrays", Errno: abi.EINVAL,
		Why: "Type {a} has an array of locks or timers."}
	fieldInside = &Rule{Name: "fieldInside", Func: "btf_parse_fields", Must: "offset + size <= value_size", Errno: abi.EFAULT,
		Why: "A special member of type {a} ends after the type."}
	fieldOverlap = &Rule{Name: "fieldOverlap", Func: "btf_parse_fields", Must: "special members do not overlap", Errno: abi.EEXIST,
		Why: "Special members of type {a} overlap, as in a union."}
	fieldLocks = &Rule{Name: "fieldLocks", Func: "btf_parse_fields", Must: "bpf_spin_lock or bpf_res_spin_lock, not both", Errno: abi.EINVAL,
		Why: "Type {a} has a bpf_spin_lock and a bpf_res_spin_lock."}
	fieldNone = &Rule{Name: "fieldNone", Func: "btf_parse_struct_metas", Must: "record != NULL", Errno: abi.EFAULT,
		Why: "Type {a} has a member such as bpf_spin_lock, but its struct has another size than the kernel's, or is at an unaligned offset."}
	kptrTag = &Rule{Name: "kptrTag", Func: "btf_find_kptr", Must: "the pointer has one tag of the kernel", Errno: abi.EINVAL,
		Why: "A pointer in type {a} has another tag than kptr, kptr_untrusted, percpu_kptr or uptr, or several."}
	kptrTarget = &Rule{Name: "kptrTarget", Func: "btf_find_kptr", Must: "a kptr points to a struct", Errno: abi.EINVAL,
		Why: "A kptr in type {a} does not point to a struct."}
	rootTag = &Rule{Name: "rootTag", Func: "btf_find_graph_root", Must: "one tag contains:STRUCT:MEMBER", Errno: abi.EINVAL,
		Why: "A list or tree in type {a} has no tag that names its contents, or several."}
	rootValue = &Rule{Name: "rootValue", Func: "btf_find_graph_root", Must: "the contained struct exists", Errno: abi.ENOENT,
		Why: "A list or tree in type {a} contains a struct that does not exist."}
	rootMember = &Rule{Name: "rootMember", Func: "btf_parse_graph_root", Must: "the contained struct has the member", Errno: abi.ENOENT,
		Why: "A list or tree in type {a} names a member that the contained struct does not have."}
	rootNode = &Rule{Name: "rootNode", Func: "btf_parse_graph_root", Must: "the member is an aligned node", Errno: abi.EINVAL,
		Why: "A list or tree in type {a} names a member that is not a bpf_list_node or bpf_rb_node."}
	rootLock = &Rule{Name: "rootLock", Func: "btf_parse_fields", Must: "a list or tree has a lock beside it", Errno: abi.EINVAL,
		Why: "Type {a} has a list or tree, but no bpf_spin_lock."}
	rootMeta = &Rule{Name: "rootMeta", Func: "btf_check_and_fixup_fields", Must: "btf_find_struct_meta(value) != NULL", Errno: abi.EFAULT,
		Why: "A list or tree in type {a} contains a struct without special members."}
	nodeRefcount = &Rule{Name: "nodeRefcount", Func: "btf_parse_fields", Must: "a node of a list and a tree has a bpf_refcount", Errno: abi.EINVAL,
		Why: "Type {a} can be in a list and in a tree, but has no bpf_refcount."}
	ownerLoop = &Rule{Name: "ownerLoop", Func: "btf_check_and_fixup_fields", Must: "a contained struct contains no others", Errno: abi.ELOOP,
		Why: "Type {a} can be contained and contains structs that contain others."}
	ownerDepth = &Rule{Name: "ownerDepth", Func: "btf_ownership_depth", Must: "depth <= BTF_MAX_OWNERSHIP_DEPTH", Errno: abi.ELOOP,
		Why: "Type {a} contains structs that contain others, more than 8 levels deep."}
)
