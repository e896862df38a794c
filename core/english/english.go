// Package english inflects the English of messages: counts, lists, ordinals.
package english

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Integer is a number of things.
type Integer interface {
	~int | ~int64 | ~uint32 | ~uint64
}

// Digits returns n in decimal.
func Digits[N Integer](n N) string {
	if n < 0 {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatUint(uint64(n), 10)
}

// Count returns "0 maps", "1 map", "2 maps".
func Count[N Integer](n N, noun string) string { return Digits(n) + " " + Plural(n, noun) }

// CountOrNo is Count with "no maps" for 0.
func CountOrNo[N Integer](n N, noun string) string {
	if n == 0 {
		return "no " + Plural(n, noun)
	}
	return Count(n, noun)
}

// Plural returns the form of noun after n.
func Plural[N Integer](n N, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Verb returns the form of a regular verb after n things: "leads" after one, "lead" after two.
func Verb[N Integer](n N, verb string) string {
	if n == 1 {
		return verb + "s"
	}
	return verb
}

// Were returns "was" after one thing, else "were".
func Were[N Integer](n N) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// List returns "a", "a and b", "a, b and c"; "" for no items.
func List(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

// Ordinal returns "1st", "2nd", "11th", "21st".
func Ordinal(n int) string {
	suffix := "th"
	if tens := n / 10 % 10; tens != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

var ordinals = [...]string{1: "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

// OrdinalWord returns "first" to "tenth", and Ordinal for any other number.
func OrdinalWord(n int) string {
	if n > 0 && n < len(ordinals) {
		return ordinals[n]
	}
	return Ordinal(n)
}

// Shorten returns at most n characters of s. If it cuts any, the last one is "…".
func Shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return Head(s, n-1) + "…"
}

// Head returns the first n characters of s.
func Head(s string, n int) string {
	for at := range s {
		if n == 0 {
			return s[:at]
		}
		n--
	}
	return s
}

// Sentence returns s with its first letter in upper case, if it is one of a to z.
func Sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
