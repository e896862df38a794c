package paste

// HexDigit returns the value of the hex digit c, or -1.
func HexDigit(c byte) int {
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

// IsWord reports whether c is a letter, a digit or _.
func IsWord(c byte) bool {
	return IsDecimal(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// IsDecimal reports whether c is a decimal digit.
func IsDecimal(c byte) bool { return '0' <= c && c <= '9' }
