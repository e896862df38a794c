package core

import (
	"fmt"
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Setting is one setting of a Machine. Its row drives defaults, limits, links, recordings, exports, the panel and fixes.
type Setting struct {
	Key         string    // in links and scenarios
	JSON        string    // in a machine object; Key if empty
	Label       string    // in the panel, in errors and in fixes
	Description string    // one line for the panel
	Min, Max    uint64    // of a number
	Since       abi.Since // releases in which the setting has a meaning
	Panel       int       // position among the numbers of the panel; 0 if the panel shows it otherwise or not at all
	Scenario    bool      // a key of a recording's scenario line sets it
	Op          Op        // the call that sets it for a task; OpBpf if none does

	// Flag is nil if the value is not true or false. Get and Set are nil if it is not a number. Default is nil if it is 0.
	// Ease changes the machine so that more calls succeed; nil if the setting refuses none.
	Flag    func(*Machine) *bool
	Get     func(Machine) uint64
	Set     func(*Machine, uint64)
	Default func(abi.Release) uint64
	Ease    func(*Machine)

	show   func(uint64) string  // for a person; decimal if nil
	format func(Machine) string // in links and scenarios; decimal if nil
	parse  func(*Machine, string) error
}

// Settings are all settings but the release, in the order of a link.
var Settings = []Setting{
	{Key: "types", Label: "map types", Scenario: true,
		format: func(m Machine) string { return FormatTypes(m.Types) },
		parse:  func(m *Machine, v string) (err error) { m.Types, err = ParseTypes(v); return err }},
	{Key: "nofile", Label: "RLIMIT_NOFILE", Description: "descriptors are below it", Max: 1 << 20, Panel: 2, Op: OpRlimit,
		Get: func(m Machine) uint64 { return m.Nofile }, Set: func(m *Machine, v uint64) { m.Nofile = v },
		Default: always(usualNofile), Ease: func(m *Machine) { m.Nofile = max(m.Nofile, usualNofile) }},
	{Key: "memlock", Label: "RLIMIT_MEMLOCK", Description: "bytes that maps may be charged before 5.11", Max: RLIM_INFINITY, Since: abi.SinceMemlock, Panel: 3, Op: OpMemlock,
		Get: func(m Machine) uint64 { return m.Memlock }, Set: func(m *Machine, v uint64) { m.Memlock = v },
		Default: always(RLIM_INFINITY), Ease: func(m *Machine) { m.Memlock = RLIM_INFINITY }, show: LimitText},
	{Key: "uid", Label: "uid", Description: "user id of the first task", Max: 1<<32 - 1, Panel: 1, Op: OpUID,
		Get: func(m Machine) uint64 { return uint64(m.UID) }, Set: func(m *Machine, v uint64) { m.UID = uint32(v) }},
	{Key: "caps", Label: "capabilities", Max: 1<<64 - 1, Op: OpCaps,
		Get: func(m Machine) uint64 { return uint64(m.Caps) }, Set: func(m *Machine, v uint64) { m.Caps = abi.Caps(v) },
		Default: always(uint64(abi.AllCaps)), Ease: func(m *Machine) { m.Caps, m.UID = abi.AllCaps, 0 }, show: func(v uint64) string { return abi.Caps(v).String() },
		format: func(m Machine) string { return strconv.FormatUint(uint64(m.Caps), 16) },
		parse: func(m *Machine, v string) error {
			caps, err := strconv.ParseUint(v, 16, 64)
			m.Caps = abi.Caps(caps)
			return err
		}},
	{Key: "unpriv", Label: "kernel.unprivileged_bpf_disabled", Description: "sysctl: 0, 1 or 2", Max: 2, Since: abi.SinceUnpriv, Panel: 4, Scenario: true,
		Get: func(m Machine) uint64 { return uint64(m.Unpriv) }, Set: func(m *Machine, v uint64) { m.Unpriv = int(v) },
		Default: usualUnpriv, Ease: func(m *Machine) { m.Unpriv = 0 }},
	{Key: "cpus", Label: "possible cpus", Description: "per-cpu maps have a slot for each", Min: 1, Max: maxCPUs, Since: abi.SinceRelease, Panel: 5,
		Get: func(m Machine) uint64 { return uint64(m.CPUs) }, Set: func(m *Machine, v uint64) { m.CPUs = int(v) },
		Default: always(2)},
	{Key: "mem", JSON: "memory", Label: "memory", Description: "MiB", Min: 64, Max: 1 << 20, Since: abi.SinceRelease, Panel: 6,
		Get: func(m Machine) uint64 { return m.Memory }, Set: func(m *Machine, v uint64) { m.Memory = v },
		Default: always(1024), Ease: func(m *Machine) { m.Memory = max(m.Memory, 1<<16) },
		show: func(v uint64) string { return strconv.FormatUint(v, 10) + " MiB" }},
	{Key: "page", JSON: "pageSize", Label: "page size", Description: "4096, 16384 or 65536 bytes", Min: 4096, Max: 65536, Panel: 7,
		Get: func(m Machine) uint64 { return m.PageSize }, Set: func(m *Machine, v uint64) { m.PageSize = v },
		Default: always(PAGE_SIZE), Ease: func(m *Machine) { m.PageSize = PAGE_SIZE },
		show: func(v uint64) string { return english.Count(v, "byte") }},
	{Key: "nextid", JSON: "nextID", Label: "next map id", Description: "0: as after boot", Max: idEnd - 1, Since: abi.SinceIDs, Panel: 8, Scenario: true,
		Get: func(m Machine) uint64 { return uint64(m.NextID) }, Set: func(m *Machine, v uint64) { m.NextID = uint32(v) }},
	{Key: "nextprog", JSON: "nextProg", Label: "next program id", Description: "0: as after boot", Max: idEnd - 1, Since: abi.SinceIDs, Panel: 9, Scenario: true,
		Get: func(m Machine) uint64 { return uint64(m.NextProg) }, Set: func(m *Machine, v uint64) { m.NextProg = uint32(v) }},
	{Key: "nextbtf", JSON: "nextBTF", Label: "next BTF id", Description: "0: as after boot", Max: idEnd - 1, Since: abi.SinceBTF, Panel: 10, Scenario: true,
		Get: func(m Machine) uint64 { return uint64(m.NextBTF) }, Set: func(m *Machine, v uint64) { m.NextBTF = uint32(v) }},
	{Key: "seed", Label: "seed", Max: 1<<32 - 1,
		Get: func(m Machine) uint64 { return uint64(m.Seed) }, Set: func(m *Machine, v uint64) { m.Seed = uint32(v) }},
	{Key: "auto", JSON: "autoWork", Label: "worker runs after every call", Flag: func(m *Machine) *bool { return &m.AutoWork }},
	{Key: "preload", Label: "CONFIG_BPF_PRELOAD", Since: sincePreload, Scenario: true, Flag: func(m *Machine) *bool { return &m.Preload }},
}

// maxCPUs is the largest number of possible processors.
const maxCPUs = 64

// usualNofile is the RLIMIT_NOFILE of a shell.
const usualNofile = 1024

// sinceUnprivOff is the first release that Debian builds with CONFIG_BPF_UNPRIV_DEFAULT_OFF.
var sinceUnprivOff = abi.Since{abi.V5_10}

func usualUnpriv(r abi.Release) uint64 {
	if sinceUnprivOff.In(r) {
		return 2
	}
	return 0
}

// LimitText returns a limit in bytes as words.
func LimitText(v uint64) string {
	if v == RLIM_INFINITY {
		return "any number of bytes"
	}
	return english.Count(v, "byte")
}

// always returns a default of every release.
func always(v uint64) func(abi.Release) uint64 {
	return func(abi.Release) uint64 { return v }
}

// Show returns the value of a number for a person.
func (s *Setting) Show(m Machine) string {
	if s.show != nil {
		return s.show(s.Get(m))
	}
	return strconv.FormatUint(s.Get(m), 10)
}

// Differs reports whether two machines have different values.
func (s *Setting) Differs(m, other Machine) bool { return s.Format(m) != s.Format(other) }

// Format returns the value in the form of links and scenarios.
func (s *Setting) Format(m Machine) string {
	switch {
	case s.format != nil:
		return s.format(m)
	case s.Flag != nil:
		return strconv.FormatBool(*s.Flag(&m))
	}
	return strconv.FormatUint(s.Get(m), 10)
}

// Parse parses a value and stores it in m.
func (s *Setting) Parse(m *Machine, text string) error {
	switch {
	case s.parse != nil:
		return s.parse(m, text)
	case s.Flag != nil:
		on, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("invalid %s %q: want true or false", s.Label, text)
		}
		*s.Flag(m) = on
		return nil
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

// SettingOf returns the row with a key; nil if none has it.
func SettingOf(key string) *Setting {
	for i := range Settings {
		if Settings[i].Key == key {
			return &Settings[i]
		}
	}
	return nil
}

// checkSettings returns an error about the first number that is out of range.
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
