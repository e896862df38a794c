package web

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Storage keeps texts in the browser. Its functions return at once and call then later.
type Storage interface {
	// ReadTexts reads the texts whose keys begin with prefix, sorted by key.
	ReadTexts(prefix string, then func(texts []StoredText, err error))
	// WriteTexts removes the texts whose keys begin with one of gone and stores others, all or nothing. It makes long texts
	// one after the other, and lets the page go on between them. First it passes the stored text of the first key to
	// allowed, "" if there is none; if that returns false, it changes nothing and calls then with ErrOtherWriter.
	WriteTexts(gone []string, texts []NewText, allowed func(stored string) bool, then func(err error))
}

// NewText is a text to store. Text makes it when its turn comes.
type NewText struct {
	Key  string
	Text func() string
}

// StoredText is a text in the browser's storage.
type StoredText struct{ Key, Text string }

// ErrOtherWriter means that another tab has stored the text.
var ErrOtherWriter = errors.New("another tab has changed this desk")

// A desk has one text with everything but its calls. Each run of chunkCalls calls is a chunk, so that one more call stores
// little. A chunk has several texts if its calls write more than partBytes.
const (
	deskKeys   = "desk/"
	callsKeys  = "calls/"
	chunkCalls = 500
	partBytes  = 128 << 10
)

func deskKey(id uint64) string { return fmt.Sprintf("%s%016x", deskKeys, id) }

func chunksKey(id uint64) string { return fmt.Sprintf("%s%016x/", callsKeys, id) }

func chunkKey(id uint64, i int) string { return fmt.Sprintf("%s%08d/", chunksKey(id), i) }

// storedDesk is the text of a desk.
type storedDesk struct {
	id      uint64 // the time it was made, in milliseconds
	name    string
	changed uint64 // the time of the last change, likewise
	rev     uint64 // increases with every change
	writer  string // the page that stored it last
	calls   int
	machine string // a link without calls
	at      history.Step
	draft   string
	kept    []history.Kept
}

// text returns the desk as text.
func (s *storedDesk) text() string {
	var w draftWriter
	w.number("id", s.id)
	w.quoted("name", "", s.name)
	w.number("changed", s.changed)
	w.number("rev", s.rev)
	w.text("writer", s.writer)
	w.number("calls", uint64(s.calls))
	w.text("machine", s.machine)
	for _, v := range []int{s.at.Call, s.at.Event, s.at.Insn} {
		w.number("at", uint64(v))
	}
	w.quoted("draft", "", s.draft)
	for _, k := range s.kept {
		w.text("kept", strconv.Itoa(k.After)+" "+link.FormatCalls([]history.Call{k.Call}))
	}
	return w.String()
}

// parseDesk parses the text of a desk.
func parseDesk(text string) (*storedDesk, error) {
	s := &storedDesk{}
	at := []*int{&s.at.Call, &s.at.Event, &s.at.Insn}
	var numbers = map[string]*uint64{"id": &s.id, "changed": &s.changed, "rev": &s.rev}
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		var err error
		switch name {
		case "id", "changed", "rev":
			*numbers[name], err = strconv.ParseUint(rest, 16, 64)
		case "calls":
			s.calls, err = parseHexInt(rest)
		case "at":
			if len(at) > 0 {
				*at[0], err = parseHexInt(rest)
				at = at[1:]
			}
		case "name":
			s.name, err = strconv.Unquote(strings.TrimSpace(rest))
		case "draft":
			s.draft, err = strconv.Unquote(strings.TrimSpace(rest))
		case "writer":
			s.writer = rest
		case "machine":
			s.machine = rest
		case "kept":
			err = s.parseKept(rest)
		}
		if err != nil {
			return nil, fmt.Errorf("the stored desk is damaged: %s: %w", name, err)
		}
	}
	if s.id == 0 || s.machine == "" {
		return nil, errDamaged
	}
	return s, nil
}

// errDamaged is the error of a desk in the storage that cannot be read.
var errDamaged = errors.New("the stored desk is damaged")

func parseHexInt(text string) (int, error) {
	v, err := strconv.ParseUint(text, 16, 31)
	if err != nil {
		err = errDamaged
	}
	return int(v), err
}

func (s *storedDesk) parseKept(text string) error {
	after, calls, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(after)
	if err != nil {
		return errDamaged
	}
	parsed, err := link.ParseCalls(calls)
	for _, c := range parsed {
		s.kept = append(s.kept, history.Kept{Call: c, After: n})
	}
	return err
}

// joinChunks returns the calls of a desk from the texts of its chunks.
func joinChunks(texts []StoredText) ([]history.Call, error) {
	var calls []history.Call
	for _, t := range texts {
		some, err := link.ParseCalls(t.Text)
		if err != nil {
			return nil, fmt.Errorf("the stored calls are damaged: %w", err)
		}
		calls = append(calls, some...)
	}
	return calls, nil
}

// chunksOf returns the texts of the chunks of calls from the one with call first on, counted from 0.
func chunksOf(id uint64, calls []history.Call, first int) []NewText {
	var texts []NewText
	for i := first / chunkCalls; i*chunkCalls < len(calls); i++ {
		chunk := calls[i*chunkCalls : min(len(calls), (i+1)*chunkCalls)]
		for part := 0; len(chunk) > 0; part++ {
			n := partOf(chunk)
			some := chunk[:n]
			texts = append(texts, NewText{fmt.Sprintf("%s%04d", chunkKey(id, i), part), func() string { return link.FormatCalls(some) }})
			chunk = chunk[n:]
		}
	}
	return texts
}

// partOf returns the number of calls that go into one text.
func partOf(calls []history.Call) int {
	size := 0
	for i, c := range calls {
		if size > partBytes {
			return i
		}
		for _, w := range c.Writes {
			size += len(w.Bytes)
		}
	}
	return len(calls)
}
