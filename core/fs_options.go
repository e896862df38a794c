package core

import (
	"math"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Follows bpf_parse_param in kernel/bpf/inode.c: the options of a bpf file system.

var (
	sinceBpffsUID   = abi.Since{abi.V6_8} // the option uid
	sinceSourceOnce = abi.Since{abi.V6_1} // a second source is refused; not tried between 5.10 and 6.1
)

// fsFlags are the options that every file system has (vfs_parse_sb_flag), and that bpf file systems ignore.
const fsFlags = " dirsync lazytime mand ro sync async nolazytime nomand rw "

// parseParam follows vfs_parse_fs_param and bpf_parse_param for an option with a text. Unknown options are ignored.
func (k *Kernel) parseParam(t *Task, fc *fsContext, key, value string) abi.Errno {
	switch {
	case strings.Contains(fsFlags, " "+key+" "):
		return 0
	case key == "source":
		if fc.source && !sinceSourceOnce.In(k.Machine.Release) {
			return undecided
		}
		e := k.check(fsSourceOnce, !fc.source, 0, 0)
		fc.source = true
		return e
	case key == "mode":
		n, err := strconv.ParseUint(value, 8, 32)
		if e := k.check(fsOptionNumber, err == nil, 0, 0); e != 0 {
			return e
		}
		fc.mode = uint16(n) & (S_ISVTX | 0o777)
		return 0
	case key == "uid" && sinceBpffsUID.In(k.Machine.Release):
		n, _, ok := kstrtou64(value)
		if e := k.check(fsOptionNumber, ok && n < math.MaxUint32, 0, 0); e != 0 {
			return e
		}
		if e := k.check(fsOptionUID, fc.userNS == nil, n, 0); e != 0 { // no ids are mapped
			return e
		}
		fc.uid = uint32(n)
		return 0
	case key == "gid": // groups are not emulated
		return undecided
	}
	for i := range delegations {
		if key == delegations[i].key && abi.SinceTokens.In(k.Machine.Release) {
			return k.parseDelegation(t, fc, i, value)
		}
	}
	return 0
}

// delegations are the options that set a delegation, each with the names of its numbers.
var delegations = [len(delegation{})]struct {
	key     string
	name    func(r abi.Release, n int) string // "" after the last one
	aliases map[string]int                    // second names, in lower case
}{
	{"delegate_cmds", commandName, map[string]int{"prog_run": int(abi.BPF_PROG_TEST_RUN)}},
	{"delegate_maps", mapTypeName, map[string]int{
		"cgroup_storage_deprecated":        int(abi.BPF_MAP_TYPE_CGROUP_STORAGE),
		"percpu_cgroup_storage_deprecated": int(abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE),
	}},
	{"delegate_progs", progTypeName, nil},
	{"delegate_attachs", attachTypeName, nil},
}

// parseDelegation parses option i of [delegations]: names and numbers that are separated by colons.
func (k *Kernel) parseDelegation(t *Task, fc *fsContext, i int, value string) abi.Errno {
	set := uint64(0)
	for part := range strings.SplitSeq(value, ":") {
		if part == "any" {
			set = math.MaxUint64
			continue
		}
		if n := k.numberNamed(i, part); n >= 0 {
			set |= 1 << n
			continue
		}
		v, number, fits := kstrtou64(part)
		if e := k.check(fsOptionName, number, 0, 0); e != 0 {
			return e
		}
		if e := k.check(fsOptionRange, fits, 0, 0); e != 0 {
			return e
		}
		set = v // it replaces the names before it
	}
	if e := k.check(delegateCapable, set == 0 || t.nsCapable(nil, abi.CAP_SYS_ADMIN), set, uint64(t.Cred.Caps)); e != 0 {
		return e
	}
	fc.delegate[i] |= set
	return 0
}

// numberNamed follows find_btf_enum_const: it returns the number that a name has in option i, whatever its case, or -1.
func (k *Kernel) numberNamed(i int, text string) int {
	for n := range k.delegated(i) {
		if strings.EqualFold(delegations[i].name(k.Machine.Release, n), text) {
			return n
		}
	}
	if n, ok := delegations[i].aliases[strings.ToLower(text)]; ok {
		return n
	}
	return -1
}

// delegated returns the number of commands or types that option i can name.
func (k *Kernel) delegated(i int) (n int) {
	for delegations[i].name(k.Machine.Release, n) != "" {
		n++
	}
	return n
}

func commandName(r abi.Release, n int) string {
	if row := abi.Cmd(n).Known(r); row != nil {
		return strings.TrimPrefix(row.Name, "BPF_")
	}
	return ""
}

func mapTypeName(r abi.Release, n int) string {
	if n >= len(abi.MapTypes) || abi.MapTypes[n].Since > r {
		return ""
	}
	return abi.MapType(n).Short()
}

func progTypeName(r abi.Release, n int) string {
	if n > 0 && abi.ProgType(n).Known(r) == nil {
		return ""
	}
	return abi.ProgType(n).Short()
}

// attachTypeCounts are the numbers of attach types, newest first.
var attachTypeCounts = []struct {
	since abi.Release
	n     int
}{{abi.V7_3, 62}, {abi.V7_0, 59}, {abi.V6_13, 58}, {abi.V6_10, 57}, {0, 56}}

func attachTypeName(r abi.Release, n int) string {
	for _, row := range attachTypeCounts {
		if row.since <= r {
			if n >= row.n {
				return ""
			}
			break
		}
	}
	return strings.TrimPrefix(abi.AttachType(n).String(), "BPF_")
}

// kstrtou64 follows kstrtou64 with base 0. It reports whether text is a number, and whether that has 64 bits.
func kstrtou64(text string) (n uint64, number, fits bool) {
	base, digits := 10, strings.TrimPrefix(text, "+")
	if rest, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		base, digits = 16, rest
	} else if len(digits) > 1 && digits[0] == '0' {
		base, digits = 8, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 64)
	return n, err == nil || n == math.MaxUint64, err == nil // the number of a range error is the largest
}
