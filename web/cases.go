package web

import (
	"embed"
	"strings"
	"sync"

	"bpfplay/core/lesson"
)

//go:embed cases lessons
var texts embed.FS

// caseFiles lists the files of cases, in the order on screen.
var caseFiles = []string{"cases/create.txt", "cases/who.txt", "cases/elements.txt", "cases/programs.txt"}

// Cases returns the cases. The first call parses them.
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

// caseCount returns the number of cases without parsing them: each asks one question.
func caseCount() (n int) {
	for _, name := range caseFiles {
		n += strings.Count(textOf(name), "\nasks: ")
	}
	return n
}

// textOf returns an embedded text file.
func textOf(name string) string {
	text, err := texts.ReadFile(name)
	if err != nil {
		panic("BUG: the page has no file " + name)
	}
	return string(text)
}
