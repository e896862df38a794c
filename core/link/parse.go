package link

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
)

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

// forgivenMarks is the largest number of punctuation marks after a link that are not part of it.
const forgivenMarks = 4

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

// quotedMost is the largest number of characters of a link that an error quotes.
const quotedMost = 41
