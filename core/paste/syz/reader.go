package syz

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// reader reads syzkaller programs, one call a line.
type reader struct {
	text    paste.Text
	stores  *paste.Stores
	results results
	auto    uint64
	open    []paste.Line // the lines of an incomplete call
}

func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{text: paste.Text{Format: "syzkaller program"}, stores: paste.NewStores(), results: results{}, auto: autoBase}, nil
}

// LooksLike reports whether a call has a variant after a $ in its name, a result such as r0, or an address as argument.
func LooksLike(p *paste.Source) bool { return p.Some(isCall) }

func isCall(line string) bool {
	name, result, ok := opening(line)
	if !ok {
		return false
	}
	rest := line[strings.IndexByte(line, '(')+1:]
	return strings.Contains(name, "$") && strings.Contains(name, "bpf") ||
		name == "bpf" && (strings.Contains(rest, "&(0x7f") || strings.Contains(rest, "&AUTO")) ||
		result != "" && strings.Contains(name, "$")
}

// opening returns the call that a line makes and the name of its result.
func opening(line string) (name, result string, ok bool) {
	line = strings.TrimSpace(line)
	if left, right, found := strings.Cut(line, " = "); found && isResult(left) {
		result, line = left, right
	}
	end := 0
	for end < len(line) && (paste.IsWord(line[end]) || line[end] == '$') {
		end++
	}
	name = line[:end]
	ok = end > 0 && end < len(line) && line[end] == '(' && !paste.IsDecimal(name[0])
	return name, result, ok
}

func isResult(word string) bool {
	return len(word) > 1 && word[0] == 'r' && strings.Trim(word[1:], "0123456789") == ""
}

// OpenLines is the most lines that one wrapped call may span.
const OpenLines = 64

func (r *reader) Line(l paste.Line) {
	text := strings.TrimSpace(l.Text)
	_, _, begins := opening(text)
	if len(r.open) > 0 && (begins || text == "" || len(r.open) == OpenLines) {
		r.closeCall()
	}
	switch {
	case len(r.open) > 0 || begins:
		r.open = append(r.open, l)
		if balanced(r.open) {
			r.closeCall()
		}
	case text == "":
	case text[0] == '#':
		r.unread(l, "is a comment")
	case strings.Contains(text, "executing program"):
		clear(r.results)
		r.unread(l, "begins a program, which has its own results")
	default:
		r.unread(l, "is not a call of a syzkaller program such as r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000000)={0x1, 0x4, 0x8, 0x10}, 0x48)")
	}
}

func (r *reader) unread(l paste.Line, why string) {
	r.text.Unread = l.Note(r.text.Unread, why)
}

// balanced reports whether every bracket of a call is closed.
func balanced(lines []paste.Line) bool {
	depth := 0
	quote := byte(0)
	for _, l := range lines {
		for i := 0; i < len(l.Text); i++ {
			switch c := l.Text[i]; {
			case quote != 0 && c == '\\':
				i++
			case quote != 0 && c == quote:
				quote = 0
			case quote != 0:
			case c == '"' || c == '\'':
				quote = c
			case c == '(':
				depth++
			case c == ')':
				depth--
			case c == '#' && depth == 0:
				return true
			}
		}
	}
	return depth <= 0 && quote == 0
}

// closeCall reads the collected lines as one call.
func (r *reader) closeCall() {
	var b strings.Builder
	first, count := r.open[0], 0
	for _, l := range r.open {
		b.WriteString(strings.TrimSpace(l.Text))
		if !strings.Contains(l.Text, "\"") { // a string that a mail program wrapped continues without a blank
			b.WriteByte(' ')
		}
		count = l.Num + l.Lines - first.Num
	}
	if why := r.call(b.String(), first.Num, count); why != "" {
		for _, l := range r.open {
			r.unread(l, why)
		}
	}
	r.open = r.open[:0]
}

// call reads one call and returns why it is not kept, or "".
func (r *reader) call(text string, line, lines int) (why string) {
	name, result, _ := opening(text)
	s := &scanner{text: text, at: strings.IndexByte(text, '(') + 1}
	args := s.list(")")
	if s.fault != "" {
		return s.fault
	}
	base, variant, _ := strings.Cut(name, "$")
	c := paste.Call{Line: line, Lines: lines, Name: base}
	r.remarks(s, &c)
	l := &layout{Stores: r.stores, results: r.results, gives: map[string]uint64{}, auto: r.auto}
	switch {
	case base == "bpf":
		if why := l.bpf(&c, variant, args); why != "" {
			return why
		}
		r.stores.Give(&c)
	case slices.Contains(NoDescriptors, base) || result == "" && !slices.Contains(Descriptors, base):
		l.others(&c, args) // later calls may read the results that it stores
		r.results.forget(result, l.gives)
		return "does not affect maps"
	default:
		l.others(&c, args)
	}
	if base == createResource {
		return r.alias(result, &c)
	}
	r.auto = l.auto
	c.Lost = append(c.Lost, l.lost...)
	if result != "" {
		r.results[result] = origin{ref: paste.Ref{Call: len(r.text.Calls)}}
	}
	for given, addr := range l.gives {
		r.results[given] = origin{ref: paste.Ref{Call: len(r.text.Calls), From: addr}}
	}
	r.text.Calls = append(r.text.Calls, c)
	return ""
}

// createResource is a pseudo call that returns its argument.
const createResource = "syz_create_resource"

// alias makes result another name of the first argument of c. It returns why the call is not kept.
func (r *reader) alias(result string, c *paste.Call) (why string) {
	switch {
	case len(c.Refs) > 0 && c.Refs[0].Nr == 0:
		ref := c.Refs[0]
		ref.In, ref.Nr = 0, 0
		r.results[result] = origin{ref: ref}
	case len(c.Args) > 0:
		r.results[result] = origin{v: uint64(c.Args[0]), isFixed: true}
	}
	return "returns its argument"
}

// forget drops the results of a call that is not kept. They also hide earlier results of the same name.
func (r results) forget(result string, gives map[string]uint64) {
	delete(r, result)
	for given := range gives {
		delete(r, given)
	}
}

// remarks reads the properties after a call, and the error that a syzkaller test expects.
func (r *reader) remarks(s *scanner, c *paste.Call) {
	if s.take("(") {
		for s.fault == "" && !s.take(")") {
			prop := s.word()
			if s.take(":") {
				prop += ": " + s.word()
			}
			s.take(",")
			c.Lost = append(c.Lost, fmt.Sprintf("%q is ignored: the call runs once, in order, without fault injection", prop))
		}
	}
	if s.fault != "" {
		c.Lost = append(c.Lost, s.fault)
	}
	rest := strings.TrimSpace(s.text[s.at:])
	comment, commented := strings.CutPrefix(rest, "#")
	errno := abi.ErrnoNamed(strings.TrimSpace(comment))
	switch {
	case commented && errno != 0:
		ret := -int64(errno)
		c.Result = &ret
	case rest != "" && !commented:
		c.Lost = append(c.Lost, fmt.Sprintf("%q after the call", english.Shorten(rest, 40)))
	}
}

func (r *reader) Finish() paste.Text {
	if len(r.open) > 0 {
		r.closeCall()
	}
	if r.auto != autoBase {
		r.text.Notes = append(r.text.Notes, paste.Note{Line: 1, Text: "AUTO", Why: "&AUTO is an address from 0x7f0000e00000 on"})
	}
	return r.text
}
