package abi

import (
	"math"
	"strings"
	"testing"
)

// TestParse parses texts that a user types into a field of each kind.
func TestParse(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		text string
		want uint64
		err  string // part of the error; empty if there is none
	}{
		{KindU32, " 0x10 ", 16, ""},
		{KindU32, "-1", math.MaxUint32, ""},
		{KindU32, "-2147483648", 1 << 31, ""},
		{KindU32, "-2147483649", 0, `invalid value "-2147483649": want a number such as 8, 0x10 or -1`},
		{KindU32, "4294967296", 0, "4294967296 exceeds 4 bytes: want at most 4294967295"},
		{KindU32, "-0x80000000", 1 << 31, ""},
		{KindU32, "4294967295", math.MaxUint32, ""},
		{KindU32, strings.Repeat("x", 40), 0, `"` + strings.Repeat("x", 40) + `": want`},
		{KindU64, "18446744073709551615", math.MaxUint64, ""},
		{KindU64, "18446744073709551616", 0, `"18446744073709551616"`},
		{KindMapType, "", 0, "want a name such as hash, or a number"},
		{KindPointer, "", 0, "missing value: want an address such as 0x10001000, or NULL"},
		{KindProgType, "", 0, "missing value: want a name such as xdp, or a number"},
		{KindU64, "-1", math.MaxUint64, ""},
		{KindU64, "", 0, "missing value: want a number"},
		{KindU32, "eight", 0, `invalid value "eight"`},
		{KindU32, strings.Repeat("x", 41), 0, `invalid value "` + strings.Repeat("x", 40) + `…"`},
		{KindPointer, "NULL", 0, ""},
		{KindPath, "nil", 0, "want an address such as 0x10001000, or NULL"},
		{KindMapType, "hash", uint64(BPF_MAP_TYPE_HASH), ""},
		{KindMapType, "BPF_MAP_TYPE_LPM_TRIE", uint64(BPF_MAP_TYPE_LPM_TRIE), ""},
		{KindMapType, "heap", 0, "want a name such as hash, or a number"},
		{KindProgType, "xdp", uint64(BPF_PROG_TYPE_XDP), ""},
		{KindProgType, "bpf_prog_type_kprobe", uint64(BPF_PROG_TYPE_KPROBE), ""},
		{KindProgType, "zdp", 0, "want a name such as xdp, or a number"},
		{KindMapFlags, "BPF_F_NO_PREALLOC|zero_seed.0x80", BPF_F_NO_PREALLOC | BPF_F_ZERO_SEED | 0x80, ""},
		{KindMapFlags, "BPF_F_NO_PREALLOC|4294967296", 0, "want a number, or names such as BPF_F_NO_PREALLOC joined by |"},
		{KindMapFlags, "BPF_F_NO_PREALLOC | 0xffffffff", math.MaxUint32, ""},
		{KindElemFlags, "BPF_EXIST", 2, ""},
		{KindElemFlags, "noexist|f_lock", 0, "want a number, or names"},
		{KindElemFlags, "NOEXIST|LOCK", BPF_NOEXIST | BPF_F_LOCK, ""},
	} {
		v, err := test.kind.Parse(test.text)
		switch {
		case test.err == "" && (err != nil || v != test.want):
			t.Errorf("kind %s, %q: %#x, %v, want %#x", test.kind.CType(), test.text, v, err, test.want)
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("kind %s, %q: error %v, want %q", test.kind.CType(), test.text, err, test.err)
		}
	}
}

// TestNumbersAsStracePrintsThem looks at numbers with a name and at numbers that have none.
func TestNumbersAsStracePrintsThem(t *testing.T) {
	for want, got := range map[string]string{
		"BPF_MAP_CREATE":               BPF_MAP_CREATE.String(),
		"0x63 /* BPF_??? */":           Cmd(99).String(),
		"0xffffffff /* BPF_??? */":     Cmd(-1).String(),
		"BPF_MAP_TYPE_HASH":            BPF_MAP_TYPE_HASH.String(),
		"0xff /* BPF_MAP_TYPE_??? */":  MapType(255).String(),
		"BPF_PROG_TYPE_XDP":            BPF_PROG_TYPE_XDP.String(),
		"0xff /* BPF_PROG_TYPE_??? */": ProgType(255).String(),
		"xdp":                          BPF_PROG_TYPE_XDP.Short(),
		"0":                            FormatFlags(0, MapFlags),
		"BPF_F_NO_PREALLOC|0x80000000": FormatFlags(1<<31|BPF_F_NO_PREALLOC, MapFlags),
		"0x80000000 /* BPF_F_??? */":   FormatFlags(1<<31, MapFlags),
		"BPF_NOEXIST":                  KindElemFlags.Format(1),
		"BPF_F_LOCK":                   KindElemFlags.Format(BPF_F_LOCK),
		"0x40000000 /* BPF_??? */":     KindElemFlags.Format(1 << 30),
		"NULL":                         KindPointer.Format(0),
		"0x10001000":                   KindPointer.Format(0x10001000),
		"all":                          AllCaps.String(),
		"none":                         Caps(0).String(),
		"EBADF":                        EBADF.Name(),
		"E4000":                        Errno(4000).Name(),
		"Bad file descriptor":          EBADF.Text(),
		"Unknown error 4000":           Errno(4000).Text(),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestNumbersByName looks up every name of the tables, and names that they lack.
func TestNumbersByName(t *testing.T) {
	for _, c := range Commands {
		if nr, ok := CmdNamed(c.Name); !ok || nr != c.Nr {
			t.Errorf("%s is %d, %v, want %d", c.Name, nr, ok, c.Nr)
		}
	}
	for nr := range MapTypes {
		if typ, ok := MapTypeNamed(MapType(nr).Short()); !ok || typ != MapType(nr) {
			t.Errorf("%s is map type %d, %v", MapType(nr).Short(), typ, ok)
		}
	}
	for nr := range ProgTypes {
		if typ, ok := ProgTypeNamed(ProgType(nr).Short()); !ok || typ != ProgType(nr) {
			t.Errorf("%s is program type %d, %v", ProgType(nr).Short(), typ, ok)
		}
	}
	for nr := range AttachType(10) {
		if typ, ok := AttachTypeNamed(nr.String()); !ok || typ != nr {
			t.Errorf("%s is attach type %d, %v", nr, typ, ok)
		}
	}
	for _, row := range errnos {
		e := row.nr
		if got := ErrnoNamed(e.Name()); got != e || !e.Known() {
			t.Errorf("%s is %d, want %d", e.Name(), got, e)
		}
	}
	if _, ok := CmdNamed("BPF_FORK"); ok {
		t.Error("BPF_FORK is a command")
	}
	if _, ok := MapTypeNamed("heap"); ok {
		t.Error("heap is a map type")
	}
	if _, ok := ProgTypeNamed("zdp"); ok {
		t.Error("zdp is a program type")
	}
	if _, ok := AttachTypeNamed("CGROUP_INET_INGRESS"); ok {
		t.Error("an attach type without its prefix is known")
	}
	if ErrnoNamed("EFOO") != 0 || ErrnoNamed("ok") != 0 || Errno(4000).Known() {
		t.Error("EFOO, ok or 4000 is an error number")
	}
}

// TestUsualSizesMeetTheirRequirement proposes a size for each map type, as a form does.
func TestUsualSizesMeetTheirRequirement(t *testing.T) {
	const page = 4096
	for typ := range MapTypes {
		needs := MapType(typ).Needs()
		for _, s := range []Size{needs.Key, needs.Value, needs.Entries} {
			for _, v := range []uint64{0, 3, 4, 8, 4096} {
				got := s.Usual(v, page)
				if !s.Met(got, page) || s.Met(v, page) && got != v {
					t.Errorf("%s: %d becomes %d, which meets its requirement: %v", MapType(typ).Short(), v, got, s.Met(got, page))
				}
			}
		}
	}
}

// TestFactsOfMapTypes looks at facts of map types that a reader of the page sees, and at those of a type without a name.
func TestFactsOfMapTypes(t *testing.T) {
	for _, test := range []struct {
		typ            MapType
		keys           Keys
		perCPU, evicts bool
		holds          Holding
	}{
		{BPF_MAP_TYPE_ARRAY, KeyIndex, false, false, HoldsValues},
		{BPF_MAP_TYPE_LRU_PERCPU_HASH, MapTypes[BPF_MAP_TYPE_HASH].Keys, true, true, HoldsValues},
		{BPF_MAP_TYPE_LPM_TRIE, KeyPrefix, false, false, HoldsValues},
		{BPF_MAP_TYPE_ARRAY_OF_MAPS, KeyIndex, false, false, HoldsMaps},
		{255, 0, false, false, HoldsValues},
	} {
		if typ := test.typ; typ.Keys() != test.keys || typ.PerCPU() != test.perCPU || typ.Evicts() != test.evicts || typ.Holds() != test.holds {
			t.Errorf("%s: keys %v, per CPU %v, evicts %v, holds %v, want %+v", typ.Short(), typ.Keys(), typ.PerCPU(), typ.Evicts(), typ.Holds(), test)
		}
	}
}
