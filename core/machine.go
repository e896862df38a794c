package core

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Machine is the machine that a kernel boots on. It is plain data, so a link can carry it.
type Machine struct {
	Release  abi.Release
	PageSize uint64           // bytes
	Nofile   uint64           // RLIMIT_NOFILE of the first task
	UID      uint32           // the user of the first task
	Caps     abi.Caps         // the capabilities of the first task
	CPUs     int              // possible processors
	Memory   uint64           // MiB
	Memlock  uint64           // RLIMIT_MEMLOCK of the first task, bytes
	Unpriv   int              // the sysctl kernel.unprivileged_bpf_disabled: 0, 1 or 2
	NextID   uint32           // the id of the next map; 0 as after boot
	NextProg uint32           // the id of the next program; 0 as after boot
	NextBTF  uint32           // the id of the next BTF object; 0 as after boot
	Seed     uint32           // the source of random hash seeds
	Types    []RegisteredType // only for the seed: the map types that register themselves, in this order
	AutoWork bool             // the worker runs after every call
	Preload  bool             // CONFIG_BPF_PRELOAD: every bpf file system has maps.debug and progs.debug
}

// RLIM_INFINITY means no limit.
const RLIM_INFINITY = math.MaxUint64

// RegisteredType is a map type that registers itself at boot.
type RegisteredType struct {
	Type    abi.MapType
	Refuses abi.Errno // the error of its map_alloc; 0 if it allocates
}

// NewMachine returns the default machine of a release: its first task is root with every capability.
func NewMachine(r abi.Release) Machine {
	m := Machine{Release: r}
	for i := range Settings {
		if s := &Settings[i]; s.Default != nil {
			s.Set(&m, s.Default(r))
		}
	}
	return m
}

// maxTypes is the largest number of registered types.
const maxTypes = 64

// refusals are the errors that the map_alloc of a registered type can return.
var refusals = []struct {
	word  string
	errno abi.Errno
}{{"enomem", abi.ENOMEM}, {"einval", abi.EINVAL}, {"eperm", abi.EPERM}}

// String returns the form of recordings: "2" or "2:enomem".
func (t RegisteredType) String() string {
	s := strconv.FormatUint(uint64(t.Type), 10)
	for _, r := range refusals {
		if r.errno == t.Refuses {
			s += ":" + r.word
		}
	}
	return s
}

// MarshalText implements encoding.TextMarshaler.
func (t RegisteredType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// ParseTypes parses a list of registered types, "1,2:enomem". The error names the entry.
func ParseTypes(text string) ([]RegisteredType, error) {
	var types []RegisteredType
	for _, entry := range strings.Split(text, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		t, err := parseType(entry)
		if err != nil {
			return nil, err
		}
		types = append(types, t)
	}
	if len(types) > maxTypes {
		return nil, fmt.Errorf("%d registered map types: want at most %d", len(types), maxTypes)
	}
	return types, nil
}

func parseType(entry string) (RegisteredType, error) {
	name, word, refuses := strings.Cut(entry, ":")
	var t RegisteredType
	if n, err := strconv.ParseUint(name, 0, 32); err == nil {
		t.Type = abi.MapType(n)
	} else if named, ok := abi.MapTypeNamed(name); ok {
		t.Type = named
	} else {
		return t, fmt.Errorf("invalid map type %q: want a number such as 1 or a name such as hash", name)
	}
	for _, r := range refusals {
		if refuses && r.word == strings.ToLower(word) {
			t.Refuses = r.errno
		}
	}
	if refuses && t.Refuses == 0 {
		return t, fmt.Errorf("invalid error %q of a map type: want enomem, einval or eperm", word)
	}
	return t, nil
}

// FormatTypes returns the list in the form that ParseTypes parses.
func FormatTypes(types []RegisteredType) string {
	var words []string
	for _, t := range types {
		words = append(words, t.String())
	}
	return strings.Join(words, ",")
}

// Check returns an error if the machine cannot boot.
func (m Machine) Check() error {
	switch {
	case !Emulated(m.Release):
		return fmt.Errorf("release %s is not emulated", m.Release)
	case m.PageSize != 1<<12 && m.PageSize != 1<<14 && m.PageSize != 1<<16: // as arm64 builds it
		return fmt.Errorf("invalid page size %d: want 4096, 16384 or 65536", m.PageSize)
	case len(m.Types) > maxTypes:
		return fmt.Errorf("%d registered map types: want at most %d", len(m.Types), maxTypes)
	case len(m.Types) > 0 && m.Release != abi.Seed:
		return fmt.Errorf("registered map types on release %s: want release seed", m.Release)
	}
	return m.checkSettings()
}

// On returns the machine with another release. Registered types remain only on the seed.
func (m Machine) On(r abi.Release) Machine {
	usual := NewMachine(r)
	if r != abi.Seed {
		m.Types = nil
	} else if m.Release != abi.Seed {
		m.Types = seedTypes
	}
	if m.Unpriv == NewMachine(m.Release).Unpriv {
		m.Unpriv = usual.Unpriv
	}
	m.Release = r
	return m
}

// seedTypes are the types that the seed registers when it runs a history of a later release: the two oldest.
var seedTypes = []RegisteredType{{Type: abi.BPF_MAP_TYPE_HASH}, {Type: abi.BPF_MAP_TYPE_ARRAY}}
