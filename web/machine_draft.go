package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// machineDraft is what is typed into the machine panel, and what of it cannot be read.
type machineDraft struct{ typed, wrong map[string]string }

func newMachineDraft() machineDraft {
	return machineDraft{typed: map[string]string{}, wrong: map[string]string{}}
}

// machineNumber is a setting of the machine that is a number.
type machineNumber struct {
	name  string
	says  string
	most  uint64
	since abi.Since // where the setting means something
	get   func(core.Machine) uint64
	set   func(*core.Machine, uint64)
}

// machineNumbers are in the order of the panel.
var machineNumbers = []machineNumber{
	{"uid", "user id of the first task", 1<<32 - 1, abi.Since{},
		func(m core.Machine) uint64 { return uint64(m.UID) }, func(m *core.Machine, v uint64) { m.UID = uint32(v) }},
	{"RLIMIT_NOFILE", "descriptors are below it", 1 << 20, abi.Since{},
		func(m core.Machine) uint64 { return m.Nofile }, func(m *core.Machine, v uint64) { m.Nofile = v }},
	{"RLIMIT_MEMLOCK", "bytes that maps may be charged before 5.11", 1<<64 - 1, abi.SinceMemlock,
		func(m core.Machine) uint64 { return m.Memlock }, func(m *core.Machine, v uint64) { m.Memlock = v }},
	{"unprivileged_bpf_disabled", "sysctl: 0, 1 or 2", 2, abi.SinceUnpriv,
		func(m core.Machine) uint64 { return uint64(m.Unpriv) }, func(m *core.Machine, v uint64) { m.Unpriv = int(v) }},
	{"possible cpus", "per-cpu maps have a slot for each", 64, abi.SinceRelease,
		func(m core.Machine) uint64 { return uint64(m.CPUs) }, func(m *core.Machine, v uint64) { m.CPUs = int(v) }},
	{"memory", "MiB", 1 << 24, abi.SinceRelease,
		func(m core.Machine) uint64 { return m.Memory }, func(m *core.Machine, v uint64) { m.Memory = v }},
	{"page size", "4096, 16384 or 65536 bytes", 65536, abi.Since{},
		func(m core.Machine) uint64 { return m.PageSize }, func(m *core.Machine, v uint64) { m.PageSize = v }},
	{"next map id", "0: as after boot", 1<<31 - 1, abi.SinceIDs,
		func(m core.Machine) uint64 { return uint64(m.NextID) }, func(m *core.Machine, v uint64) { m.NextID = uint32(v) }},
}

// text is what the panel shows for a number.
func (n machineNumber) text(m core.Machine) string {
	if v := n.get(m); v != core.RLIM_INFINITY {
		return strconv.FormatUint(v, 10)
	}
	return unlimited
}

// unlimited is how a limit that is none is written.
const unlimited = "unlimited"

// SetMachine reads what was typed for number i and boots with it. One that the machine cannot boot with is said, and
// nothing changes.
func (s *Store) SetMachine(i int, typed string) {
	defer s.changed()
	n := machineNumbers[i]
	draft := s.machine
	v, err := strconv.ParseUint(typed, 10, 64)
	if typed == unlimited {
		v, err = core.RLIM_INFINITY, nil
	}
	if err != nil || v > n.most {
		draft.wrong[n.name] = fmt.Sprintf("%q cannot be: a number from 0 to %d would be right", typed, n.most)
		return
	}
	m := s.session.Machine()
	n.set(&m, v)
	if err := m.Check(); err != nil {
		draft.wrong[n.name] = err.Error()
		return
	}
	s.Reboot(m)
}

// SetCap gives the first task a capability, or takes it.
func (s *Store) SetCap(c abi.Capability, has bool) {
	m := s.session.Machine()
	m.Caps &^= 1 << c
	if has {
		m.Caps |= 1 << c
	}
	s.Reboot(m)
}

// SetAutoWork lets the worker run after every call, or waits until it is told.
func (s *Store) SetAutoWork(auto bool) {
	m := s.session.Machine()
	m.AutoWork = auto
	s.Reboot(m)
}

// Register adds a map type to those that register themselves at boot.
func (s *Store) Register(t abi.MapType) {
	m := s.session.Machine()
	m.Types = append(append([]core.RegisteredType{}, m.Types...), core.RegisteredType{Type: t})
	s.Reboot(m)
}

// Unregister takes entry i out of the list.
func (s *Store) Unregister(i int) {
	m := s.session.Machine()
	types := append([]core.RegisteredType{}, m.Types[:i]...)
	m.Types = append(types, m.Types[i+1:]...)
	s.Reboot(m)
}

// SetRefusal says what the map_alloc of entry i answers; 0 lets it allocate.
func (s *Store) SetRefusal(i int, e abi.Errno) {
	m := s.session.Machine()
	m.Types = append([]core.RegisteredType{}, m.Types...)
	m.Types[i].Refuses = e
	s.Reboot(m)
}
