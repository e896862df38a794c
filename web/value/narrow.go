package value

import "strings"

// Full-width forms of ASCII, which input methods for Chinese and Japanese type, and the distance between the two.
const (
	fullWidthFirst = '！'
	fullWidthLast  = '～'
	fullWidthSpace = '　'
	fullWidth      = fullWidthFirst - '!'
)

// Narrow returns typed numbers, names or code with ASCII in place of full-width forms. Text between double quotes stays as it is.
func Narrow(typed string) string {
	quoted := false
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r >= fullWidthFirst && r <= fullWidthLast:
			return r - fullWidth
		case r == fullWidthSpace:
			return ' '
		}
		return r
	}, typed)
}
