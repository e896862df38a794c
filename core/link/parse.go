package link

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

var errLarge = fmt.Errorf("this link is too large: want at most %d MiB when unpacked. Ask the sender for a file", maxUnpacked>>20)

var errCut = errors.New("this link is incomplete or was changed: its checksum does not match. Ask the sender for the whole link")

// Parse parses a link: a whole address, or its fragment with or without the #. It tolerates the changes that chat programs
// make to links: blanks and line breaks, %28 for (, and trailing punctuation.
func Parse(text string) (Link, error) { return parse(text, atOnce) }

// atOnce does not pause between slices.
func atOnce(done, size int) {}

// parse is Parse in slices. It calls pause at the end of each, with the number of bytes of the readable form that are
// parsed, and of all.
func parse(text string, pause func(done, size int)) (Link, error) {
	text = Fragment(text)
	if text == "" {
		return Link{}, errors.New("this link is empty: want text after the #")
	}
	head, body, _ := strings.Cut(text, "/")
	v, sum, summed := strings.Cut(head, "~")
	if v != version {
		return Link{}, fmt.Errorf("this is not a link of bpfplay: it begins with %q: want %q", english.Shorten(head, quotedMost), version)
	}
	if body == "" {
		return Link{}, errCut
	}
	if !summed {
		return parsePlain(body, pause)
	}
	for range forgivenMarks + 1 {
		plain, err := unpack(body, pause)
		if err == nil && checksum(plain) == sum {
			return parsePlain(plain, pause)
		}
		if err == errLarge {
			return Link{}, err
		}
		if strings.TrimRight(body, ").>,;:!?\"'*_]") == body {
			break
		}
		body = body[:len(body)-1]
	}
	return Link{}, errCut
}

// Fragment returns the fragment of an address without its #, or text itself if it has none, without the blanks and percent
// escapes that chat programs add.
func Fragment(text string) string {
	if _, fragment, ok := strings.Cut(text, "#"); ok {
		text = fragment
	}
	if strings.ContainsFunc(text, unicode.IsSpace) {
		text = strings.Join(strings.Fields(text), "")
	}
	return unescape(text)
}

// forgivenMarks is the largest number of punctuation marks after a link that are not part of it.
const forgivenMarks = 4

// unescape decodes percent escapes and leaves everything else as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				b.Write(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unpack returns the readable form of the text after the checksum.
func unpack(body string, pause func(done, size int)) (string, error) {
	packed, ok := strings.CutPrefix(body, "z=")
	if !ok {
		return body, nil
	}
	deflated, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		return "", err
	}
	inflated := flate.NewReader(bytes.NewReader(deflated))
	var plain bytes.Buffer
	for {
		_, err := io.CopyN(&plain, inflated, sliceBytes)
		switch {
		case plain.Len() >= maxUnpacked:
			return "", errLarge
		case err == io.EOF:
			return plain.String(), nil
		case err != nil:
			return "", err
		}
		pause(0, 0)
	}
}

// writesMost is the most writes of a link. Each takes more memory than its text.
const writesMost = 4 << 20

// parsePlain parses the readable form.
func parsePlain(body string, pause func(done, size int)) (Link, error) {
	l := Link{Machine: core.NewMachine(abi.Seed), At: history.Step{Event: -1}}
	l.Calls = make([]history.Call, 0, min(strings.Count(body, ")"), history.MaxCalls))
	placed := false
	pending := map[int][]core.Write{}
	writes, parts, done := 0, 0, 0
	for part := range strings.SplitSeq(body, "/") {
		if done += len(part) + 1; parts == sliceParts {
			parts = 0
			pause(done, len(body))
		}
		parts++
		if part == "" {
			continue
		}
		key, value, setting := strings.Cut(part, "=")
		switch {
		case setting && key == "at":
			at, err := parseStep(value)
			if err != nil {
				return Link{}, err
			}
			l.At, placed = at, true
		case setting && !strings.HasSuffix(key, ")"):
			if err := setMachine(&l.Machine, key, value); err != nil {
				return Link{}, err
			}
		default:
			value, isKept := strings.CutSuffix(value, keptCall)
			if isKept {
				value = strings.TrimSuffix(value, "=")
				setting = value != ""
			}
			call, write, err := parseCall(key)
			c := history.Call{Call: call}
			if err == nil && setting {
				err = parseText(&c, value)
			}
			if err != nil {
				return Link{}, err
			}
			if write != nil {
				if writes++; writes > writesMost {
					return Link{}, fmt.Errorf("this link is too large: want at most %d writes", writesMost)
				}
				pending[c.Task] = append(pending[c.Task], *write)
				continue
			}
			if len(l.Calls) == history.MaxCalls && !isKept || len(l.Kept) == history.MaxCalls && isKept {
				return Link{}, fmt.Errorf("this link is too large: want at most %d calls", history.MaxCalls)
			}
			c.Writes = append(pending[c.Task], c.Writes...)
			delete(pending, c.Task)
			if isKept {
				l.Kept = append(l.Kept, history.Kept{Call: c, After: len(l.Calls)})
				continue
			}
			l.Calls = append(l.Calls, c)
		}
	}
	if !placed {
		l.At.Call = len(l.Calls)
	}
	if l.At.Call > len(l.Calls) {
		return Link{}, fmt.Errorf("this link opens at call %d, but has %d calls", l.At.Call, len(l.Calls))
	}
	return l, l.Machine.Check()
}

// setMachine sets the release or a setting of m.
func setMachine(m *core.Machine, key, value string) error {
	var err error
	if s := core.SettingOf(key); s != nil {
		err = s.Parse(m, restoreColons.Replace(value))
	} else if key == releaseKey {
		var r abi.Release
		if r, err = abi.ParseRelease(value); err == nil {
			*m = core.NewMachine(core.Named(r))
		}
	} else {
		return fmt.Errorf("unknown setting %q in this link", english.Shorten(key, quotedMost))
	}
	if err != nil {
		return fmt.Errorf("%s=%s in this link: %w", key, english.Shorten(value, quotedMost), err)
	}
	return nil
}

// parseStep parses a call, optionally followed by an event and a number of instructions, separated by dots.
func parseStep(text string) (history.Step, error) {
	call, event, exact := strings.Cut(text, ".")
	n, err := strconv.ParseUint(call, 10, 31)
	at := history.Step{Call: int(n), Event: -1}
	event, insns, within := strings.Cut(event, ".")
	if err == nil && exact {
		n, err = strconv.ParseUint(event, 10, 31)
		at.Event = int(n)
	}
	if err == nil && within {
		n, err = strconv.ParseUint(insns, 10, 31)
		at.Insn = int(n)
	}
	if err != nil {
		return at, fmt.Errorf("invalid step at=%s in this link: want a call and an event, such as 3.2", english.Shorten(text, quotedMost))
	}
	return at, nil
}

// parseCall parses one part: t1.close(3), create(hash,4,8,16), w(10000000,01000000).
func parseCall(part string) (core.Call, *core.Write, error) {
	c := core.Call{}
	rest := part
	if after, ok := strings.CutPrefix(part, "t"); ok {
		if nr, tail, dot := strings.Cut(after, "."); dot {
			if n, err := strconv.ParseUint(nr, 10, 31); err == nil {
				c.Task, rest = int(n), tail
			}
		}
	}
	name, inside, open := strings.Cut(rest, "(")
	inside, closed := strings.CutSuffix(inside, ")")
	if !open || !closed {
		return c, nil, fmt.Errorf("invalid call %q in this link: want a name and arguments in parentheses, such as close(3)", english.Shorten(part, quotedMost))
	}
	var args []string
	if inside != "" || takesPath(name) {
		args = strings.Split(inside, ",")
	}
	if name == "w" {
		w, err := recording.ParseWrite(args)
		return c, w, err
	}
	if row := commandsByName[name]; row != nil {
		attr, err := parseShort(row, args)
		if err != nil {
			return c, nil, err
		}
		return core.Bpf(c.Task, row.Nr, core.ArenaStart, uint32(len(attr)), core.Write{Addr: core.ArenaStart, Bytes: attr}), nil, nil
	}
	task := c.Task
	c, err := recording.ParseCall(append([]string{name}, args...))
	if err == nil && c.Path != "" {
		c.Path, err = unhexPath(c.Path)
	}
	if err == nil && c.To != "" {
		c.To, err = unhexPath(c.To)
	}
	c.Task = task
	return c, nil, err
}

// takesPath reports whether the only argument of a call is a path, which may be empty.
func takesPath(name string) bool {
	op, ok := core.OpNamed(name)
	return ok && len(op.Args()) == 1 && op.Args()[0].Form == core.ArgPath
}

// parseText parses the text after the = of a call.
func parseText(c *history.Call, text string) (err error) {
	if c.Inferred = text == inferredCall; c.Inferred {
		return nil
	}
	text, c.Changed = strings.CutSuffix(text, changedCall)
	if c.Want, err = strconv.ParseInt(text, 10, 64); err != nil {
		return fmt.Errorf("invalid result %q of a call in this link: want a number, or %s", english.Shorten(text, quotedMost), inferredCall)
	}
	c.Known = !c.Changed
	return nil
}

// unhexPath decodes a path. Links have it in hex because a slash separates their parts.
func unhexPath(text string) (string, error) {
	path, err := hex.DecodeString(text)
	if err != nil {
		return "", fmt.Errorf("invalid path %q in this link: want hex", english.Shorten(text, quotedMost))
	}
	return string(path), nil
}

// parseShort returns an attr with the fields of a command in order, up to the last argument.
func parseShort(row *abi.Command, args []string) ([]byte, error) {
	if len(args) > len(row.Fields) {
		return nil, fmt.Errorf("%d fields of %s: want at most %d", len(args), shortName(row), len(row.Fields))
	}
	var attr []byte
	for i, arg := range args {
		f := row.Fields[i]
		v, err := f.Kind.Parse(arg)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", f.Name, shortName(row), err)
		}
		attr = f.Put(attr, v)
	}
	return attr, nil
}

// quotedMost is the largest number of characters of a link that an error quotes.
const quotedMost = 41

// commandsByName has the commands with fields by their name in links.
var commandsByName = func() map[string]*abi.Command {
	named := map[string]*abi.Command{}
	for i := range abi.Commands {
		if row := &abi.Commands[i]; row.Fields != nil && named[shortName(row)] == nil {
			named[shortName(row)] = row
		}
	}
	return named
}()
