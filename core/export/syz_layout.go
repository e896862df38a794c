package export

import (
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// syzLayout is syzkaller's name and attr layout of a command.
type syzLayout struct {
	call   string
	before string // selects the union member with the struct
	fields []*abi.Field
	size   int  // size of the struct in bytes
	bare   bool // the attr is its only field, without braces
}

var (
	syzZero   = abi.Field{Name: "value", Offset: 16, Kind: abi.KindU64} // of delete
	syzFlags  = abi.Field{Name: "flags", Offset: 24, Kind: abi.KindU64} // of delete and next key
	syzNextID = abi.Field{Name: "next_id", Offset: 4, Kind: abi.KindID}

	syzElem     = []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemValueOut, &abi.LookupFlags}
	syzBatch    = []*abi.Field{&abi.InBatch, &abi.OutBatch, &abi.BatchKeys, &abi.BatchVals, &abi.BatchCount, &abi.BatchMapFD, &abi.BatchElem, &abi.BatchFlags}
	syzObj      = []*abi.Field{&abi.Pathname, &abi.ObjFD, &abi.ObjFlags, &abi.ObjPathFD}
	syzCreation = []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries, &abi.MapFlagsField, &abi.InnerMapFD,
		&abi.NumaNode, &abi.MapName, &abi.MapIfindex, &abi.BtfFD, &abi.BtfKeyTypeID, &abi.BtfValueTypeID, &abi.BtfVmlinuxValueID, &abi.MapExtra,
		&abi.ValueTypeBtfObjFD, &abi.MapTokenFD}
	syzLoad = []*abi.Field{&abi.ProgTypeField, &abi.InsnCnt, &abi.Insns, &abi.License, &abi.LogLevel, &abi.LogSize, &abi.LogBuf, &abi.KernVersion,
		&abi.ProgFlagsField, &abi.ProgName, &abi.ProgIfindex, &abi.ExpectedAttachType, &abi.ProgBtfFD, &abi.FuncInfoRecSize, &abi.FuncInfo,
		&abi.FuncInfoCnt, &abi.LineInfoRecSize, &abi.LineInfo, &abi.LineInfoCnt, &abi.AttachBtfID, &abi.AttachProgFD, &abi.CoreReloCnt,
		&abi.FDArray, &abi.CoreRelos, &abi.CoreReloRecSize, &abi.LogTrueSize, &abi.ProgTokenFD}
)

// syzFlag is a flag of an attr.
type syzFlag struct {
	flags *abi.Field
	bit   uint64
}

// syzOptional are the members that are @void unless a flag is set.
var syzOptional = table.Listed[*abi.Field, syzFlag]{
	{&abi.ValueTypeBtfObjFD, syzFlag{&abi.MapFlagsField, abi.BPF_F_VTYPE_BTF_OBJ_FD}},
	{&abi.MapTokenFD, syzFlag{&abi.MapFlagsField, abi.BPF_F_TOKEN_FD}},
	{&abi.ProgTokenFD, syzFlag{&abi.ProgFlagsField, abi.BPF_F_TOKEN_FD}},
}

var syzLayouts = table.Indexed[abi.Cmd, syzLayout]{
	abi.BPF_MAP_CREATE:                  {"MAP_CREATE", "@base=", syzCreation, 80, false},
	abi.BPF_MAP_LOOKUP_ELEM:             {"MAP_LOOKUP_ELEM", "", syzElem, 32, false},
	abi.BPF_MAP_UPDATE_ELEM:             {"MAP_UPDATE_ELEM", "", syzElem, 32, false},
	abi.BPF_MAP_DELETE_ELEM:             {"MAP_DELETE_ELEM", "", []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &syzZero, &syzFlags}, 32, false},
	abi.BPF_MAP_GET_NEXT_KEY:            {"MAP_GET_NEXT_KEY", "", []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemNextKey, &syzFlags}, 32, false},
	abi.BPF_OBJ_PIN:                     {"OBJ_PIN_MAP", "@generic=", syzObj, 24, false},
	abi.BPF_OBJ_GET:                     {"OBJ_GET_MAP", "@generic=", syzObj, 24, false},
	abi.BPF_MAP_GET_NEXT_ID:             {"BPF_MAP_GET_NEXT_ID", "", []*abi.Field{&abi.StartID, &abi.NextID}, 8, false},
	abi.BPF_MAP_GET_FD_BY_ID:            {"BPF_MAP_GET_FD_BY_ID", "", []*abi.Field{&abi.MapID, &syzNextID, &abi.OpenFlags}, 12, false},
	abi.BPF_OBJ_GET_INFO_BY_FD:          {"BPF_GET_MAP_INFO", "", []*abi.Field{&abi.InfoFD, &abi.InfoLen, &abi.InfoPointer}, 16, false},
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  {"BPF_MAP_LOOKUP_AND_DELETE_ELEM", "", syzElem, 32, false},
	abi.BPF_MAP_FREEZE:                  {"BPF_MAP_FREEZE", "", []*abi.Field{&abi.ElemMapFD}, 4, true},
	abi.BPF_MAP_LOOKUP_BATCH:            {"MAP_LOOKUP_BATCH", "", syzBatch, 56, false},
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: {"BPF_MAP_LOOKUP_AND_DELETE_BATCH", "", syzBatch, 56, false},
	abi.BPF_MAP_UPDATE_BATCH:            {"MAP_UPDATE_BATCH", "", syzBatch, 56, false},
	abi.BPF_PROG_LOAD:                   {"PROG_LOAD", "", syzLoad, 148, false},
	abi.BPF_MAP_DELETE_BATCH:            {"MAP_DELETE_BATCH", "", syzBatch, 56, false},
}

// fits reports whether data can be written as the struct: all its nonzero bytes are in members, and the part of the struct
// past data overlaps nothing that a pointer refers to.
func (l *syzLayout) fits(m *moment, data []byte) bool {
	if l.fields == nil {
		return false
	}
	rest := append([]byte{}, data...)
	for _, f := range l.fields {
		if f.Kind == abi.KindPointer || f.Kind == abi.KindPath {
			if addr, _ := syzAddr(f.Value(data)); addr == "" {
				return false
			}
			if to := f.Value(data); to+highKey > m.call.Args[1] && to < m.call.Args[1]+uint64(l.size) {
				return false
			}
		}
		if f.End() > len(data) && f.Offset < len(data) {
			return false
		}
		if f.End() <= len(data) {
			clear(rest[f.Offset:f.End()])
		}
	}
	return abi.IsZero(rest) && len(data) <= l.size
}

// highKey is the assumed maximum size of an object that a pointer before the attr refers to.
const highKey = 64
