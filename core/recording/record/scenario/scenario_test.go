package scenario

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/recording"
)

var release = abi.R(6, 12, 0)

func draw(t *testing.T, release abi.Release, class string, seed uint64, n int) []Scenario {
	t.Helper()
	list, err := Generate(release, class, seed, n)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestGenerateIsDeterministic(t *testing.T) {
	for _, c := range Classes {
		a, b, other := draw(t, release, c.Name, 1, 5), draw(t, release, c.Name, 1, 5), draw(t, release, c.Name, 2, 5)
		for i := range a {
			if a[i].Text() != b[i].Text() {
				t.Errorf("%s differs from itself", a[i].Name)
			}
			if slices.Equal(a[i].Lines, other[i].Lines) {
				t.Errorf("%s and %s have the same calls", a[i].Name, other[i].Name)
			}
		}
		if first := draw(t, release, c.Name, 1, 1); first[0].Text() != a[0].Text() {
			t.Errorf("%s depends on how many scenarios are drawn", a[0].Name)
		}
	}
}

func TestUnknownClass(t *testing.T) {
	if _, err := Generate(release, "nonsense", 1, 1); err == nil {
		t.Error("Generate accepts the class nonsense")
	}
}

// TestScenariosReplay replays scenarios on the emulated kernel: each line must be a call or a write of a process that exists.
func TestScenariosReplay(t *testing.T) {
	for _, r := range []abi.Release{abi.R(3, 18, 0), abi.R(4, 19, 0), abi.R(5, 10, 0), release, abi.R(7, 3, 0)} {
		for _, c := range Classes {
			replayClass(t, r, draw(t, r, c.Name, 1, 5))
		}
	}
}

func replayClass(t *testing.T, r abi.Release, list []Scenario) {
	t.Helper()
	succeeded := 0
	for _, s := range list {
		calls := 0
		text := s.Text()
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = ResolveIDs(line, 1)
		}
		for _, line := range strings.Split(recording.Replay("kernel "+r.String()+"\n"+strings.Join(lines, "\n")), "\n") {
			call, ret, isCall := strings.Cut(line, " = ")
			switch {
			case strings.HasPrefix(line, "?"):
				t.Errorf("%s of %s: unread line %q", s.Name, r, line)
			case isCall && ret == recording.Declined && !strings.HasPrefix(s.Name, "attr-"):
				t.Errorf("%s of %s: %s is not emulated", s.Name, r, call)
			case isCall:
				calls++
			}
			if isCall && strings.HasPrefix(call, "bpf") && !strings.HasPrefix(ret, "-") {
				succeeded++
			}
		}
		if calls == 0 {
			t.Errorf("%s of %s makes no call", s.Name, r)
		}
	}
	if succeeded == 0 && r >= abi.R(5, 10, 0) {
		t.Errorf("no bpf call of class %s succeeds on %s", list[0].Name, r)
	}
}

func TestResolveIDs(t *testing.T) {
	for line, want := range map[string]string{
		"w 10000000 id+2":    "w 10000000 02010000",
		"@1 w 10000000 id-1": "@1 w 10000000 ff000000",
		"w 10000000 0102":    "w 10000000 0102",
		"close 3":            "close 3",
	} {
		if got := ResolveIDs(line, 256); got != want {
			t.Errorf("ResolveIDs(%q) = %q, want %q", line, got, want)
		}
	}
}

// TestLargeMapsAreNotCreated makes maps smaller unless a check refuses them.
func TestLargeMapsAreNotCreated(t *testing.T) {
	d := &drawer{release: release}
	for _, s := range []shape{
		{typ: abi.BPF_MAP_TYPE_ARRAY, key: 4, value: 4, max: 1 << 30},
		{typ: abi.BPF_MAP_TYPE_PERCPU_ARRAY, key: 4, value: 4, max: 1<<32 - 1},
		{typ: abi.BPF_MAP_TYPE_HASH, key: 4, value: 4, max: 1 << 24},
		{typ: abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, key: 4, value: 4, max: 1 << 30, innerFD: 3},
	} {
		attr, size := s.attr()
		d.saveMemory(abi.BPF_MAP_CREATE, attr, size)
		if d.costly(attr, size) || attr.U32(&abi.MaxEntries) != 8 {
			t.Errorf("type %s: max_entries stays %d", s.typ, attr.U32(&abi.MaxEntries))
		}
	}
	refused := shape{typ: abi.BPF_MAP_TYPE_ARRAY, key: 8, value: 4, max: 1 << 30}
	attr, size := refused.attr()
	if d.saveMemory(abi.BPF_MAP_CREATE, attr, size); attr.U32(&abi.MaxEntries) != 1<<30 {
		t.Error("a map that is refused for its key size is made smaller")
	}
}
