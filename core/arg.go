package core

import (
	"fmt"
	"strconv"
)

// ArgForm is the text form of an argument.
type ArgForm uint8

const (
	ArgInt  ArgForm = iota // signed decimal, as an int
	ArgUint                // unsigned decimal
	ArgHex                 // hexadecimal without 0x
	ArgPath                // text without blanks, in Call.Path
	ArgTo                  // the same, in Call.To
)

// Arg describes one argument of a call. Max is its largest value.
type Arg struct {
	Name string
	Form ArgForm
	Max  uint64
}

// Parse parses an argument in the form that Format prints. The error names the expected form.
func (f ArgForm) Parse(text string) (uint64, error) {
	switch f {
	case ArgInt:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("invalid number %q", text)
		}
		return uint64(v), nil
	case ArgHex:
		v, err := strconv.ParseUint(text, 16, 64)
		if err != nil {
			return 0, fmt.Errorf("invalid hexadecimal number %q", text)
		}
		return v, nil
	}
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("invalid number %q: want 0 or more", text)
	}
	return v, nil
}

// Format prints an argument.
func (f ArgForm) Format(v uint64) string {
	switch f {
	case ArgInt:
		return strconv.FormatInt(int64(v), 10)
	case ArgHex:
		return strconv.FormatUint(v, 16)
	}
	return strconv.FormatUint(v, 10)
}
