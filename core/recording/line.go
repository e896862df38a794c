package recording

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
)

// Line is a call or a write of a scenario.
type Line struct {
	Text  string      // the line without its result
	Task  int         // the task that makes the call or the write
	Write *core.Write // a "w" line; nil for a call
	Grant bool        // a "grant" line
	Hide  *Hide       // a "hide" or "hidetail" line; nil for a call
	Call  core.Call
}

// Grant is the name that recordings of an emulated kernel have for [core.OpCaps]: no real process can regain capabilities.
const Grant = "grant"

// settle is the name that recordings have for [core.OpWork] outside of the seed.
const settle = "settle"

// ParseLine parses a call, a write or a hidden range. The Text and Task of an invalid line are set as far as they are known.
func ParseLine(line string) (Line, error) {
	text, _, _ := strings.Cut(line+" ", " = ") // the result may be empty
	text = strings.TrimRight(text, " ")
	l := Line{Text: text}
	if at, ok := strings.CutPrefix(text, "@"); ok {
		nr, after, _ := strings.Cut(at, " ")
		n, err := strconv.Atoi(nr)
		if err != nil || n < 0 {
			return l, fmt.Errorf("invalid task %q: want a number after @", nr)
		}
		l.Task, text = n, after
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return l, errors.New("empty line: want a call")
	}
	var err error
	switch words[0] {
	case "w":
		l.Write, err = ParseWrite(words[1:])
	case hide, hideTail:
		l.Hide, err = parseHide(words)
	default:
		l.Call, err = ParseCall(words)
		l.Call.Task, l.Grant = l.Task, words[0] == Grant
	}
	return l, err
}

// IsEffect reports whether a line is not a call, a write or a scenario: it is empty, a comment or an effect of a call.
func IsEffect(line string) bool {
	return line == "" || line[0] == '#' || len(line) > 1 && line[1] == ' ' && strings.ContainsRune("mte", rune(line[0]))
}

// ParseWrite parses the words after "w": an address and bytes.
func ParseWrite(words []string) (*core.Write, error) {
	if len(words) < 1 || len(words) > 2 {
		return nil, errors.New("invalid write: want an address and bytes, both in hex")
	}
	addr, err := strconv.ParseUint(words[0], 16, 64)
	if err != nil {
		return nil, fmt.Errorf("invalid address %q: want hex", words[0])
	}
	w := &core.Write{Addr: addr}
	if len(words) == 2 {
		if w.Bytes, err = hex.DecodeString(words[1]); err != nil {
			return nil, fmt.Errorf("the bytes to write are not hex: %w", err)
		}
	}
	return w, nil
}

// ParseCall parses the words of a call, such as "close" and "3".
func ParseCall(words []string) (core.Call, error) {
	name, args := words[0], words[1:]
	if name == "rlimit" && len(args) == 2 { // one call for each resource
		name, args = args[0], args[1:]
	}
	op, ok := core.OpNamed(name)
	switch name {
	case settle:
		op, ok = core.OpWork, true
	case Grant:
		op, ok = core.OpCaps, true
	}
	if !ok {
		return core.Call{}, fmt.Errorf("unknown call %q", name)
	}
	c := core.Call{Op: op}
	if len(args) != len(op.Args()) {
		return core.Call{}, fmt.Errorf("%d arguments for %s: want %d", len(args), name, len(op.Args()))
	}
	for i, a := range op.Args() {
		if path := c.PathOf(a); path != nil {
			var err error
			if *path, err = core.ParseText(args[i]); err != nil {
				return core.Call{}, fmt.Errorf("%s of %s: %w", a.Name, name, err)
			}
			continue
		}
		v, err := a.Form.Parse(args[i])
		if err != nil {
			return core.Call{}, fmt.Errorf("%s of %s: %w", a.Name, name, err)
		}
		c.Args[i] = a.Truncate(v)
	}
	return c, nil
}
