package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// promptLength is the length of the prompt that text starts with, 0 if there is none: "$ ", "(gdb) ", ">>> ",
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

// stripPrompts drops the lines of commands. If there is nothing but commands, the bytes are in them: then only
// the prompts go.
func (t *input) stripPrompts() {
	var output []line
	prompted, shown := false, false
	for _, l := range t.lines {
		l.stripOutputMarks()
		n := promptLength(l.text)
		if n > 0 && !isGdbAnswer(l.text, n) {
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

// isGdbAnswer tells whether an answer follows the prompt on its line, as when gdb reads commands from a pipe.
func isGdbAnswer(text string, prompt int) bool {
	answer := text[prompt:]
	for promptLength(answer) > 0 {
		answer = answer[promptLength(answer):]
	}
	if !strings.HasPrefix(text, "(gdb)") || answer == "" {
		return false
	}
	return strings.HasPrefix(answer, "0x") || strings.ContainsRune("${\"'", rune(answer[0]))
}

// stripOutputMarks takes off "Out[1]: " and the prompt that follows what gdb's output command wrote.
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
