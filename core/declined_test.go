package core_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// declinedList holds the calls and releases that the core does not emulate, from testdata/declined.txt.
type declinedList struct {
	// exact requires the counts of the list and all of its entries. Without it the list holds for other recordings,
	// in which other calls turn up: then a class may decline the commands that the list has for it in any release.
	exact       bool
	counts      map[declinedKey]int
	notEmulated map[string]bool // releases
	series      map[string]bool // releases that were recorded
}

type declinedKey struct{ series, class, command string }

func (k declinedKey) String() string { return k.series + " " + k.class + " " + k.command }

func compareKeys(a, b declinedKey) int { return strings.Compare(a.String(), b.String()) }

// parseDeclined reads the list: "RELEASE CLASS COMMAND COUNT" or "RELEASE not emulated" on each line.
func parseDeclined(text string, exact bool) (*declinedList, error) {
	l := &declinedList{exact: exact, counts: map[declinedKey]int{}, notEmulated: map[string]bool{}, series: map[string]bool{}}
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || line[0] == '#':
			continue
		case len(words) == 3 && words[1] == "not" && words[2] == "emulated":
			l.notEmulated[words[0]] = true
			continue
		case len(words) != 4:
			return nil, fmt.Errorf("line %d: %q: want RELEASE CLASS COMMAND COUNT or RELEASE not emulated", i+1, line)
		}
		k := declinedKey{words[0], words[1], words[2]}
		count, err := strconv.Atoi(words[3])
		if err != nil || count < 1 {
			return nil, fmt.Errorf("line %d: invalid count %q: want 1 or more", i+1, words[3])
		}
		if l.counts[k] != 0 {
			return nil, fmt.Errorf("line %d: %s is listed twice", i+1, k)
		}
		l.counts[k] = count
	}
	return l, nil
}

// check compares the declined calls of a class with the list.
func (l *declinedList) check(v verdicts, series, class string, declined map[string]int) {
	if !l.exact {
		for _, command := range slices.Sorted(maps.Keys(declined)) {
			if !l.has(class, command) {
				v.Errorf("kernel %s: %d calls of %s were declined, which the list has in no release for class %s", series, declined[command], command, class)
			}
		}
		return
	}
	expected := map[string]int{}
	for k, count := range l.counts {
		if k.series == series && k.class == class {
			expected[k.command] = count
		}
	}
	both := maps.Clone(expected)
	maps.Copy(both, declined)
	for _, command := range slices.Sorted(maps.Keys(both)) {
		if declined[command] != expected[command] {
			v.Errorf("kernel %s, class %s: %d calls of %s were declined, the list expects %d", series, class, declined[command], command, expected[command])
		}
	}
}

// has reports whether the list has a command for a class in any release.
func (l *declinedList) has(class, command string) bool {
	for k := range l.counts {
		if k.class == class && k.command == command {
			return true
		}
	}
	return false
}

// missing reports entries of a release whose class was not recorded.
func (l *declinedList) missing(v verdicts, series string, classes map[string][]scenario) {
	for _, k := range slices.SortedFunc(maps.Keys(l.counts), compareKeys) {
		if l.exact && k.series == series && classes[k.class] == nil {
			v.Errorf("%s is listed, but kernel %s has no recording of class %s", k, series, k.class)
		}
	}
}

// unused reports entries of releases that were not recorded.
func (l *declinedList) unused(v verdicts) {
	if !l.exact {
		return
	}
	for _, k := range slices.SortedFunc(maps.Keys(l.counts), compareKeys) {
		if !l.series[k.series] {
			v.Errorf("%s is listed, but kernel %s was not recorded", k, k.series)
		}
	}
	for _, series := range slices.Sorted(maps.Keys(l.notEmulated)) {
		if !l.series[series] {
			v.Errorf("kernel %s is listed as not emulated, but was not recorded", series)
		}
	}
}
