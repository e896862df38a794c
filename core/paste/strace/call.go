package strace

import (
	"fmt"
	"math"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// ReadCall returns the first bpf() call in text, which is usually one line of strace. It skips what precedes the call
// (pid, time, quote marks, prompts) and what follows its result. A line typed by hand may omit the size, the result and
// the prefixes of names. Call.Attr then ends with its last field. The error is a *paste.SyntaxError.
func ReadCall(text string) (paste.Call, error) {
	start := callStart(text)
	if start < 0 {
		return paste.Call{}, noCall(text)
	}
	r := &reader{scanner: scanner{text: withoutProcessNotes(text), at: start}}
	call := r.call()
	if r.fault != nil {
		return paste.Call{}, r.fault
	}
	return call, nil
}

const opening = "bpf("

// callStart returns the offset of the arguments of the first bpf() call, or -1.
func callStart(text string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], opening)
		if at < 0 {
			return -1
		}
		at += from
		from = at + len(opening)
		if at == 0 || !paste.IsWord(text[at-1]) {
			return from
		}
	}
}

func noCall(text string) *paste.SyntaxError {
	s := scanner{text: text, at: len(text) - len(strings.TrimLeft(text, " \t\r\n"))}
	line, _, _ := strings.Cut(text[s.at:], "\n")
	first := token{at: s.at, text: line}
	if strings.Contains(line, "<... bpf resumed>") {
		return s.place(first).Fault("%q is the second half of a call", `want the line above it that ends in "<unfinished ...>"`)
	}
	return s.place(first).Fault("no bpf call in %q", "want a line such as bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16) = 3")
}

// withoutProcessNotes blanks out the messages that strace writes inside a line when it attaches to or detaches from a
// process.
func withoutProcessNotes(text string) string {
	at := strings.Index(text, process)
	if at < 0 {
		return text
	}
	plain := []byte(text)
	for at >= 0 {
		end := at + len(process)
		for end < len(text) && paste.IsDecimal(text[end]) {
			end++
		}
		for _, verb := range [...]string{" attached", " detached"} {
			if strings.HasPrefix(text[end:], verb) {
				end += len(verb)
				copy(plain[at:end], strings.Repeat(" ", end-at))
			}
		}
		next := strings.Index(text[end:], process)
		if next < 0 {
			break
		}
		at = end + next
	}
	return string(plain)
}

// reader reads the arguments of one call.
type reader struct {
	scanner
	unfinished bool     // the line ends early because another process interrupted it
	sizeless   bool     // the line has no size
	notes      []string // assumptions made
	versions   span     // the versions of strace that could have printed the line
}

func (r *reader) call() paste.Call {
	r.argument("cmd")
	call := paste.Call{Name: "bpf", Cmd: r.command()}
	r.expect(",")
	r.argument("attr", "uattr")
	attr := r.attr(&call)
	if r.take(",") {
		r.argument("size")
		call.Size = uint32(r.number(r.next(), "the size", 0, math.MaxUint32))
		r.breaksOff()
	} else if attr != nil && !r.unfinished {
		call.Size = uint32(attr.end)
		r.sizeless = true
	} else if attr != nil {
		call.Size = uint32(attr.end)
	}
	if attr != nil {
		attr.finish()
	}
	if r.unfinished {
		call.Lost = append(call.Lost, "what follows "+unfinished)
		return call
	}
	r.expect(")")
	if r.fault == nil {
		r.result(&call)
		r.remark(&call)
	}
	return call
}

// attr reads the second argument. It returns nil for an address and for the struct of a command without map fields.
func (r *reader) attr(call *paste.Call) *attr {
	opening := r.next()
	if opening.is("(") { // perf trace with the names of types
		r.skipStruct(opening)
		r.skipValue()
		call.Lost = append(call.Lost, "the attr: perf trace writes it in a form that is not read")
		return nil
	}
	if opening.is(dots) {
		call.Lost, call.Unshown = append(call.Lost, "the attr: the text omits it"), new(int)
		return nil
	}
	if !opening.is("{") {
		call.Addr = r.pointer(opening)
		r.breaksOff()
		return nil
	}
	row := call.Cmd.Known(abi.Newest)
	if loaded.At(call.Cmd).bytes != nil {
		if a := r.load(call, opening, row); a != nil {
			return a
		}
		call.Lost = append(call.Lost, fmt.Sprintf("the attr: the fields of %v are not read", call.Cmd))
		return nil
	}
	if row == nil || row.Fields == nil {
		r.skipStruct(opening)
		call.Lost = append(call.Lost, fmt.Sprintf("the attr: the fields of %v are not read", call.Cmd))
		return nil
	}
	a := &attr{reader: r, call: call, command: row, dots: -1}
	call.Attr = []byte{}
	a.members("")
	return a
}

// argument skips the name that strace -N and perf trace write before an argument.
func (r *reader) argument(names ...string) {
	for _, name := range names {
		back := r.at
		named := r.take(name)
		if named && r.take("=") {
			r.versions.since(argNames)
			return
		}
		if named && r.take(":") {
			r.versions.tool = "perf trace"
			return
		}
		r.at = back
	}
}

// breaksOff reports whether the line is unfinished, and skips <unfinished ...>.
func (r *reader) breaksOff() bool {
	r.unfinished = r.unfinished || r.take(unfinished)
	return r.unfinished
}

func (r *reader) command() abi.Cmd {
	t := r.next()
	for _, name := range [...]string{strings.ToUpper(t.text), "BPF_" + strings.ToUpper(t.text)} {
		if cmd, ok := abi.CmdNamed(name); ok && t.kind == word {
			return cmd
		}
	}
	if _, ok := integer(t.text); !ok {
		r.fail(t, "invalid command %q", "want a name such as BPF_MAP_CREATE, or a number")
	}
	return abi.Cmd(r.number(t, "a command", math.MinInt32, math.MaxUint32))
}

func (r *reader) pointer(t token) uint64 {
	if t.is("NULL") {
		return 0
	}
	if _, ok := integer(t.text); !ok {
		r.fail(t, "%q is neither a struct nor an address", "want {, an address such as 0x7ffd4509f4e0, or NULL")
	}
	return r.number(t, "an address", 0, math.MaxUint64)
}
