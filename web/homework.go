package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/lesson"
	"bpfplay/core/link"
)

// Homework owns the questions of a link about one call, and the reader's answers. Its case hides the result of the call.
type Homework struct {
	*Screen
	desk    *Desk
	cases   *Case
	of      *lesson.Case     // the case of the homework; nil if none is open
	open    *lesson.Homework // nil: none
	packed  string           // for links
	asked   []question
	answers []string // by question
	right   []bool   // by question, of the answers that were checked last
	checked []string // those answers; nil if none were checked
	tries   int
}

// question is one question of a homework, in the order on screen.
type question struct {
	text   string
	picks  []pick // the answers to choose from; nil: a short text
	right  func(answer string) bool
	hashed bool // the page does not know the answer
}

// pick is an answer to choose from.
type pick struct{ value, text string }

// homeworkCase is the ID of the case of a homework.
const homeworkCase = "Homework"

// reset closes the homework.
func (h *Homework) reset() {
	h.of, h.open, h.packed, h.asked, h.answers, h.right, h.checked, h.tries = nil, nil, "", nil, nil, nil, nil, 0
}

// here returns the open homework if its case is open; otherwise nil.
func (h *Homework) here() *lesson.Homework {
	if h.of == nil || h.cases.here() != h.of {
		return nil
	}
	return h.open
}

// value returns the homework for a link.
func (h *Homework) value(own bool) string {
	if h.here() == nil {
		return ""
	}
	return h.packed + shownSuffix(own && h.cases.shown)
}

// arrive opens a homework about the history of its link.
func (h *Homework) arrive(value string) error {
	packed, shown := cutShown(value)
	text, err := link.UnpackText(packed)
	if err != nil {
		return err
	}
	hw, err := lesson.ParseHomework(text)
	if err != nil {
		return err
	}
	if !h.desk.brought || hw.Call > h.desk.session.Len() {
		return errors.New("the homework is about call " + strconv.Itoa(hw.Call) + ", which its link does not have")
	}
	h.of = &lesson.Case{ID: homeworkCase, Title: hw.Title, Asks: hw.Asks, Link: link.Link{Machine: h.desk.machine(), Calls: slices.Clip(h.desk.session.Calls()), At: history.Step{Call: hw.Call}}}
	h.open, h.packed, h.tries = hw, packed, 0
	h.cases.take(h.of, shown)
	h.asked = h.questions()
	n := len(h.asked)
	h.answers, h.right, h.checked = make([]string, n), make([]bool, n), nil
	h.recall(shown)
	return nil
}

// questions returns the questions of the open homework.
func (h *Homework) questions() []question {
	var all []question
	hw := h.open
	call := strconv.Itoa(hw.Call)
	if hw.Returns {
		var picks []pick
		for _, g := range h.cases.guesses(h.of) {
			picks = append(picks, pick{g, g})
		}
		all = append(all, question{"What does call " + call + " return on " + kernelName(h.desk.machine()) + "?", picks, h.returns, false})
	}
	if hw.Check {
		all = append(all, question{"Which check refuses call " + call + "?", h.checks(), h.refuses, false})
	}
	for i, q := range hw.Own {
		all = append(all, question{q.Text, nil, func(a string) bool { return hw.Right(i, a) }, true})
	}
	return all
}

// returns reports whether an answer is the result of the call.
func (h *Homework) returns(answer string) bool {
	_, ret := h.desk.session.Call(h.open.Call)
	return answer == saidAs(ret)
}

// refuses reports whether an answer is the check that refuses the call.
func (h *Homework) refuses(answer string) bool {
	e, refused := h.desk.session.Trace(h.open.Call).Refusal()
	return refused && e.Check.Name == answer
}

// Of the checks to choose from: their number, and how many of them follow the right one at most.
const (
	checksOffered = 6
	checksAfter   = 5
)

// checks returns the check that refuses the call among those that it passes and those that follow in the kernel's source.
// Their order is the kernel's; how many follow depends on the homework, so that the place of the right one reveals nothing.
func (h *Homework) checks() []pick {
	t := h.desk.session.Trace(h.open.Call)
	e, refused := t.Refusal()
	if !refused {
		return nil
	}
	var before, after []*core.Check
	for _, p := range t.Events {
		if p.Kind == core.Checked && p.Passed && p.Check != e.Check && !slices.Contains(before, p.Check) {
			before = append(before, p.Check)
		}
	}
	all := core.Checks()
	for _, c := range all[slices.Index(all, e.Check)+1:] {
		if len(after) < checksAfter && !slices.Contains(before, c) {
			after = append(after, c)
		}
	}
	follow := min(len(h.packed)%checksAfter+1, len(after))
	keep := min(len(before), max(0, checksOffered-1-follow))
	offered := append(slices.Clone(before[len(before)-keep:]), e.Check)
	var picks []pick
	for _, c := range append(offered, after[:min(len(after), checksOffered-1-keep)]...) {
		picks = append(picks, pick{c.Name, c.Func + ": " + c.Must})
	}
	return picks
}

// Answer takes the answer to a question.
func (h *Homework) Answer(i int, answer string) {
	if i >= 0 && i < len(h.answers) {
		h.answers[i] = strings.ReplaceAll(answer, "\n", " ")
		h.remember()
		h.changed()
	}
}

// Check compares the answers. When all are right, the page shows the result.
func (h *Homework) Check() {
	if h.here() == nil {
		return
	}
	h.tries++
	h.remember()
	if h.judge(); h.solved() {
		h.cases.ShowAnswer()
	}
	h.changed()
}

// judge finds the right ones of the answers.
func (h *Homework) judge() {
	h.checked = slices.Clone(h.answers)
	for i, q := range h.asked {
		h.right[i] = strings.TrimSpace(h.answers[i]) != "" && q.right(h.answers[i])
	}
}

// solved reports whether all answers of the last check are right.
func (h *Homework) solved() bool { return h.checked != nil && !slices.Contains(h.right, false) }

// said returns the verdict of the last check on an answer; "" if the answer has changed since.
func (h *Homework) said(i int) (text, class string) {
	switch {
	case h.checked == nil || h.checked[i] != h.answers[i]:
		return "", ""
	case h.right[i]:
		return "✓ Right", "right"
	case strings.TrimSpace(h.answers[i]) == "":
		return "No answer yet", "missed"
	}
	return "✗ Not right", "missed"
}
