package strace

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// tracers lists the lines of other tracers about bpf(2), which show the numbers of the arguments. form turns what follows the mark
// into the form of strace.
var tracers = []struct {
	mark, tool string
	form       func(line, rest string) (text string, ok bool)
}{
	{" syscall=", "audit records", auditForm},
	{": sys_bpf(", "ftrace", enterForm},
	{": sys_bpf -> ", "ftrace", exitForm},
	{"sys_enter_bpf: ", "perf script", enterForm},
	{"sys_exit_bpf: ", "perf script", exitForm},
	{": NR 321 (", "ftrace", rawForm},
	{": NR 321 = ", "ftrace", exitForm},
	{"syscall_321(", "strace without bpf()", callForm},
	{"syscall_0x141(", "strace without bpf()", callForm},
	{"SYS_bpf(", "ltrace", callForm},
	{"bpf@SYS(", "ltrace", callForm},
}

// mayBeForeign reports whether a line that begins with a call of that name, "" for none, can be one of another tracer.
func mayBeForeign(name string) bool {
	return name == "" || name == "SYS_bpf" || strings.HasPrefix(name, "syscall_")
}

func isForeign(line string) bool {
	_, _, tool := foreign(line)
	return tool != ""
}

// foreign returns a line of another tracer in the form of strace, with the process and the tool. tool is "" for other lines.
func foreign(line string) (pid int, text, tool string) {
	for i := range tracers {
		t := &tracers[i]
		if at := strings.Index(line, t.mark); at >= 0 {
			if text, ok := t.form(line, line[at+len(t.mark):]); ok {
				return foreignPid(line), text, t.tool
			}
		}
	}
	return 0, "", ""
}

// foreignPid returns the process of "pid=1387", "bpftool-1234  [001] ..." or "bpftool  1234 [001] ...", or 0.
func foreignPid(line string) int {
	_, number, ok := strings.Cut(line, " pid=")
	if !ok {
		before, _, ok := strings.Cut(line, " [")
		if !ok {
			return 0
		}
		before = strings.TrimRight(before, " ")
		number = before[strings.LastIndexAny(before, "- ")+1:]
	}
	n, err := strconv.Atoi(number[:wordEnd(number)])
	if err != nil || n < 0 || n >= pids {
		return 0
	}
	return n
}

// auditForm reads a record of auditd, plain or as ausearch -i prints it: "arch=c000003e syscall=321 success=no exit=-13 a0=0 …".
func auditForm(line, rest string) (string, bool) {
	fields := map[string]string{}
	for _, word := range strings.Fields("syscall=" + rest) {
		name, value, _ := strings.Cut(word, "=")
		if _, given := fields[name]; !given {
			fields[name] = value
		}
	}
	call := fields["syscall"]
	arm := call == "280" && strings.Contains(line, "arch=c00000b7")
	if call != "321" && call != "bpf" && !arm || fields["a0"] == "" || fields["a1"] == "" || fields["a2"] == "" {
		return "", false
	}
	text := "bpf(" + hexNumber(fields["a0"]) + ", " + hexNumber(fields["a1"]) + ", " + hexNumber(fields["a2"]) + ")"
	if exit := fields["exit"]; exit != "" {
		text += " = " + errorName(exit)
	}
	return text, true
}

// hexNumber returns a number in hex that may lack 0x. Other text stays.
func hexNumber(text string) string {
	if v, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 64); err == nil {
		return fmt.Sprintf("0x%x", v)
	}
	return text
}

// errorName returns the name of the error in a result such as -13 or -EACCES(Permission denied). Other results stay.
func errorName(result string) string {
	result, _, _ = strings.Cut(result, "(")
	if v, err := strconv.ParseInt(result, 10, 64); err == nil && abi.Errno(-v).Known() {
		return "-" + abi.Errno(-v).Name()
	}
	return result
}

// enterForm reads "cmd: 0x00000005, uattr: 0x7ffd1db9ca40, size: 0x00000048", which ftrace writes in hex without 0x.
func enterForm(_, rest string) (string, bool) {
	_, cmd, ok1 := strings.Cut(rest, "cmd: ")
	_, attr, ok2 := strings.Cut(rest, "attr: ")
	_, size, ok3 := strings.Cut(rest, "size: ")
	numbers := [...]string{cmd, attr, size}
	return unfinishedCall(numbers[:], ok1 && ok2 && ok3)
}

// rawForm reads the arguments of raw_syscalls:sys_enter: "5, 7ffd1db9ca40, 48, 0, 0, 0)".
func rawForm(_, rest string) (string, bool) {
	numbers := strings.Split(rest, ", ")
	return unfinishedCall(numbers[:min(3, len(numbers))], len(numbers) > 3)
}

// unfinishedCall returns the first half of a call with three numbers in hex, each before other text.
func unfinishedCall(numbers []string, ok bool) (string, bool) {
	text := "bpf("
	for _, n := range numbers {
		n = n[:wordEnd(n)]
		if !ok || !paste.IsWord((n + "-")[0]) {
			return "", false
		}
		text += hexNumber(n) + ", "
	}
	return strings.TrimSuffix(text, ", ") + " " + unfinished, ok
}

// exitForm reads the result of a call, a number.
func exitForm(_, rest string) (string, bool) {
	number := strings.TrimSpace(rest)
	n, ok := integer(number)
	if n.negative {
		number = errorName(number)
	}
	return "<... bpf resumed>) = " + number, ok
}

// callForm reads the arguments and the result of a call of unknown name: "0x5, 0x7ffd1db9ca40, 0x48, 0x101, 0x40406) = -1 (errno 7)".
func callForm(_, rest string) (string, bool) {
	inside, result, ok := strings.Cut(rest, ")")
	numbers := strings.Split(inside, ", ")
	if !ok || len(numbers) < 3 {
		return "", false
	}
	return "bpf(" + strings.Join(numbers[:3], ", ") + ")" + result, true
}
