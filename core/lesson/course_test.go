package lesson

import (
	"strings"
	"testing"
)

const (
	firstText = "First\nA topic.\n#v1/k=6.12/create(hash,4,8,16)\n@ 1\nA map.\n-- not a name\n"
	caseText  = "A1 A case\nasks: Why?\nlink: v1/k=6.12/create(hash,4,8,16)\n"
)

// TestACourseIsPackedAndParsed packs files and parses them again.
func TestACourseIsPackedAndParsed(t *testing.T) {
	packed := PackCourse([]CourseFile{
		{"lessons/01-first.txt", firstText},
		{"lessons/02-second.txt", strings.Replace(firstText, "First", "Second", 1)},
		{"cases/01-early.txt", "// a comment\n\n" + caseText},
		{"cases/02-later.txt", strings.Replace(caseText, "A1", "A2", 1)},
	})
	c, err := ParseCourse(packed)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range c.Lessons {
		names = append(names, l.Name+" "+l.Title)
	}
	for _, one := range c.Cases {
		names = append(names, one.ID)
	}
	if got, want := strings.Join(names, ", "), "first First, second Second, A1, A2"; got != want {
		t.Errorf("the course has %s, want %s", got, want)
	}
	if c.Lessons[0].Source != firstText {
		t.Errorf("the source of the first lesson is %q, want %q", c.Lessons[0].Source, firstText)
	}
}

// TestADamagedCourseIsRefused parses texts that are not a course. Errors name the file and the line.
func TestADamagedCourseIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"<html>\n":                      "<html>",
		"-- lessons/01-a.txt --\nA\n":   "lessons/01-a.txt: line 1",
		"-- cases/a.txt --\nA1 A\nb:\n": "cases/a.txt: line 2",
		"-- other/a.txt --\nA\n":        `unknown folder "other"`,
	} {
		if _, err := ParseCourse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %s", text, err, want)
		}
	}
}
