package dialect

// substitution puts the arguments of a macro into its body.
type substitution struct {
	*expansion
	macro    *definition
	args     [][]token
	expanded [][]token // the arguments with macros expanded, as far as the body needs them
	name     token     // the name of the macro in the text: the place of the tokens of the body
	result   []token
	left     int // length of result before the operand on the left of "##"
}

func (s *substitution) tokens() []token {
	body := s.macro.body
	for k := 0; k < len(body) && !s.full(); k++ {
		p := body[k]
		switch {
		case p.text == "#" && s.macro.function && k+1 < len(body) && body[k+1].param >= 0:
			k++ // a string, which lex leaves out too
			s.left = len(s.result)
		case p.text == "##" && k > 0 && k+1 < len(body):
			k++
			s.paste(body[k])
		default:
			s.left = len(s.result)
			pasted := k+1 < len(body) && body[k+1].text == "##"
			s.result = append(s.result, s.operand(p, pasted)...)
		}
	}
	return s.result
}

// operand returns the tokens for a piece of the body. Those of an operand of "##" are not expanded.
func (s *substitution) operand(p piece, pasted bool) []token {
	switch {
	case p.param < 0:
		return []token{{text: p.text, line: s.name.line, col: s.name.col}}
	case pasted:
		return s.args[p.param]
	case s.expanded[p.param] == nil:
		s.expanded[p.param] = s.expand([]token{}, s.args[p.param], true)
	}
	if !s.add(len(s.expanded[p.param])) {
		return nil
	}
	return s.expanded[p.param]
}

// paste makes one token of the last one and the first one of a piece. If the rest of the arguments is empty, the comma before
// it goes.
func (s *substitution) paste(p piece) {
	right := s.operand(p, true)
	last := len(s.result) - 1
	switch {
	case last >= s.left && s.result[last].text == "," && s.macro.variadic && p.param == s.macro.params-1:
		if len(right) == 0 {
			s.result = s.result[:last]
		}
	case last >= s.left && len(right) > 0:
		joined := s.result[last].text + right[0].text
		s.add(len(joined) / 16) // the text of many of them takes room too
		if t := s.result[last]; tokenLength(joined) == len(joined) {
			s.result[last] = token{text: joined, line: t.line, col: t.col}
		} else {
			s.result[last] = s.name.fail("macro %s joins %q and %q, which is not one word or sign", s.macro.name, t.text, right[0].text)
		}
		right = right[1:]
	}
	s.result = append(s.result, right...)
}
