package lesson

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
)

// Homework asks questions about a call of a history. Readers check their answers themselves: the result follows from the
// history, and the answers to other questions are hashed. Hashes prevent peeking, not trying all answers.
type Homework struct {
	Title   string
	Asks    string // the task, in the teacher's words
	Call    int    // numbered from 1
	Returns bool   // asks for the result of the call
	Check   bool   // asks which check refuses it
	Salt    string
	Own     []OwnQuestion
}

// OwnQuestion is a question of the teacher.
type OwnQuestion struct {
	Text   string
	Hashes []string // of the accepted answers
}

// hashBytes is the number of bytes of a hash that a link has.
const hashBytes = 8

// AddQuestion adds a question with its accepted answers. Right ignores case, spaces and a final period.
func (h *Homework) AddQuestion(text string, answers []string) {
	q := OwnQuestion{Text: oneLine(text)}
	for _, a := range answers {
		if a = plainAnswer(a); a != "" {
			q.Hashes = append(q.Hashes, h.hash(len(h.Own), a))
		}
	}
	h.Own = append(h.Own, q)
}

// Right reports whether an answer to own question i is accepted.
func (h *Homework) Right(i int, answer string) bool {
	return slices.Contains(h.Own[i].Hashes, h.hash(i, plainAnswer(answer)))
}

func (h *Homework) hash(i int, answer string) string {
	sum := core.SHA256(h.Salt + "\n" + strconv.Itoa(i) + "\n" + answer)
	return hex.EncodeToString(sum[:hashBytes])
}

// plainAnswer returns what answers are compared by.
func plainAnswer(answer string) string {
	return strings.TrimSuffix(oneLine(strings.ToLower(answer)), ".")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// String returns the homework as the text that ParseHomework parses: a title, then lines with a key.
func (h *Homework) String() string {
	text := oneLine(h.Title) + "\ncall: " + strconv.Itoa(h.Call) + "\n"
	if h.Asks != "" {
		text += "asks: " + oneLine(h.Asks) + "\n"
	}
	if h.Returns {
		text += "returns:\n"
	}
	if h.Check {
		text += "check:\n"
	}
	if len(h.Own) > 0 {
		text += "salt: " + h.Salt + "\n"
	}
	for _, q := range h.Own {
		text += "ask: " + q.Text + "\nhashes: " + strings.Join(q.Hashes, " ") + "\n"
	}
	return text
}

// ParseHomework parses a homework. Errors name the line.
func ParseHomework(text string) (*Homework, error) {
	h := &Homework{}
	for i, line := range lines(text) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case i == 0:
			h.Title = line
		case line == "":
		case key == "call":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return nil, lineError(i+1, "invalid call %q: want a number from 1", value)
			}
			h.Call = n
		case key == "asks":
			h.Asks = value
		case key == "returns":
			h.Returns = true
		case key == "check":
			h.Check = true
		case key == "salt":
			h.Salt = value
		case key == "ask":
			h.Own = append(h.Own, OwnQuestion{Text: value})
		case key == "hashes" && len(h.Own) > 0:
			h.Own[len(h.Own)-1].Hashes = strings.Fields(value)
		default:
			return nil, lineError(i+1, "invalid key %q: want call, asks, returns, check, salt, ask or hashes", key)
		}
	}
	switch {
	case h.Call == 0:
		return nil, errors.New("homework without a call")
	case !h.Returns && !h.Check && len(h.Own) == 0:
		return nil, fmt.Errorf("homework about call %d without a question", h.Call)
	}
	return h, nil
}
