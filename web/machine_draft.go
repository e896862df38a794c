package web

import (
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// machineDraft is what is typed into the machine panel, and what of it cannot be read.
type machineDraft struct{ typed, wrong map[string]string }

func newMachineDraft() machineDraft {
	return machineDraft{typed: map[string]string{}, wrong: map[string]string{}}
}

// machineNumbers are the settings that the panel shows as numbers, in its order.
var machineNumbers = panelNumbers()

func panelNumbers() []*core.Setting {
	var rows []*core.Setting
	for i := range core.Settings {
		if core.Settings[i].Panel > 0 {
			rows = append(rows, &core.Settings[i])
		}
	}
	slices.SortFunc(rows, func(a, b *core.Setting) int { return a.Panel - b.Panel })
	return rows
}

// numberText returns what the panel shows for a number.
func numberText(n *core.Setting, m core.Machine) string {
	if n.Get(m) == core.RLIM_INFINITY {
		return unlimited
	}
	return n.Format(m)
}

// unlimited is how a limit that is none is written.
const unlimited = "unlimited"

// SetMachine reads what was typed for number i and boots with it. One that the machine cannot boot with is said, and
// nothing changes.
func (s *Store) SetMachine(i int, typed string) {
	defer s.changed()
	n := machineNumbers[i]
	draft := s.machine
	m := s.session.Machine()
	text := typed
	if text == unlimited {
		text = strconv.FormatUint(core.RLIM_INFINITY, 10)
	}
	if err := n.Parse(&m, text); err != nil {
		draft.wrong[n.Label] = err.Error()
		return
	}
	if err := m.Check(); err != nil {
		draft.wrong[n.Label] = err.Error()
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
