package recording

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// ParseKernel returns the release that a "kernel" line names, whether it is emulated or not. If the line names a
// Debian package, its number is the release.
func ParseKernel(line string) (string, error) {
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "kernel" {
		return "", fmt.Errorf("invalid kernel line %q: want kernel and a release", line)
	}
	number := words[1]
	for i, w := range words {
		if w == "Debian" && i+1 < len(words) {
			number = words[i+1]
		}
	}
	number, _, _ = strings.Cut(number, "-")
	number, _, _ = strings.Cut(number, "+")
	return number, nil
}

// ParseMachine returns the machine of a "kernel" line and a "scenario" line.
func ParseMachine(kernel, scenario string) (core.Machine, error) {
	r, err := parseRelease(kernel)
	if err != nil {
		return core.Machine{}, err
	}
	return parseScenario(r, scenario)
}

// parseRelease returns the emulated release of a "kernel" line.
func parseRelease(kernel string) (abi.Release, error) {
	number, err := ParseKernel(kernel)
	if err != nil {
		return 0, err
	}
	return abi.ParseRelease(number)
}

// parseScenario returns the machine of a "scenario" line.
func parseScenario(r abi.Release, line string) (core.Machine, error) {
	m := NewMachine(r)
	words := strings.Fields(line)
	if len(words) < 2 {
		return m, errors.New("a scenario needs a name")
	}
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		s := core.SettingOf(key)
		if s == nil || !s.Scenario {
			return m, fmt.Errorf("unknown scenario key %q: want %s", key, strings.Join(scenarioKeys(), ", "))
		}
		if key == "nextid" && value == "-1" {
			value = "0" // the recorder found no map ids
		}
		if err := s.Parse(&m, value); err != nil {
			return m, fmt.Errorf("invalid scenario key %q: %w", word, err)
		}
	}
	return m, nil
}

// scenarioKeys returns the keys of a scenario line, sorted.
func scenarioKeys() []string {
	var keys []string
	for i := range core.Settings {
		if core.Settings[i].Scenario {
			keys = append(keys, core.Settings[i].Key)
		}
	}
	slices.Sort(keys)
	return keys
}

// RLIMIT_NOFILE of a recorded machine.
const (
	nofile     = 4096
	seedNofile = 64
)

// NewMachine returns the machine of a scenario without keys.
func NewMachine(r abi.Release) core.Machine {
	m := core.NewMachine(r)
	m.Nofile = nofile
	if r == abi.Seed {
		m.Nofile = seedNofile
	}
	m.AutoWork = r != abi.Seed // a real worker finishes before the next call
	return m
}
