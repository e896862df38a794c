package paste

import "strconv"

// syzKind is what an argument of a syzkaller program is.
type syzKind uint8

const (
	syzNil     syzKind = iota
	syzAuto            // AUTO: what the descriptions say
	syzNumber          // a number
	syzResult          // r0, r0/2+1: the result of an earlier call
	syzPointer         // &(address)=…
	syzData            // a string in one of three styles
	syzList            // {…} or […]
	syzUnion           // @option=…
)

// syzArg is one argument, whatever its type: the text alone does not say how many bytes a number takes.
type syzArg struct {
	kind  syzKind
	v     uint64    // of a number; of a pointer its address; of data how many bytes it has
	name  string    // of a result; of a union its option
	gives string    // the r1 of <r1=>…: what the kernel leaves here is used later
	div   uint64    // of a result
	add   uint64    // of a result
	auto  bool      // of a pointer: &AUTO
	data  []byte    // of data
	inner []*syzArg // of a list; one for what a pointer points to and what a union holds, none where that is left out
}

// arg reads one argument.
func (s *syzScanner) arg() *syzArg {
	if s.depth++; s.depth > syzDepth {
		s.fail("no more than " + strconv.Itoa(syzDepth) + " brackets in each other")
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

func (s *syzScanner) plain() *syzArg {
	switch c := s.peek(); {
	case isDecimal(c) || c == '-':
		negative := s.take("-")
		a := &syzArg{kind: syzNumber, v: s.number()}
		if negative {
			a.v = -a.v
		}
		return a
	case s.take("nil"):
		return &syzArg{kind: syzNil}
	case s.take("AUTO"):
		return &syzArg{kind: syzAuto}
	case c == 'r':
		return s.result()
	case s.take("&"):
		return s.pointer()
	case c == '"' || c == '\'':
		return s.string(c)
	case s.take("{"):
		return &syzArg{kind: syzList, inner: s.list("}")}
	case s.take("["):
		return &syzArg{kind: syzList, inner: s.list("]")}
	case s.take("@"):
		a := &syzArg{kind: syzUnion, name: s.word()}
		if s.take("=") {
			a.inner = []*syzArg{s.arg()}
		}
		return a
	}
	s.fail("an argument such as 0x4, r0, &(0x7f0000000000)={…} or \"00\"")
	return &syzArg{}
}

// list reads arguments up to the bracket that closes them.
func (s *syzScanner) list(closing string) []*syzArg {
	var args []*syzArg
	for s.fault == "" && !s.take(closing) {
		args = append(args, s.arg())
		if s.peek() != closing[0] {
			s.expect(",")
		}
	}
	return args
}

func (s *syzScanner) result() *syzArg {
	a := &syzArg{kind: syzResult, name: s.word()}
	if s.take("/") {
		a.div = s.number()
	}
	if s.take("+") {
		a.add = s.number()
	}
	return a
}

// pointer reads what follows &: AUTO or an address, of which old programs say how far it lies from another, and what
// lies there.
func (s *syzScanner) pointer() *syzArg {
	a := &syzArg{kind: syzPointer, auto: s.take("AUTO")}
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
		a.inner = []*syzArg{s.arg()}
	}
	return a
}
