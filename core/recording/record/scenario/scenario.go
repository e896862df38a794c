// Package scenario draws random scenarios of bpf(2) map calls for the recorder.
//
// A scenario depends on the release, the class, the seed and its number alone, so a recording can be made again.
// Package recording documents the form of the lines. An "id+N" in place of the bytes of a w line is the map id
// N after the first id of the scenario, which only the running kernel knows; ResolveIDs puts it in.
package scenario

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Scenario is a list of calls that one process makes, with its children, on a kernel that holds no maps.
type Scenario struct {
	Name  string   // class, seed and number, separated by dashes
	Keys  []string // machine settings, such as "unpriv=0"
	Lines []string // the calls, without results
	// Salted reports whether the scenario creates a map with a random hash seed. Its results may depend on the seed.
	Salted bool
}

// Text returns the lines of the scenario, each with its newline.
func (s *Scenario) Text() string {
	head := strings.Join(append([]string{"scenario", s.Name}, s.Keys...), " ")
	return head + "\n" + strings.Join(s.Lines, "\n") + "\n"
}

// Class is a group of scenarios that test the same part of the system call.
type Class struct {
	Name        string
	Description string
	draw        func(*drawer)
}

// Classes lists the classes in the order in which recordings have them.
var Classes = []Class{
	{"attr", "the entry of the call: command numbers, sizes, pointers, bytes past the known attr", (*drawer).attrClass},
	{"create", "BPF_MAP_CREATE of every map type, with sizes and flags at and past their limits", (*drawer).createClass},
	{"elem", "element commands and freeze, some with bad pointers, flags and descriptors", (*drawer).elemClass},
	{"model", "element commands, all well formed, so that the contents of the maps matter", (*drawer).modelClass},
	{"batch", "the batch commands", (*drawer).batchClass},
	{"percpu", "per-CPU maps", (*drawer).percpuClass},
	{"life", "descriptors, processes, ids, pins, map information, fdinfo", (*drawer).lifeClass},
	{"perm", "users, capabilities, the sysctl, RLIMIT_MEMLOCK", (*drawer).permClass},
	{"order", "the order of keys in arrays, tries and hashes with BPF_F_ZERO_SEED", (*drawer).orderClass},
	{"nested", "maps of maps, and maps of other objects", (*drawer).nestedClass},
	{"lru", "which elements an LRU map evicts", (*drawer).lruClass},
}

// Generate returns n scenarios of a class for a release.
func Generate(release abi.Release, class string, seed uint64, n int) ([]Scenario, error) {
	for _, c := range Classes {
		if c.Name != class {
			continue
		}
		list := make([]Scenario, n)
		for i := range list {
			list[i] = generate(release, c, seed, i)
		}
		return list, nil
	}
	return nil, fmt.Errorf("unknown class %q", class)
}

func generate(release abi.Release, c Class, seed uint64, i int) Scenario {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %d", c.Name, i)
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, uint64(h.Sum32()))), release: release}
	d.Name = fmt.Sprintf("%s-%d-%d", c.Name, seed, i)
	c.draw(d)
	return d.Scenario
}

// ResolveIDs replaces the "id+N" or "id-N" at the end of a w line with the bytes of the id first+N or first-N.
// Any other line is returned as it is.
func ResolveIDs(line string, first uint32) string {
	start, offset, ok := cutLast(line, " id")
	if !ok {
		return line
	}
	n, err := strconv.ParseInt(offset, 10, 32)
	if err != nil {
		return line
	}
	id := first + uint32(n)
	return fmt.Sprintf("%s %02x%02x%02x%02x", start, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
