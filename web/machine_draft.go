package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// machineDraft is what is typed into the machine panel, before it can be read.
type machineDraft struct {
	nofile, uid string
	wrong       map[string]string
}

func newMachineDraft(m core.Machine) machineDraft {
	return machineDraft{
		nofile: strconv.FormatUint(m.Nofile, 10),
		uid:    strconv.FormatUint(uint64(m.UID), 10),
		wrong:  map[string]string{},
	}
}

// SetNofile reads RLIMIT_NOFILE and boots with it.
func (s *Store) SetNofile(typed string) {
	s.machine.nofile = typed
	s.setMachineNumber("nofile", typed, 1<<20, func(m *core.Machine, v uint64) { m.Nofile = v })
}

// SetUID reads the first task's user and boots with it.
func (s *Store) SetUID(typed string) {
	s.machine.uid = typed
	s.setMachineNumber("uid", typed, 1<<32-1, func(m *core.Machine, v uint64) { m.UID = uint32(v) })
}

func (s *Store) setMachineNumber(input, typed string, most uint64, set func(*core.Machine, uint64)) {
	defer s.changed()
	delete(s.machine.wrong, input)
	v, err := strconv.ParseUint(typed, 10, 64)
	if err != nil || v > most {
		s.machine.wrong[input] = fmt.Sprintf("%q is no number from 0 to %d", typed, most)
		return
	}
	m := s.session.Machine()
	set(&m, v)
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
