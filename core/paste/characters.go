package paste

// hexDigit returns the value of a hex digit, -1 if c is not one.
func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// isWord reports whether c may be part of a name: a letter, a digit or _.
func isWord(c byte) bool {
	return isDecimal(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// isDecimal reports whether c is a decimal digit.
func isDecimal(c byte) bool { return '0' <= c && c <= '9' }
