package lesson

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Case is a failure that somebody asked for help with: a history whose last call was answered in a way that nobody
// understood.
type Case struct {
	ID        string // "A8"
	Title     string
	Asks      string // the question, without its answer
	Why       string // the answer, as the thread found it
	Says      string // what the thread says was answered: "EINVAL", "524", "0"
	Elsewhere string // where the answer came from, if no check of bpf() gave it; "" otherwise
	Open      bool   // the thread does not settle it
	Threads   []string
	Link      core.Link
}

// caseKeys are the lines of a case behind its first.
var caseKeys = map[string]func(*Case, string) error{
	"asks":      func(c *Case, v string) error { c.Asks = v; return nil },
	"why":       func(c *Case, v string) error { c.Why = v; return nil },
	"says":      func(c *Case, v string) error { c.Says = v; return nil },
	"elsewhere": func(c *Case, v string) error { c.Elsewhere = v; return nil },
	"open":      func(c *Case, v string) error { c.Open, c.Why = true, v; return nil },
	"thread":    func(c *Case, v string) error { c.Threads = strings.Fields(v); return nil },
	"link":      func(c *Case, v string) (err error) { c.Link, err = core.ParseLink(v); return err },
}

// ParseCases reads cases: blocks of lines with an empty line between them. The first line of a block is its name and its
// title, each other one a key, a colon and a text. The error names the line, what is wrong with it, and what would be right.
func ParseCases(text string) ([]Case, error) {
	var cases []Case
	inside := false
	for i, line := range lines(text) {
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
			inside = inside && line != ""
		case !inside:
			id, title, ok := strings.Cut(line, " ")
			if !ok {
				return nil, lineError(i+1, "a case begins with its name and its title: %q has one word", line)
			}
			cases, inside = append(cases, Case{ID: id, Title: strings.TrimSpace(title)}), true
		default:
			key, value, _ := strings.Cut(line, ":")
			set, ok := caseKeys[key]
			if !ok {
				return nil, lineError(i+1, "%q is no key of a case: asks, why, says, elsewhere, open, thread or link, and a colon, would be right", key)
			}
			if err := set(&cases[len(cases)-1], strings.TrimSpace(value)); err != nil {
				return nil, lineError(i+1, "%w", err)
			}
		}
	}
	return cases, nil
}

// Types are the map types that the case's calls create, each once.
func (c *Case) Types() []abi.MapType {
	var types []abi.MapType
	for i := range c.Link.Calls {
		call := &c.Link.Calls[i]
		if attr := call.Attr(); call.Op == core.OpBpf && call.Cmd() == abi.BPF_MAP_CREATE && len(attr) >= abi.MapTypeField.End() {
			types = append(types, abi.MapType(abi.MapTypeField.Value(attr)))
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// Words are all that a search may find the case by, in lower case.
func (c *Case) Words() string {
	words := []string{c.ID, c.Title, c.Asks, c.Says, c.Link.Machine.Release.String()}
	for _, t := range c.Types() {
		words = append(words, t.Short(), t.String())
	}
	return strings.ToLower(strings.Join(append(words, c.Threads...), " "))
}
