package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

const (
	maxUsedMaps = 64
	maxVarOff   = 1 << 29 // BPF_MAX_VAR_OFF

	// Type ids of the kernel's own BTF: below the first, they are basic types in every release; past the second, none exist.
	firstKernelSymbol = 100
	lastKernelType    = 0xffffff
)

// Release gates of maps in programs.
var (
	sinceUsedFirst   = abi.Since{abi.V6_10} // a map is recorded before it is compared with the program
	sinceFDArrayCnt  = abi.Since{abi.V6_14} // fd_array_cnt; only a new map is compared with the program
	sinceFDArrayLast = abi.Since{abi.V7_3}  // with fd_array_cnt, later references use the map that it found
	sinceModuleBTF   = abi.Since{abi.V5_12} // BPF_PSEUDO_BTF_ID takes a module's BTF
	sinceFuncSymbol  = abi.Since{abi.V6_4}  // BPF_PSEUDO_BTF_ID takes functions
	sinceNoVarOff    = abi.Since{abi.V7_0}  // the map type alone limits the offset of a value
	sincePercpuValue = abi.Since{abi.V7_0}  // per-CPU arrays have addresses of values
	sinceMapLimitLog = abi.Since{abi.V6_10} // the limit of maps has a message
)

// resolveInsns follows resolve_pseudo_ldimm64, check_and_resolve_insns since 7.1: it looks at each instruction in turn.
func (v *env) resolveInsns() {
	for i := 0; i < len(v.insns); i++ {
		ins := v.insns[i]
		v.insnIdx = i
		if v.in(sinceFieldsFirst) {
			v.checkRegisterNumbers(ins)
		} else {
			v.checkLoadStoreFields(ins)
		}
		if ins.IsLoadImm64() {
			v.resolveLoadImm64(i)
			i++
			continue
		}
		if !insn.Known(ins.Code, v.release) {
			v.refuse(insnOpcode, ins.Code)
		}
		if v.in(sinceFieldsFirst) {
			v.checkFields(ins)
		}
	}
	v.insnIdx = -1
}

// checkLoadStoreFields tests what older releases test before the paths of loads and stores.
func (v *env) checkLoadStoreFields(i insnT) {
	mem := i.Mode() == insn.BPF_MEM
	switch i.Class() {
	case insn.BPF_LDX:
		if !mem && !(i.Mode() == insn.BPF_MEMSX && v.in(sinceV4)) || i.Imm != 0 {
			v.refuse(ldxFields)
		}
	case insn.BPF_STX:
		if !v.in(sinceAtomics) && (!mem && i.Mode() != insn.BPF_ATOMIC || i.Imm != 0) {
			v.refuse(stxFields)
		}
	}
}

// resolveLoadImm64 checks the 64-bit immediate load at i and finds its map.
func (v *env) resolveLoadImm64(i int) {
	first := v.insns[i]
	if i == len(v.insns)-1 {
		v.refuse(loadImm64Half)
	}
	second := v.insns[i+1]
	if second.Code != 0 || second.Dst != 0 || second.Src != 0 || second.Off != 0 {
		v.refuse(loadImm64Half)
	}
	if v.in(sinceFieldsFirst) && first.Off != 0 {
		v.refuse(loadImm64Fields)
	}
	switch {
	case first.Src == 0:
	case first.Src == insn.BPF_PSEUDO_BTF_ID:
		v.checkKernelSymbol(first, second)
	case first.Src == insn.BPF_PSEUDO_FUNC && v.in(sinceFuncAddr):
	default:
		v.resolveMap(i, first, second)
	}
}

// checkKernelSymbol follows check_pseudo_btf_id as far as no types of the kernel are needed.
func (v *env) checkKernelSymbol(first, second insnT) {
	switch id := uint32(first.Imm); {
	case second.Imm != 0 && !v.in(sinceModuleBTF):
		v.refuse(symbolFields)
	case second.Imm != 0 && !v.prog.Maps.IsBTF(second.Imm):
		v.refuse(symbolModule)
	case second.Imm != 0:
		v.decline("symbols of kernel modules in ld_imm64")
	case id > lastKernelType:
		v.refuse(symbolID, first.Imm)
	case id < firstKernelSymbol && v.in(sinceFuncSymbol):
		v.refuse(symbolVarOrFunc, first.Imm)
	case id < firstKernelSymbol:
		v.refuse(symbolVar, first.Imm)
	}
	v.decline("kernel symbols in ld_imm64")
}

// resolveMap finds the map that an ld_imm64 names, and the value in it.
func (v *env) resolveMap(i int, first, second insnT) {
	value := first.Src == insn.BPF_PSEUDO_MAP_VALUE || first.Src == insn.BPF_PSEUDO_MAP_IDX_VALUE
	index := first.Src == insn.BPF_PSEUDO_MAP_IDX || first.Src == insn.BPF_PSEUDO_MAP_IDX_VALUE
	known := value || first.Src == insn.BPF_PSEUDO_MAP_FD || first.Src == insn.BPF_PSEUDO_MAP_IDX
	if !known || index && !v.in(sinceFDArray) || !value && second.Imm != 0 {
		v.refuse(loadImm64Form)
	}
	var m *Map
	switch {
	case index && v.in(sinceFDArrayLast) && v.prog.FDArrayCnt > 0:
		m = v.mapAtSlot(uint32(first.Imm))
	case index:
		m = v.mapByFD(v.fdAtIndex(uint32(first.Imm)))
	default:
		m = v.mapByFD(first.Imm)
	}
	isNew := v.in(sinceUsedFirst) && v.useMap(m)
	if !v.in(sinceFDArrayCnt) {
		v.checkMapForProgram(m)
	}
	aux := &v.aux[i]
	aux.m = m
	if value {
		aux.mapOff = v.valueOffset(m, uint32(second.Imm))
	}
	if !v.in(sinceUsedFirst) {
		isNew = v.useMap(m)
	}
	if isNew && !v.in(sinceFDArrayCnt) {
		v.checkSingleMaps(m)
	}
}

// fdAtIndex returns the descriptor at an index of fd_array.
func (v *env) fdAtIndex(index uint32) int32 {
	if !v.prog.HasFDArray {
		v.refuse(fdArrayMissing)
	}
	fd, errno := v.prog.Maps.FDAt(index)
	if errno != 0 {
		v.refuseErrno(errno, fdArrayFault)
	}
	return fd
}

// mapAtSlot follows fd_array_get_map_idx_continuous.
func (v *env) mapAtSlot(index uint32) *Map {
	if index >= v.prog.FDArrayCnt {
		v.refuse(fdArrayBounds, index, v.prog.FDArrayCnt)
	}
	m := v.slots[index]
	if m == nil {
		v.refuse(fdArrayNoMap, index)
	}
	return m
}

// mapByFD returns the map of a descriptor.
func (v *env) mapByFD(fd int32) *Map {
	m, errno := v.prog.Maps.ByFD(fd)
	if errno != 0 {
		v.refuseErrno(errno, mapFD, fd)
	}
	return m
}

// useMap follows add_used_map: it adds m to the maps of the program. It reports false if m is one of them already.
func (v *env) useMap(m *Map) bool {
	for _, used := range v.usedMaps {
		if used.Ref == m.Ref {
			return false
		}
	}
	if len(v.usedMaps) >= maxUsedMaps {
		if v.in(sinceMapLimitLog) {
			v.refuse(usedMapsNamed, maxUsedMaps)
		}
		v.refuse(usedMaps)
	}
	if v.in(sinceFDArrayCnt) {
		v.checkMapForProgram(m)
		v.checkSingleMaps(m)
	}
	v.usedMaps = append(v.usedMaps, m)
	return true
}

// valueOffset follows the map_direct_value_addr of each map type: it returns an offset at which the map has a value.
func (v *env) valueOffset(m *Map, off uint32) uint32 {
	if off >= maxVarOff && !v.in(sinceNoVarOff) {
		v.refuse(valueOffLimit, off)
	}
	percpu := m.Type == abi.BPF_MAP_TYPE_PERCPU_ARRAY && v.in(sincePercpuValue)
	switch {
	case m.Type == abi.BPF_MAP_TYPE_ARENA, m.Type == abi.BPF_MAP_TYPE_INSN_ARRAY:
		v.decline("addresses in " + m.Type.String())
	case m.Type != abi.BPF_MAP_TYPE_ARRAY && !percpu:
		v.refuse(valueNoAddress)
	case m.MaxEntries != 1 && percpu:
		v.refuseErrno(abi.EOPNOTSUPP, valueOneEntry, m.ValueSize, off)
	case m.MaxEntries != 1:
		v.refuse(valueOneEntry, m.ValueSize, off)
	case off >= m.ValueSize:
		v.refuse(valueOff, m.ValueSize, off)
	}
	return off
}

// processFDArray follows process_fd_array: with fd_array_cnt, every descriptor of fd_array is a map or BTF.
func (v *env) processFDArray() {
	n := v.prog.FDArrayCnt
	v.insnIdx = -1
	switch {
	case n == 0:
		return
	case v.in(sinceFDArrayLast) && !v.prog.HasFDArray:
		v.refuse(fdArrayCntAlone, n)
	case v.in(sinceFDArrayLast) && n > 4096:
		v.refuse(fdArrayCntLimit, n, 4096)
	case n >= 1<<30-1:
		v.refuse(fdArrayCntBig, n)
	}
	for i := range n {
		fd, errno := v.prog.Maps.FDAt(i)
		if errno != 0 {
			v.refuseErrno(errno, fdArrayFault)
		}
		m, errno := v.prog.Maps.ByFD(fd)
		switch {
		case errno == 0:
			v.useMap(m)
		case !v.prog.Maps.IsBTF(fd):
			v.refuseErrno(errno, fdArrayEntry, fd)
		}
		v.slots = append(v.slots, m)
	}
}
