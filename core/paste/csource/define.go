package csource

import "strings"

// define reads #define NAME expression without parameters, and reports whether the expression is a number.
func (n *names) define(line string) bool {
	rest, ok := strings.CutPrefix(line, "#define")
	rest, _, _ = strings.Cut(rest, "//")
	rest, _, _ = strings.Cut(rest, "/*")
	body := tokens(rest)
	if !ok || len(body) < 2 || body[0].kind != word {
		return false
	}
	v, why := n.number(body[1:])
	if why != "" {
		return false
	}
	if n.defined == nil {
		n.defined = map[string]uint64{}
	}
	n.defined[body[0].text] = v
	return true
}
