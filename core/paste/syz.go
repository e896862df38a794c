package paste

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// syzReader reads syzkaller programs, a call a line.
type syzReader struct {
	text    Text
	stores  *stores
	results syzResults
	auto    uint64
	open    []textLine // the lines of a call that is not at its end yet
}

func beginSyz(*pasted) (lineReader, *SyntaxError) {
	return &syzReader{text: Text{Format: "syzkaller program"}, stores: newStores(), results: syzResults{}, auto: syzAutoBase}, nil
}

// looksLikeSyz: a call with a variant behind a $ in its name, a result such as r0, or an argument that is an address.
func looksLikeSyz(p *pasted) bool { return p.some(isSyzCall) }

func isSyzCall(line string) bool {
	name, result, ok := syzOpening(line)
	if !ok {
		return false
	}
	rest := line[strings.IndexByte(line, '(')+1:]
	return strings.Contains(name, "$") && strings.Contains(name, "bpf") ||
		name == "bpf" && (strings.Contains(rest, "&(0x7f") || strings.Contains(rest, "&AUTO")) ||
		result != "" && strings.Contains(name, "$")
}

// syzOpening is what a line calls, and the result that it names.
func syzOpening(line string) (name, result string, ok bool) {
	line = strings.TrimSpace(line)
	if left, right, found := strings.Cut(line, " = "); found && isSyzResult(left) {
		result, line = left, right
	}
	end := 0
	for end < len(line) && (isWord(line[end]) || line[end] == '$') {
		end++
	}
	name = line[:end]
	ok = end > 0 && end < len(line) && line[end] == '(' && !isDecimal(name[0])
	return name, result, ok
}

func isSyzResult(word string) bool {
	return len(word) > 1 && word[0] == 'r' && strings.Trim(word[1:], "0123456789") == ""
}

// syzOpenLines is how many lines a call may be cut into by mail.
const syzOpenLines = 64

func (r *syzReader) Line(l textLine) {
	text := strings.TrimSpace(l.text)
	_, _, begins := syzOpening(text)
	if len(r.open) > 0 && (begins || text == "" || len(r.open) == syzOpenLines) {
		r.closeCall()
	}
	switch {
	case len(r.open) > 0 || begins:
		r.open = append(r.open, l)
		if syzBalanced(r.open) {
			r.closeCall()
		}
	case text == "":
	case text[0] == '#':
		r.unread(l, "a comment")
	case strings.Contains(text, "executing program"):
		clear(r.results)
		r.unread(l, "the head of a program: its results are its own")
	default:
		r.unread(l, "is not a call of a syzkaller program such as r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000000)={0x1, 0x4, 0x8, 0x10}, 0x48)")
	}
}

func (r *syzReader) unread(l textLine, why string) {
	r.text.Unread = l.note(r.text.Unread, why)
}

// syzBalanced says whether every bracket of a call is closed.
func syzBalanced(lines []textLine) bool {
	depth := 0
	quote := byte(0)
	for _, l := range lines {
		for i := 0; i < len(l.text); i++ {
			switch c := l.text[i]; {
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

// closeCall reads the lines that belong together.
func (r *syzReader) closeCall() {
	var b strings.Builder
	first, count := r.open[0], 0
	for _, l := range r.open {
		b.WriteString(strings.TrimSpace(l.text))
		if !strings.Contains(l.text, "\"") { // a string that mail has cut goes on without a blank
			b.WriteByte(' ')
		}
		count = l.num + l.lines - first.num
	}
	if why := r.call(b.String(), first.num, count); why != "" {
		for _, l := range r.open {
			r.unread(l, why)
		}
	}
	r.open = r.open[:0]
}

// call reads one call and says why it is none that counts.
func (r *syzReader) call(text string, line, lines int) (why string) {
	name, result, _ := syzOpening(text)
	s := &syzScanner{text: text, at: strings.IndexByte(text, '(') + 1}
	args := s.list(")")
	if s.fault != "" {
		return s.fault
	}
	base, variant, _ := strings.Cut(name, "$")
	c := Call{Line: line, Lines: lines, Name: base}
	r.remarks(s, &c)
	layout := &syzLayout{stores: r.stores, results: r.results, gives: map[string]uint64{}, auto: r.auto}
	switch {
	case base == "bpf":
		if why := layout.bpf(&c, variant, args); why != "" {
			return why
		}
		r.stores.give(&c)
	case syzNoDescriptors[base] || result == "" && !syzDescriptors[base]:
		layout.others(&c, args) // it may store what later calls read
		r.results.forget(result, layout.gives)
		return "has nothing to do with maps"
	default:
		layout.others(&c, args)
	}
	r.auto = layout.auto
	c.Lost = append(c.Lost, layout.lost...)
	if result != "" {
		r.results[result] = Ref{Call: len(r.text.Calls)}
	}
	for given, addr := range layout.gives {
		r.results[given] = Ref{Call: len(r.text.Calls), From: addr}
	}
	r.text.Calls = append(r.text.Calls, c)
	return ""
}

// forget drops the results of a call that is not kept: what had their names before is not meant either.
func (r syzResults) forget(result string, gives map[string]uint64) {
	delete(r, result)
	for given := range gives {
		delete(r, given)
	}
}

// remarks reads what stands behind a call: how it is to be run, and the error that a test of syzkaller expects.
func (r *syzReader) remarks(s *syzScanner, c *Call) {
	if s.take("(") {
		for s.fault == "" && !s.take(")") {
			prop := s.word()
			if s.take(":") {
				prop += ": " + s.word()
			}
			s.take(",")
			c.Lost = append(c.Lost, fmt.Sprintf("%q: the call is made once, after those before it, and nothing is made to fail", prop))
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
		c.Ret = &ret
	case rest != "" && !commented:
		c.Lost = append(c.Lost, fmt.Sprintf("%q behind the call", english.Shorten(rest, 40)))
	}
}

func (r *syzReader) Finish() Text {
	if len(r.open) > 0 {
		r.closeCall()
	}
	if r.auto != syzAutoBase {
		r.text.Notes = append(r.text.Notes, Note{1, "AUTO", "addresses from 0x7f0000e00000 on stand for &AUTO"})
	}
	return r.text
}
