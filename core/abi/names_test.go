package abi

import (
	"slices"
	"strings"
	"testing"
)

// TestNamesAreReadAndWritten formats values of flags and of an enumeration, and reads the texts.
func TestNamesAreReadAndWritten(t *testing.T) {
	flags, kinds := Names("LOW 1 HIGH 0x80"), Names("=FIRST 0 SECOND 1")
	for _, test := range []struct {
		names Names
		v     uint64
		text  string
	}{
		{flags, 0x81, "LOW|HIGH"},
		{flags, 0x83, "LOW|HIGH|0x2"},
		{flags, 0, "none"},
		{kinds, 1, "SECOND"},
		{kinds, 0, "FIRST"},
	} {
		if text := test.names.Format(test.v, "none"); text != test.text {
			t.Errorf("%q formats %#x as %q, want %q", test.names, test.v, text, test.text)
		}
		if test.v == 0 && test.text == "none" {
			continue
		}
		if v, err := test.names.Parse(strings.ToLower(strings.ReplaceAll(test.text, "|", " | "))); err != nil || v != test.v {
			t.Errorf("%q reads %q as %#x, %v, want %#x", test.names, test.text, v, err, test.v)
		}
	}
	if _, err := flags.Parse("LOW|MIDDLE"); err == nil || err.Error() != `invalid value "MIDDLE": want a number or LOW, HIGH` {
		t.Errorf("an unknown name: %v", err)
	}
	if all := kinds.All(); !slices.Equal(all, []string{"FIRST", "SECOND"}) {
		t.Errorf("all names: %q", all)
	}
}

// TestNumbersWithoutNames formats numbers that newer kernels may give a meaning.
func TestNumbersWithoutNames(t *testing.T) {
	for got, want := range map[string]string{
		AttachType(200).String(): "0xc8 /* BPF_??? */",
		MapType(200).Short():     "type 200",
		ProgType(200).Short():    "200",
		AttachType(0).String():   "BPF_CGROUP_INET_INGRESS",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if needs := MapType(200).Needs(); needs != (MapNeeds{}) {
		t.Errorf("a map type without a name needs %+v", needs)
	}
}
