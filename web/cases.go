package web

import (
	"embed"
	"sync"

	"bpfplay/core/lesson"
)

//go:embed cases lessons
var texts embed.FS

// caseFiles are the files of cases, in the order in which they are offered.
var caseFiles = []string{"cases/create.txt", "cases/who.txt", "cases/elements.txt"}

// Cases are failures that people asked for help with. They are read when they are first asked for.
var Cases = sync.OnceValue(func() []lesson.Case {
	var all []lesson.Case
	for _, name := range caseFiles {
		cases, err := lesson.ParseCases(textOf(name))
		if err != nil {
			panic("BUG: " + name + ": " + err.Error())
		}
		all = append(all, cases...)
	}
	return all
})

// textOf is a file of the page's own texts.
func textOf(name string) string {
	text, err := texts.ReadFile(name)
	if err != nil {
		panic("BUG: the page has no file " + name)
	}
	return string(text)
}
