//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"github.com/hack-pad/safejs"
)

// The drawing of the kernel can be saved as a standalone file, with the page's computed styles inlined into each element.

const pictureSelector = ".kernel-picture svg"

// pictureStyles lists the CSS properties that a drawing needs.
var pictureStyles = []string{"fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight"}

// pictureScale is the number of PNG pixels per unit of the drawing.
const pictureScale = 2

func (h host) SavePicture(name string, png bool, then func(ok bool)) {
	text, width, height, err := picture()
	switch {
	case err != nil:
		then(false)
	case png:
		h.savePNG(name, text, width, height, then)
	default:
		then(h.saveAs(name, "image/svg+xml", text))
	}
}

// pictureMargin is the margin around the drawing, in its units.
const pictureMargin = 12

// picture returns the drawing as SVG text, and its size.
func picture() (svg string, width, height float64, err error) {
	drawn, err := get("document").Call("querySelector", pictureSelector)
	if err != nil {
		return "", 0, 0, err
	}
	width, err = numberAt(drawn, "viewBox", "baseVal", "width")
	if err != nil {
		return "", 0, 0, err
	}
	height, err = numberAt(drawn, "viewBox", "baseVal", "height")
	if err != nil {
		return "", 0, 0, err
	}
	copied, err := drawn.Call("cloneNode", true)
	if err != nil {
		return "", 0, 0, err
	}
	if err := inlineStyles(drawn, copied); err != nil {
		return "", 0, 0, err
	}
	width, height = width+2*pictureMargin, height+2*pictureMargin
	if err := ground(copied, width, height); err != nil {
		return "", 0, 0, err
	}
	serializer, err := get("XMLSerializer").New()
	if err != nil {
		return "", 0, 0, err
	}
	out, err := serializer.Call("serializeToString", copied)
	return text(out), width, height, err
}

// numberAt returns the number at a path of properties.
func numberAt(v safejs.Value, path ...string) (float64, error) {
	for _, p := range path {
		next, err := v.Get(p)
		if err != nil {
			return 0, err
		}
		v = next
	}
	return v.Float()
}

// inlineStyles copies the computed styles of each element into its copy.
func inlineStyles(drawn, copied safejs.Value) error {
	from, err := drawn.Call("querySelectorAll", "rect, path, text")
	if err != nil {
		return err
	}
	to, err := copied.Call("querySelectorAll", "rect, path, text")
	if err != nil {
		return err
	}
	n, err := from.Length()
	if err != nil {
		return err
	}
	for i := range n {
		if err := inlineStyle(from, to, i); err != nil {
			return err
		}
	}
	return nil
}

func inlineStyle(from, to safejs.Value, i int) error {
	element, err := from.Index(i)
	if err != nil {
		return err
	}
	target, err := to.Index(i)
	if err != nil {
		return err
	}
	computed, err := safejs.Global().Call("getComputedStyle", element)
	if err != nil {
		return err
	}
	var style strings.Builder
	for _, property := range pictureStyles {
		value, err := computed.Call("getPropertyValue", property)
		if err != nil {
			return err
		}
		style.WriteString(property + ":" + text(value) + ";")
	}
	_, err = target.Call("setAttribute", "style", style.String())
	return err
}

// ground sets the size and margin of the copy and paints the page's background colour.
func ground(copied safejs.Value, width, height float64) error {
	computed, err := safejs.Global().Call("getComputedStyle", get("document", "body"))
	if err != nil {
		return err
	}
	colour, err := computed.Call("getPropertyValue", "background-color")
	if err != nil {
		return err
	}
	rect, err := get("document").Call("createElementNS", "http://www.w3.org/2000/svg", "rect")
	if err != nil {
		return err
	}
	w, h := strconv.FormatFloat(width, 'f', -1, 64), strconv.FormatFloat(height, 'f', -1, 64)
	edge := strconv.Itoa(-pictureMargin)
	for _, a := range []struct {
		of          safejs.Value
		name, value string
	}{
		{rect, "x", edge}, {rect, "y", edge}, {rect, "width", w}, {rect, "height", h}, {rect, "fill", text(colour)},
		{copied, "viewBox", edge + " " + edge + " " + w + " " + h}, {copied, "width", w}, {copied, "height", h},
	} {
		if _, err := a.of.Call("setAttribute", a.name, a.value); err != nil {
			return err
		}
	}
	_, err = copied.Call("prepend", rect)
	return err
}

// savePNG draws the SVG on a canvas and saves it as a PNG.
func (h host) savePNG(name, svg string, width, height float64, then func(ok bool)) {
	image, err := get("Image").New()
	if err != nil {
		then(false)
		return
	}
	var loaded, failed safejs.Func
	settle := func(do func() bool) func([]safejs.Value) any {
		return func([]safejs.Value) any {
			loaded.Release()
			failed.Release()
			if !do() {
				then(false)
			}
			return nil
		}
	}
	draw := func() bool { return h.drawPNG(name, image, width, height, then) }
	if loaded, err = h.callback("draw a picture", settle(draw)); err == nil {
		if failed, err = h.callback("draw a picture", settle(func() bool { return false })); err == nil {
			_ = image.Set("onload", loaded.Value())
			_ = image.Set("onerror", failed.Value())
			var coded safejs.Value
			if coded, err = safejs.Global().Call("encodeURIComponent", svg); err == nil {
				err = image.Set("src", "data:image/svg+xml;charset=utf-8,"+text(coded))
			}
		}
	}
	if err != nil {
		then(false)
	}
}

// drawPNG reports whether the conversion began. If so, it calls then with the outcome.
func (h host) drawPNG(name string, image safejs.Value, width, height float64, then func(ok bool)) bool {
	canvas, err := get("document").Call("createElement", "canvas")
	if err != nil {
		return false
	}
	_ = canvas.Set("width", int(width*pictureScale))
	_ = canvas.Set("height", int(height*pictureScale))
	brush, err := canvas.Call("getContext", "2d")
	if err != nil {
		return false
	}
	if _, err := brush.Call("drawImage", image, 0, 0, width*pictureScale, height*pictureScale); err != nil {
		return false
	}
	var made safejs.Func
	made, err = h.callback("save a picture", func(args []safejs.Value) any {
		made.Release()
		then(len(args) > 0 && !args[0].IsNull() && h.saveBlob(name, args[0]))
		return nil
	})
	if err != nil {
		return false
	}
	_, err = canvas.Call("toBlob", made.Value(), "image/png")
	return err == nil
}
