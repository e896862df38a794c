package export

import (
	_ "embed"
	"strings"
)

// The texts around the calls of programs. A line that begins with % starts a piece: of every program (always), or of those
// that use a part. What follows %calls is after the calls.
var (
	//go:embed text/c.txt
	textC string

	//go:embed text/go.txt
	textGo string

	//go:embed text/python.txt
	textPython string
)

// Names of pieces that belong to no part.
const (
	partAlways part = "always"
	partCalls  part = "calls" // ends the text before them
)

// around returns the text before and after the calls, with the pieces whose part the program uses.
func (p *program) around(text string) (head, foot string) {
	var b strings.Builder
	used := false
	for line := range strings.Lines(text) {
		name, starts := strings.CutPrefix(line, "%")
		switch of := part(strings.TrimSuffix(name, "\n")); {
		case !starts:
			if used {
				b.WriteString(line)
			}
		case of == partCalls:
			head = b.String()
			b.Reset()
		default:
			used = of == partAlways || p.uses[of]
		}
	}
	return head, b.String()
}
