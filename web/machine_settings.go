package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// Machine owns the text typed into the machine panel.
type Machine struct {
	*Screen
	desk  *Desk
	wrong map[string]string // the error of a typed text, by name of the setting
}

func newMachine(s *Screen, desk *Desk) *Machine {
	return &Machine{Screen: s, desk: desk, wrong: map[string]string{}}
}

// forget drops the errors after the session is replaced.
func (s *Machine) forget() { s.wrong = map[string]string{} }

// machineNumbers returns the settings that the panel shows as numbers, in its order.
func machineNumbers() []*core.Setting {
	rows := make([]*core.Setting, len(core.Settings)) // by place, from 1
	last := 0
	for i := range core.Settings {
		if place := core.Settings[i].Panel; place > 0 {
			rows[place-1], last = &core.Settings[i], max(last, place)
		}
	}
	return rows[:last]
}

// numberText returns the text of a number in the panel.
func numberText(n *core.Setting, m core.Machine) string {
	if n.Get(m) == core.RLIM_INFINITY {
		return unlimited
	}
	return n.Format(m)
}

// unlimited is RLIM_INFINITY in the panel.
const unlimited = "unlimited"

// SetNumber parses the text for number i and reboots. If the machine cannot boot with the number, nothing changes.
func (s *Machine) SetNumber(i int, typed string) {
	defer s.changed()
	n := machineNumbers()[i]
	m := s.desk.machine()
	text := value.Narrow(typed)
	if text == unlimited {
		text = strconv.FormatUint(core.RLIM_INFINITY, 10)
	}
	if err := n.Parse(&m, text); err != nil {
		s.wrong[n.Label] = sentence(err)
		return
	}
	if err := m.Check(); err != nil {
		s.wrong[n.Label] = sentence(err)
		return
	}
	s.desk.Reboot(m)
}

// SetCap adds or removes a capability of the first task.
func (s *Machine) SetCap(c abi.Capability, has bool) {
	m := s.desk.machine()
	m.Caps &^= 1 << c
	if has {
		m.Caps |= 1 << c
	}
	s.desk.Reboot(m)
}

// machineSwitches are the settings that the panel shows as boxes, with their headings and labels.
var machineSwitches = []struct {
	key, heading, label string
}{
	{"auto", "Worker", "Runs after every call"},
	{"preload", "Kernel configuration", "CONFIG_BPF_PRELOAD: every bpf file system has maps.debug and progs.debug"},
}

// SetSwitch turns setting i of machineSwitches on or off, and reboots.
func (s *Machine) SetSwitch(i int, on bool) {
	m := s.desk.machine()
	*core.SettingOf(machineSwitches[i].key).Flag(&m) = on
	s.desk.Reboot(m)
}

// Register adds a map type to the types registered at boot.
func (s *Machine) Register(t abi.MapType) {
	m := s.desk.machine()
	m.Types = append(append([]core.RegisteredType{}, m.Types...), core.RegisteredType{Type: t})
	s.desk.Reboot(m)
}

// Unregister removes entry i from the list.
func (s *Machine) Unregister(i int) {
	m := s.desk.machine()
	types := append([]core.RegisteredType{}, m.Types[:i]...)
	m.Types = append(types, m.Types[i+1:]...)
	s.desk.Reboot(m)
}

// SetRefusal sets the errno that the map_alloc of entry i returns; 0 lets it allocate.
func (s *Machine) SetRefusal(i int, e abi.Errno) {
	m := s.desk.machine()
	m.Types = append([]core.RegisteredType{}, m.Types...)
	m.Types[i].Refuses = e
	s.desk.Reboot(m)
}
