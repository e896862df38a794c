package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// promptLength returns the length of the prompt at the start of text, or 0: "$ ", "(gdb) ", ">>> ",
// "In [1]: ", "user@host:~$ ". A lone # is not one: it starts comments too.
func promptLength(text string) int {
	for _, prompt := range []string{"$ ", "(gdb) ", "(lldb) ", ">>> "} {
		if strings.HasPrefix(text, prompt) {
			return len(prompt)
		}
	}
	head, _, _ := strings.Cut(text, " ")
	if n := len(head); strings.Contains(head, "@") && n < len(text) && (head[n-1] == '$' || head[n-1] == '#') {
		return n + 1
	}
	if strings.HasPrefix(text, "In [") {
		if at := strings.Index(text, "]: "); at > 0 {
			return at + len("]: ")
		}
	}
	return 0
}

// stripPrompts drops the lines of commands. In a text of commands only, it removes just the prompts, since the commands
// hold the bytes.
func (t *input) stripPrompts() {
	var output []line
	prompted, shown := false, false
	for _, l := range t.lines {
		l.stripOutputMarks()
		n := promptLength(l.text)
		if n > 0 && !isGdbOutput(l.text, n) {
			prompted = true
			continue
		}
		for ; n > 0; n = promptLength(l.text) {
			l.drop(n)
			prompted = true
		}
		l.prompted = prompted
		if !paste.IsBlank(l.text) {
			prompted, shown = false, true
		}
		output = append(output, l)
	}
	if shown {
		t.lines = output
		return
	}
	for i := range t.lines {
		t.lines[i].drop(promptLength(t.lines[i].text))
	}
}

// isGdbOutput reports whether output follows the prompt on its line, as when gdb reads commands from a pipe.
func isGdbOutput(text string, prompt int) bool {
	output := text[prompt:]
	for promptLength(output) > 0 {
		output = output[promptLength(output):]
	}
	if !strings.HasPrefix(text, "(gdb)") || output == "" {
		return false
	}
	return strings.HasPrefix(output, "0x") || strings.ContainsRune("${\"'", rune(output[0]))
}

// stripOutputMarks removes "Out[1]: " and the prompt that follows what gdb's output command wrote.
func (l *line) stripOutputMarks() {
	if strings.HasPrefix(l.text, "Out[") {
		if at := strings.Index(l.text, "]: "); at > 0 {
			l.drop(at + len("]: "))
		}
	}
	if bare, found := strings.CutSuffix(strings.TrimRight(l.text, " "), "(gdb)"); found && !paste.IsBlank(bare) {
		l.text = bare
	}
}
