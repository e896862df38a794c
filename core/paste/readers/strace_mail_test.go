package readers

import (
	"fmt"
	"strings"
	"testing"
)

// mailWrapped wraps a line as a mailer does, at the last blank before a column.
func mailWrapped(line string, column int) string {
	var lines []string
	for len(line) > column {
		at := strings.LastIndexByte(line[:column+1], ' ')
		if at <= 0 {
			if at = strings.IndexByte(line, ' '); at <= 0 {
				break
			}
		}
		lines, line = append(lines, line[:at]), line[at+1:]
	}
	return strings.Join(append(lines, line), "\n")
}

// TestMailWrapsTraces reads every trace of the corpus with one line wrapped by mail, for each line and many columns, and
// with all lines wrapped. Every line must be in a call or reported as unread.
func TestMailWrapsTraces(t *testing.T) {
	wrapped := 0
	for _, file := range traceFiles(t) {
		text, _ := readTraceFile(t, file)
		lines := strings.Split(text, "\n")
		readWrapped := func(text, how string) {
			wrapped++
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s, %s: %v", file, how, r)
				}
			}()
			read, err := Read(text, Options{Format: "strace"})
			if err != nil {
				t.Errorf("%s, %s: %v", file, how, err)
				return
			}
			if missing := unaccounted(t, text, read); missing != nil {
				t.Errorf("%s, %s: lines %v are not reported", file, how, missing)
			}
		}
		for column := 72; column <= 80; column++ {
			all := make([]string, len(lines))
			for i, line := range lines {
				all[i] = mailWrapped(line, column)
			}
			readWrapped(strings.Join(all, "\n"), fmt.Sprintf("all lines wrapped at %d", column))
		}
		for i, line := range lines {
			before, after := strings.Join(lines[max(0, i-2):i], "\n"), strings.Join(lines[i+1:min(len(lines), i+3)], "\n")
			seen := map[string]bool{line: true}
			for column := 72; column <= 80; column++ {
				if w := mailWrapped(line, column); !seen[w] {
					seen[w] = true
					readWrapped(before+"\n"+w+"\n"+after, fmt.Sprintf("line %d wrapped at %d", i+1, column))
				}
			}
		}
	}
	if wrapped < 1000 {
		t.Errorf("only %d texts were wrapped", wrapped)
	}
}

// TestMailWrapsAnError wraps a line inside the error text of an omitted call.
func TestMailWrapsAnError(t *testing.T) {
	const text = "openat(AT_FDCWD, \"/sys/fs/bpf/x\", O_RDONLY) = -1 ENOENT (No such file or\ndirectory)\n" +
		"close(3) = -1 EBADF (Bad file\ndescriptor)\nclose(0) = 0\n"
	read, err := Read(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Calls) != 2 || read.Calls[0].Lines != 2 {
		t.Errorf("the calls are %+v", read.Calls)
	}
	if len(read.Unread) != 2 || read.Unread[0].Why != read.Unread[1].Why || read.Unread[1].Line != 2 {
		t.Errorf("unread: %+v", read.Unread)
	}
}
