package web

import (
	"cmp"
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/lesson"
)

// The filters of the cases, by their indices in the table.
const (
	byResult = iota
	byType
	byRelease
	filterCount
)

// filters are the properties to filter cases by.
var filters = [filterCount]struct {
	title string
	of    func(*lesson.Case) []string
	order func(a, b string) int // nil: most frequent value first
}{
	byResult:  {"Result", func(c *lesson.Case) []string { return []string{saysOf(c)} }, nil},
	byType:    {"Map type", typesOfCase, nil},
	byRelease: {"Linux", func(c *lesson.Case) []string { return []string{c.Link.Machine.Release.Series().String()} }, byAge},
}

// filterValues returns the values that some case has, for each filter.
func filterValues(cases []lesson.Case) (all [filterCount][]string) {
	for i, f := range filters {
		times := map[string]int{}
		for c := range cases {
			for _, v := range f.of(&cases[c]) {
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
}

// byAge compares the names of releases.
func byAge(a, b string) int {
	older, _ := abi.ParseRelease(a) // the names come from releases
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

// CaseSearch owns the search words and the picked filters.
type CaseSearch struct {
	*Screen
	course *Course
	words  string
	picked [filterCount]string // "" for any
}

// For searches for words. It finds the cases that have all of them.
func (q *CaseSearch) For(words string) {
	q.words = words
	q.changed()
}

// Filter picks a value of a filter, or clears it if it is picked.
func (q *CaseSearch) Filter(filter int, choice string) {
	if filter < 0 || filter >= filterCount {
		return
	}
	if q.picked[filter] == choice {
		choice = ""
	}
	q.picked[filter] = choice
	q.changed()
}

// found returns the indices of the cases that the search finds.
func (q *CaseSearch) found() []int {
	var found []int
	cases := q.course.cases
	for i := range cases {
		if q.finds(&cases[i]) {
			found = append(found, i)
		}
	}
	return found
}

func (q *CaseSearch) finds(c *lesson.Case) bool {
	for i, f := range filters {
		if q.picked[i] != "" && !slices.Contains(f.of(c), q.picked[i]) {
			return false
		}
	}
	words := c.Words()
	for _, w := range searchWords(q.words) {
		if !strings.Contains(words, w) {
			return false
		}
	}
	return true
}
