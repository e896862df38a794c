package insn

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bpfplay/core/cint"
)

// Small methods here and in the assembler are not inlined: the page has to load the code.

// scanner reads the words of one line. After the first mistake, it reads nothing more.
type scanner struct {
	line int
	text string
	pos  int
	err  *Error
}

// fail records a mistake at byte offset at of the line.
func (s *scanner) fail(at int, format string, args ...any) {
	if s.err == nil {
		s.err = &Error{s.line, at + 1, fmt.Sprintf(format, args...)}
	}
}

// rest returns what follows, without leading space.
//
//go:noinline
func (s *scanner) rest() string {
	if s.err != nil {
		return ""
	}
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t' || s.text[s.pos] == '\r') {
		s.pos++
	}
	return s.text[s.pos:]
}

// accept skips token if it comes next.
//
//go:noinline
func (s *scanner) accept(token string) bool {
	if !strings.HasPrefix(s.rest(), token) {
		return false
	}
	s.pos += len(token)
	return true
}

// expect skips token, which must come next.
//
//go:noinline
func (s *scanner) expect(token string) {
	if !s.accept(token) && s.err == nil {
		s.fail(s.pos, "want %q, not %s", token, s.found())
	}
}

// found describes the next token, for messages.
func (s *scanner) found() string {
	rest := s.rest()
	if rest == "" || rest[0] == ';' {
		return "the end of the statement"
	}
	if w := s.word(); w != "" {
		return strconv.Quote(w)
	}
	return strconv.Quote(rest[:1])
}

// word returns the identifier that comes next without skipping it. It may contain dots and "%=", and begin with %.
func (s *scanner) word() string {
	rest := s.rest()
	n := 0
	for n < len(rest) && wordByte(rest[n], n) {
		n++
	}
	if strings.HasPrefix(rest[n:], "%=") && n > 0 {
		n += 2
	}
	if n == 1 && rest[0] == '%' {
		return ""
	}
	return rest[:n]
}

func wordByte(c byte, n int) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' || c == '$' || c >= '0' && c <= '9' ||
		n == 0 && c == '%'
}

// acceptWord skips word if it comes next as a whole.
//
//go:noinline
func (s *scanner) acceptWord(word string) bool {
	if s.word() != word {
		return false
	}
	s.pos += len(word)
	return true
}

// register reads r0 to r10, or w0 to w10, which are narrow.
func (s *scanner) register() (n uint8, narrow bool) {
	s.rest()
	cast := s.accept("(u32)") // of logs before 5.1
	at := s.pos
	w := s.word()
	n, narrow, ok := registerNumber(w)
	if !ok {
		if w == "" {
			s.fail(s.pos, "want a register, not %s", s.found())
		} else {
			s.fail(at, "unknown register %q: want r0 to r10", w)
		}
		return 0, false
	}
	s.pos += len(w)
	return n, narrow || cast
}

// registerNumber parses the name of a register, which may have a % before it.
func registerNumber(w string) (n uint8, narrow, ok bool) {
	w = strings.TrimPrefix(w, "%")
	if w == "fp" {
		return BPF_REG_10, false, true
	}
	if len(w) < 2 || w[0] != 'r' && w[0] != 'w' || w[1] == '0' && len(w) > 2 {
		return 0, false, false
	}
	v, err := strconv.ParseUint(w[1:], 10, 8)
	if err != nil || v >= MAX_BPF_REG {
		return 0, false, false
	}
	return uint8(v), w[0] == 'w', true
}

// looksLikeRegister reports whether w is a register, or would be one if its number were smaller.
//
//go:noinline
func looksLikeRegister(w string) bool {
	w = strings.TrimPrefix(w, "%")
	return w == "fp" || len(w) > 1 && (w[0] == 'r' || w[0] == 'w') && isNumber(w[1:])
}

// number reads an integer from lo to hi. Hexadecimal numbers may use the whole unsigned range of the same width.
func (s *scanner) number(what string, lo int64, hi uint64) int64 {
	rest := s.rest()
	at := s.pos
	n := 0
	if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
		n++
	}
	for n < len(rest) && rest[n] == ' ' {
		n++
	}
	digits := n
	for n < len(rest) && wordByte(rest[n], 1) {
		n++
	}
	if digits == n || rest[digits] < '0' || rest[digits] > '9' {
		s.fail(at, "want %s, not %s", what, s.found())
		return 0
	}
	v, ok := cint.Digits(rest[digits:n])
	if !ok {
		s.fail(at, "invalid number %q", rest[:n])
		return 0
	}
	negative := rest[0] == '-'
	if negative && v > uint64(-lo) || !negative && v > hi {
		if hi == math.MaxUint32 {
			s.fail(at, "invalid immediate %s: want 32 bits, or ll after it for a 64-bit load", rest[:n])
		} else {
			s.fail(at, "invalid %s %s: want %d to %d", what[strings.IndexByte(what, ' ')+1:], rest[:n], lo, hi)
		}
		return 0
	}
	s.pos += n
	if negative {
		return -int64(v)
	}
	return int64(v)
}

// imm32 reads an immediate of 32 bits, signed or not.
//
//go:noinline
func (s *scanner) imm32() int32 {
	return int32(s.number("an immediate", math.MinInt32, math.MaxUint32))
}

// off16 reads a signed offset of 16 bits.
//
//go:noinline
func (s *scanner) off16() int16 { return int16(s.number("an offset", math.MinInt16, math.MaxInt16)) }

// end skips a statement's end. It reports whether the line has another statement.
func (s *scanner) end() bool {
	rest := s.rest()
	if s.err != nil || rest == "" {
		return false
	}
	if rest[0] != ';' {
		s.fail(s.pos, "unexpected %s after the instruction", s.found())
		return false
	}
	s.pos++
	return s.startsStatement()
}

// startsStatement reports whether a statement comes next, rather than a comment after a semicolon.
func (s *scanner) startsStatement() bool {
	w := s.word()
	after := s.text[min(len(s.text), s.pos+len(w)):]
	alone := strings.HasPrefix(strings.TrimLeft(after, " \t\r"), ";") || strings.TrimSpace(after) == ""
	next := scanner{text: after}
	switch {
	case looksLikeRegister(w):
		return true
	case w == "":
		return strings.HasPrefix(s.rest(), "*(")
	case w == "if":
		return looksLikeRegister(next.word())
	case w == "exit":
		return alone
	case strings.HasPrefix(strings.TrimLeft(after, " \t"), ":"):
		return true
	case w == "goto" || w == "call" || w == "gotol" || w == "may_goto":
		return len(strings.Fields(after)) == 1 || strings.Contains(after, ";")
	case w == "lock" || w == ".insn":
		return true
	}
	return mnemonic(w) && (looksLikeRegister(next.word()) || strings.HasPrefix(next.rest(), "["))
}

// BlankComments replaces comments in assembly text by spaces, so that columns stay: // and # to the end of a line, /* */, and lines
// that begin with a semicolon. A # between a name and a number, as in a call, is not a comment.
func BlankComments(text string) string {
	b := []byte(text)
	start := true // nothing but space since the line began
	for k := 0; k < len(b); k++ {
		c := b[k]
		switch {
		case c == '\n':
			start = true
			continue
		case c == '/' && k+1 < len(b) && b[k+1] == '*':
			end := strings.Index(text[k+2:], "*/")
			stop := len(b)
			if end >= 0 {
				stop = k + 2 + end + 2
			}
			for ; k < stop; k++ {
				if b[k] != '\n' {
					b[k] = ' '
				}
			}
			k--
			continue
		case c == '/' && k+1 < len(b) && b[k+1] == '/',
			c == ';' && start,
			c == '#' && !(k > 0 && wordByte(b[k-1], 1) && k+1 < len(b) && (b[k+1] == '-' || b[k+1] >= '0' && b[k+1] <= '9')):
			for ; k < len(b) && b[k] != '\n'; k++ {
				b[k] = ' '
			}
			k--
			continue
		}
		if c != ' ' && c != '\t' && c != '\r' {
			start = false
		}
	}
	return string(b)
}
