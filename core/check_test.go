package core

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestConditionNamesWholeIdentifiers compares the printed condition of checks whose operand is also part of a longer name.
func TestConditionNamesWholeIdentifiers(t *testing.T) {
	flags := []Operand{{"map_flags", abi.KindU32}}
	for _, tt := range []struct{ must, want string }{
		{"bpf_map_flags_access_ok(map_flags)", "bpf_map_flags_access_ok(map_flags (8))"},
		{"(map_flags & ~0xF) == 0", "(map_flags (8) & ~0xF) == 0"},
		{"map_flags", "map_flags (8)"},
		{"attr->map_flags == 0", "attr->map_flags (8) == 0"},
		{"bpf_map_flags_ok()", "bpf_map_flags_ok() (map_flags = 8)"},
		{"map_flags2 == 0 || map_flags == 0", "map_flags2 == 0 || map_flags (8) == 0"},
	} {
		c := Check{Must: tt.must, Operands: flags}
		if got := c.Condition(8, 0); got != tt.want {
			t.Errorf("%q with 8: %q, want %q", tt.must, got, tt.want)
		}
	}
}

// TestConditionsKeepIdentifiersWhole prints the condition of every check. Its identifiers stay whole and in order, with the
// operands between them.
func TestConditionsKeepIdentifiersWhole(t *testing.T) {
	identifiers := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r > 0x7f || !inIdentifier(byte(r)) })
	}
	for _, c := range Checks() {
		printed := c.Condition(8, 9)
		rest := identifiers(printed)
		for _, word := range identifiers(c.Must) {
			at := slices.Index(rest, word)
			if at < 0 {
				t.Errorf("%s: %q is printed as %q, without %s", c.Name, c.Must, printed, word)
				break
			}
			rest = rest[at+1:]
		}
	}
	if len(Checks()) < 300 {
		t.Errorf("only %d checks", len(Checks()))
	}
}

// TestExplanationsCountInEnglish reads each explanation with 1 for both operands.
func TestExplanationsCountInEnglish(t *testing.T) {
	verbs := map[string]bool{"is": true, "was": true, "has": true, "does": true, "refers": true, "ends": true, "becomes": true, "names": true,
		"requires": true, "contains": true, "extends": true, "keeps": true, "overflows": true, "gives": true}
	plural := regexp.MustCompile(`\b1 ([a-z]+s|entries)\b`)
	one := 0
	for _, c := range Checks() {
		why := c.Explain(1, 1)
		for _, found := range plural.FindAllStringSubmatch(why, -1) {
			if !verbs[found[1]] {
				t.Errorf("%s: %q in %q", c.Name, found[0], why)
			}
		}
		if strings.Contains(why, "1 element") {
			one++
		}
	}
	if one < 5 {
		t.Errorf("only %d explanations count elements", one)
	}
}
