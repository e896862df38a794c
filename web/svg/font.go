package svg

import (
	"strings"
	"unicode/utf8"

	"bpfplay/core/table"
)

// Font is a style and size of text. Drawings are laid out without a browser to measure text, so widths are estimates.
type Font struct {
	Style string
	Size  float64
	mono  bool
	bold  bool
}

// The fonts of the drawings.
var (
	Name = Font{Style: "name", Size: 13, bold: true}
	Soft = Font{Style: "soft", Size: 11.5}
	Mono = Font{Style: "mono", Size: 11.5, mono: true}
	Tiny = Font{Style: "tiny", Size: 10, mono: true}
)

// Widths relative to the font size, measured in DejaVu Sans, the widest of the likely fonts.
const (
	monoWidth  = 0.605
	plainWidth = 0.635
	boldFactor = 1.1
)

var runeWidths = table.Listed[rune, float64]{
	{' ', 0.32}, {'.', 0.32}, {',', 0.32}, {':', 0.34}, {'i', 0.28}, {'j', 0.28}, {'l', 0.28}, {'f', 0.36}, {'t', 0.4}, {'r', 0.42}, {'-', 0.37},
	{'m', 0.98}, {'w', 0.82}, {'M', 0.87}, {'W', 0.99}, {'→', 0.84}, {'×', 0.84}, {'…', 1}, {'_', 0.5}, {'s', 0.53}, {'c', 0.55}, {'k', 0.58},
}

// Width returns the estimated width of s in units of the drawing.
func (f Font) Width(s string) int {
	em := 0.0
	for _, r := range s {
		w, known := runeWidths.Find(r)
		switch {
		case f.mono:
			w = monoWidth
		case !known:
			w = plainWidth
		}
		em += w
	}
	if f.bold {
		em *= boldFactor
	}
	return int(em*f.Size + 0.999)
}

// Fit returns the first of the forms that fits the room. If none fits, it returns the last one, cut, and false.
func (f Font) Fit(room int, forms ...string) (s string, whole bool) {
	for _, s = range forms {
		if f.Width(s) <= room {
			return s, true
		}
	}
	for s != "" && f.Width(s+"…") > room {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return strings.TrimRight(s, " ") + "…", false
}

// BreakAt returns the offset after the last space at which a line break makes the first part fit, else after the last
// underscore or slash. It returns 0 if the whole name fits, or no such offset exists.
func (f Font) BreakAt(s string, room int) int {
	if f.Width(s) <= room {
		return 0
	}
	for _, breaks := range []string{" ", "_/"} {
		for at := len(s) - 1; at > 0; at-- {
			if strings.IndexByte(breaks, s[at-1]) >= 0 && f.Width(s[:at]) <= room {
				return at
			}
		}
	}
	return 0
}
