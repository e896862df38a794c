package recording

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// The form of recordings: scenarios of calls, one line each.

// recordLine is one line of a recording that asks for something.
type recordLine struct {
	text   string // the line without its answer
	task   int
	write  *core.Write // a "w" line; else call
	call   core.Call
	unread string // why the line means nothing here; "" where it does
}

// parseRecordLine reads a line of a scenario. The line must not be an answer (m, t, e) or empty.
func parseRecordLine(line string) recordLine {
	text, _, _ := strings.Cut(line, " = ")
	l := recordLine{text: text}
	rest := text
	if at, ok := strings.CutPrefix(rest, "@"); ok {
		nr, after, _ := strings.Cut(at, " ")
		n, err := strconv.Atoi(nr)
		if err != nil || n < 0 {
			l.unread = fmt.Sprintf("%q is no task: @ and a number would be right", nr)
			return l
		}
		l.task, rest = n, after
	}
	words := strings.Fields(rest)
	if len(words) == 0 {
		l.unread = "there is no call on this line"
		return l
	}
	var err error
	if words[0] == "w" {
		l.write, err = ParseWrite(words[1:])
	} else {
		l.call, err = ParseCall(words)
		l.call.Task = l.task
	}
	if err != nil {
		l.unread = err.Error()
	}
	return l
}

func ParseWrite(words []string) (*core.Write, error) {
	if len(words) < 1 || len(words) > 2 {
		return nil, fmt.Errorf("w takes an address and bytes, both in hex")
	}
	addr, err := strconv.ParseUint(words[0], 16, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is no hexadecimal address", words[0])
	}
	w := &core.Write{Addr: addr}
	if len(words) == 2 {
		if w.Bytes, err = hex.DecodeString(words[1]); err != nil {
			return nil, fmt.Errorf("the bytes to write are not hex: %w", err)
		}
	}
	return w, nil
}

// parseCall reads "close 3" and its like.
func ParseCall(words []string) (core.Call, error) {
	name, args := words[0], words[1:]
	if name == "rlimit" && len(args) == 2 { // each limit is a call of its own
		name, args = args[0], args[1:]
	}
	op, ok := core.OpNamed(name)
	if !ok {
		return core.Call{}, fmt.Errorf("there is no call %q", name)
	}
	c := core.Call{Op: op}
	if len(args) != len(op.Args()) {
		return core.Call{}, fmt.Errorf("%s takes %d arguments, not %d", name, len(op.Args()), len(args))
	}
	for i, a := range op.Args() {
		if a.Form == core.ArgPath {
			c.Path = args[i]
			continue
		}
		v, err := a.Form.Parse(args[i])
		if err != nil {
			return core.Call{}, fmt.Errorf("%s of %s: %w", a.Name, name, err)
		}
		c.Args[i] = v
	}
	return c, nil
}

// recordedMachine is the machine that a "kernel" line and a "scenario" line ask for.
func recordedMachine(r abi.Release, scenario string) (core.Machine, error) {
	m := core.NewMachine(r)
	words := strings.Fields(scenario)
	if len(words) < 2 {
		return m, errors.New("a scenario needs a name")
	}
	m.Nofile = recordedNofile
	if r == abi.Seed {
		m.Nofile = seedNofile
	}
	m.AutoWork = r != abi.Seed // a real worker is done before the next call comes
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		set, known := scenarioKeys[key]
		if !known {
			return m, fmt.Errorf("unknown scenario key %q: want %s", key, strings.Join(slices.Sorted(maps.Keys(scenarioKeys)), ", "))
		}
		if err := set(&m, value); err != nil {
			return m, fmt.Errorf("invalid scenario key %q: %w", word, err)
		}
	}
	return m, nil
}

// How many descriptors a task may have where recordings are made.
const (
	recordedNofile = 4096
	seedNofile     = 64
)

// scenarioKeys are what a scenario may set.
var scenarioKeys = map[string]func(*core.Machine, string) error{
	"nextid": func(m *core.Machine, v string) error {
		id, err := strconv.ParseInt(v, 10, 32)
		m.NextID = uint32(max(id, 0))
		return err
	},
	"unpriv": core.SettingOf("unpriv").Parse,
	"types":  core.SettingOf("types").Parse,
}

// recordedRelease reads a "kernel" line: the number of Debian's package where it names one, else the release.
func recordedRelease(line string) (abi.Release, error) {
	number, err := ParseKernel(line)
	if err != nil {
		return 0, err
	}
	return abi.ParseRelease(number)
}

// recordedNumber returns the release that a "kernel" line names, emulated or not.
func ParseKernel(line string) (string, error) {
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "kernel" {
		return "", fmt.Errorf("invalid kernel line %q: want kernel and a release", line)
	}
	number := words[1]
	for i, w := range words {
		if w == "Debian" && i+1 < len(words) {
			number = words[i+1]
		}
	}
	number, _, _ = strings.Cut(number, "-")
	number, _, _ = strings.Cut(number, "+")
	return number, nil
}
