package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// handover is the state that a page passes to the next one of its tab. The browser may not finish the work of a page that
// has gone: a reload opens the address and the entry that the browser's process has seen, which may be earlier ones, and a write
// to the storage may be lost.
type handover struct {
	seen    []string // short names of the addresses that the browser's process may have seen last
	address string   // the page's own
	entry   string
	draft   string
	gone    []string // a write of the open desk that may not be finished, as in Storage
	texts   []StoredText
}

// handoverMost is the maximum number of characters of the texts. Browsers keep about five million for a tab.
const handoverMost = 2 << 20

// handOver passes the work to the next page of the tab. The frames of a page share its storage, and keep no desk.
func (s *Store) handOver() {
	if s.embed.on {
		return
	}
	h := handover{seen: s.desk.addressesSeen(), address: s.desk.address, entry: s.desks.page.String()}
	h.draft, _ = s.draft.saved()
	h.gone, h.texts = s.desks.unfinished()
	s.host.Keep(h.text())
}

// text returns the handover as text.
func (h *handover) text() string {
	var w draftWriter
	w.quoted("entry", "", h.entry)
	w.quoted("address", "", h.address)
	w.quoted("draft", "", h.draft)
	for _, sum := range h.seen {
		w.quoted("seen", "", sum)
	}
	for _, prefix := range h.gone {
		w.quoted("gone", "", prefix)
	}
	for _, t := range h.texts {
		w.quoted("text", t.Key, t.Text)
	}
	return w.String()
}

// parseHandover parses the text of a handover. Nothing is taken from an invalid one.
func parseHandover(text string) handover {
	var h handover
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		key, quoted, _ := strings.Cut(rest, " ")
		value, err := strconv.Unquote(quoted)
		switch name {
		case "entry":
			h.entry = value
		case "address":
			h.address = value
		case "draft":
			h.draft = value
		case "seen":
			h.seen = append(h.seen, value)
		case "gone":
			h.gone = append(h.gone, value)
		case "text":
			h.texts = append(h.texts, StoredText{key, value})
		default:
			err = fmt.Errorf("unknown part %q", name)
		}
		if err != nil {
			return handover{}
		}
	}
	return h
}

// follows reports whether a page at a fragment follows the page that made the handover.
func (h *handover) follows(fragment string) bool {
	return h.address == fragment && h.entry != "" || slices.Contains(h.seen, sumOf(fragment))
}

// addressesSeen returns short names of the fragments that the browser's process may have seen last.
func (d *Desk) addressesSeen() []string {
	var seen []string
	for _, r := range d.replaced {
		if r.until >= nowMillis() {
			seen = append(seen, r.sum)
		}
	}
	return seen
}

// unfinished returns the write of the open desk that the storage may not have finished; nil for none, or if it is too long.
func (k *Desks) unfinished() (gone []string, texts []StoredText) {
	if k.now == 0 || !k.timer && !k.busy {
		return k.again.gone, k.again.texts
	}
	if k.busy {
		k.stored = storedCalls{} // the write may be finished or not
	}
	_, _, gone, made := k.writing()
	size := 0
	for _, t := range made {
		text := t.Text()
		if size += len(text); size > handoverMost {
			return nil, nil
		}
		texts = append(texts, StoredText{t.Key, text})
	}
	return gone, texts
}

// repeat makes the last write of the page before, which may be unfinished, and then goes on.
func (k *Desks) repeat(then func()) {
	h := &k.again
	if len(h.texts) == 0 {
		then()
		return
	}
	var texts []NewText
	for _, t := range h.texts {
		texts = append(texts, NewText{t.Key, func() string { return t.Text }})
	}
	desk, err := parseDesk(h.texts[0].Text)
	if err != nil {
		*h = handover{}
		then()
		return
	}
	k.host.WriteTexts(h.gone, texts, func(stored string) bool {
		other, err := parseDesk(stored)
		return err != nil || other.rev < desk.rev || other.rev == desk.rev && other.writer == desk.writer
	}, func(err error) {
		if *h = (handover{}); err != nil && !errors.Is(err, ErrOtherWriter) {
			k.fails(err)
		}
		then()
	})
}
