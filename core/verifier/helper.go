package verifier

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// helperReleases are the releases at which lines of helperRows begin. The first stands for the helper's own.
var helperReleases = [...]abi.Release{
	0, abi.V5_15, abi.V6_1, abi.V6_6, abi.V6_12, abi.V6_18, abi.V7_3,
}

// What a letter of helperRows means.
var (
	argLetters = map[byte]argType{
		'M': argConstMapPtr, 'k': argPtrToMapKey, 'v': argPtrToMapValue, 'm': argPtrToMem, 's': argConstSize,
		'S': argConstSizeOrZero, 'c': argPtrToCtx, 'a': argAnything, 'l': argPtrToSpinLock, 'K': argPtrToSockCommon,
		'j': argPtrToSocket, 'b': argPtrToBTFID, 'r': argPtrToRingbufMem, 'A': argConstAllocSizeOrZero,
		'J': argPtrToBTFIDSockCommon, 'P': argPtrToPercpuBTFID, 'f': argPtrToFunc, 't': argPtrToStack, 'C': argPtrToConstStr,
		'T': argPtrToTimer, 'N': argScalar, 'x': argKptrXchgDest, 'd': argPtrToDynptr, 'F': argPtrToFixedSizeMem,
		'?': maybeNull, '-': memRdonly, '+': memWrite, '!': memUninit | memWrite, '^': memAligned, '~': objRelease,
	}
	retLetters = map[byte]retType{
		'i': retInteger, 'n': retVoid, 'v': retPtrToMapValue, 'j': retPtrToSocket, 't': retPtrToTCPSock, 'K': retPtrToSockCommon,
		'R': retPtrToMem | memRingbuf, 'B': retPtrToMemOrBTFID, 'b': retPtrToBTFID, 'm': retPtrToMem,
		'?': maybeNull, '-': memRdonly,
	}
)

// Capabilities that helperRows names.
const (
	needsBPF = 1 + iota
	needsPerfmon
	needsSysAdmin
)

// helperRow is a line of helperRows.
type helperRow struct {
	since uint8 // index of helperReleases
	needs uint8
	types uint64 // bit set of program types
	proto helperProto
}

// helperIndex has the rows of each helper, by number.
var helperIndex = indexHelpers(helperRows)

func indexHelpers(table string) map[int32][]helperRow {
	all := map[int32][]helperRow{}
	for line := range strings.Lines(strings.TrimSpace(table)) {
		f := strings.Fields(line)
		id := int32(atoi(f[0]))
		row := helperRow{since: uint8(atoi(f[1])), needs: uint8(atoi(f[2]))}
		row.types, _ = strconv.ParseUint(f[3], 16, 64)
		row.proto = parseProto(f[4], f[5])
		row.proto.ID = id
		row.proto.Name, _ = insn.HelperName(id)
		for _, c := range strings.Join(f[6:], "") {
			switch c {
			case 'g':
				row.proto.GPL = true
			case 'p':
				row.proto.PktAccess = true
			case 'z':
				row.proto.MightSleep = true
			case 'q':
				row.proto.Fastcall = true
			}
		}
		all[id] = append(all[id], row)
	}
	return all
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("BUG: helperRows: " + err.Error())
	}
	return n
}

// parseProto reads the result and the arguments of a helper.
func parseProto(ret, args string) (p helperProto) {
	for i := range len(ret) {
		p.Ret |= retLetters[ret[i]]
	}
	if args == "." {
		return p
	}
	for n, arg := range strings.Split(args, ",") {
		for i := range len(arg) {
			c := arg[i]
			if c >= '0' && c <= '9' {
				p.Size = p.Size*10 + uint32(c-'0')
				continue
			}
			if c == 'F' {
				p.Size = 0
			}
			p.Args[n] |= argLetters[c]
		}
	}
	return p
}

// sinceTailCallPackets is the release in which a tail call counts as a change of the packet.
var sinceTailCallPackets = abi.Since{abi.V6_12}

// packetChangers are the helpers that invalidate pointers into packets, as bpf_helper_changes_pkt_data lists them.
var packetChangers = []int32{9, 10, 11, 13, 18, 19, 31, 38, 39, 43, 44, 50, 54, 63, 65, 73, 74, 75, 76, 90, 91, 143}

// changesPacket follows bpf_helper_changes_pkt_data.
func (v *env) changesPacket(id int32) bool {
	return slices.Contains(packetChangers, id) || id == tailCallFunc && v.in(sinceTailCallPackets)
}

// helper returns the prototype of a helper, nil if the program's type does not have it in this release, or the task lacks the
// capability for it. It does not test the license.
func (v *env) helper(id int32) *helperProto {
	p, ok := v.helpers[id]
	if !ok {
		p = v.findHelper(id)
		if v.helpers == nil {
			v.helpers = map[int32]*helperProto{}
		}
		v.helpers[id] = p
	}
	return p
}

func (v *env) findHelper(id int32) *helperProto {
	if _, since := insn.HelperName(id); !v.hasHelper(id) || v.release < since {
		return nil
	}
	rows := helperIndex[id]
	newest := uint8(0)
	for _, row := range rows {
		if v.release >= helperReleases[row.since] {
			newest = max(newest, row.since)
		}
	}
	for i := range rows {
		row := &rows[i]
		if row.since != newest || row.types>>v.prog.Type&1 == 0 {
			continue
		}
		caps := &v.prog.Caps
		if row.needs == needsBPF && !caps.BPF || row.needs == needsPerfmon && !(caps.BPF && caps.Perfmon) || row.needs == needsSysAdmin && !caps.SysAdmin {
			return nil
		}
		if !v.suitsAttach(id) {
			return nil
		}
		if (id == funcGetRetval || id == funcSetRetval) && slices.Contains(noRetval, v.prog.ExpectedAttach) {
			return nil
		}
		p := row.proto
		p.ChangesPacket = v.changesPacket(id)
		return &p
	}
	return nil
}

// attachHelpers are helpers that programs of a type have only with some attach types. The newest row of a release decides.
var attachHelpers = [...]struct {
	typ         uint32
	first, last int32 // numbers of helpers
	since       abi.Release
	attach      attachSet
}{
	{progCgroupSockAddr, funcBind, funcBind, 0, attachConnect},
	{progCgroupSockAddr, funcSetsockopt, funcGetsockopt, abi.V6_7, attachINET4 | attachINET6 | attachUNIX},
	{progCgroupSockAddr, funcSetsockopt, funcGetsockopt, abi.V5_12, attachINET4 | attachINET6},
	{progCgroupSockAddr, funcSetsockopt, funcGetsockopt, 0, attachConnect},
	{progCgroupSockopt, funcSetsockopt, funcGetsockopt, 0, attachSetsockopt},
	{progCgroupSock, funcSetsockopt, funcGetsockopt, 0, attachSockCreate},
}

const (
	funcSetsockopt = 49
	funcGetsockopt = 57
	funcBind       = 64
)

// suitsAttach reports whether the program's attach type has a helper.
func (v *env) suitsAttach(id int32) bool {
	for _, h := range attachHelpers {
		if h.typ == v.prog.Type && (id == h.first || id == h.last) && v.release >= h.since {
			return h.attach.has(v.prog.ExpectedAttach)
		}
	}
	return true
}

// hasHelper reports whether the release has a helper with this number.
func (v *env) hasHelper(id int32) bool {
	name, since := insn.HelperName(id)
	return id > 0 && name != "" && v.release >= since
}

// helperName returns the name of a helper as logs print it, "unknown" for a number past the release's last.
func (v *env) helperName(id int32) string {
	if name, _ := insn.HelperName(id); v.hasHelper(id) || id == 0 {
		return name
	}
	return "unknown"
}
