package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows the charging of maps to RLIMIT_MEMLOCK in kernel/bpf/syscall.c. Added in 4.4 and removed in 5.11 for memory
// cgroups, whose limits are not emulated.

var (
	sincePrecharge   = abi.Since{abi.V4_6} // the limit is checked before the allocation
	sinceChargeFirst = abi.Since{abi.V5_3} // bpf_map_charge_init charges before the allocation
	sinceUncharge    = abi.Since{abi.V4_5} // a map without a descriptor is uncharged
)

// user follows struct user_struct, which all tasks of one user share.
type user struct {
	lockedVM uint64 // pages
}

// userOf follows get_current_user.
func (k *Kernel) userOf(t *Task) *user {
	u := k.users[t.Cred.UID]
	if u == nil {
		u = &user{}
		k.users[t.Cred.UID] = u
	}
	return u
}

// pagesOf returns the number of pages of cost bytes.
func pagesOf(cost uint64) uint64 { return (cost + PAGE_SIZE - 1) / PAGE_SIZE }

// costLimit is the first cost that does not fit in 32 bits: U32_MAX - PAGE_SIZE.
const costLimit uint64 = math.MaxUint32 - PAGE_SIZE

// charge checks the limits on a map of cost bytes before its memory is allocated. Not every release has limits. tooMuch is
// the type's check that the cost fits in 32 bits, for releases without a common one (4.4 to 5.2).
func (k *Kernel) charge(c *bpfCall, m *Map, cost uint64, tooMuch *Check) abi.Errno {
	return k.chargeFrom(c, m, cost, tooMuch, sincePrecharge)
}

// chargeFrom is charge for a type that checks the limit before its allocation only since a later release.
func (k *Kernel) chargeFrom(c *bpfCall, m *Map, cost uint64, tooMuch *Check, precharge abi.Since) abi.Errno {
	r := k.Machine.Release
	switch {
	case abi.SinceMemcg.In(r):
		return 0
	case sinceChargeFirst.In(r):
		if e := k.check(chargeInitSize, cost < costLimit, cost, costLimit); e != 0 {
			return e
		}
		m.pages = pagesOf(cost)
		return k.bpfChargeMemlock(bpfChargeInit, c.task, m)
	case !abi.SinceMemlock.In(r):
		return 0
	}
	if e := k.check(tooMuch, cost < costLimit, cost, costLimit); e != 0 {
		return e
	}
	m.pages = pagesOf(cost)
	if !precharge.In(r) {
		return 0
	}
	u, limit := k.userOf(c.task), c.task.Limits.Memlock/PAGE_SIZE
	return k.check(bpfPrecharge, u.lockedVM+m.pages <= limit, u.lockedVM+m.pages, limit)
}

// bpfMapChargeMemlock follows bpf_map_charge_memlock: the charge of 4.4 to 5.2, after map_alloc.
func (k *Kernel) bpfMapChargeMemlock(c *bpfCall) abi.Errno {
	return k.bpfChargeMemlock(bpfCharge, c.task, c.m)
}

// bpfChargeMemlock follows bpf_charge_memlock.
func (k *Kernel) bpfChargeMemlock(check *Check, t *Task, m *Map) abi.Errno {
	u, limit := k.userOf(t), t.Limits.Memlock/PAGE_SIZE
	if e := k.check(check, u.lockedVM+m.pages <= limit, u.lockedVM+m.pages, limit); e != 0 {
		return e
	}
	u.lockedVM += m.pages
	m.payer = u
	k.note(Event{Kind: Charged, Func: check.Func, Map: m.Nr, A: m.pages, B: u.lockedVM})
	return 0
}

// uncharge removes the charge of a map from its user.
func (k *Kernel) uncharge(m *Map) {
	if m.payer == nil {
		return
	}
	m.payer.lockedVM -= m.pages
	k.note(Event{Kind: Uncharged, Func: "bpf_map_uncharge_memlock", Map: m.Nr, A: m.pages, B: m.payer.lockedVM})
	m.payer = nil
}
