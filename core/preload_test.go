package core_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// preloadedCall is a call on a kernel with CONFIG_BPF_PRELOAD: its result, and the bytes that it wrote or printed.
type preloadedCall struct {
	line string
	want int64
	text string
}

const (
	outAt  = core.ArenaStart + 0x3000
	nameAt = core.ArenaStart + 0x4000
	infoAt = core.ArenaStart + 0x5000
)

// preloadedCalls are what kernels of 6.1 and 6.12 that were built with CONFIG_BPF_PRELOAD answered.
var preloadedCalls = map[string][]preloadedCall{
	"6.1": {
		{"ls /sys/fs/bpf", 0, "maps.debug|progs.debug"},
		{"open 0 /sys/fs/bpf/maps.debug", 3, ""},
		{"read 3 10003000 4096", 62, "  id name             max_entries\n   2 iterator.rodata      1\n"},
		{"read 3 10003000 4096", 0, ""},
		{"open 0 /sys/fs/bpf/progs.debug", 4, ""},
		{"read 4 10003000 4096", 112, "  id name             attached\n   2 dump_bpf_map     bpf_iter_bpf_map \n   3 dump_bpf_prog    bpf_iter_bpf_prog \n"},
		{"get /sys/fs/bpf/maps.debug", 5, ""},
		{"get /sys/fs/bpf/maps.debug 8", -22, ""},
		{"about 5", 0, "\x04\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x08"},
		{"iter 5 0", 6, ""},
		{"read 6 10003000 4096", 62, "  id name             max_entries\n   2 iterator.rodata      1\n"},
		{"fdinfo 6", 0, "pos:\t62|flags:\t02000000"},
		{"about 6", -22, ""},
		{"iter 5 1", -22, ""},
		{"detach 5", -95, ""},
		{"mapbyid 1", -2, ""},
		{"mapbyid 2", 7, ""},
		{"fdinfo 7", 0, "pos:\t0|flags:\t02000002|map_type:\t2|key_size:\t4|value_size:\t98|max_entries:\t1|map_flags:\t0x480|map_extra:\t0x0|memlock:\t4096|map_id:\t2|frozen:\t1"},
		{"lookup 7", 0, "  id name             max_entries\n\x00%4u %-16s%6d\n\x00  id name             attached\n\x00%4u %-16s %s %s\n\x00"},
		{"named 1 10 hello_hash", 8, ""},
		{"named 2 3", 9, ""},
		{"named 6 3 0123456789abcde", 10, ""},
		{"program count", 11, ""},
		{"program", 12, ""},
		{"open 0 /sys/fs/bpf/maps.debug", 13, ""},
		{"read 13 10003000 4096", 146, "  id name             max_entries\n   2 iterator.rodata      1\n   3 hello_hash          10\n   4                      3\n   5 0123456789abcde      3\n"},
		{"open 0 /sys/fs/bpf/progs.debug", 14, ""},
		{"read 14 10003000 4096", 160, "  id name             attached\n   2 dump_bpf_map     bpf_iter_bpf_map \n   3 dump_bpf_prog    bpf_iter_bpf_prog \n   4 count             \n   5                   \n"},
		{"unlink /sys/fs/bpf/maps.debug", 0, ""},
		{"linkbyid 1", 15, ""},
		{"open 2 /sys/fs/bpf/progs.debug", 16, ""},
		{"open 1 /sys/fs/bpf/progs.debug", 17, ""},
		{"read 17 10003000 9", -9, ""},
		{"read 16 20000000 9", -14, ""},
		{"write 17 10003000 1", -22, ""},
		{"uid 1000", 0, ""},
		{"open 0 /sys/fs/bpf/progs.debug", -13, ""},
		{"get /sys/fs/bpf/progs.debug", -13, ""},
	},
	"6.1 in parts": {
		{"named 1 10 one", 3, ""},
		{"open 0 /sys/fs/bpf/maps.debug", 4, ""},
		{"read 4 10003000 10", 10, "  id name "},
		{"read 4 10 10", -14, ""},
		{"read 4 10003000 0", 0, ""},
		{"read 4 10003000 20", 20, "            max_entr"},
		{"read 4 10003000 4096", 32, "ies\n   2 iterator.rodata      1\n"},
		{"read 4 10003000 4096", 28, "   3 one                 10\n"},
		{"named 1 10 late", 5, ""},
		{"read 4 10003000 4096", 28, "   4 late                10\n"},
		{"read 4 10003000 4096", 0, ""},
		{"open 0 /sys/fs/bpf/progs.debug", 6, ""},
		{"read 6 10003000 1", 1, " "},
		{"read 6 10003000 300", 70, " id name             attached\n   2 dump_bpf_map     bpf_iter_bpf_map \n"},
		{"read 6 10003000 300", 41, "   3 dump_bpf_prog    bpf_iter_bpf_prog \n"},
		{"read 6 10003000 300", 0, ""},
		{"open 65536 /sys/fs/bpf/progs.debug", -20, ""},
		{"mkdir /sys/fs/bpf/m 493", 0, ""},
		{"mount /sys/fs/bpf/m mode=0700", 0, ""},
		{"ls /sys/fs/bpf/m", 0, "maps.debug|progs.debug"},
		{"unlink /sys/fs/bpf/m/maps.debug", 0, ""},
		{"rename /sys/fs/bpf/m/progs.debug /sys/fs/bpf/m/x", 0, ""},
		{"open 0 /sys/fs/bpf/m/x", 7, ""},
		{"read 7 10003000 4096", 112, "  id name             attached\n   2 dump_bpf_map     bpf_iter_bpf_map \n   3 dump_bpf_prog    bpf_iter_bpf_prog \n"},
		{"close 7", 0, ""},
		{"umount /sys/fs/bpf/m", 0, ""},
	},
	"6.12": {
		{"named 1 10 hello_hash", 3, ""},
		{"named 2 3", 4, ""},
		{"named 6 3 0123456789abcde", 5, ""},
		{"update 3", 0, ""},
		{"open 0 /sys/fs/bpf/maps.debug", 6, ""},
		{"read 6 10003000 4096", 235, "  id name             max_entries  cur_entries\n   2 iterator.rodata            1            0\n" +
			"   3 hello_hash                10            1\n   4                            3            0\n   5 0123456789abcde            3            0\n"},
		{"read 6 10003000 4096", 0, ""},
		{"named 2 7 late", 7, ""},
		{"read 6 10003000 4096", 47, "   6 late                       7            0\n"},
		{"mapbyid 2", 8, ""},
		{"lookup 8", 0, "  id name             max_entries  cur_entries\n\x00%4u %-16s  %10d   %10lld\n\x00  id name             attached\n\x00%4u %-16s %s %s\n\x00"},
	},
}

// preloadCall makes a call of the table.
func preloadCall(t *testing.T, r abi.Release, line string) core.Call {
	t.Helper()
	words := strings.Fields(line)
	arg := func(i int) uint64 { return scriptArg(t, words, i) }
	text := func(i int) core.Write {
		if i >= len(words) {
			return core.Write{Addr: nameAt, Bytes: []byte{0}}
		}
		return core.Write{Addr: nameAt, Bytes: []byte(words[i] + "\x00")}
	}
	switch words[0] {
	case "get":
		return fieldValues{&abi.Pathname: nameAt, &abi.ObjFlags: arg(2)}.call(r, abi.BPF_OBJ_GET, text(1))
	case "iter":
		return fieldValues{&abi.IterLinkFD: arg(1), &abi.IterFlags: arg(2)}.call(r, abi.BPF_ITER_CREATE)
	case "detach":
		return fieldValues{&abi.LinkDetachFD: arg(1)}.call(r, abi.BPF_LINK_DETACH)
	case "mapbyid":
		return fieldValues{&abi.MapID: arg(1)}.call(r, abi.BPF_MAP_GET_FD_BY_ID)
	case "linkbyid":
		return fieldValues{&abi.LinkID: arg(1)}.call(r, abi.BPF_LINK_GET_FD_BY_ID)
	case "about":
		return fieldValues{&abi.InfoFD: arg(1), &abi.InfoLen: 48, &abi.InfoPointer: infoAt}.call(r, abi.BPF_OBJ_GET_INFO_BY_FD)
	case "named":
		w := text(3)
		var c core.Call
		c = fieldValues{&abi.MapTypeField: arg(1), &abi.KeySize: 4, &abi.ValueSize: 8, &abi.MaxEntries: arg(2)}.call(r, abi.BPF_MAP_CREATE)
		c.Writes = append(c.Writes, core.Write{Addr: c.Args[1] + uint64(abi.MapName.Offset), Bytes: w.Bytes})
		return c
	case "program":
		w, c := text(1), scriptCall(t, r, "prog 1")
		c.Writes = append(c.Writes, core.Write{Addr: c.Args[1] + uint64(abi.ProgName.Offset), Bytes: w.Bytes})
		return c
	case "update":
		return fieldValues{&abi.ElemMapFD: arg(1), &abi.ElemKey: outAt + 0x800, &abi.ElemValue: outAt + 0x800}.call(r, abi.BPF_MAP_UPDATE_ELEM)
	case "lookup":
		return fieldValues{&abi.ElemMapFD: arg(1), &abi.ElemKey: outAt + 0x800, &abi.ElemValueOut: outAt}.call(r, abi.BPF_MAP_LOOKUP_ELEM)
	}
	return scriptCall(t, r, line)
}

// TestPreloadedIterators holds maps.debug and progs.debug against kernels that have them.
func TestPreloadedIterators(t *testing.T) {
	for name, calls := range preloadedCalls {
		t.Run(name, func(t *testing.T) {
			release, _, _ := strings.Cut(name, " ")
			r, err := abi.ParseRelease(release)
			if err != nil {
				t.Fatal(err)
			}
			m := core.NewMachine(core.Named(r))
			m.Preload, m.AutoWork = true, true
			k, err := core.New(m)
			if err != nil {
				t.Fatal(err)
			}
			script := mmapKernel{t, k, m.Release}
			for _, c := range calls {
				if got := script.do(preloadCall(t, m.Release, c.line)); got != c.want {
					t.Errorf("%s: %d, want %d", c.line, got, c.want)
					continue
				}
				text := strings.Join(k.Text(), "|")
				if c.text != "" && (text == "" || strings.HasPrefix(c.line, "read")) {
					at := uint64(outAt)
					if strings.HasPrefix(c.line, "about") {
						at = infoAt
					}
					b, err := k.Read(0, at, len(c.text))
					if err != nil {
						t.Fatal(err)
					}
					text = string(b)
				}
				if c.text != "" && text != c.text {
					t.Errorf("%s: %q, want %q", c.line, text, c.text)
				}
			}
		})
	}
}
