package paste

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/abi"
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
	for end < len(line) && (isStraceWord(line[end]) || line[end] == '$') {
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

func (r *syzReader) line(l textLine) {
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

// syzDescriptors are the calls besides bpf that change descriptors, paths or users, whether or not their result is used.
var syzDescriptors = map[string]bool{"unlink": true, "setresuid": true, "close": true, "close_range": true, "dup": true, "dup2": true, "dup3": true, "fcntl": true}

// syzNoDescriptors are calls whose results are no descriptors.
var syzNoDescriptors = map[string]bool{"mmap": true, "read": true, "write": true, "getpid": true, "gettid": true, "shmat": true, "shmget": true, "fork": true, "syz_clone": true, "syz_clone3": true, "clone": true, "clone3": true}

// bpf fills in a call of bpf.
func (l *syzLayout) bpf(c *Call, variant string, args []*syzArg) (why string) {
	named, known := syzNamed(variant)
	arg := func(i int) *syzArg {
		if i < len(args) {
			return args[i]
		}
		return &syzArg{}
	}
	switch cmd := arg(0); {
	case cmd.kind == syzNumber:
		c.Cmd = abi.Cmd(uint32(cmd.v))
	case cmd.kind == syzAuto && known:
		c.Cmd = named.cmd
	default:
		return "the first argument is not a command: a number such as 0x0 was expected"
	}
	if !known {
		named.attr = syzAttrs[c.Cmd]
	}
	layOut := named.attr
	attr := arg(1)
	end := uint64(0)
	switch attr.kind {
	case syzPointer:
		c.Addr = l.address(attr)
		inner := slices.Concat(attr.inner, []*syzArg{nil})[0]
		if inner != nil && inner.kind == syzUnion {
			if option := syzOptions[named.cmd][inner.name]; option != nil {
				layOut = option
			}
		}
		if layOut == nil {
			layOut = &syzBytes
			if inner != nil && inner.kind != syzData && !isAnyBlob(inner) {
				l.lose("the attr: the fields of %v are not read", c.Cmd)
				inner = nil
			}
		}
		end = l.place(inner, layOut, c.Addr)
		l.touch(c.Addr, end-c.Addr)
	case syzNumber:
		c.Addr = syzSpecial(attr.v)
	case syzNil:
	default:
		return "the second argument is not an address such as &(0x7f0000000000)"
	}
	switch size := arg(2); size.kind {
	case syzNumber:
		c.Size = uint32(size.v)
	case syzAuto:
		c.Size = uint32(end - c.Addr)
	default:
		return "the third argument is not a size such as 0x48"
	}
	l.path(c)
	return ""
}

func isAnyBlob(a *syzArg) bool {
	return a.kind == syzList && len(a.inner) > 0 && a.inner[0].kind == syzUnion && strings.HasPrefix(a.inner[0].name, "ANY")
}

// path notes the path of pin and get, as far as the program stores one.
func (l *syzLayout) path(c *Call) {
	if c.Cmd == abi.BPF_OBJ_PIN || c.Cmd == abi.BPF_OBJ_GET {
		if at := abi.Pathname.Value(l.read(c.Addr, abi.Pathname.End())); at != 0 {
			c.Path = l.text(at)
		}
	}
}

// others fills in the arguments of any other call.
func (l *syzLayout) others(c *Call, args []*syzArg) {
	for i, a := range args {
		v := int64(a.v)
		switch a.kind {
		case syzResult:
			ref, ok := l.results[a.name]
			v = -1
			if ok {
				ref.Div, ref.Add, ref.In, ref.Nr = a.div, a.add, RefArg, i
				c.Refs = append(c.Refs, ref)
				v = 0
			} else {
				l.lose("%s: -1 stands for it, as no call of this text gives it", a.name)
			}
		case syzPointer:
			at := l.address(a)
			if len(a.inner) > 0 && a.inner[0].kind == syzData {
				l.lead(a, &syzBytes, at)
				c.Path = string(bytes.TrimRight(a.inner[0].data, "\x00"))
			}
			v = int64(at)
			named(a, at, l.gives)
		case syzNumber:
		default:
			v = 0
		}
		c.Args = append(c.Args, v)
	}
}

// named finds the results that the kernel leaves among the numbers of four bytes at an address, as socketpair does.
func named(a *syzArg, at uint64, gives map[string]uint64) {
	for i, inner := range a.inner {
		if inner.gives != "" {
			gives[inner.gives] = at + uint64(4*i)
		}
		if inner.kind == syzList && a.kind == syzPointer {
			named(inner, at, gives)
		}
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
		c.Lost = append(c.Lost, fmt.Sprintf("%q behind the call", shorten(rest, 40)))
	}
}

func (r *syzReader) finish() Text {
	if len(r.open) > 0 {
		r.closeCall()
	}
	if r.auto != syzAutoBase {
		r.text.Notes = append(r.text.Notes, Note{1, "AUTO", "addresses from 0x7f0000e00000 on stand for &AUTO"})
	}
	return r.text
}
