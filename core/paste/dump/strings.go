package dump

import (
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// joinedString is a string of source code with all the strings joined to it.
type joinedString struct {
	first   token
	holds   coding
	escaped bool // it has escapes or says that it holds bytes: its characters are the bytes
	gdb     bool // gdb printed it
	pieces  bool // gdb printed it in pieces, with commas between them
}

// strings reads a string outside of lists and the strings joined to it.
func (p *sourceReader) strings(k token) *paste.SyntaxError {
	decl := p.decl
	p.decl = declaration{}
	return p.stringsAs(k, decl, decl.gdb)
}

// stringsAs makes a record of a string and of the strings that follow it with nothing, "+" or, if gdb printed them
// in pieces, a comma between them.
func (p *sourceReader) stringsAs(k token, decl declaration, pieces bool) *paste.SyntaxError {
	if err := p.r.begin(decl.name, p.place(k)); err != nil {
		return err
	}
	s := &joinedString{first: k, holds: decl.holds, gdb: decl.gdb, pieces: pieces}
	if strings.ContainsAny(k.front, "xXhH") {
		s.holds = codingHex
	}
	for joined := true; joined; {
		s.escaped = s.escaped || k.raw() || k.front != "" || len(k.bytes) != len(k.text)
		p.noteGreedy(k)
		p.r.add(k.bytes...)
		if err := p.repeatCharacter(s, k); err != nil {
			return err
		}
		k, joined = p.joinedTo(s)
	}
	if s.gdb {
		p.r.note(p.t.lines[s.first.line].num, english.Shorten(s.first.text, 20), "gdb leaves out the last byte of an array of char if it is 0: one more may belong here")
	}
	if s.holds == codingUnknown && (s.escaped || s.gdb || decl.typed != "") {
		return nil
	}
	return p.decode(s)
}

// repeatCharacter reads "<repeats n times>" after a character, which was added once already.
func (p *sourceReader) repeatCharacter(s *joinedString, k token) *paste.SyntaxError {
	repeats := p.peek(0)
	if repeats.kind != tokenRepeats {
		return nil
	}
	s.gdb, s.pieces = true, true
	if len(k.bytes) != 1 {
		return p.place(repeats).fault("%q without a single character before it", "want a character in single quotes")
	}
	if err := p.r.repeat(k.bytes[0], repeats.count-1, p.place(repeats)); err != nil {
		return err
	}
	p.skip(1)
	return nil
}

// joinedTo returns the next string if it is joined to s.
func (p *sourceReader) joinedTo(s *joinedString) (k token, joined bool) {
	next := [3]token{p.peek(0), p.peek(1), p.peek(2)}
	between := 0 // tokens between the strings
	switch {
	case next[0].kind == tokenString:
	case next[0].is("+") && next[1].kind == tokenString:
		between = 1
	case next[0].is(",") && next[1].kind == tokenString && (s.pieces || next[2].kind == tokenRepeats):
		between = 1
	case next[0].is(",") && next[1].kind == tokenString:
		if coding, known := codings.Find(next[1].text); known {
			s.holds = coding
			p.skip(2)
		}
		return k, false
	case next[0].kind == tokenDots:
		p.skip(1)
		s.gdb = false
		p.r.note(p.t.lines[next[0].line].num, next[0].text, "the string was cut here: bytes are missing")
		return k, false
	default:
		return k, false
	}
	p.skip(between + 1)
	return next[between], true
}

// noteGreedy notes an escape of three or more hex digits: C reads all of them, other languages two.
func (p *sourceReader) noteGreedy(k token) {
	if !p.greedy || k.raw() {
		return
	}
	for at := 0; at+1 < len(k.text); at++ {
		if k.text[at] != '\\' {
			continue
		}
		if k.text[at+1] == 'x' && literal.HexPrefix(k.text[at+2:min(len(k.text), at+5)]) == 3 {
			p.r.note(p.t.lines[k.line].num, k.text[at:at+5], `two digits were read after \x; C takes all that follow`)
			p.greedy = false
			return
		}
		at++
	}
}
