package strace

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// argLimit is the most numbers kept from the arguments of a call.
const argLimit = 16

// args collects the numbers in the arguments of a call that is not bpf.
type args struct {
	*reader
	call  *paste.Call
	value int64
	some  bool // a value has begun
	times bool // the next number multiplies it
	flags bool // the value is named flags
	full  bool // the rest was written by the kernel
}

// other reads the arguments and the result of a call other than bpf, after the opening parenthesis.
func (r *reader) other(call *paste.Call) {
	a := &args{reader: r, call: call}
	for depth := 1; depth > 0 && r.fault == nil && !r.breaksOff(); {
		t := r.next()
		switch {
		case t.kind == end:
			r.fail(t, "", "want )")
		case t.is("{") || t.is("[") || t.is("("):
			depth++
		case t.is("}") || t.is("]") || t.is(")"):
			a.push()
			depth--
		case t.is(","):
			a.push()
		default:
			a.token(t)
		}
	}
	a.push()
	if r.fault == nil && !r.unfinished || r.skipToResult() {
		r.result(call)
	}
}

// skipToResult moves to the result of a call whose arguments the reader cannot parse, and reports whether one follows.
func (r *reader) skipToResult() bool {
	end := strings.LastIndex(r.text, ") ")
	if r.unfinished || end < 0 || !strings.HasPrefix(strings.TrimLeft(r.text[end+1:], " "), "=") {
		return false
	}
	r.at, r.fault, r.ended = end+1, nil, false
	return true
}

func (a *args) token(t token) {
	switch {
	case t.kind == quoted:
		if a.call.Path == "" {
			a.call.Path = string(a.unquote(t))
		} else if use := uses.Of(a.call.Name); use == names || use == mounts {
			a.call.To = string(a.unquote(t))
		}
		a.some = true
	case t.is("*"):
		a.times = true
	case t.kind == word && (a.take("=") || a.take(":")):
		a.flags = t.is("flags")
	case t.kind == mark && strings.HasPrefix(t.text, "<") && a.some:
		named(a.call, a.value, t.text)
	case t.is("NULL") && a.call.Name == "prlimit64":
		a.full = true
	case t.kind == word:
		a.word(t.text)
	}
}

// word adds a number or the name of a flag to the value.
func (a *args) word(text string) {
	v, known := constants.Find(text)
	if !known && strings.HasPrefix(text, "EPOLL") {
		v, known = constants.Find(text[1:])
	}
	if n, ok := integer(text); ok && !known {
		v = int64(n.size)
		if n.negative {
			v = -v
		}
	}
	switch {
	case a.times:
		a.value *= v
	case a.some && a.value >= 0:
		a.value |= v
	default:
		a.value = v
	}
	a.some, a.times = true, false
}

// execs lists the calls whose numbers are irrelevant.
var execs = []string{"execve", "execveat"}

// push ends a value. The flags of clone come first in the kernel, and second in strace.
func (a *args) push() {
	if a.some && !a.full && !slices.Contains(execs, a.call.Name) && len(a.call.Args) < argLimit {
		a.call.Args = append(a.call.Args, a.value)
		if a.flags && a.call.Name == "clone" {
			last := len(a.call.Args) - 1
			copy(a.call.Args[1:], a.call.Args[:last])
			a.call.Args[0] = a.value
		}
	}
	a.value, a.some, a.times, a.flags = 0, false, false, false
}

// capset reads the effective, permitted and inheritable sets of capset. It ignores unknown names.
func (r *reader) capset(call *paste.Call) {
	for _, name := range [...]string{"effective=", "permitted=", "inheritable="} {
		_, set, _ := strings.Cut(r.text[r.at:], name)
		if end := strings.IndexAny(set, ",}"); end >= 0 {
			set = set[:end]
		}
		call.Args = append(call.Args, caps(set))
	}
	if r.skipToResult() {
		r.result(call)
		return
	}
	r.fail(token{at: len(r.text)}, "", "want a result")
}

// caps parses "1<<CAP_CHOWN|1<<CAP_BPF", or a number.
func caps(set string) (bits int64) {
	for bit := range strings.SplitSeq(set, "|") {
		bit = strings.TrimSpace(bit)
		name, shifted := strings.CutPrefix(bit, "1<<")
		if n, err := strconv.ParseUint(bit, 0, 64); err == nil && n <= math.MaxInt64 {
			bits |= int64(n)
		}
		for _, known := range abi.CapNames {
			if shifted && name == known.Value {
				bits |= 1 << known.Key
			}
		}
	}
	return bits
}

// rights precedes the descriptors that sendmsg and recvmsg pass.
const rights = "cmsg_type=SCM_RIGHTS, cmsg_data=["

// iovLen precedes the length of each piece of a message.
const iovLen = ", iov_len="

// messageSize returns the bytes of the pieces of a message, 0 if the text leaves some out.
func messageSize(text string) (n uint32) {
	list, _, _ := strings.Cut(text, "msg_iovlen=")
	_, list, _ = strings.Cut(list, "msg_iov=[")
	for piece := range strings.SplitSeq(list, iovLen) {
		number, _ := digits(piece)
		length, _ := strconv.ParseUint(number, 10, 31)
		n += uint32(length)
	}
	if strings.Contains(list, "}, ...") {
		return 0
	}
	return n
}

// passed reads the descriptor of the socket of sendmsg or recvmsg, the flags, the descriptors that the message passes, and its
// size.
func (r *reader) passed(call *paste.Call) {
	call.Size = messageSize(r.text[r.at:])
	socket, _ := digits(strings.TrimLeft(r.text[r.at:], " "))
	n, _ := strconv.ParseInt(socket, 10, 32)
	flags := int64(0)
	if strings.Contains(r.text[strings.LastIndex(r.text, "}"):], "MSG_CMSG_CLOEXEC") {
		flags = constants.Of("MSG_CMSG_CLOEXEC")
	}
	call.Args = append(call.Args, n, flags)
	_, list, _ := strings.Cut(r.text[r.at:], rights)
	list, _, _ = strings.Cut(list, "]")
	for item := range strings.SplitSeq(list, ",") {
		number, name := digits(strings.TrimLeft(item, " "))
		if n, err := strconv.ParseInt(number, 10, 32); err == nil && len(call.Args) < argLimit {
			call.Args = append(call.Args, n)
			if name = strings.Trim(name, "<>"); name != "" {
				call.Files = append(call.Files, paste.File{FD: n, Name: name})
			}
		}
	}
	if r.skipToResult() {
		r.result(call)
		return
	}
	r.fail(token{at: len(r.text)}, "", "want a result")
}
