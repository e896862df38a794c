package verifier

// reportMemory follows bpf_diag_memory: an access to memory is not safe.
func (v *env) reportMemory(problem, suggestion, reason string, args ...any) {
	if !v.reports() {
		return
	}
	v.reportStart("Memory Safety", problem, sprintf(reason, args...))
	v.reportAt(v.insnIdx, problem)
	v.reportEnd(suggestion)
}

// reportRegion follows bpf_diag_mem_bounds: an access through register n can lie outside of mem bytes, as proof explains.
func (v *env) reportRegion(n uint8, r *reg, off int64, size int, mem int64, proof string, args ...any) {
	if !v.reports() {
		return
	}
	v.reportStart("Memory Safety", "access outside bounds", sprintf(
		"The verifier cannot prove offset + access_size <= object_size. Here, %s. R%d is %s; offset is %s; access_size is %d; object_size is %d.",
		sprintf(proof, args...), n, v.typeName(r.typ), accessOffset(r, off), size, mem))
	v.reportAt(v.insnIdx, "access may be outside object bounds")
	v.reportPath(v.ofReg(n))
	v.reportEnd("Add or adjust a bounds check that proves offset + access_size stays within the object.")
}

// accessOffset describes the offset of an access off bytes after a pointer (diag_access_offset).
func accessOffset(r *reg, off int64) string {
	s := snapshotOf(r)
	switch {
	case r.varOff.isConst():
		return "constant " + sumText(int64(r.varOff.value), off)
	case s.isUnknown():
		return "unbounded"
	case off != 0:
		return sprintf("variable: %s, plus fixed offset %d; %s", bitsText(r.varOff), off, rangesText(r.r64))
	}
	return "variable: " + bitsText(r.varOff) + "; " + rangesText(r.r64)
}

// sumText returns the sum of two numbers, or describes it if it overflows (bpf_diag_fmt_s64_sum).
func sumText(a, b int64) string {
	switch {
	case !addOverflows(a, b):
		return sprintf("%d", a+b)
	case b < 0:
		return sprintf("%d plus %d (below S64_MIN)", a, b)
	}
	return sprintf("%d plus %d (above S64_MAX)", a, b)
}

// reportUninit follows bpf_diag_stack_read_uninit: byte i of a load from the stack was not written.
func (v *env) reportUninit(off int64, i, size int) {
	v.reportMemory("uninitialized stack read",
		"Initialize every byte in the stack range before reading it, adjust the offset and size so the read covers only initialized bytes, "+
			"or load with CAP_PERFMON if uninitialized stack reads are intended.",
		"This rejected read uses %d bytes at stack offset %d, but byte %d in that range is uninitialized on this path. "+
			"Programs loaded with CAP_PERFMON can be allowed to read uninitialized stack bytes, but this program is being rejected without that allowance.",
		size, off, i)
}
