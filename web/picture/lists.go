package picture

import (
	"strconv"
	"strings"
)

// short returns the first n elements of a list and those that must be shown, and how many it omits.
func short[T any](all []T, n int, must func(T) bool) (shown []T, omitted int) {
	for i, one := range all {
		if i < n || must(one) {
			shown = append(shown, one)
		}
	}
	return shown, len(all) - len(shown)
}

// numberRun is a run of consecutive numbers.
type numberRun struct{ first, last int }

// minRun is the length from which a run is written as its first and last number.
const minRun = 4

// runsOf splits ascending numbers into runs. Numbers of runs shorter than minRun are runs of one.
func runsOf(numbers []int) []numberRun {
	var runs []numberRun
	for i := 0; i < len(numbers); {
		j := i + 1
		for j < len(numbers) && numbers[j] == numbers[j-1]+1 {
			j++
		}
		if j-i >= minRun {
			runs = append(runs, numberRun{numbers[i], numbers[j-1]})
			i = j
			continue
		}
		for ; i < j; i++ {
			runs = append(runs, numberRun{numbers[i], numbers[i]})
		}
	}
	return runs
}

func (r numberRun) text(to string) string {
	if r.first == r.last {
		return strconv.Itoa(r.first)
	}
	return strconv.Itoa(r.first) + to + strconv.Itoa(r.last)
}

// runsText returns numbers as the drawing shows them: "0 1 2", "0–7 9".
func runsText(numbers []int) string {
	var parts []string
	for _, r := range runsOf(numbers) {
		parts = append(parts, r.text("–"))
	}
	return strings.Join(parts, " ")
}
