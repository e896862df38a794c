// Package lessontest checks the claims of lessons and cases.
package lessontest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// claims maps the first word of a claim to its check, which returns its finding if that differs from the claim, otherwise "".
var claims = map[string]func(s *history.Session, at history.Step, words []string) (string, error){
	"returns": returns,
	"message": message,
	"memory":  memory,
	"map":     mapObject,
	"prog":    progObject,
	"run":     heldRun,
}

// Check returns an error if a claim does not hold at a step of a session:
//
//	returns EACCES           the result of the call; a number if it is not an error
//	message R0 invalid mem   the log's reason for refusing the program contains the words
//	memory 10003000 0200     the bytes in the memory of the call's task, address and bytes in hex
//	map 1 refcnt 2           the reference count of a map or program, at the step
//	prog 1 freed             the map or program does not exist, at the step
//	run 1 pc 9               the next instruction of the held run of task 1, after the call
//	run 1 prog 2             the program that the run executes
//	run 1 waits true         the run waits for a lock
//	run 1 r1 4               a register of the run
func Check(claim string, s *history.Session, at history.Step) error {
	words := strings.Fields(claim)
	if len(words) < 2 || claims[words[0]] == nil {
		return fmt.Errorf("invalid claim %q", claim)
	}
	got, err := claims[words[0]](s, at, words[1:])
	if err != nil {
		return fmt.Errorf("claim %q: %w", claim, err)
	}
	if got != "" {
		return fmt.Errorf("claim %q: got %s", claim, got)
	}
	return nil
}

func returns(s *history.Session, at history.Step, words []string) (string, error) {
	return unless(Result(s.Trace(at.Call).Result), words[0]), nil
}

func message(s *history.Session, at history.Step, words []string) (string, error) {
	got := Message(s.Trace(at.Call))
	if strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(words, " ")) {
		return "", nil
	}
	return strconv.Quote(got), nil
}

func memory(s *history.Session, at history.Step, words []string) (string, error) {
	if len(words) != 2 {
		return "", fmt.Errorf("want an address and bytes")
	}
	addr, err := strconv.ParseUint(words[0], 16, 64)
	if err != nil {
		return "", err
	}
	want, err := hex.DecodeString(words[1])
	if err != nil {
		return "", err
	}
	k, err := after(s, at)
	if err != nil {
		return "", err
	}
	call, _ := s.Call(at.Call)
	got, err := k.Read(call.Task, addr, len(want))
	if err != nil || bytes.Equal(got, want) {
		return "", err
	}
	return hex.EncodeToString(got), nil
}

func mapObject(s *history.Session, at history.Step, words []string) (string, error) {
	maps := s.View(at).Maps
	i := slices.IndexFunc(maps, func(m core.MapView) bool { return strconv.Itoa(m.Nr) == words[0] })
	if i < 0 {
		return unless("freed", strings.Join(words[1:], " ")), nil
	}
	return refcnt(maps[i].Refcnt, words[1:]), nil
}

func progObject(s *history.Session, at history.Step, words []string) (string, error) {
	progs := s.View(at).Progs
	i := slices.IndexFunc(progs, func(p core.ProgView) bool { return strconv.Itoa(p.Nr) == words[0] })
	if i < 0 {
		return unless("freed", strings.Join(words[1:], " ")), nil
	}
	return refcnt(progs[i].Refcnt, words[1:]), nil
}

func refcnt(n int64, words []string) string {
	return unless("refcnt "+strconv.FormatInt(n, 10), strings.Join(words, " "))
}

func heldRun(s *history.Session, at history.Step, words []string) (string, error) {
	if len(words) != 3 {
		return "", fmt.Errorf("want a task, a property and its value")
	}
	k, err := after(s, at)
	if err != nil {
		return "", err
	}
	runs := k.Runs()
	i := slices.IndexFunc(runs, func(r core.Run) bool { return strconv.Itoa(r.Task) == words[0] })
	if i < 0 {
		return "no held run", nil
	}
	switch run := runs[i]; words[1] {
	case "pc":
		return unless(strconv.Itoa(run.PC), words[2]), nil
	case "prog":
		return unless(strconv.Itoa(run.Running), words[2]), nil
	case "waits":
		return unless(strconv.FormatBool(run.Waits), words[2]), nil
	default:
		n, err := strconv.ParseUint(strings.TrimPrefix(words[1], "r"), 10, 4)
		return unless(strconv.FormatUint(run.Regs[n], 10), words[2]), err
	}
}

// after returns a kernel that has made the calls up to a step's.
func after(s *history.Session, at history.Step) (*core.Kernel, error) {
	replay, err := history.With(s.Machine(), s.Calls()[:at.Call])
	return replay.Kernel(), err
}

// unless returns got, or "" if a claim wants it.
func unless(got, want string) string {
	if got == want {
		return ""
	}
	return got
}

// Result returns a result as texts write it: a number, the name of an errno, or 524 for ENOTSUPP.
func Result(ret int64) string {
	switch {
	case ret >= 0:
		return strconv.FormatInt(ret, 10)
	case abi.Errno(-ret) == abi.ENOTSUPP:
		return strconv.FormatInt(-ret, 10)
	}
	return abi.Errno(-ret).Name()
}

// Message returns the line of the log that says why a program was refused, or "".
func Message(t *history.Trace) string {
	for _, e := range t.Events {
		if e.Kind == core.ProgRefused {
			return e.Refusal.Message
		}
	}
	return ""
}
