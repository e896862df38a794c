package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Machine owns what is typed into the machine panel.
type Machine struct {
	*Screen
	desk  *Desk
	wrong map[string]string // why what was typed is invalid, by name of the setting
}

func newMachine(s *Screen, desk *Desk) *Machine {
	return &Machine{Screen: s, desk: desk, wrong: map[string]string{}}
}

// forget drops what was typed: another session is on the desk.
func (s *Machine) forget() { s.wrong = map[string]string{} }

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

// unlimited is how the panel spells a limit of infinity.
const unlimited = "unlimited"

// SetNumber parses what was typed for number i and boots with it. If the machine cannot boot with it, nothing changes.
func (s *Machine) SetNumber(i int, typed string) {
	defer s.changed()
	n := machineNumbers[i]
	v, err := strconv.ParseUint(typed, 10, 64)
	if typed == unlimited {
		v, err = core.RLIM_INFINITY, nil
	}
	if err != nil || v > n.most {
		s.wrong[n.name] = fmt.Sprintf("%q cannot be: a number from 0 to %d would be right", typed, n.most)
		return
	}
	m := s.desk.machine()
	n.set(&m, v)
	if err := m.Check(); err != nil {
		s.wrong[n.name] = err.Error()
		return
	}
	s.desk.Reboot(m)
}

// SetCap gives the first task a capability, or takes it.
func (s *Machine) SetCap(c abi.Capability, has bool) {
	m := s.desk.machine()
	m.Caps &^= 1 << c
	if has {
		m.Caps |= 1 << c
	}
	s.desk.Reboot(m)
}

// SetAutoWork makes the worker run after every call, or only when a call says so.
func (s *Machine) SetAutoWork(auto bool) {
	m := s.desk.machine()
	m.AutoWork = auto
	s.desk.Reboot(m)
}

// Register adds a map type to those that register themselves at boot.
func (s *Machine) Register(t abi.MapType) {
	m := s.desk.machine()
	m.Types = append(append([]core.RegisteredType{}, m.Types...), core.RegisteredType{Type: t})
	s.desk.Reboot(m)
}

// Unregister takes entry i out of the list.
func (s *Machine) Unregister(i int) {
	m := s.desk.machine()
	types := append([]core.RegisteredType{}, m.Types[:i]...)
	m.Types = append(types, m.Types[i+1:]...)
	s.desk.Reboot(m)
}

// SetRefusal says what the map_alloc of entry i answers; 0 lets it allocate.
func (s *Machine) SetRefusal(i int, e abi.Errno) {
	m := s.desk.machine()
	m.Types = append([]core.RegisteredType{}, m.Types...)
	m.Types[i].Refuses = e
	s.desk.Reboot(m)
}
