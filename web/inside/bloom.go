package inside

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// bitsInRow is the number of bits on a line of a bloom filter.
const bitsInRow = 64

// drawBits draws the bits of a bloom filter. The bits of the target's hashes are lit.
func (p *Page) drawBits() []app.UI {
	bits := bytesOf(p.Bits)
	lit := map[uint64]bool{}
	if p.Target != nil {
		for _, b := range p.Target.Bits {
			lit[b.At] = true
		}
	}
	var rows []app.UI
	if sentence := p.bloomSentence(); sentence != "" {
		rows = append(rows, app.Div().Class("in-sum").ID("inside-sum").Body(app.Span().Text(sentence)))
	}
	for at := 0; at < len(bits)*8; at += bitsInRow {
		number := app.Span().Class("in-nr").Text(fmt.Sprint(p.From + uint64(at)))
		rows = append(rows, app.Div().Class("in-bits").Body(append([]app.UI{number}, bitRow(bits, at, p.From, lit)...)...))
	}
	return rows
}

// bitRow draws one line of bits. Runs of other bits share an element, to keep the page small.
func bitRow(bits []byte, at int, from uint64, lit map[uint64]bool) []app.UI {
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
		if lit[from+uint64(i)] {
			flush()
			row = append(row, app.B().Class("lit").Text(sign))
			continue
		}
		plain.WriteString(sign)
	}
	flush()
	return row
}

// bloomSentence returns the bits of the target's hashes and their verdict.
func (p *Page) bloomSentence() string {
	t := p.Target
	if t == nil || len(t.Bits) == 0 {
		return ""
	}
	bits := make([]string, len(t.Bits))
	for i, b := range t.Bits {
		state := "not set"
		if b.Set {
			state = "set"
		}
		bits[i] = fmt.Sprintf("%d (%s)", b.At, state)
	}
	verdict := "is definitely not in the map"
	if t.There {
		verdict = "may be in the map"
	}
	return fmt.Sprintf("%s hashes to bits %s, so it %s.", p.text(p.Value, t.Key), strings.Join(bits, ", "), verdict)
}
