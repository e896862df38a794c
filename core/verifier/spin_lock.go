package verifier

import "bpfplay/core/abi"

// spinLock checks bpf_spin_lock and bpf_spin_unlock (process_spin_lock).
func (v *env) spinLock(n uint8, r *reg, lock bool) {
	refuse := func(rule *Rule, args ...any) {
		// Releases before 6.2 answer EACCES whatever is wrong.
		v.refuseErrno(v.lockErrno(), rule, args...)
	}
	m := r.m
	if !r.varOff.isConst() {
		refuse(lockVariable, n)
	}
	if m.BTF == nil {
		refuse(lockWithoutBTF, m.Name)
	}
	if m.Lock < 0 {
		if v.in(sinceLockRecord) {
			refuse(lockInvalid, "map", m.Name)
		}
		refuse(lockMissing, m.Name)
	}
	if at := int64(r.varOff.value) + int64(r.off); at != int64(m.Lock) {
		if v.in(sinceLockRecord) {
			refuse(lockOffset, at, m.Lock)
		}
		refuse(lockOffsetOld, at)
	}
	st := v.cur
	if lock {
		if st.lockMap != nil {
			v.reportResource("nested spin lock",
				"This path already holds a bpf_spin_lock. The verifier allows only one regular BPF spin lock at a time.",
				"Unlock the current bpf_spin_lock before taking another one.", st.heldLock())
			refuse(lockTwice)
		}
		st.lockMap, st.lockID = m, r.id
		if v.in(sinceStateRefs) {
			st.refs = append(st.refs, reference{id: r.id, insn: v.insnIdx, lock: true})
		}
		v.recordEvent(eventLock, v.insnIdx, true, 1)
		return
	}
	if st.lockMap == nil {
		v.reportResource("unlock without lock", "This unlock operation has no matching active lock on the current path.",
			"Take the matching lock before this unlock, or remove the unmatched unlock path.", nil)
		refuse(unlockUnlocked)
	}
	if st.lockID != r.id || v.in(sinceLockRecord) && st.lockMap.Ref != m.Ref {
		v.reportResource("unlock of a different lock",
			"This unlock does not match any active lock with the same tracked identity on the current path.",
			"Unlock the same lock object that was most recently acquired.", st.heldLock())
		refuse(unlockOther)
	}
	v.dropRef(st, st.lockID, true)
	st.lockMap, st.lockID = nil, 0
	v.recordEvent(eventLock, v.insnIdx, false, 0)
}

var sinceLockRecord = abi.Since{abi.V6_2}

func (v *env) lockErrno() abi.Errno {
	if v.in(sinceLockRecord) {
		return abi.EINVAL
	}
	return abi.EACCES
}
