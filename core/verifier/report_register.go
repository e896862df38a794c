package verifier

import "strconv"

func regName(n uint8) string { return "R" + strconv.Itoa(int(n)) }

// reportRegister follows bpf_diag_register_type: the type of register n forbids the operation.
func (v *env) reportRegister(n uint8, problem, suggestion, reason string, args ...any) {
	if !v.reports() {
		return
	}
	v.reportStart("Register Type Safety", problem, sprintf(reason, args...))
	v.reportAt(v.insnIdx, problem)
	v.reportPath(v.ofReg(n))
	v.reportEnd(suggestion)
}

// reportUnreadable follows bpf_diag_unreadable_reg: register n has no value.
func (v *env) reportUnreadable(n uint8) {
	if !v.reports() {
		return
	}
	h, s := v.history, v.ofReg(n)
	lost := false
	for i := h.n - 1; i >= 0; i-- {
		if e := h.at(i); e.kind == eventChange && e.place.touches(s.place) {
			lost = e.new.typ == notInit
			break
		}
	}
	name := regName(n)
	reason := name + " is not readable here. It may never have been initialized, or an earlier operation may have invalidated it."
	suggestion := "Initialize the register on every path, or initialize it again after any operation that invalidates it."
	switch {
	case lost:
		reason = name + " is not readable here. A previous operation invalidated this register, so the verifier cannot use it as an input."
		suggestion = "Avoid using the register after it is invalidated, or initialize it again before this instruction."
	case h.first == 0:
		reason = name + " has never been initialized on this path, so the verifier cannot use it as an input."
		suggestion = "Initialize " + name + " on every path before this instruction."
	}
	v.reportStart("Register Type Safety", "unreadable register", reason)
	v.reportAt(v.insnIdx, name+" is not readable")
	v.reportPath(s)
	v.reportEnd(suggestion)
}

// reportDeref follows bpf_diag_invalid_deref: register n does not lead to memory.
func (v *env) reportDeref(n uint8, r *reg) {
	if !v.reports() {
		return
	}
	name, kind := regName(n), v.plainType(r.typ)
	reason := name + " has type " + kind + " here, which is not valid for this memory access."
	suggestion := "Preserve a pointer-valued register where needed, or reload and revalidate the pointer after scalar arithmetic, " +
		"helper calls, or other operations that can invalidate it."
	switch {
	case r.typ == scalarValue:
		reason = name + " is an integer scalar here, not a pointer to memory."
	case r.typ.mayBeNull():
		reason = name + " may be NULL here (" + kind + "). The program could dereference NULL on this path, " +
			"so the verifier cannot prove this access is safe."
		suggestion = "Add a NULL check before the access and dereference the pointer only on the non-NULL path."
	}
	v.reportStart("Register Type Safety", "invalid dereference", reason)
	v.reportAt(v.insnIdx, "invalid dereference of "+name+" ("+kind+")")
	v.reportPath(v.ofReg(n))
	v.reportEnd(suggestion)
}

// reportModified follows bpf_diag_invalid_deref: the pointer in register n must not have an offset.
func (v *env) reportModified(n uint8, r *reg, off int64) {
	if !v.reports() {
		return
	}
	v.reportStart("Register Type Safety", "invalid dereference",
		sprintf("R%d has offset %d here, but this pointer type must be dereferenced in its original form.", n, off))
	v.reportAt(v.insnIdx, "dereference requires the original "+v.plainType(r.typ)+" pointer")
	v.reportPath(v.ofReg(n))
	v.reportEnd("Preserve the original pointer in another register, or use only offsets this pointer type permits before dereferencing it.")
}

// plainType describes a type in words (bpf_diag_reg_type_plain).
func (v *env) plainType(t regType) string {
	null := ""
	if t.mayBeNull() {
		null = "nullable "
	}
	switch t.base() {
	case notInit:
		return "an uninitialized value"
	case scalarValue:
		return "an integer scalar"
	case ptrToCtx:
		return "a context pointer"
	case ptrToStack:
		return "a stack pointer"
	case ptrToMapValue:
		return "a " + null + "map value pointer"
	case ptrToMem:
		return "a " + null + "memory pointer"
	}
	return v.typeName(t)
}
