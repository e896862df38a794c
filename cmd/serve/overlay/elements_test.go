package overlay

import (
	"go/format"
	"strings"
	"testing"
)

// threeElements has two elements that do the same, and one with a text of its own.
const threeElements = `package app

import "strings"

// HTMLA is a link.
type HTMLA interface {
	Text(v any) HTMLA
	Class(v ...string) HTMLA
}

// A returns a link.
func A() HTMLA {
	e := &htmlA{htmlElement: htmlElement{tag: "a"}}
	return e
}

type htmlA struct {
	htmlElement
}

func (e *htmlA) Text(v any) HTMLA {
	return e.Body(Text(v))
}

func (e *htmlA) Class(v ...string) HTMLA {
	e.setAttr("class", strings.Join(v, " "))
	return e
}

type HTMLB interface {
	Text(v any) HTMLB
}

func B() HTMLB {
	e := &htmlB{htmlElement: htmlElement{tag: "b"}}
	return e
}

type htmlB struct {
	htmlElement
}

func (e *htmlB) Text(v any) HTMLB {
	return e.Body(Text(v))
}

type HTMLTextarea interface {
	Text(v any) HTMLTextarea
}

func Textarea() HTMLTextarea {
	e := &htmlTextarea{htmlElement: htmlElement{tag: "textarea"}}
	return e
}

type htmlTextarea struct {
	htmlElement
}

func (e *htmlTextarea) Text(v any) HTMLTextarea {
	e.setAttr("value", v)
	return e
}
`

// TestElementsShareOneType checks that each method is there once, and that an element with another method stays.
func TestElementsShareOneType(t *testing.T) {
	shared, err := sharedElements([]byte(threeElements))
	if err != nil {
		t.Fatal(err)
	}
	again, err := sharedElements([]byte(threeElements))
	if err != nil || string(again) != string(shared) {
		t.Errorf("the second result differs: %v", err)
	}
	if formatted, err := format.Source(shared); err != nil || string(formatted) != string(shared) {
		t.Errorf("the source is not formatted: %v", err)
	}
	for text, want := range map[string]int{
		"type HTMLA = *anyElement\n": 1, "type htmlA = anyElement\n": 1, "type HTMLB = *anyElement\n": 1, "func A() HTMLA {": 1, "func B() HTMLB {": 1,
		"func (e *anyElement) Text(v any) *anyElement {\n\treturn e.Body(Text(v))": 1, "func (e *anyElement) Class(v ...string) *anyElement {": 1,
		"func (e *htmlA)": 0, "func (e *htmlB)": 0, "type HTMLTextarea interface": 1, "func (e *htmlTextarea) Text(v any) HTMLTextarea {": 1,
	} {
		if got := strings.Count(string(shared), text); got != want {
			t.Errorf("%q is there %d times, want %d:\n%s", text, got, want, shared)
		}
	}
}

// TestUnknownElementsAreRefused gives sources without elements.
func TestUnknownElementsAreRefused(t *testing.T) {
	for _, source := range []string{"", "package app", "package app\n\nfunc (e *htmlA"} {
		if _, err := sharedElements([]byte(source)); err == nil {
			t.Errorf("%q has elements", source)
		}
	}
}
