package verifier

import "bpfplay/core/abi"

// Fields of struct __sk_buff.
var (
	skbMark       = span{8, 12}
	skbQueue      = span{12, 16}
	skbPriority   = span{32, 36}
	skbTCIndex    = span{44, 48}
	skbCB         = span{48, 68}
	skbTCClassid  = span{72, 76}
	skbData       = span{76, 80}
	skbDataEnd    = span{80, 84}
	skbSocket     = span{88, 140} // family to local_port
	skbAddresses  = span{92, 132} // remote_ip4 to local_ip6[3]
	skbDataMeta   = span{140, 144}
	skbFlowKeys   = span{144, 152}
	skbTstamp     = span{152, 160}
	skbWireLen    = span{160, 164}
	skbSk         = span{168, 176}
	skbTstampType = span{180, 181}
	skbPadding    = span{181, 184}
	skbHwtstamp   = span{184, 192}
)

// skbEnds are the sizes of struct __sk_buff by release, newest first.
var skbEnds = []struct {
	since abi.Release
	end   int
}{
	{abi.V5_16, 192}, {abi.V5_7, 184}, {abi.V5_1, 176}, {abi.V5_0, 168}, {abi.V4_20, 152},
	{abi.V4_15, 144}, {abi.V4_14, 140}, {abi.V4_12, 88}, {abi.V4_7, 84}, {0, 76},
}

// skbProgram is what one program type may do with struct __sk_buff.
type skbProgram struct {
	types  []uint32
	denied []span
	writes []span
	packet bool // data and data_end are packet pointers
	meta   bool // data_meta is one too
	tstamp bool // tstamp_type can be read
}

// skbPrograms are the program types whose context is struct __sk_buff.
var skbPrograms = []skbProgram{
	{
		types:  []uint32{progSocketFilter},
		denied: []span{skbTCClassid, skbData, skbDataMeta, skbDataEnd, skbSocket, skbTstamp, skbWireLen, skbHwtstamp},
		writes: []span{skbCB},
	},
	{
		types:  []uint32{progSchedCls, progSchedAct},
		denied: []span{skbSocket},
		writes: []span{skbMark, skbTCIndex, skbPriority, skbTCClassid, skbCB, skbTstamp, skbQueue},
		packet: true, meta: true, tstamp: true,
	},
	{
		types:  []uint32{progCgroupSKB},
		denied: []span{skbTCClassid, skbDataMeta, skbWireLen},
		writes: []span{skbMark, skbPriority, skbCB, skbTstamp},
		packet: true,
	},
	{
		types:  []uint32{progLWTIn, progLWTOut, progLWTXmit, progLWTSeg6Local},
		denied: []span{skbTCClassid, skbSocket, skbDataMeta, skbTstamp, skbWireLen, skbHwtstamp},
		writes: []span{skbMark, skbPriority, skbCB},
		packet: true,
	},
	{
		types:  []uint32{progSKSKB},
		denied: []span{skbTCClassid, skbDataMeta, skbTstamp, skbWireLen, skbHwtstamp, skbMark},
		writes: []span{skbTCIndex, skbPriority},
		packet: true,
	},
}

// skbProgramOf returns the row of a program type, nil if its context is not a struct __sk_buff.
func skbProgramOf(typ uint32) *skbProgram {
	for i := range skbPrograms {
		for _, t := range skbPrograms[i].types {
			if t == typ {
				return &skbPrograms[i]
			}
		}
	}
	return nil
}

// sinceTstampType is the release with tstamp_type.
var sinceTstampType = abi.Since{abi.V5_18}

// skbAccess follows bpf_skb_is_valid_access and the functions of the program types before it.
func (v *env) skbAccess(p *skbProgram, off, size int, write, extends bool) (t regType, ok bool) {
	end := 0
	for _, row := range skbEnds {
		if v.release >= row.since {
			end = row.end
			break
		}
	}
	cgroup := v.prog.Type == progCgroupSKB && !v.prog.Caps.BPF
	switch {
	case off >= end, has(p.denied, off), write && !has(p.writes, off):
		return 0, false
	case cgroup && (skbData.has(off) || skbDataEnd.has(off) || write && skbTstamp.has(off)):
		return 0, false
	case p.tstamp && off == skbTstampType.from && v.in(sinceTstampType):
		return scalarValue, size == 1 && !write
	case off%size != 0:
		return 0, false
	}
	t = scalarValue
	switch {
	case skbCB.has(off):
		return t, off+size <= skbCB.to
	case skbData.has(off) || skbDataEnd.has(off) || skbDataMeta.has(off):
		return p.pointer(off), size == 4 && !(extends && v.in(sinceSignedPackets))
	case skbAddresses.has(off):
		return t, size == 4
	case skbFlowKeys.has(off):
		return 0, false
	case skbTstamp.has(off):
		return t, size == 8
	case skbHwtstamp.has(off):
		return t, size == 8 && !write
	case skbSk.has(off):
		return ptrToSockCommon | maybeNull, size == 8 && !write
	case skbTstampType.has(off) || skbPadding.has(off):
		if !v.in(sinceTstampType) {
			// The verifier accepts a read, and the rewriting of the access finds no field.
			v.decline("the padding at the end of struct __sk_buff")
		}
		return 0, false
	case write:
		return t, size == 4
	}
	return t, size <= 4
}

// pointer returns the type of a packet pointer of the context.
func (p *skbProgram) pointer(off int) regType {
	switch {
	case p.packet && off == skbData.from:
		return ptrToPacket
	case p.packet && off == skbDataEnd.from:
		return ptrToPacketEnd
	case p.meta && off == skbDataMeta.from:
		return ptrToPacketMeta
	}
	return scalarValue
}
