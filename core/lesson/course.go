package lesson

import (
	"fmt"
	"strings"
)

// Course is the lessons and cases of a site, in their order on screen.
type Course struct {
	Lessons []*Lesson
	Cases   []Case
}

// The folders of a course.
const (
	lessonFolder = "lessons"
	caseFolder   = "cases"
)

// CourseFolders are the folders of a course, in the order of its files.
var CourseFolders = []string{lessonFolder, caseFolder}

// Each file of a packed course follows a line with its name, as in a txtar archive.
const (
	beforeName = "-- "
	afterName  = " --"
)

// CourseFile is a file of a course.
type CourseFile struct {
	Name string // "lessons/01-first.txt" or "cases/01-create.txt"
	Text string
}

// PackCourse returns the files as one text, in their order.
func PackCourse(files []CourseFile) string {
	var packed strings.Builder
	for _, f := range files {
		packed.WriteString(beforeName + f.Name + afterName + "\n" + strings.TrimRight(f.Text, "\n") + "\n")
	}
	return packed.String()
}

// ParseCourse parses a packed course. Errors name the file and the line.
func ParseCourse(packed string) (*Course, error) {
	c := &Course{}
	name, text := "", ""
	for line := range strings.Lines(packed + beforeName + afterName) { // the last line ends the last file
		next, ok := nameOfFile(line)
		switch {
		case !ok && name == "":
			return nil, fmt.Errorf("invalid line %q in the course: want the name of a file", strings.TrimSuffix(line, "\n"))
		case !ok:
			text += line
			continue
		case name != "":
			if err := c.add(name, text); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		name, text = next, ""
	}
	return c, nil
}

// nameOfFile returns the name in a line of a packed course before a file; ok is false for any other line.
func nameOfFile(line string) (name string, ok bool) {
	line, ok = strings.CutPrefix(strings.TrimSuffix(line, "\n"), beforeName)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(line, afterName)
}

// add adds the lesson or the cases of a file.
func (c *Course) add(name, text string) error {
	folder, file, _ := strings.Cut(name, "/")
	switch folder {
	case lessonFolder:
		l, err := Parse(text)
		if err != nil {
			return err
		}
		_, l.Name, _ = strings.Cut(strings.TrimSuffix(file, ".txt"), "-")
		c.Lessons = append(c.Lessons, l)
	case caseFolder:
		cases, err := ParseCases(text)
		if err != nil {
			return err
		}
		c.Cases = append(c.Cases, cases...)
	default:
		return fmt.Errorf("unknown folder %q: want %s or %s", folder, lessonFolder, caseFolder)
	}
	return nil
}
