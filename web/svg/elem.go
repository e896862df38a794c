// Package svg builds the SVG elements of the page's drawings and estimates the width of their text.
package svg

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// namespace is required on every SVG element; without it, a browser creates an unknown HTML element.
const namespace = "http://www.w3.org/2000/svg"

// Attrs are the attributes of an SVG element.
type Attrs map[string]any

// Elem returns an SVG element. CSS selects it by its style words in data-is: go-app sets classes through className,
// which is read-only on SVG elements.
func Elem(tag, style string, attrs Attrs, children ...app.UI) app.UI {
	e := app.Elem(tag).XMLNS(namespace)
	if style != "" {
		e = e.Attr("data-is", style)
	}
	for name, value := range attrs {
		e = e.Attr(name, value)
	}
	return e.Body(children...)
}

// Lit returns style, with the word lit if the element is highlighted.
func Lit(style string, lit bool) string {
	if lit {
		return style + " lit"
	}
	return style
}
