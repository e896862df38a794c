//go:build planted

package readers

import (
	"strings"

	"bpfplay/core/paste"
)

// A text with "planted NAME PHASE" makes the reader of that name panic. Only a test builds this file.
func init() {
	for i, f := range textFormats {
		here := "planted " + f.name + " "
		textFormats[i].looks = func(p *paste.Source) bool {
			plant(p, here+"looks")
			return p.Contains(here) || !p.Contains("planted ") && f.looks(p)
		}
		textFormats[i].begin = func(p *paste.Source) (paste.LineReader, *paste.SyntaxError) {
			plant(p, here+"begin")
			if p.Contains(here) {
				return &plantedReader{p, here}, nil
			}
			return f.begin(p)
		}
	}
}

func plant(p *paste.Source, where string) {
	if p.Contains(where) {
		panic(strings.TrimSpace(where))
	}
}

type plantedReader struct {
	of   *paste.Source
	here string
}

func (r *plantedReader) Line(paste.Line) { plant(r.of, r.here+"Line") }

func (r *plantedReader) Finish() paste.Text {
	plant(r.of, r.here+"Finish")
	return paste.Text{}
}
