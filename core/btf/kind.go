package btf

import "bpfplay/core/abi"

// Kind is a BTF_KIND_*.
type Kind uint8

// The kinds; 0 is void.
const (
	VOID Kind = iota
	INT
	PTR
	ARRAY
	STRUCT
	UNION
	ENUM
	FWD
	TYPEDEF
	VOLATILE
	CONST
	RESTRICT
	FUNC
	FUNC_PROTO
	VAR
	DATASEC
	FLOAT
	DECL_TAG
	TYPE_TAG
	ENUM64
	kinds
)

// What a kind is, as bits of kindRow.is.
const (
	modifier   = 1 << iota // refers to another type, whose size it has
	sized                  // the third word of its type is a size
	resolvable             // takes part in the second pass, btf_type_needs_resolve
	sourceOnly             // no type may refer to it, btf_type_is_resolve_source_only
	noSize                 // btf_type_nosize
	referring              // the third word of its type is a type id
)

// kindRow describes a kind.
type kindRow struct {
	name  string // as the log prints it
	since abi.Since
	is    uint
	fixed uint32 // bytes that follow the type once
	each  uint32 // bytes that follow for each of vlen

	meta    []metaStep // check_meta, in order
	resolve resolveStep
	member  memberStep // check_member: as a member of a struct
	bits    memberStep // check_kflag_member: as a member of a struct with kind_flag
	details detailsOf
}

var (
	sinceBTF       = abi.Since{abi.V4_18}
	sinceFunc      = abi.Since{abi.V5_0}  // FUNC, FUNC_PROTO, kind_flag
	sinceVar       = abi.Since{abi.V5_2}  // VAR, DATASEC
	sinceLinkage   = abi.Since{abi.V5_6}  // vlen of a FUNC is its linkage
	sinceEmptySec  = abi.Since{abi.V5_12} // DATASEC without variables
	sinceFloat     = abi.Since{abi.V5_13}
	sinceDeclTag   = abi.Since{abi.V5_16} // and functions in the second pass
	sinceTypeTag   = abi.Since{abi.V5_17} // and its check of chains
	sinceEnum64    = abi.Since{abi.V6_0}  // and kind_flag of enums
	sinceLongNames = abi.Since{abi.V6_1}  // KSYM_NAME_LEN is 512
	// sinceDots is the release in which identifiers may contain dots.
	sinceDots = abi.Since{abi.V6_4, abi.V6_3 + 10, abi.V6_1 + 36, abi.V5_15 + 119, abi.V5_10 + 186, abi.V5_4 + 249}
	// sinceVarMode is the release in which a DATASEC forgets how its last variable was resolved.
	sinceVarMode    = abi.Since{abi.V6_3, abi.V6_2 + 7, abi.V6_1 + 20, abi.V5_15 + 103, abi.V5_10 + 175, abi.V5_4 + 237}
	sinceMetas      = abi.Since{abi.V6_2}  // special members are looked for at BTF_LOAD
	sincePrintable  = abi.Since{abi.V6_12} // sections have any printable name
	sinceTagFlag    = abi.Since{abi.V6_15} // kind_flag of tags
	sinceLayout     = abi.Since{abi.V7_2}  // layout section, 24 bits of vlen
	sinceAnyTagSpot = abi.Since{abi.V7_3}  // type tags may follow qualifiers
)

// kindRows are the kinds, by number. init sets it, since the steps refer to it.
var kindRows *[kinds]kindRow

func init() { kindRows = &allKinds }

// refMeta are the steps of a kind that only refers to another type.
var refMeta = []metaStep{vlenIsZero, flagIsZero, refIsValid, refName, listType}

var allKinds = [kinds]kindRow{
	VOID: {name: "UNKNOWN", is: noSize, member: noMember, bits: noBitMember},
	INT: {name: "INT", since: sinceBTF, is: sized, fixed: 4, details: intDetails,
		meta: []metaStep{restIsThere, vlenIsZero, flagIsZero, intData, listType}, member: intMember, bits: intBitMember},
	PTR: {name: "PTR", since: sinceBTF, is: resolvable | referring, details: refDetails,
		meta: refMeta, resolve: resolvePtr, member: ptrMember, bits: plainBitMember},
	ARRAY: {name: "ARRAY", since: sinceBTF, is: resolvable, fixed: 12, details: arrayDetails,
		meta:    []metaStep{restIsThere, nameIsEmpty, vlenIsZero, flagIsZero, thirdIsZero, arrayData, listType},
		resolve: resolveArray, member: arrayMember, bits: plainBitMember},
	STRUCT: {name: "STRUCT", since: sinceBTF, is: sized | resolvable, each: 12, details: sizeVlenDetails,
		meta: []metaStep{restIsThere, nameIsIdentifierOrEmpty, listType, structMembers}, resolve: resolveStruct,
		member: sizedMember, bits: plainBitMember},
	UNION: {name: "UNION", since: sinceBTF, is: sized | resolvable, each: 12, details: sizeVlenDetails,
		meta: []metaStep{restIsThere, nameIsIdentifierOrEmpty, listType, structMembers}, resolve: resolveStruct,
		member: sizedMember, bits: plainBitMember},
	ENUM: {name: "ENUM", since: sinceBTF, is: sized, each: 8, details: sizeVlenDetails,
		meta:   []metaStep{restIsThere, enumFlag, enumSize, nameIsIdentifierOrEmpty, listType, enumValues},
		member: sizedMember, bits: enumBitMember},
	FWD: {name: "FWD", since: sinceBTF, is: noSize, details: fwdDetails,
		meta: []metaStep{vlenIsZero, typeIsZero, nameIsIdentifier, listType}, member: noMember, bits: noBitMember},
	TYPEDEF: {name: "TYPEDEF", since: sinceBTF, is: modifier | resolvable | referring, details: refDetails,
		meta: refMeta, resolve: resolveModifier, member: modifierMember, bits: modifierBitMember},
	VOLATILE: {name: "VOLATILE", since: sinceBTF, is: modifier | resolvable | referring, details: refDetails,
		meta: refMeta, resolve: resolveModifier, member: modifierMember, bits: modifierBitMember},
	CONST: {name: "CONST", since: sinceBTF, is: modifier | resolvable | referring, details: refDetails,
		meta: refMeta, resolve: resolveModifier, member: modifierMember, bits: modifierBitMember},
	RESTRICT: {name: "RESTRICT", since: sinceBTF, is: modifier | resolvable | referring, details: refDetails,
		meta: refMeta, resolve: resolveModifier, member: modifierMember, bits: modifierBitMember},
	FUNC: {name: "FUNC", since: sinceFunc, is: noSize | referring | resolvable, details: refDetails,
		meta: []metaStep{nameIsIdentifier, funcLinkage, flagIsZero, listType}, resolve: resolveFunc, member: noMember, bits: noBitMember},
	FUNC_PROTO: {name: "FUNC_PROTO", since: sinceFunc, is: noSize | referring, each: 8, details: protoDetails,
		meta: []metaStep{restIsThere, nameIsEmpty, flagIsZero, listType}, member: noMember, bits: noBitMember},
	VAR: {name: "VAR", since: sinceVar, is: resolvable | sourceOnly | referring, fixed: 4, details: varDetails,
		meta:    []metaStep{restIsThere, vlenIsZero, flagIsZero, nameIsIdentifier, varType, varLinkage, listType},
		resolve: resolveVar, member: noMember, bits: noBitMember},
	DATASEC: {name: "DATASEC", since: sinceVar, is: sized | resolvable | sourceOnly, each: 12, details: sizeVlenDetails,
		meta:    []metaStep{restIsThere, secVlen, secSize, flagIsZero, nameIsSection, listType, secVars},
		resolve: resolveDatasec, member: noMember, bits: noBitMember},
	FLOAT: {name: "FLOAT", since: sinceFloat, is: sized, details: sizeDetails,
		meta: []metaStep{vlenIsZero, flagIsZero, floatSize, listType}, member: floatMember, bits: plainBitMember},
	DECL_TAG: {name: "DECL_TAG", since: sinceDeclTag, is: noSize | resolvable | sourceOnly | referring, fixed: 4, details: tagDetails,
		meta:    []metaStep{restIsThere, tagValue, vlenIsZero, tagFlag, tagComponent, listType},
		resolve: resolveDeclTag, member: noMember, bits: noBitMember},
	TYPE_TAG: {name: "TYPE_TAG", since: sinceTypeTag, is: modifier | resolvable | referring, details: refDetails,
		meta: []metaStep{vlenIsZero, tagFlag, refIsValid, refName, listType}, resolve: resolveModifier, member: modifierMember, bits: modifierBitMember},
	ENUM64: {name: "ENUM64", since: sinceEnum64, is: sized, each: 12, details: sizeVlenDetails,
		meta:   []metaStep{restIsThere, enumSize, nameIsIdentifierOrEmpty, listType, enumValues},
		member: sizedMember, bits: enumBitMember},
}

// String returns the name of the kind as the log prints it.
func (k Kind) String() string {
	if k < kinds {
		return kindRows[k].name
	}
	return "UNKNOWN"
}

func (k Kind) is(what uint) bool { return kindRows[k].is&what != 0 }
func (k Kind) isModifier() bool  { return k.is(modifier) }
func (k Kind) hasSize() bool     { return k.is(sized) }
func (k Kind) isStruct() bool    { return k == STRUCT || k == UNION }

// maxKind returns the last kind of a release, BTF_KIND_MAX.
func maxKind(r abi.Release) Kind {
	k := kinds - 1
	for !kindRows[k].since.In(r) {
		k--
	}
	return k
}
