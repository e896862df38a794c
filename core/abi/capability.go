package abi

import (
	"strconv"
	"strings"

	"bpfplay/core/table"
)

// Capability is the number of one capability (include/uapi/linux/capability.h).
type Capability uint8

// The capabilities that the map commands of bpf(2) check, and others that its callers often have.
const (
	CAP_DAC_OVERRIDE    Capability = 1
	CAP_DAC_READ_SEARCH Capability = 2
	CAP_FOWNER          Capability = 3
	CAP_NET_ADMIN       Capability = 12
	CAP_IPC_LOCK        Capability = 14
	CAP_SYS_ADMIN       Capability = 21
	CAP_SYS_RESOURCE    Capability = 24
	CAP_PERFMON         Capability = 38
	CAP_BPF             Capability = 39
)

// CapNames are the names of these capabilities.
var CapNames = table.Listed[Capability, string]{
	{CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE"},
	{CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH"},
	{CAP_FOWNER, "CAP_FOWNER"},
	{CAP_NET_ADMIN, "CAP_NET_ADMIN"},
	{CAP_IPC_LOCK, "CAP_IPC_LOCK"},
	{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
	{CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE"},
	{CAP_PERFMON, "CAP_PERFMON"},
	{CAP_BPF, "CAP_BPF"},
}

// Caps is a set of capabilities, bit n for capability n.
type Caps uint64

// AllCaps are the capabilities of root.
const AllCaps Caps = 1<<41 - 1

// Has reports whether the set contains c.
func (s Caps) Has(c Capability) bool { return s>>c&1 == 1 }

// String returns "all", "none", or the names and numbers joined by "|".
func (s Caps) String() string {
	switch s & AllCaps {
	case AllCaps:
		return "all"
	case 0:
		return "none"
	}
	var names []string
	for c := Capability(0); c < 41; c++ {
		if !s.Has(c) {
			continue
		}
		name, known := CapNames.Find(c)
		if !known {
			name = "CAP_" + strconv.Itoa(int(c))
		}
		names = append(names, name)
	}
	return strings.Join(names, "|")
}
