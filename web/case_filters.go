package web

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"bpfplay/core/abi"
	"bpfplay/core/lesson"
)

// The filters of the cases, by their places in the table.
const (
	byAnswer = iota
	byType
	byRelease
	filterCount
)

// filters are what cases can be chosen by.
var filters = [filterCount]struct {
	name, title string
	of          func(*lesson.Case) []string
	order       func(a, b string) int // nil: the most frequent first
}{
	byAnswer:  {"answer", "Answer", func(c *lesson.Case) []string { return []string{saysOf(c)} }, nil},
	byType:    {"type", "Map type", typesOfCase, nil},
	byRelease: {"release", "Linux", func(c *lesson.Case) []string { return []string{c.Link.Machine.Release.Series().String()} }, byAge},
}

// filterValues are the values that some case has, for each filter.
var filterValues = sync.OnceValue(func() (all [filterCount][]string) {
	for i, f := range filters {
		times := map[string]int{}
		for _, c := range Cases() {
			for _, v := range f.of(&c) {
				if times[v]++; times[v] == 1 {
					all[i] = append(all[i], v)
				}
			}
		}
		order := f.order
		if order == nil {
			order = func(a, b string) int { return times[b] - times[a] }
		}
		slices.SortStableFunc(all[i], order)
	}
	return all
})

// byAge compares the names of releases.
func byAge(a, b string) int {
	older, _ := abi.ParseRelease(a) // they are names that releases gave
	newer, _ := abi.ParseRelease(b)
	return cmp.Compare(older, newer)
}

func typesOfCase(c *lesson.Case) []string {
	var names []string
	for _, t := range c.Types() {
		names = append(names, t.Short())
	}
	return names
}

// caseSearch is what the cases were searched for.
type caseSearch struct {
	words  string
	picked [filterCount]string // "" for any
}

// SearchCases looks for words; all of them must be there.
func (s *Store) SearchCases(words string) {
	s.search.words = words
	s.changed()
}

// FilterCases picks a value of a filter, or lets it go where it was picked.
func (s *Store) FilterCases(filter int, value string) {
	if filter < 0 || filter >= filterCount {
		return
	}
	if s.search.picked[filter] == value {
		value = ""
	}
	s.search.picked[filter] = value
	s.changed()
}

// foundCases are the places, among all cases, of those that the search finds.
func (s *Store) foundCases() []int {
	var found []int
	cases := Cases()
	for i := range cases {
		if s.search.finds(&cases[i]) {
			found = append(found, i)
		}
	}
	return found
}

func (q *caseSearch) finds(c *lesson.Case) bool {
	for i, f := range filters {
		if q.picked[i] != "" && !slices.Contains(f.of(c), q.picked[i]) {
			return false
		}
	}
	words := c.Words()
	for _, w := range strings.Fields(strings.ToLower(q.words)) {
		if !strings.Contains(words, w) {
			return false
		}
	}
	return true
}
