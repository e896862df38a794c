package abi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestNamesAreReadAndWritten formats values of flags and of an enumeration, and reads the texts.
func TestNamesAreReadAndWritten(t *testing.T) {
	flags, kinds, zero := Names("LOW 1 HIGH 0x80"), Names("=FIRST 0 SECOND 1"), Names("NONE 0 BOTH 3 LOW 1")
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
		{kinds, 2, "0x2"},
		{zero, 0, "NONE"},
		{zero, 1, "LOW"},
		{zero, 3, "BOTH"},
		{zero, 7, "BOTH|0x4"},
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

		MapType(len(MapTypes) - 1).Short():                        "rhash",
		MapType(len(MapTypes)).Short():                            fmt.Sprintf("type %d", len(MapTypes)),
		MapType(len(MapTypes)).String():                           fmt.Sprintf("%#x /* BPF_MAP_TYPE_??? */", len(MapTypes)),
		ProgType(len(ProgTypes) - 1).Short():                      "netfilter",
		ProgType(len(ProgTypes)).Short():                          fmt.Sprint(len(ProgTypes)),
		ProgType(len(ProgTypes)).String():                         fmt.Sprintf("%#x /* BPF_PROG_TYPE_??? */", len(ProgTypes)),
		AttachType(len(strings.Fields(attachTypes)) - 1).String(): "BPF_TRACE_FSESSION_MULTI",
		AttachType(len(strings.Fields(attachTypes))).String():     fmt.Sprintf("%#x /* BPF_??? */", len(strings.Fields(attachTypes))),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, unknown := range []MapType{200, MapType(len(MapTypes))} {
		if needs := unknown.Needs(); needs != (MapNeeds{}) {
			t.Errorf("a map type without a name needs %+v", needs)
		}
	}
	if row := Cmd(len(Commands)).Known(Newest); row != nil {
		t.Errorf("the command after the last is %s", row.Name)
	}
}

// TestReleasesAreParsed reads releases as users type them, and numbers that no release has.
func TestReleasesAreParsed(t *testing.T) {
	for text, want := range map[string]Release{
		"seed": Seed, "3.18": R(3, 18, 0), "6.12": R(6, 12, 0), "6.12.117": R(6, 12, 117), "7.3.65535": Newest,
	} {
		if r, err := ParseRelease(text); err != nil || r != want {
			t.Errorf("%q is read as %v, %v, want %v", text, r, err, want)
		}
	}
	for _, text := range []string{"", "6", "3.17", "7.4", "6.12.1.1", "6.x", "6.65536", "-6.1"} {
		want := fmt.Sprintf("invalid release %q: want seed, or a number from 3.18 to 7.3 such as 6.12 or 6.12.117", text)
		if r, err := ParseRelease(text); err == nil || err.Error() != want {
			t.Errorf("%q is read as %v, %v, want the error %s", text, r, err, want)
		}
	}
}

// TestLastFields checks the last field of each command in the release that adds one.
func TestLastFields(t *testing.T) {
	for i := range Commands {
		c := &Commands[i]
		for _, f := range c.Fields {
			last := c.LastField(f.Since)
			switch {
			case last == nil && len(c.Ends) == 0:
				t.Errorf("%s has no last field in %v, which has %s", c.Name, f.Since, f.Name)
			case last != nil && (last.Since > f.Since || last.End() != c.Last(f.Since) || len(c.Ends) == 0 && last.End() < f.End()):
				t.Errorf("%s ends with %s in %v, want a field that is not before %s", c.Name, last.Name, f.Since, f.Name)
			}
		}
	}
	if last := Commands[BPF_MAP_FREEZE].LastField(Newest); last == nil || last.Name != "map_fd" {
		t.Errorf("BPF_MAP_FREEZE ends with %v, want map_fd", last)
	}
}
