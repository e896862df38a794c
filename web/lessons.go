package web

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"bpfplay/core/lesson"
	"bpfplay/core/link"
)

// Lessons returns the embedded lessons, sorted by file name. The first call parses them.
var Lessons = sync.OnceValue(func() []*lesson.Lesson {
	names := lessonFiles()
	lessons, err := make([]*lesson.Lesson, len(names)), error(nil)
	for i, name := range names {
		if lessons[i], err = lesson.Parse(textOf(name)); err != nil {
			panic("BUG: " + strings.TrimPrefix(name, "lessons/") + ": " + err.Error())
		}
		_, lessons[i].Name, _ = strings.Cut(strings.TrimSuffix(name, ".txt"), "-")
	}
	return lessons
})

// lessonFiles returns the files of the lessons, sorted. There is one for each, so counting lessons parses none.
func lessonFiles() []string {
	names, err := fs.Glob(texts, "lessons/*.txt")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return names
}

// lessonNamed returns the lesson of the course with a name, or parses the packed text of another.
func lessonNamed(name string) (*lesson.Lesson, error) {
	if strings.Contains(name, "~") {
		text, err := link.UnpackText(name)
		if err != nil {
			return nil, err
		}
		return lesson.Parse(text)
	}
	for _, l := range Lessons() {
		if l.Name == name {
			return l, nil
		}
	}
	return nil, fmt.Errorf("no lesson %q", name)
}
