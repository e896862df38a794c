package web

import (
	"fmt"
	"io/fs"

	"bpfplay/core/lesson"
)

// CourseFolders are the folders of the lessons and cases, below that of this package.
var CourseFolders = lesson.CourseFolders

// CourseText returns the lessons and cases in a folder as one text, for [Host].ReadCourse: the files of each folder, by name.
func CourseText(folder fs.FS) (string, error) {
	var files []lesson.CourseFile
	for _, of := range CourseFolders {
		names, err := fs.Glob(folder, of+"/*.txt")
		if err != nil {
			return "", err
		}
		if len(names) == 0 {
			return "", fmt.Errorf("no text files in %s", of)
		}
		for _, name := range names {
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				return "", err
			}
			files = append(files, lesson.CourseFile{Name: name, Text: string(text)})
		}
	}
	return lesson.PackCourse(files), nil
}
