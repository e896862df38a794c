package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// machine returns the machine for release r, with the limits that the text needs.
func (p *plan) machine(r abi.Release) core.Machine {
	m := core.NewMachine(r)
	m.AutoWork = true // a real worker runs by itself
	m.Nofile, m.NextID, m.Preload = p.nofile, p.nextID, p.preload
	if r == abi.Seed {
		m = core.NewMachine(abi.V3_19).On(r)
		m.AutoWork, m.Nofile = true, p.nofile
	}
	return m
}

// setting is a difference from the default machine.
type setting struct {
	label string
	errno abi.Errno // the error that it causes
	fits  func(core.Machine) bool
	set   func(*core.Machine)
}

var settings = []setting{
	{"a user without capabilities", abi.EPERM, anyMachine, func(m *core.Machine) { m.UID, m.Caps = 1000, 0 }},
	{"a user without capabilities, where unprivileged bpf() is allowed", abi.EPERM, hasUnpriv, func(m *core.Machine) { m.UID, m.Caps, m.Unpriv = 1000, 0, 0 }},
	{"a user without capabilities, where unprivileged bpf() is off", abi.EPERM, hasUnpriv, func(m *core.Machine) { m.UID, m.Caps, m.Unpriv = 1000, 0, 1 }},
	{"a user with CAP_BPF alone", abi.EPERM, hasCapBpf, func(m *core.Machine) { m.UID, m.Caps = 1000, 1<<abi.CAP_BPF }},
	{"64 KiB of RLIMIT_MEMLOCK", abi.EPERM, charges, func(m *core.Machine) { m.Memlock = 64 << 10 }},
	{"8 MiB of RLIMIT_MEMLOCK", abi.EPERM, charges, func(m *core.Machine) { m.Memlock = 8 << 20 }},
	{"64 MiB of memory", abi.ENOMEM, anyMachine, func(m *core.Machine) { m.Memory = 64 }},
}

func anyMachine(core.Machine) bool { return true }

func hasUnpriv(m core.Machine) bool { return abi.SinceUnpriv.In(m.Release) }

func hasCapBpf(m core.Machine) bool { return abi.SinceCapBpf.In(m.Release) }

func charges(m core.Machine) bool {
	return abi.SinceMemlock.In(m.Release) && !abi.SinceMemcg.In(m.Release)
}
