package strace

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// attrOf returns an attr with values in the order of the fields of a command.
func attrOf(cmd abi.Cmd, size int, values ...uint64) []byte {
	attr := make([]byte, size)
	for i, v := range values {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], v)
		f := abi.Commands[cmd].Fields[i]
		copy(attr[min(f.Offset, size):min(f.End(), size)], b[:])
	}
	return attr
}

// TestFormat covers what no recorded line shows; the recorded lines are in ../paste/testdata/strace.
func TestFormat(t *testing.T) {
	lookup := attrOf(abi.BPF_MAP_LOOKUP_ELEM, 32, 3, 0x1000, 0x2000, 0x18)
	lookup[4] = 9
	long := append(attrOf(abi.BPF_MAP_FREEZE, 4, 3), 0, 7)
	for _, c := range []struct {
		name    string
		cmd     abi.Cmd
		addr    uint64
		attr    []byte
		size    uint32
		path    string
		want    string
		verbose string // "" if the same as want
	}{
		{"not read", abi.BPF_MAP_CREATE, 0x8, nil, 72, "", "bpf(BPF_MAP_CREATE, 0x8, 72)", ""},
		{"read in part", abi.BPF_MAP_CREATE, 0x1000, make([]byte, 71), 72, "", "bpf(BPF_MAP_CREATE, 0x1000, 72)", ""},
		{"no address", abi.BPF_MAP_CREATE, 0, nil, 72, "", "bpf(BPF_MAP_CREATE, NULL, 72)", ""},
		{"no size", abi.BPF_MAP_CREATE, 0x1000, make([]byte, 72), 0, "", "bpf(BPF_MAP_CREATE, 0x1000, 0)", ""},
		{"over a page", abi.BPF_MAP_CREATE, 0x1000, make([]byte, 5000), 4097, "", "bpf(BPF_MAP_CREATE, 0x1000, 4097)", ""},
		{"one page", abi.BPF_MAP_FREEZE, 0, attrOf(abi.BPF_MAP_FREEZE, 4096, 3), 4096, "", "bpf(BPF_MAP_FREEZE, {map_fd=3}, 4096)", ""},
		{"a node", abi.BPF_MAP_CREATE, 0, attrOf(abi.BPF_MAP_CREATE, 28, 1, 4, 8, 2, abi.BPF_F_NUMA_NODE, 0, 1), 28, "",
			"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2, map_flags=BPF_F_NUMA_NODE, inner_map_fd=0, numa_node=1}, 28)", ""},
		{"no node", abi.BPF_MAP_CREATE, 0, attrOf(abi.BPF_MAP_CREATE, 28, 1, 4, 8, 2, 0, 0, 0), 28, "",
			"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2, map_flags=0, inner_map_fd=0}, 28)", ""},
		{"flags of a get", abi.BPF_OBJ_GET, 0, attrOf(abi.BPF_OBJ_GET, 16, 0, 0, abi.BPF_F_RDONLY), 16, "/m", `bpf(BPF_OBJ_GET, {pathname="/m", bpf_fd=0, file_flags=BPF_F_RDONLY}, 16)`, ""},
		{"unknown command", 60, 0x1000, make([]byte, 16), 16, "", "bpf(0x3c /* BPF_??? */, 0x1000, 16)", ""},
		{"common attrs", abi.BPF_MAP_CREATE | abi.BPF_COMMON_ATTRS, 0x1000, make([]byte, 72), 72, "", "bpf(0x10000 /* BPF_??? */, 0x1000, 72)", ""},
		{"negative command", -1, 0x1000, nil, 4294967295, "", "bpf(0xffffffff /* BPF_??? */, 0x1000, 4294967295)", ""},
		{"command without fields", abi.BPF_ENABLE_STATS, 0x1000, make([]byte, 16), 16, "", "bpf(BPF_ENABLE_STATS, 0x1000, 16)", ""},
		{"longer than size", abi.BPF_MAP_FREEZE, 0, long, 4, "", "bpf(BPF_MAP_FREEZE, {map_fd=3}, 4)", ""},
		{"bytes after the fields", abi.BPF_MAP_FREEZE, 0, long, 6, "", "bpf(BPF_MAP_FREEZE, {map_fd=3, ...}, 6)",
			`bpf(BPF_MAP_FREEZE, {map_fd=3, extra_data="\x00\x07" /* bytes 4..5 */}, 6)`},
		{"bytes between fields", abi.BPF_MAP_LOOKUP_ELEM, 0, lookup, 32, "",
			"bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=0x1000, value=0x2000, flags=BPF_F_ALL_CPUS|BPF_F_CPU}, 32)",
			`bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=0x1000, value=0x2000, flags=BPF_F_ALL_CPUS|BPF_F_CPU, extra_data="\x09\x00\x00\x00" /* bytes 4..7 */}, 32)`},
		{"hidden fields", abi.BPF_MAP_DELETE_BATCH, 0, attrOf(abi.BPF_MAP_DELETE_BATCH, 36, 1, 0, 0x2000, 0, 5), 36, "",
			"bpf(BPF_MAP_DELETE_BATCH, {batch={keys=0x2000, count=5, map_fd=0, elem_flags=BPF_ANY, flags=0}}, 36)",
			`bpf(BPF_MAP_DELETE_BATCH, {batch={keys=0x2000, count=5, map_fd=0, elem_flags=BPF_ANY, flags=0}, ` +
				`extra_data="\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" /* bytes 0..15 */}, 36)`},
		{"path", abi.BPF_OBJ_GET, 0, attrOf(abi.BPF_OBJ_GET, 12, 0x1000), 12, "/a\"\x017", `bpf(BPF_OBJ_GET, {pathname="/a\"\0017", bpf_fd=0}, 12)`,
			`bpf(BPF_OBJ_GET, {pathname="/a\"\0017", bpf_fd=0, extra_data="\x00\x10\x00\x00\x00\x00\x00\x00" /* bytes 0..7 */}, 12)`},
		{"long path", abi.BPF_OBJ_GET, 0, attrOf(abi.BPF_OBJ_GET, 12), 12, strings.Repeat("x", 4096),
			`bpf(BPF_OBJ_GET, {pathname="` + strings.Repeat("x", 4095) + `"..., bpf_fd=0}, 12)`, ""},
	} {
		if got := Format(c.cmd, c.addr, c.attr, c.size, c.path); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
		if c.verbose == "" {
			c.verbose = c.want
		}
		if got := FormatVerbose(c.cmd, c.addr, c.attr, c.size, c.path); got != c.verbose {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.verbose)
		}
	}
}

func TestFormatResult(t *testing.T) {
	for ret, want := range map[int64]string{
		0:     "= 0",
		3:     "= 3",
		-1:    "= -1 EPERM (Operation not permitted)",
		-22:   "= -1 EINVAL (Invalid argument)",
		-524:  "= -1 ENOTSUPP (Unknown error 524)",
		-4000: "= -1 (errno 4000)",
		-4095: "= -1 (errno 4095)",
		-4096: "= -4096",

		1<<24 - 1: "= 16777215",
		1 << 24:   "= 0x1000000", // an address that mmap returns
	} {
		if got := FormatResult(ret); got != want {
			t.Errorf("%d: %s, want %s", ret, got, want)
		}
	}
}

// TestHabitsNameCommandFields fails on a row for a field that no command has, because such a row is never used.
func TestHabitsNameCommandFields(t *testing.T) {
	of := map[*abi.Field]bool{}
	for _, c := range abi.Commands {
		for _, f := range c.Fields {
			of[f] = true
		}
		for _, f := range hidden.At(c.Nr) {
			if !of[f] {
				t.Errorf("%s hides %s, which is not its field", c.Name, f.Name)
			}
		}
	}
	for _, h := range habits {
		f := h.Key
		if !of[f] {
			t.Errorf("no command has the field %s", f.Name)
		}
	}
}

// TestPathsAreQuoted quotes paths as strace prints them, and counts the bytes that it shows.
func TestPathsAreQuoted(t *testing.T) {
	for path, want := range map[string]string{
		"ab\x00": `"ab"`, "ab\x00c": `"ab"`, "abc": `"ab"...`, "\x00": `""`, " ~\x7f\x00": `" ~\177"`,
		"\x010\x00": `"\0010"`, "\x017\x00": `"\0017"`, "\x018\x00": `"\18"`, "\x8f7\xff\x00": `"\2177\377"`, "\x0fx\x00": `"\17x"`,
		"\n\"\\\x00": `"\n\"\\"`,
	} {
		text, shown := quote([]byte(path))
		count := strings.IndexByte(path, 0) + 1
		if count == 0 {
			count = len(path) - 1
		}
		if text != want || shown != count {
			t.Errorf("%q: %s shows %d bytes, want %s and %d", path, text, shown, want, count)
		}
	}
}
