package verifier

// reportResource follows bpf_diag_res, and with the lock that is held bpf_diag_lock.
func (v *env) reportResource(problem, reason, suggestion string, held *reference) {
	if !v.reports() {
		return
	}
	v.reportStart("Resource Lifetime Safety", problem, reason)
	v.reportAt(v.insnIdx, problem)
	if held != nil {
		v.report.WriteString("\nActive lock:\n")
		v.reportSource(held.insn, "acquired", sprintf("active bpf_spin_lock has verifier identity %d", held.id))
	}
	v.reportEnd(suggestion)
}

// heldLock returns the lock that the path holds, or nil.
func (s *vstate) heldLock() *reference {
	for i := range s.refs {
		if s.refs[i].lock {
			return &s.refs[i]
		}
	}
	return nil
}

// reportLeak follows bpf_diag_leak: the path does not release a reference.
func (v *env) reportLeak(ref *reference) {
	if !v.reports() {
		return
	}
	v.reportStart("Resource Lifetime Safety", "unreleased resource",
		sprintf("Owned resource (id=%d) was acquired at instruction %d and still needs to be released before this exit path.", ref.id, ref.insn))
	v.reportAt(v.insnIdx, sprintf("owned resource (id=%d) still needs release", ref.id))
	v.reportPath(subject{ref: ref.id})
	v.reportEnd("Release or transfer ownership of the acquired resource on every path before the program exits.")
}

// reportLocked follows bpf_diag_ctx_active: the operation is not allowed while the lock is held.
func (v *env) reportLocked(operation, suggestion string) {
	if !v.reports() {
		return
	}
	v.reportStart("Execution Context Safety", "operation is not allowed in this context",
		"The operation "+operation+" cannot be used while this path is still inside an active lock region (depth 1). "+
			"Leave the region before this operation.")
	v.reportAt(v.insnIdx, operation+" is not allowed before leaving lock region")
	v.reportPath(subject{lock: true, depth: 1})
	v.reportEnd(suggestion)
}

// reportSleeps follows bpf_diag_ctx_forbidden for a program that must not sleep.
func (v *env) reportSleeps(operation, suggestion string) {
	if !v.reports() {
		return
	}
	const where = "non-sleepable program"
	v.reportStart("Execution Context Safety", "operation is not allowed in this context",
		"The operation "+operation+" cannot be used in "+where+".")
	v.reportAt(v.insnIdx, operation+" is not allowed in "+where)
	v.reportEnd(suggestion)
}
