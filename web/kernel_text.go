package web

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// picVoice is a manner of writing. The drawing is laid out where no browser can measure, so widths are estimated.
type picVoice struct {
	is   string
	size float64
	mono bool
	bold bool
}

var (
	voiceName = picVoice{is: "name", size: 13, bold: true}
	voiceSoft = picVoice{is: "soft", size: 11.5}
	voiceMono = picVoice{is: "mono", size: 11.5, mono: true}
	voiceTiny = picVoice{is: "tiny", size: 10, mono: true}
)

// Widths in parts of the font's size, taken from DejaVu Sans, the widest of the fonts that may be met.
const (
	monoWidth  = 0.605
	plainWidth = 0.635
	boldFactor = 1.1
)

var runeWidths = map[rune]float64{
	' ': 0.32, '.': 0.32, ',': 0.32, ':': 0.34, 'i': 0.28, 'j': 0.28, 'l': 0.28, 'f': 0.36, 't': 0.4, 'r': 0.42, '-': 0.37,
	'm': 0.98, 'w': 0.82, 'M': 0.87, 'W': 0.99, '→': 0.84, '×': 0.84, '…': 1, '_': 0.5, 's': 0.53, 'c': 0.55, 'k': 0.58,
}

// width is how wide s will be, in units.
func (v picVoice) width(s string) int {
	em := 0.0
	for _, r := range s {
		w, odd := runeWidths[r]
		switch {
		case v.mono:
			w = monoWidth
		case !odd:
			w = plainWidth
		}
		em += w
	}
	if v.bold {
		em *= boldFactor
	}
	return int(em*v.size + 0.999)
}

// fit is the first of forms that is not wider than room, or as much of the last as is; whole says whether nothing was cut.
func (v picVoice) fit(room int, forms ...string) (s string, whole bool) {
	for _, s = range forms {
		if v.width(s) <= room {
			return s, true
		}
	}
	for s != "" && v.width(s+"…") > room {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return strings.TrimRight(s, " ") + "…", false
}

// breakAt is behind which byte a name is to go on in the next line: behind an underscore or a slash, as late as room allows. It is 0
// where the whole of it fits, or there is no such place.
func (v picVoice) breakAt(s string, room int) int {
	if v.width(s) <= room {
		return 0
	}
	for at := len(s) - 1; at > 0; at-- {
		if strings.IndexByte("_/", s[at-1]) >= 0 && v.width(s[:at]) <= room {
			return at
		}
	}
	return 0
}

// short cuts a long list: the first n of it and those that must be seen, and how many are left out.
func short[T any](all []T, n int, must func(T) bool) (shown []T, more int) {
	for i, one := range all {
		if i < n || must(one) {
			shown = append(shown, one)
		}
	}
	return shown, len(all) - len(shown)
}

// numberRun is a stretch of numbers without a gap.
type numberRun struct{ from, to int }

// minRun is how many numbers in a row are told by the first and the last alone.
const minRun = 4

// runsOf gathers numbers in rising order into runs; short runs are left as single numbers.
func runsOf(numbers []int) []numberRun {
	var runs []numberRun
	for i := 0; i < len(numbers); {
		j := i + 1
		for j < len(numbers) && numbers[j] == numbers[j-1]+1 {
			j++
		}
		if j-i >= minRun {
			runs = append(runs, numberRun{numbers[i], numbers[j-1]})
			i = j
			continue
		}
		for ; i < j; i++ {
			runs = append(runs, numberRun{numbers[i], numbers[i]})
		}
	}
	return runs
}

// text joins the ends of a run with a dash or a word.
func (r numberRun) text(to string) string {
	if r.from == r.to {
		return strconv.Itoa(r.from)
	}
	return strconv.Itoa(r.from) + to + strconv.Itoa(r.to)
}

// runsText is a list of numbers for the drawing: "0 1 2", "0–7 9".
func runsText(numbers []int) string {
	var parts []string
	for _, r := range runsOf(numbers) {
		parts = append(parts, r.text("–"))
	}
	return strings.Join(parts, " ")
}
