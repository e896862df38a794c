package link

import (
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

var errLinkCut = errors.New("this link was cut off or changed on its way: its checksum does not fit what is left of it. Ask for it again, as a whole")

// ParseLink reads a link: a whole address, or its fragment with or without the #. What chat programs do to links is
// forgiven: blanks and line breaks within, %28 for (, and closing marks behind. The error says what is wrong in words.
func ParseLink(text string) (Link, error) {
	if _, fragment, ok := strings.Cut(text, "#"); ok {
		text = fragment
	}
	text = unescape(strings.Join(strings.Fields(text), ""))
	if text == "" {
		return Link{}, errors.New("this link is empty: nothing stands behind its #")
	}
	head, body, _ := strings.Cut(text, "/")
	version, sum, summed := strings.Cut(head, "~")
	if version != linkVersion {
		return Link{}, fmt.Errorf("this is no link of bpfplay: it begins with %q, and %q would be right", english.Shorten(head, quotedMost), linkVersion)
	}
	if body == "" {
		return Link{}, errLinkCut
	}
	if !summed {
		return parsePlain(body)
	}
	for range forgivenMarks + 1 {
		plain, err := unpack(body)
		if err == nil && checksum(plain) == sum {
			return parsePlain(plain)
		}
		if strings.TrimRight(body, ").>,;:!?\"'*_]") == body {
			break
		}
		body = body[:len(body)-1]
	}
	return Link{}, errLinkCut
}

// forgivenMarks is how many marks behind a link may belong to the text around it.
const forgivenMarks = 4

// unescape turns %28 and its like back; what is no escape stays.
func unescape(s string) string {
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

// unpack gives the readable form of what stands behind the checksum.
func unpack(body string) (string, error) {
	packed, ok := strings.CutPrefix(body, "z=")
	if !ok {
		return body, nil
	}
	deflated, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(strings.NewReader(string(deflated))), linkMax))
	return string(plain), err
}

// parsePlain reads the readable form.
func parsePlain(body string) (Link, error) {
	l := Link{Machine: core.NewMachine(abi.Seed), At: history.Step{Event: -1}}
	placed := false
	pending := map[int][]core.Write{}
	for _, part := range strings.Split(body, "/") {
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
			c, write, err := parseLinkCall(key)
			if err == nil && setting {
				err = parseSaid(&c, value)
			}
			if err != nil {
				return Link{}, err
			}
			if write != nil {
				pending[c.Task] = append(pending[c.Task], *write)
				continue
			}
			c.Writes = append(pending[c.Task], c.Writes...)
			delete(pending, c.Task)
			l.Calls = append(l.Calls, c)
		}
	}
	if !placed {
		l.At.Call = len(l.Calls)
	}
	if l.At.Call > len(l.Calls) {
		return Link{}, fmt.Errorf("this link opens at call %d, but has %d calls", l.At.Call, len(l.Calls))
	}
	if _, err := history.With(l.Machine, l.Calls); err != nil {
		return Link{}, fmt.Errorf("this link cannot be opened: %w", err)
	}
	return l, nil
}

func setMachine(m *core.Machine, key, value string) error {
	var err error
	if s := core.SettingOf(key); s != nil {
		err = s.Parse(m, plainForm.Replace(value))
	} else if key == releaseKey {
		var r abi.Release
		if r, err = abi.ParseRelease(value); err == nil {
			*m = core.NewMachine(core.Named(r))
		}
	} else {
		return fmt.Errorf("this link sets %q, which this bpfplay does not know", english.Shorten(key, quotedMost))
	}
	if err != nil {
		return fmt.Errorf("%s=%s in this link: %w", key, english.Shorten(value, quotedMost), err)
	}
	return nil
}

func parseStep(text string) (history.Step, error) {
	call, event, exact := strings.Cut(text, ".")
	n, err := strconv.ParseUint(call, 10, 31)
	at := history.Step{Call: int(n), Event: -1}
	if err == nil && exact {
		n, err = strconv.ParseUint(event, 10, 31)
		at.Event = int(n)
	}
	if err != nil {
		return at, fmt.Errorf("at=%s in this link is no step: a call and an event, such as 3.2, would be right", english.Shorten(text, quotedMost))
	}
	return at, nil
}

// parseLinkCall reads one part: t1.close(3), create(hash,4,8,16), w(10000000,01000000).
func parseLinkCall(part string) (core.Call, *core.Write, error) {
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
		return c, nil, fmt.Errorf("%q in this link is no call: a name and arguments in brackets, such as close(3), would be right", english.Shorten(part, quotedMost))
	}
	var args []string
	if inside != "" {
		args = strings.Split(inside, ",")
	}
	if name == "w" {
		w, err := recording.ParseWrite(args)
		return c, w, err
	}
	for i := range abi.Commands {
		row := &abi.Commands[i]
		if row.Fields == nil || shortName(row) != name {
			continue
		}
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
	c.Task = task
	return c, nil, err
}

// parseSaid reads what follows the = of a call.
func parseSaid(c *core.Call, text string) (err error) {
	if c.Inferred = text == inferredCall; c.Inferred {
		return nil
	}
	if c.Said.Ret, err = strconv.ParseInt(text, 10, 64); err != nil {
		return fmt.Errorf("%q behind the = of a call in this link is no result: a number, or %s, would be right", english.Shorten(text, quotedMost), inferredCall)
	}
	c.Said.Known = true
	return nil
}

// unhexPath reads a path, which a link has in hex: a slash parts its calls.
func unhexPath(text string) (string, error) {
	path, err := hex.DecodeString(text)
	if err != nil {
		return "", fmt.Errorf("the path %q in this link is not hex", english.Shorten(text, quotedMost))
	}
	return string(path), nil
}

// parseShort makes the attr of a command's fields, in their order, up to the last one that is given.
func parseShort(row *abi.Command, args []string) ([]byte, error) {
	if len(args) > len(row.Fields) {
		return nil, fmt.Errorf("%s has %d fields, not %d", shortName(row), len(row.Fields), len(args))
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

// quotedMost is how many characters of a link an error quotes.
const quotedMost = 41
