package lesson

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/link"
	"bpfplay/core/table"
)

// Case is a failure from a real help request: a history with a puzzling result.
type Case struct {
	ID        string // "A8"
	Title     string
	Asks      string // the question, without its answer
	Why       string // the answer, as the thread found it
	Reported  string // the result that the thread reports: "EINVAL", "524", "0"
	Elsewhere string // why the result differs here, if no check of bpf() returned it; "" otherwise
	Message   string // the reason in the log of the kernel; "" if the thread quotes none
	Open      bool   // the thread has no settled answer
	Threads   []string
	Claims    []string // facts about the result, for a test
	Link      link.Link

	programs programs
}

// caseKeys maps the keys of a case's lines, all but the first, to their setters.
var caseKeys = table.Listed[string, func(*Case, string) error]{
	{"asks", func(c *Case, v string) error { c.Asks = v; return nil }},
	{"why", func(c *Case, v string) error { c.Why = v; return nil }},
	{"reported", func(c *Case, v string) error { c.Reported = v; return nil }},
	{"elsewhere", func(c *Case, v string) error { c.Elsewhere = v; return nil }},
	{"message", func(c *Case, v string) error { c.Message = v; return nil }},
	{"claim", func(c *Case, v string) error { c.Claims = append(c.Claims, v); return nil }},
	{"open", func(c *Case, v string) error { c.Open, c.Why = true, v; return nil }},
	{"thread", func(c *Case, v string) error { c.Threads = strings.Fields(v); return nil }},
	{"link", func(c *Case, v string) (err error) { c.Link, err = parseLink(v, c.programs); return err }},
}

// ParseCases parses cases: blocks of lines separated by empty lines. The first line of a block is the case's ID and title.
// Each following line is a key, a colon and a text, or a line of a program. Lines that begin with // are comments. Errors
// name the line.
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
				return nil, lineError(i+1, "invalid case %q: want an ID and a title", line)
			}
			cases, inside = append(cases, Case{ID: id, Title: strings.TrimSpace(title)}), true
		case strings.HasPrefix(line, "%"):
			if err := cases[len(cases)-1].programs.add(i+1, line[1:]); err != nil {
				return nil, lineError(i+1, "%w", err)
			}
		default:
			key, value, _ := strings.Cut(line, ":")
			set, ok := caseKeys.Find(key)
			if !ok {
				return nil, lineError(i+1, "invalid key %q: want asks, why, reported, message, elsewhere, open, thread, claim or link, followed by a colon", key)
			}
			if err := set(&cases[len(cases)-1], strings.TrimSpace(value)); err != nil {
				return nil, lineError(i+1, "%w", err)
			}
		}
	}
	return cases, nil
}

// Types returns the map types that the case's calls create, sorted and without duplicates.
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

// Words returns the lower-case text that a search for the case covers.
func (c *Case) Words() string {
	words := []string{c.ID, c.Title, c.Asks, c.Reported, c.Message, c.Link.Machine.Release.String()}
	for _, t := range c.Types() {
		words = append(words, t.Short(), t.String())
	}
	return strings.ToLower(strings.Join(append(words, c.Threads...), " "))
}
