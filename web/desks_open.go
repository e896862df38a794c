package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Open desks, and the browser's Back and Forward.

// pageEntry describes the page's entry in the browser's history: the desk that it shows, and the case or lesson there.
type pageEntry struct {
	desk   uint64
	rev    uint64
	opened string // the end of a link to the case or lesson; "" for none
}

func (e pageEntry) String() string {
	return strconv.FormatUint(e.desk, 16) + " " + strconv.FormatUint(e.rev, 16) + " " + e.opened
}

func parseEntry(text string) (e pageEntry) {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) == 3 {
		e.desk, _ = strconv.ParseUint(parts[0], 16, 64)
		e.rev, _ = strconv.ParseUint(parts[1], 16, 64)
		e.opened = parts[2]
	}
	return e
}

// localPrefix begins the fragment of a history that is too long for a link.
const localPrefix = "desk-"

// read reads a desk from the storage and opens it, at its place.
func (k *Desks) read(s *storedDesk, place []placePart) {
	k.host.ReadTexts(chunksKey(s.id), func(chunks []StoredText, err error) {
		defer k.Changed()
		defer k.guard("open a desk")
		var calls []history.Call
		var l link.Link
		var b *history.Building
		if err == nil {
			calls, err = joinChunks(chunks)
		}
		if err == nil && len(calls) != s.calls {
			err = fmt.Errorf("it has %d of %d calls", len(calls), s.calls)
		}
		if err == nil {
			l, err = link.Parse(s.machine)
		}
		if err == nil {
			b, err = building(l.Machine, calls, s.kept, s.at)
		}
		if err != nil {
			k.cannotOpen(s, err)
			return
		}
		_ = k.desk.build(b, deskJob{job: job{what: "open a desk", doing: "Opening the desk", stopped: "Stopped. The desk was not opened."},
			put: func(session *history.Session, kept []history.Kept, err error) error {
				if err != nil {
					return k.cannotOpen(s, err)
				}
				k.show(s, session, kept)
				k.desk.openPlaceLater(place)
				return nil
			}}) // an error is a notice
	})
}

func (k *Desks) cannotOpen(s *storedDesk, err error) error {
	err = fmt.Errorf("“%s” cannot be opened: %w", s.name, err)
	k.fail(err)
	return err
}

// show puts a desk of the storage on the page.
func (k *Desks) show(s *storedDesk, session *history.Session, kept []history.Kept) {
	d := k.desk
	d.follow.clear()
	d.put(session)
	d.kept = kept
	d.follow.form(session.Machine())
	d.goTo(s.at)
	if err := k.draft.restore(s.draft); err != nil {
		d.editShown()
	}
	k.forget()
	k.now, k.name, k.rev = s.id, s.name, s.rev
	k.stored = storedCalls{d.session.Calls(), s.id}
	if len(d.kept) != len(s.kept) {
		k.stored = storedCalls{}
	}
	k.past.pastStates = k.pastOf(s.id)
	if n := len(k.past.done); n > 0 && len(k.past.done[n-1].calls) == d.session.Len() {
		k.past.done[n-1].session = d.sessionNr // it made the same calls
	}
	k.past.take()
	k.seen = k.past.rev
	k.page = pageEntry{desk: s.id, rev: s.rev}
	d.panel = NoPanel
	d.remember()
}

// Open opens a kept desk as a new entry of the browser's history.
func (k *Desks) Open(id uint64) {
	was := k.find(id)
	if was == nil || id == k.now {
		return
	}
	k.leave()
	k.notice = Notice{}
	k.enter()
	k.refresh(func() {
		if s := k.find(id); s != nil {
			k.read(s, nil)
		} else {
			_ = k.cannotOpen(was, errGone)
		}
	})
}

// errGone refuses a desk that another tab has deleted.
var errGone = errors.New("another tab has deleted it")

// panelOpened reads the list again, for the desks of other tabs.
func (k *Desks) panelOpened() {
	if k.panel == DesksPanel {
		k.refresh(func() {})
	}
}

// refresh takes what other tabs have stored into the list, except for the open desk: that stays as this page has left it, so
// that another writer is noticed.
func (k *Desks) refresh(then func()) {
	if !k.ready || k.failed != "" {
		then()
		return
	}
	k.host.ReadTexts(deskKeys, func(texts []StoredText, err error) {
		defer k.Changed()
		defer then()
		if err != nil {
			return // the next write says so
		}
		k.list = slices.DeleteFunc(slices.Clone(k.list), func(s *storedDesk) bool { return s.id != k.now })
		for _, t := range texts {
			if s, err := parseDesk(t.Text); err == nil && s.id != k.now {
				k.put(s)
			}
		}
	})
}

// New opens an empty desk on the same machine.
func (k *Desks) New() {
	m := k.desk.machine()
	k.leave()
	k.enter()
	k.desk.follow.clear()
	k.desk.boot(m)
	k.panel = NoPanel
	k.desk.remember()
	k.changed()
}

// enter begins an entry of the browser's history for the next desk.
func (k *Desks) enter() {
	k.desk.Flush()
	k.desk.otherEntry()
	k.page, k.marked = pageEntry{}, pageEntry{opened: "nothing"}
	k.host.Enter()
}

// opening runs before something is opened over the open desk.
func (k *Desks) opening() {
	arrives := k.desk.arrives
	k.desk.arrives = false
	if !arrives {
		k.desk.Flush()
	}
	k.leave()
	if !arrives {
		k.enter()
	}
}

// aside sets the open desk aside if the user has changed it.
func (k *Desks) aside() {
	if k.touched() {
		k.opening()
	} else {
		k.past.restart()
	}
}

// Import opens the text of a file on a new desk.
func (k *Desks) Import(name, text string) {
	if k.desk.Load(text) != nil {
		return
	}
	k.own, k.notice = true, Notice{}
	if base, _, _ := strings.Cut(name, "."); base != "" && k.ready {
		k.keep()
		k.name = k.nameFor(k.now, base)
	}
	k.desk.remember()
}

// SaveFile saves the open desk as a file.
func (k *Desks) SaveFile() {
	name := k.name
	if name == "" {
		name = "desk"
	}
	k.host.Save(name+".bpfplay", k.desk.Link().File())
}

// Arrive opens a link that the user has put into the page's address.
func (s *Store) Arrive(fragment string) {
	s.desk.arrives = true
	defer func() { s.desk.arrives = false }()
	if id, ok := isLocal(fragment); ok {
		if found := s.desks.find(id); found != nil {
			s.desks.leave()
			s.desks.read(found, nil)
		} else {
			s.fail(errNotHere)
		}
		return
	}
	_ = s.desk.Load(fragment) // an error is a notice
}

// Travel opens the desk or link of an entry of the browser's history, after the user has gone back or forward to it.
func (s *Store) Travel(fragment, state string) {
	k, entry := s.desks, parseEntry(state)
	if entry.desk != 0 && entry.desk == k.now {
		s.desk.address = s.host.Fragment()
		return
	}
	s.desk.arrives = true
	defer func() { s.desk.arrives = false }()
	of, place := cutPlace(fragment)
	if !hasPart(place, "present") {
		s.present.End()
	}
	s.handout.Close()
	if found := k.find(entry.desk); found != nil {
		k.leave()
		k.notice = Notice{}
		_, place := cutPlace(entry.opened)
		k.read(found, place)
		return
	}
	switch {
	case entry.opened != "" && !strings.Contains(fragment, entry.opened): // the address was not written yet
		_ = s.desk.Load(alone + entry.opened) // an error is a notice
	case fragment == "" || of == alone && !opensHistory(place): // the page was as it starts
		k.opening()
		k.desk.follow.clear()
		s.panel = NoPanel
		s.start.begin()
		s.desk.address = fragment
		_ = s.desk.openPlace(place) // an error is a notice
	default:
		_ = s.desk.Load(fragment) // an error is a notice
	}
	s.notice = Notice{}
}
