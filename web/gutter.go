package web

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// gutter returns the line numbers beside the text of an editor, with a mark at the wrong ones.
func gutter(lines int, wrong map[int]bool) app.UI {
	var numbers strings.Builder
	for n := 1; n <= lines; n++ {
		mark := " "
		if wrong[n] {
			mark = "▲"
		}
		numbers.WriteString(mark + strconv.Itoa(n) + "\n")
	}
	return app.Pre().Class("gutter").Aria("hidden", "true").Text(numbers.String())
}
