package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/lesson"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// The numbers of lessons and cases, which the page shows before it has their texts.
const (
	lessonCount = 24
	caseCount   = 121
)

// Course owns the lessons and cases of the site. Their texts are a file that the page reads when one of them is first needed.
type Course struct {
	*Screen
	lessons []*lesson.Lesson
	cases   []lesson.Case
	values  [filterCount][]string // that some case has, for each filter
	here    bool                  // the texts have arrived
	shown   bool                  // the page shows a list of them
	asked   bool                  // they are on their way
	failed  error                 // of the last reading; nil if none has failed
	then    []func()              // run when they arrive
}

// need runs do when the texts are here: at once, or later.
func (c *Course) need(do func()) {
	if c.here {
		do()
		return
	}
	c.then = append(c.then, do)
	c.read()
}

// read reads the texts, unless they are here or on their way.
func (c *Course) read() {
	if c.here || c.asked {
		return
	}
	c.asked, c.failed = true, nil
	c.changed()
	c.host.ReadCourse(func(text string, err error) {
		defer c.Changed()
		defer c.guard("read the lessons and cases")
		c.asked = false
		if err == nil {
			err = c.take(text)
		}
		if c.failed = err; err != nil {
			return
		}
		then := c.then
		c.then = nil
		for _, do := range then {
			do()
		}
	})
}

// take parses the texts.
func (c *Course) take(text string) error {
	parsed, err := lesson.ParseCourse(text)
	if err == nil {
		c.lessons, c.cases, c.here = parsed.Lessons, parsed.Cases, true
		c.values = filterValues(c.cases)
	}
	return err
}

// derive reads the texts when the page begins to show a list of them.
func (c *Course) derive(shown bool) {
	if shown && !c.shown {
		c.read()
	}
	c.shown = shown
}

// state returns the line in place of the texts until they arrive.
func (c *Course) state() app.UI {
	if c.failed == nil {
		return app.P().Class("soft", "course-state").Role("status").Text("Loading the lessons and cases…")
	}
	return app.Div().Class("deeds", "course-state").Role("alert").Body(
		app.P().Class("wrong").Text("The lessons and cases did not arrive: "+strings.TrimSuffix(c.failed.Error(), ".")+"."),
		app.Button().Class("pill", "small", "course-again").Text("Try again").OnClick(c.onPress(c.read)))
}

// lessonNamed returns the lesson with a name, or parses the packed text of another.
func (c *Course) lessonNamed(name string) (*lesson.Lesson, error) {
	if isPacked(name) {
		text, err := link.UnpackText(name)
		if err != nil {
			return nil, err
		}
		return lesson.Parse(text)
	}
	for _, l := range c.lessons {
		if l.Name == name {
			return l, nil
		}
	}
	return nil, fmt.Errorf("no lesson %q", name)
}

// isPacked reports whether a link has the text of a lesson in place of its name.
func isPacked(name string) bool { return strings.Contains(name, "~") }

// caseNamed returns the index of the case with an ID; -1 if none has it.
func (c *Course) caseNamed(id string) int {
	return slices.IndexFunc(c.cases, func(one lesson.Case) bool { return one.ID == id })
}
