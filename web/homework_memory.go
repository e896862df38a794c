package web

import (
	"slices"
	"strconv"
	"strings"
)

// homeworkMemory is the name under which the browser keeps the answers to the last homework: its packed text, the attempts
// and each answer, a line each. A phone drops the page of a tab that is not used.
const homeworkMemory = "homework"

// remember keeps the answers.
func (h *Homework) remember() {
	h.host.Remember(homeworkMemory, strings.Join(append([]string{h.packed, strconv.Itoa(h.tries)}, h.answers...), "\n"))
}

// recall takes the answers that were given to the same homework. If the result is shown, they have been checked.
func (h *Homework) recall(shown bool) {
	lines := strings.Split(h.host.Remembered(homeworkMemory), "\n")
	if len(lines) != 2+len(h.asked) || lines[0] != h.packed {
		return
	}
	h.tries, _ = strconv.Atoi(lines[1])
	h.answers = slices.Clone(lines[2:])
	if shown && h.tries > 0 {
		h.judge()
	}
}
