package core

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestSettings sets every setting from the text of a link and reads it back: as a link has it, and as a person sees it.
func TestSettings(t *testing.T) {
	for _, test := range []struct{ key, release, text, show, eased string }{
		{"types", "seed", "1,2:enomem", "", ""},
		{"nofile", "6.12", "16", "16", "1024"},
		{"memlock", "5.4", "65536", "65536 bytes", "18446744073709551615"},
		{"uid", "6.12", "1000", "1000", ""},
		{"caps", "6.12", "200000", "CAP_SYS_ADMIN", "1ffffffffff"},
		{"unpriv", "5.4", "1", "1", "0"},
		{"cpus", "6.12", "8", "8", ""},
		{"mem", "6.12", "128", "128 MiB", "65536"},
		{"page", "6.12", "16384", "16384 bytes", "4096"},
		{"nextid", "6.12", "7", "7", ""},
		{"nextprog", "6.12", "8", "8", ""},
		{"nextbtf", "6.12", "9", "9", ""},
		{"seed", "6.12", "3", "3", ""},
		{"auto", "6.12", "true", "", ""},
		{"preload", "6.1", "true", "", ""},
	} {
		r, err := abi.ParseRelease(test.release)
		if err != nil {
			t.Fatal(err)
		}
		s, m := SettingOf(test.key), NewMachine(r)
		usual := m
		if err := s.Parse(&m, test.text); err != nil {
			t.Fatalf("%s=%s: %v", test.key, test.text, err)
		}
		if err := m.Check(); err != nil {
			t.Errorf("%s=%s: the machine does not boot: %v", test.key, test.text, err)
		}
		if got := s.Format(m); got != test.text || !s.Differs(m, usual) || s.Differs(m, m) {
			t.Errorf("%s=%s: the link has %s, and differs is %v", test.key, test.text, got, s.Differs(m, usual))
		}
		if test.show != "" && s.Show(m) != test.show {
			t.Errorf("%s=%s: shown as %q, want %q", test.key, test.text, s.Show(m), test.show)
		}
		if s.Ease == nil {
			if test.eased != "" {
				t.Errorf("%s cannot be eased, want %s", test.key, test.eased)
			}
			continue
		}
		if s.Ease(&m); s.Format(m) != test.eased {
			t.Errorf("%s=%s: eased to %s, want %s", test.key, test.text, s.Format(m), test.eased)
		}
	}
	if got := SettingOf("memlock").Show(NewMachine(abi.R(5, 4, 0))); got != "any number of bytes" {
		t.Errorf("the usual memlock is shown as %q, want any number of bytes", got)
	}
}

// TestInvalidMachines looks for the reason why a machine cannot boot.
func TestInvalidMachines(t *testing.T) {
	for _, test := range []struct {
		set  func(*Machine)
		want string
	}{
		{func(m *Machine) { m.Release = abi.R(9, 0, 0) }, "release 9.0 is not emulated"},
		{func(m *Machine) { m.Nofile = 1<<20 + 1 }, "invalid RLIMIT_NOFILE 1048577: want 0 to 1048576"},
		{func(m *Machine) { m.CPUs = 0 }, "invalid possible cpus 0: want 1 to 64"},
		{func(m *Machine) { m.Types = make([]RegisteredType, maxTypes+1) }, "registered map types: want at most"},
		{func(m *Machine) { m.Types = make([]RegisteredType, 1) }, "registered map types on release 6.12: want release seed"},
	} {
		m := NewMachine(abi.R(6, 12, 0))
		test.set(&m)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got error %v, want %q", err, test.want)
		}
	}
	if types, err := ParseTypes(" 1, ,2:enomem,"); err != nil || FormatTypes(types) != "1,2:enomem" {
		t.Errorf("got the types %v and error %v, want 1 and 2:enomem", types, err)
	}
	if _, err := ParseTypes(strings.Repeat("1,", maxTypes+1)); err == nil || !strings.Contains(err.Error(), "want at most") {
		t.Errorf("got error %v for too many types", err)
	}
}

// TestMachineOnAnotherRelease changes the release of a machine: settings that have the usual value of the old release get that
// of the new one.
func TestMachineOnAnotherRelease(t *testing.T) {
	seed, old, new := abi.Seed, abi.R(5, 4, 0), abi.R(6, 12, 0)
	m := NewMachine(old)
	if got := m.On(new); got.Release != new || got.Unpriv != NewMachine(new).Unpriv {
		t.Errorf("got release %s and unpriv %d, want 6.12 and its own", got.Release, got.Unpriv)
	}
	m.Unpriv = 1
	if got := m.On(new); got.Unpriv != 1 {
		t.Errorf("a chosen unpriv 1 became %d", got.Unpriv)
	}
	if got := FormatTypes(m.On(seed).Types); got != "1,2" {
		t.Errorf("the seed registers types %s, want 1,2", got)
	}
	m = NewMachine(seed)
	m.Types = []RegisteredType{{Type: abi.BPF_MAP_TYPE_ARRAY, Refuses: abi.EPERM}}
	if got := FormatTypes(m.On(seed).Types); got != "2:eperm" {
		t.Errorf("the types of the seed became %s, want 2:eperm", got)
	}
	if got := m.On(new); got.Types != nil {
		t.Errorf("6.12 has the registered types %s", FormatTypes(got.Types))
	}
}
