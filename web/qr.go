package web

import (
	"strconv"
	"strings"

	"bpfplay/web/svg"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"rsc.io/qr/coding"
)

// qrVersions is the largest QR code version: 117 modules a side, 858 bytes. A camera at the back of a room cannot read a
// larger one.
const qrVersions coding.Version = 20

// qrMargin is the quiet zone around a QR code, in modules.
const qrMargin = 4

// qrCode encodes text as a QR code of the lowest redundancy; ok is false if the text is too long.
func qrCode(text string) (code *coding.Code, ok bool) {
	for v := coding.Version(coding.MinVersion); v <= qrVersions; v++ {
		if coding.String(text).Bits(v) > v.DataBytes(coding.L)*8 {
			continue
		}
		plan, err := coding.NewPlan(v, coding.L, 0)
		if err != nil {
			return nil, false
		}
		code, err := plan.Encode(coding.String(text))
		return code, err == nil
	}
	return nil, false
}

// qrDrawing draws a QR code, always dark on white, because not every camera reads inverted codes.
func qrDrawing(code *coding.Code) app.UI {
	var dots strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				dots.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(run) + "v1h-" + strconv.Itoa(run) + "z")
				x += run
			}
		}
	}
	side := strconv.Itoa(code.Size + 2*qrMargin)
	edge := strconv.Itoa(-qrMargin)
	return svg.Elem("svg", "qr", svg.Attrs{"viewBox": edge + " " + edge + " " + side + " " + side, "aria-hidden": "true", "shape-rendering": "crispEdges"},
		svg.Elem("rect", "", svg.Attrs{"x": edge, "y": edge, "width": side, "height": side, "fill": "#fff"}),
		svg.Elem("path", "", svg.Attrs{"d": dots.String(), "fill": "#000"}))
}
