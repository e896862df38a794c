package core

import (
	"fmt"
	"strconv"

	"bpfplay/core/abi"
)

// Setting is one setting of a machine. Its row drives links, recordings, limits and the panel.
type Setting struct {
	Key      string    // in links and scenarios
	Label    string    // in the panel and in errors
	Says     string    // one line for the user
	Min, Max uint64    // of a number
	Since    abi.Since // releases that have the setting
	Panel    int       // its place among the numbers of the panel; 0 if it is none of them
	Get      func(Machine) uint64
	Set      func(*Machine, uint64)

	format func(Machine) string // for a value that is not a decimal number
	parse  func(*Machine, string) error
}

// Settings are all settings but the release, in the order of a link.
var Settings = []Setting{
	{Key: "types", Label: "map types", Since: abi.Since{},
		format: func(m Machine) string { return FormatTypes(m.Types) },
		parse:  func(m *Machine, v string) (err error) { m.Types, err = ParseTypes(v); return err }},
	{Key: "nofile", Label: "RLIMIT_NOFILE", Says: "descriptors are below it", Max: 1 << 20, Panel: 2,
		Get: func(m Machine) uint64 { return m.Nofile }, Set: func(m *Machine, v uint64) { m.Nofile = v }},
	{Key: "page", Label: "page size", Says: "4096, 16384 or 65536 bytes", Min: 4096, Max: 65536, Panel: 7,
		Get: func(m Machine) uint64 { return m.PageSize }, Set: func(m *Machine, v uint64) { m.PageSize = v }},
	{Key: "uid", Label: "uid", Says: "user id of the first task", Max: 1<<32 - 1, Panel: 1,
		Get: func(m Machine) uint64 { return uint64(m.UID) }, Set: func(m *Machine, v uint64) { m.UID = uint32(v) }},
	{Key: "caps", Label: "capabilities", Max: 1<<64 - 1,
		format: func(m Machine) string { return strconv.FormatUint(uint64(m.Caps), 16) },
		parse: func(m *Machine, v string) error {
			caps, err := strconv.ParseUint(v, 16, 64)
			m.Caps = abi.Caps(caps)
			return err
		}},
	{Key: "cpus", Label: "possible cpus", Says: "per-cpu maps have a slot for each", Min: 1, Max: maxCPUs, Since: abi.SinceRelease, Panel: 5,
		Get: func(m Machine) uint64 { return uint64(m.CPUs) }, Set: func(m *Machine, v uint64) { m.CPUs = int(v) }},
	{Key: "mem", Label: "memory", Says: "MiB", Min: 64, Max: 1 << 20, Since: abi.SinceRelease, Panel: 6,
		Get: func(m Machine) uint64 { return m.Memory }, Set: func(m *Machine, v uint64) { m.Memory = v }},
	{Key: "memlock", Label: "RLIMIT_MEMLOCK", Says: "bytes that maps may be charged before 5.11", Max: RLIM_INFINITY, Since: abi.SinceMemlock, Panel: 3,
		Get: func(m Machine) uint64 { return m.Memlock }, Set: func(m *Machine, v uint64) { m.Memlock = v }},
	{Key: "unpriv", Label: "unprivileged_bpf_disabled", Says: "sysctl: 0, 1 or 2", Max: 2, Since: abi.SinceUnpriv, Panel: 4,
		Get: func(m Machine) uint64 { return uint64(m.Unpriv) }, Set: func(m *Machine, v uint64) { m.Unpriv = int(v) }},
	{Key: "nextid", Label: "next map id", Says: "0: as after boot", Max: idEnd - 1, Since: abi.SinceIDs, Panel: 8,
		Get: func(m Machine) uint64 { return uint64(m.NextID) }, Set: func(m *Machine, v uint64) { m.NextID = uint32(v) }},
	{Key: "seed", Label: "seed", Max: 1<<32 - 1,
		Get: func(m Machine) uint64 { return uint64(m.Seed) }, Set: func(m *Machine, v uint64) { m.Seed = uint32(v) }},
	{Key: "auto", Label: "worker runs after every call",
		format: func(m Machine) string { return strconv.FormatBool(m.AutoWork) },
		parse:  func(m *Machine, v string) (err error) { m.AutoWork, err = strconv.ParseBool(v); return err }},
}

// Format returns the value in the form of links and scenarios.
func (s *Setting) Format(m Machine) string {
	if s.format != nil {
		return s.format(m)
	}
	return strconv.FormatUint(s.Get(m), 10)
}

// Parse sets the value from a text. The error names the accepted values.
func (s *Setting) Parse(m *Machine, text string) error {
	if s.parse != nil {
		return s.parse(m, text)
	}
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil || v < s.Min || v > s.Max {
		return s.invalid(strconv.Quote(text))
	}
	s.Set(m, v)
	return nil
}

func (s *Setting) invalid(value string) error {
	return fmt.Errorf("invalid %s %s: want %d to %d", s.Label, value, s.Min, s.Max)
}

// settingOf returns the row with a key; nil if none has it.
func SettingOf(key string) *Setting {
	for i := range Settings {
		if Settings[i].Key == key {
			return &Settings[i]
		}
	}
	return nil
}

// checkSettings reports the first number that is out of its range.
func (m Machine) checkSettings() error {
	for i := range Settings {
		if s := &Settings[i]; s.Get != nil {
			if v := s.Get(m); v < s.Min || v > s.Max {
				return s.invalid(strconv.FormatUint(v, 10))
			}
		}
	}
	return nil
}
