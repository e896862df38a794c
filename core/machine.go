package core

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Machine is what a kernel boots on: plain data, so that a link can carry it.
type Machine struct {
	Release  abi.Release      `json:"release"`
	PageSize uint64           `json:"pageSize"` // bytes
	Nofile   uint64           `json:"nofile"`   // RLIMIT_NOFILE of the first task
	UID      uint32           `json:"uid"`      // the user of the first task
	Caps     abi.Caps         `json:"caps"`     // the capabilities of the first task
	CPUs     int              `json:"cpus"`     // possible processors
	Memory   uint64           `json:"memory"`   // MiB
	Memlock  uint64           `json:"memlock"`  // RLIMIT_MEMLOCK of the first task, bytes
	Unpriv   int              `json:"unpriv"`   // the sysctl kernel.unprivileged_bpf_disabled: 0, 1 or 2
	NextID   uint32           `json:"nextID"`   // the id that the next map gets; 0 for a fresh boot
	Seed     uint32           `json:"seed"`     // what the seeds of hashes are drawn from, where the kernel takes random ones
	Types    []RegisteredType `json:"types"`    // the seed only: the map types that register themselves, in that order
	AutoWork bool             `json:"autoWork"` // the worker runs after every call, unasked
}

// RLIM_INFINITY is no limit at all.
const RLIM_INFINITY = math.MaxUint64

// RegisteredType is a map type that registers itself at boot, and what its map_alloc refuses with; 0: it does not.
type RegisteredType struct {
	Type    abi.MapType
	Refuses abi.Errno
}

// sinceUnprivOff is the first release that is built with CONFIG_BPF_UNPRIV_DEFAULT_OFF, as Debian's 5.10 is.
var sinceUnprivOff = abi.From(abi.R(5, 10, 0))

// NewMachine is the machine that a release boots on where nothing else is said: root, with every capability.
func NewMachine(r abi.Release) Machine {
	m := Machine{Release: r, PageSize: PAGE_SIZE, Nofile: 1024, Caps: abi.AllCaps, CPUs: 2, Memory: 1024, Memlock: RLIM_INFINITY}
	if sinceUnprivOff.In(r) {
		m.Unpriv = 2
	}
	return m
}

// maxCPUs is how many processors a machine may have.
const maxCPUs = 64

// maxTypes is how many types a machine may register.
const maxTypes = 64

// refusals are the words for what a registered type's map_alloc may be told to refuse with.
var refusals = []struct {
	word  string
	errno abi.Errno
}{{"enomem", abi.ENOMEM}, {"einval", abi.EINVAL}, {"eperm", abi.EPERM}}

// String is the form that recordings have: "2" or "2:enomem".
func (t RegisteredType) String() string {
	s := strconv.FormatUint(uint64(t.Type), 10)
	for _, r := range refusals {
		if r.errno == t.Refuses {
			s += ":" + r.word
		}
	}
	return s
}

// MarshalText is String.
func (t RegisteredType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// ParseTypes reads a list of registered types, "1,2:enomem". The error names the entry and what would be right.
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
		return nil, fmt.Errorf("%d map types are more than the %d that can be registered", len(types), maxTypes)
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
		return t, fmt.Errorf("%q is no map type: a number such as 1, or a name such as hash, would be right", name)
	}
	for _, r := range refusals {
		if refuses && r.word == strings.ToLower(word) {
			t.Refuses = r.errno
		}
	}
	if refuses && t.Refuses == 0 {
		return t, fmt.Errorf("a map type cannot refuse with %q: enomem, einval or eperm would be right", word)
	}
	return t, nil
}

// FormatTypes is the list as ParseTypes reads it.
func FormatTypes(types []RegisteredType) string {
	var words []string
	for _, t := range types {
		words = append(words, t.String())
	}
	return strings.Join(words, ",")
}

// Check says what is wrong with a machine, and what would be right; nil where it can boot.
func (m Machine) Check() error {
	switch {
	case !Emulated(m.Release):
		return fmt.Errorf("release %s is not emulated", m.Release)
	case m.PageSize&(m.PageSize-1) != 0:
		return fmt.Errorf("invalid page size %d: want 4096, 16384 or 65536", m.PageSize)
	case len(m.Types) > maxTypes:
		return fmt.Errorf("%d registered map types: at most %d would be right", len(m.Types), maxTypes)
	case len(m.Types) > 0 && m.Release != abi.Seed:
		return fmt.Errorf("release %s brings its own map types: only the seed has them registered by the machine", m.Release)
	}
	return m.checkSettings()
}

// On is the same machine under another release: what only the seed or only later releases have is left out.
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

// seedTypes are registered where a history of a later release is shown to the seed: the types that came first.
var seedTypes = []RegisteredType{{Type: abi.BPF_MAP_TYPE_HASH}, {Type: abi.BPF_MAP_TYPE_ARRAY}}
