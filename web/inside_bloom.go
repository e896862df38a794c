package web

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// bitsInRow is how many bits of a bloom filter one line has.
const bitsInRow = 64

// drawBits draws the bits of a bloom filter; those that the value that is looked for needs are lit, set or not.
func (show *insideShown) drawBits() []app.UI {
	bits, _ := hex.DecodeString(show.Bits) // the core wrote it
	need := map[uint64]bool{}
	if show.found != nil {
		for _, b := range show.found.Bits {
			need[b.At] = true
		}
	}
	var rows []app.UI
	for at := 0; at < len(bits)*8; at += bitsInRow {
		rows = append(rows, app.Div().Class("in-bits").Body(
			append([]app.UI{app.Span().Class("in-nr").Text(fmt.Sprint(show.From + uint64(at)))}, bitRow(bits, at, show.From, need)...)...))
	}
	if lines := show.bloomLines(); lines != "" {
		rows = append([]app.UI{app.Div().Class("in-sum").ID("inside-sum").Body(app.Span().Text(lines))}, rows...)
	}
	return rows
}

// bitRow is one line of bits; only bits that are lit are elements of their own.
func bitRow(bits []byte, at int, from uint64, need map[uint64]bool) []app.UI {
	var row []app.UI
	var plain strings.Builder
	flush := func() {
		row = append(row, app.Span().Text(plain.String()))
		plain.Reset()
	}
	for i := at; i < min(at+bitsInRow, len(bits)*8); i++ {
		sign := "·"
		if bits[i/8]>>(i%8)&1 == 1 {
			sign = "1"
		}
		if need[from+uint64(i)] {
			flush()
			row = append(row, app.B().Class("lit").Text(sign))
			continue
		}
		plain.WriteString(sign)
	}
	flush()
	return row
}

// bloomLines tells which bits a value needs.
func (show *insideShown) bloomLines() string {
	f := show.found
	if f == nil || len(f.Bits) == 0 {
		return ""
	}
	parts := make([]string, len(f.Bits))
	for i, b := range f.Bits {
		parts[i] = fmt.Sprintf("%d (%s)", b.At, setWord[b.Set])
	}
	answer := "so it is certainly not in the map"
	if f.There {
		answer = "so it may be in the map"
	}
	return fmt.Sprintf("%s has the bits %s: %s", show.text(show.value, f.Key), strings.Join(parts, ", "), answer)
}

var setWord = map[bool]string{true: "set", false: "not set"}
