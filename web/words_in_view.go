package web

import "bpfplay/core/history"

// wordsInView holds the words of the rows in the page, so that a row with the same words is not drawn again.
type wordsInView struct {
	of    *history.Session
	calls map[int]*rowWords // by number
	runs  map[rowSpan]string
}

// wordsMost is the largest number of rows whose words are held.
const wordsMost = 20 * rowsShown

// deriveWords finds the words of the rows in the page.
func (d *Desk) deriveWords() {
	r, w := &d.rows, &d.words
	if w.of != d.session || len(w.calls)+len(w.runs) > wordsMost {
		*w = wordsInView{d.session, map[int]*rowWords{}, map[rowSpan]string{}}
	}
	n := r.count(d.session.Len())
	for i := r.first; i <= r.last(n); i++ {
		span := r.span(i)
		if span.first < span.last {
			if _, known := w.runs[span]; !known {
				w.runs[span] = d.runWords(span)
			}
		} else if w.calls[span.first] == nil {
			words := d.wordsOf(span.first)
			w.calls[span.first] = &words
		}
	}
}
