package core

import (
	"testing"

	"bpfplay/core/abi"
)

// TestConditionNamesWholeIdentifiers compares the printed condition of checks whose operand is also part of a longer name.
func TestConditionNamesWholeIdentifiers(t *testing.T) {
	flags := Operand{"map_flags", abi.KindU32}
	for _, tt := range []struct{ must, want string }{
		{"bpf_map_flags_access_ok(map_flags)", "bpf_map_flags_access_ok(map_flags (8))"},
		{"(map_flags & ~0xF) == 0", "(map_flags (8) & ~0xF) == 0"},
		{"map_flags", "map_flags (8)"},
		{"attr->map_flags == 0", "attr->map_flags (8) == 0"},
		{"bpf_map_flags_ok()", "bpf_map_flags_ok() (map_flags = 8)"},
		{"map_flags2 == 0 || map_flags == 0", "map_flags2 == 0 || map_flags (8) == 0"},
	} {
		c := Check{Must: tt.must, A: flags}
		if got := c.Condition(8, 0); got != tt.want {
			t.Errorf("%q with 8: %q, want %q", tt.must, got, tt.want)
		}
	}
}
