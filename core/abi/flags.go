package abi

import (
	"strconv"
	"strings"
)

// Flag is a named bit.
type Flag struct {
	Name  string
	Bit   uint64
	Since Release
}

// The bits of map_flags, file_flags and open_flags.
const (
	BPF_F_NO_PREALLOC      = 1 << 0
	BPF_F_NO_COMMON_LRU    = 1 << 1
	BPF_F_NUMA_NODE        = 1 << 2
	BPF_F_RDONLY           = 1 << 3
	BPF_F_WRONLY           = 1 << 4
	BPF_F_STACK_BUILD_ID   = 1 << 5
	BPF_F_ZERO_SEED        = 1 << 6
	BPF_F_RDONLY_PROG      = 1 << 7
	BPF_F_WRONLY_PROG      = 1 << 8
	BPF_F_CLONE            = 1 << 9
	BPF_F_MMAPABLE         = 1 << 10
	BPF_F_PRESERVE_ELEMS   = 1 << 11
	BPF_F_INNER_MAP        = 1 << 12
	BPF_F_LINK             = 1 << 13
	BPF_F_PATH_FD          = 1 << 14
	BPF_F_VTYPE_BTF_OBJ_FD = 1 << 15
	BPF_F_TOKEN_FD         = 1 << 16
	BPF_F_SEGV_ON_FAULT    = 1 << 17
	BPF_F_NO_USER_CONV     = 1 << 18
	BPF_F_RB_OVERWRITE     = 1 << 19
)

// The bits of the flags of an element call, besides the values BPF_ANY, BPF_NOEXIST and BPF_EXIST.
const (
	BPF_F_LOCK     = 1 << 2
	BPF_F_CPU      = 1 << 3
	BPF_F_ALL_CPUS = 1 << 4
)

// MapFlags are the bits of map_flags, file_flags and open_flags.
var MapFlags = []Flag{
	{"BPF_F_NO_PREALLOC", BPF_F_NO_PREALLOC, V4_6},
	{"BPF_F_NO_COMMON_LRU", BPF_F_NO_COMMON_LRU, V4_10},
	{"BPF_F_NUMA_NODE", BPF_F_NUMA_NODE, SinceNuma.Mainline()},
	{"BPF_F_RDONLY", BPF_F_RDONLY, SinceFileModes.Mainline()},
	{"BPF_F_WRONLY", BPF_F_WRONLY, SinceFileModes.Mainline()},
	{"BPF_F_STACK_BUILD_ID", BPF_F_STACK_BUILD_ID, V4_17},
	{"BPF_F_ZERO_SEED", BPF_F_ZERO_SEED, SinceZeroSeed.Mainline()},
	{"BPF_F_RDONLY_PROG", BPF_F_RDONLY_PROG, V5_2},
	{"BPF_F_WRONLY_PROG", BPF_F_WRONLY_PROG, V5_2},
	{"BPF_F_CLONE", BPF_F_CLONE, V5_4},
	{"BPF_F_MMAPABLE", BPF_F_MMAPABLE, V5_5},
	{"BPF_F_PRESERVE_ELEMS", BPF_F_PRESERVE_ELEMS, V5_10},
	{"BPF_F_INNER_MAP", BPF_F_INNER_MAP, V5_10},
	{"BPF_F_LINK", BPF_F_LINK, V6_4},
	{"BPF_F_PATH_FD", BPF_F_PATH_FD, SincePathFD.Mainline()},
	{"BPF_F_VTYPE_BTF_OBJ_FD", BPF_F_VTYPE_BTF_OBJ_FD, V6_9},
	{"BPF_F_TOKEN_FD", BPF_F_TOKEN_FD, SinceTokens.Mainline()},
	{"BPF_F_SEGV_ON_FAULT", BPF_F_SEGV_ON_FAULT, V6_9},
	{"BPF_F_NO_USER_CONV", BPF_F_NO_USER_CONV, V6_9},
	{"BPF_F_RB_OVERWRITE", BPF_F_RB_OVERWRITE, V6_19},
}

// The values of an element call's two lowest flag bits, which are not a set.
const (
	BPF_ANY     = 0
	BPF_NOEXIST = 1
	BPF_EXIST   = 2
)

// ElemFlags are the bits above those.
var ElemFlags = []Flag{
	{"BPF_F_LOCK", BPF_F_LOCK, SinceLockFlag.Mainline()},
	{"BPF_F_CPU", BPF_F_CPU, SinceCPUFlags.Mainline()},
	{"BPF_F_ALL_CPUS", BPF_F_ALL_CPUS, SinceCPUFlags.Mainline()},
}

var elemWords = [...]string{"BPF_ANY", "BPF_NOEXIST", "BPF_EXIST"}

// FormatFlags formats a set as strace prints it: names joined by "|", then the unnamed bits as one hex number.
func FormatFlags(v uint64, flags []Flag) string {
	if v == 0 {
		return "0"
	}
	var names []string
	rest := v
	for _, f := range flags {
		if v&f.Bit != 0 {
			names = append(names, f.Name)
			rest &^= f.Bit
		}
	}
	unknown := "0x" + strconv.FormatUint(rest, 16)
	switch {
	case len(names) == 0:
		return unknown + " /* BPF_F_??? */"
	case rest != 0:
		names = append(names, unknown)
	}
	return strings.Join(names, "|")
}

func formatElemFlags(v uint64) string {
	if v < uint64(len(elemWords)) {
		return elemWords[v]
	}
	for _, f := range ElemFlags {
		if v == f.Bit {
			return f.Name
		}
	}
	return "0x" + strconv.FormatUint(v, 16) + " /* BPF_??? */"
}

// FlagNamed returns the bit of a flag by name, with or without "BPF_F_", in any case. It also accepts BPF_ANY, BPF_NOEXIST
// and BPF_EXIST.
func FlagNamed(name string) (uint64, bool) {
	name = strings.ToUpper(name)
	for v, w := range elemWords {
		if name == w || name == strings.TrimPrefix(w, "BPF_") {
			return uint64(v), true
		}
	}
	name = "BPF_F_" + strings.TrimPrefix(name, "BPF_F_")
	for _, set := range [][]Flag{MapFlags, ElemFlags} {
		for _, f := range set {
			if f.Name == name {
				return f.Bit, true
			}
		}
	}
	return 0, false
}
