package syz

import (
	"bpfplay/core/paste"
	"strconv"
)

// kind is the kind of an argument.
type kind uint8

const (
	nilArg  kind = iota
	autoArg      // AUTO: the value in the descriptions
	number       // a number
	result       // r0, r0/2+1: the result of an earlier call
	pointer      // &(address)=…
	data         // a string in one of three styles
	list         // {…} or […]
	union        // @option=…
)

// arg is one argument before its type is known: the text does not show how many bytes a number takes.
type arg struct {
	kind  kind
	v     uint64 // of a number; of a pointer its address; of data its length in bytes
	name  string // of a result; of a union its option
	gives string // the r1 of <r1=>…: a later call uses the value that the kernel writes here
	div   uint64 // of a result
	add   uint64 // of a result
	auto  bool   // of a pointer: &AUTO
	data  []byte // of data
	inner []*arg // elements of a list; the target of a pointer or the content of a union, if present
}

// arg reads one argument.
func (s *scanner) arg() *arg {
	if s.depth++; s.depth > depth {
		s.fail("at most " + strconv.Itoa(depth) + " nested brackets")
	}
	defer func() { s.depth-- }()
	gives := ""
	if s.take("<") {
		gives = s.word()
		s.expect("=>")
	}
	a := s.plain()
	a.gives = gives
	return a
}

func (s *scanner) plain() *arg {
	switch c := s.peek(); {
	case paste.IsDecimal(c) || c == '-':
		negative := s.take("-")
		a := &arg{kind: number, v: s.number()}
		if negative {
			a.v = -a.v
		}
		return a
	case s.take("nil"):
		return &arg{kind: nilArg}
	case s.take("AUTO"):
		return &arg{kind: autoArg}
	case c == 'r':
		return s.result()
	case s.take("&"):
		return s.pointer()
	case c == '"' || c == '\'':
		return s.string(c)
	case s.take("{"):
		return &arg{kind: list, inner: s.list("}")}
	case s.take("["):
		return &arg{kind: list, inner: s.list("]")}
	case s.take("@"):
		a := &arg{kind: union, name: s.word()}
		if s.take("=") {
			a.inner = []*arg{s.arg()}
		}
		return a
	}
	s.fail("an argument such as 0x4, r0, &(0x7f0000000000)={…} or \"00\"")
	return &arg{}
}

// list reads arguments up to the bracket that closes them.
func (s *scanner) list(closing string) []*arg {
	var args []*arg
	for s.fault == "" && !s.take(closing) {
		args = append(args, s.arg())
		if s.peek() != closing[0] {
			s.expect(",")
		}
	}
	return args
}

func (s *scanner) result() *arg {
	a := &arg{kind: result, name: s.word()}
	if s.take("/") {
		a.div = s.number()
	}
	if s.take("+") {
		a.add = s.number()
	}
	return a
}

// pointer reads AUTO or an address after &, and the data at it. Old programs write an address as a base and an offset.
func (s *scanner) pointer() *arg {
	a := &arg{kind: pointer, auto: s.take("AUTO")}
	if !a.auto {
		s.expect("(")
		a.v = s.number()
		switch {
		case s.take("+"):
			a.v += s.number()
		case s.take("-"):
			a.v -= s.number()
		}
		if s.take("/") {
			s.number()
		}
		s.expect(")")
	}
	if s.take("=") {
		if s.take("ANY") {
			s.expect("=")
		}
		a.inner = []*arg{s.arg()}
	}
	return a
}

// computed returns the number that a result with its division and addition has if the result is v.
func (a *arg) computed(v uint64) uint64 {
	if a.div != 0 {
		v /= a.div
	}
	return v + a.add
}
