package core

import "bpfplay/core/abi"

// Follows struct user_namespace and ns_capable in kernel/capability.c. No ids are mapped: /proc/PID/uid_map is not emulated.

// userNS follows struct user_namespace. nil is the first one, init_user_ns.
type userNS struct {
	parent *userNS
	owner  uint32 // user id, in the first namespace
}

// nsCapable follows ns_capable: it reports whether t has a capability in ns. A task has its capabilities in the namespaces
// below its own too, and every capability in those that its user owns.
func (t *Task) nsCapable(ns *userNS, c abi.Capability) bool {
	own := t.Cred.userNS
	for ; ns != own; ns = ns.parent {
		if ns == nil {
			return false
		}
		if ns.parent == own && ns.owner == t.Cred.UID {
			return true
		}
	}
	if own == nil {
		return t.Cred.Caps.Has(c)
	}
	return t.Cred.nsCaps.Has(c)
}

// createUserNS follows create_user_ns: t gets every capability in a new user namespace, and none outside of it.
func (k *Kernel) createUserNS(t *Task) {
	t.Cred.userNS = &userNS{parent: t.Cred.userNS, owner: t.Cred.UID}
	t.Cred.Caps, t.Cred.nsCaps = 0, abi.AllCaps
	k.note(Event{Kind: CredSet, Func: "create_user_ns", Task: t.Nr, A: uint64(t.Cred.UID)})
}
