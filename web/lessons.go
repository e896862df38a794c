package web

import (
	"io/fs"
	"strings"
	"sync"

	"bpfplay/core/lesson"
)

// Lessons returns the embedded lessons, sorted by file name. The first call parses them.
var Lessons = sync.OnceValue(func() []*lesson.Lesson {
	names, err := fs.Glob(texts, "lessons/*.txt")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	lessons := make([]*lesson.Lesson, len(names))
	for i, name := range names {
		if lessons[i], err = lesson.Parse(textOf(name)); err != nil {
			panic("BUG: " + strings.TrimPrefix(name, "lessons/") + ": " + err.Error())
		}
	}
	return lessons
})
