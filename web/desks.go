package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Desks owns the desks that the browser keeps. A desk is kept from its first change on; before that, its link has everything.
// Opening something else makes another desk, unless the open one is unchanged.
type Desks struct {
	*Screen
	desk   *Desk
	draft  *Draft
	past   *Past
	page   pageEntry
	list   []*storedDesk // the stored desks, oldest first
	now    uint64        // id of the open desk; 0 if it is not kept
	name   string        // of the open desk
	rev    uint64        // of the open desk
	seen   uint64        // rev of Past that the open desk includes
	stored storedCalls   // the calls of the open desk in the storage
	pasts  []leftDesk    // the desks that were left last, the newest last
	ready  bool          // the storage was read
	failed string        // why the work is not kept; "" if it is
	timer  bool          // a save is scheduled
	busy   bool          // a save is running
	writer string        // names this page in the storage
	own    bool          // the open desk came from the user's own file
	gone   deletedDesk   // the last deleted desk
	marked pageEntry     // the entry as the browser's history has it
	opened func() string // the end of a link to the open case or lesson
	again  handover      // the last page's write, until it is finished
	early  []earlyDesk   // desks that were left before the storage was read
}

// storedCalls are the calls of a desk in the storage.
type storedCalls struct {
	calls []history.Call
	id    uint64
}

// saveAfter is the delay before a change is stored, so that several changes are stored together.
const saveAfter = 300 * time.Millisecond

func nowMillis() uint64 { return uint64(time.Now().UnixMilli()) }

// newID returns the id of something that is made now, after all that have been made.
func newID(newest uint64) uint64 { return max(nowMillis(), newest+1) }

// begin reads the list of desks, and reopens the one that the page's entry in the browser's history names.
func (k *Desks) begin(fragment, entry string, place []placePart) {
	k.writer = strconv.FormatInt(time.Now().UnixNano(), 36)
	names := parseEntry(entry)
	if id, ok := isLocal(fragment); ok && names.desk == 0 {
		names.desk = id
	}
	k.repeat(func() { k.readList(names, fragment, place) })
}

// readList reads the list of desks.
func (k *Desks) readList(entry pageEntry, fragment string, place []placePart) {
	k.host.ReadTexts(deskKeys, func(texts []StoredText, err error) {
		defer k.Changed()
		if entry == (pageEntry{}) {
			k.marked.opened = "nothing" // a page that was not left yet names its entry, so that Back finds it
		}
		if err != nil {
			k.fails(err)
			return
		}
		k.ready = true
		for _, t := range texts {
			if s, err := parseDesk(t.Text); err == nil {
				k.list = append(k.list, s)
			}
		}
		k.adopt(entry, fragment, place)
		k.storeEarly()
	})
}

// adopt reopens a desk when the page starts, with the place of the address.
func (k *Desks) adopt(entry pageEntry, fragment string, place []placePart) {
	if k.past.canUndo() || fragment == "" && (k.panel != NoPanel || k.desk.showsExample() && !k.desk.beginsExample()) {
		return // the user has begun on this page already
	}
	s := k.find(entry.desk)
	switch {
	case s == nil && fragment == "" && (k.desk.session.Len() == 0 || k.desk.beginsExample()):
		for _, other := range k.list {
			if s == nil || other.changed > s.changed {
				s = other
			}
		}
	case s != nil && s.rev < entry.rev && k.desk.session.Len() > 0:
		// The page ended after it had written its address, and before it had stored the desk.
		k.now, k.name, k.rev = s.id, s.name, entry.rev
		return
	}
	if s != nil {
		k.read(s, place)
	} else if _, ok := isLocal(fragment); ok {
		k.fail(errNotHere)
	}
}

// errNotHere refuses an address that names a desk of another browser.
var errNotHere = errors.New("this address names a desk that is kept in the browser where it was made: ask for its link or its file")

// find returns a kept desk; nil if there is none with this id.
func (k *Desks) find(id uint64) *storedDesk {
	for _, s := range k.list {
		if s.id == id {
			return s
		}
	}
	return nil
}

// touched reports whether the open desk has to be kept: the user has changed it or pasted it, or no link carries it.
func (k *Desks) touched() bool {
	return k.now != 0 || k.own || k.past.canUndo() || k.draft.dirty() || k.desk.origin != nil || !k.desk.carried()
}

// derive schedules a save after a change, and names the open case or lesson in the browser's history.
func (k *Desks) derive() {
	if k.ready && k.touched() && (k.now == 0 || k.seen != k.past.rev) {
		k.keep()
	}
	k.page.opened = k.opened()
	if k.page != k.marked && k.desk.arrived() {
		k.host.SetEntry(k.page.String(), k.page.desk != k.marked.desk || k.page.opened != k.marked.opened)
		k.marked = k.page
	}
}

// keep schedules a save of the open desk.
func (k *Desks) keep() {
	if k.now == 0 {
		k.now, k.name = newID(k.newest()), k.freeName()
	}
	k.seen = k.past.rev
	k.rev++
	k.page.desk, k.page.rev = k.now, k.rev
	if !k.timer {
		k.timer = true
		k.soon(saveAfter, k.save)
	}
}

func (k *Desks) newest() uint64 {
	if len(k.list) == 0 {
		return 0
	}
	return k.list[len(k.list)-1].id
}

// freeName returns a name that no kept desk has.
func (k *Desks) freeName() string {
	for n := len(k.list) + 1; ; n++ {
		name := fmt.Sprintf("Desk %d", n)
		if !slices.ContainsFunc(k.list, func(s *storedDesk) bool { return s.name == name }) {
			return name
		}
	}
}

// save stores the open desk.
func (k *Desks) save() {
	if k.timer = false; k.now == 0 || k.busy {
		return
	}
	s, calls, gone, texts := k.writing()
	known := k.find(s.id)
	k.busy = true
	k.host.WriteTexts(gone, texts, func(stored string) bool {
		other, err := parseDesk(stored)
		return err != nil || other.writer == k.writer || known != nil && other.rev <= known.rev
	}, func(err error) { k.saved(s, calls, err) })
}

// open returns the open desk as it is stored, without the texts of its calls.
func (k *Desks) open() *storedDesk {
	draft, _ := k.draft.saved()
	return &storedDesk{
		id: k.now, name: k.name, changed: nowMillis(), rev: k.rev, writer: k.writer, calls: k.desk.session.Len(),
		machine: link.Link{Machine: k.desk.machine()}.Readable(), at: k.desk.at, draft: draft, kept: k.desk.kept,
	}
}

// writing returns the open desk and the write that stores it.
func (k *Desks) writing() (s *storedDesk, calls []history.Call, gone []string, texts []NewText) {
	s = k.open()
	calls = slices.Clip(k.desk.session.Calls())
	first := 0
	if had := k.stored.calls; k.stored.id == k.now && len(had) > 0 && len(calls) >= len(had) && &had[0] == &calls[0] {
		first = len(had)
	}
	gone, texts = []string{chunksKey(s.id)}, []NewText{{deskKey(s.id), s.text}}
	if first > 0 {
		gone = []string{chunkKey(s.id, first/chunkCalls)}
	}
	if first > 0 && first == len(calls) {
		gone = nil // the stored calls are these
	} else {
		texts = append(texts, chunksOf(s.id, calls, first)...)
	}
	return s, calls, gone, texts
}

// saved runs after a desk was stored, or could not be.
func (k *Desks) saved(s *storedDesk, calls []history.Call, err error) {
	k.busy = false
	switch {
	case err == ErrOtherWriter:
		k.fork(s)
		return
	case err != nil:
		k.fails(err)
		return
	}
	k.stored = storedCalls{calls, s.id}
	k.put(s)
	if k.failed != "" {
		k.failed = ""
		k.say(Notice{Text: "Your work is kept in this browser again."})
	}
	if k.now == s.id && k.rev != s.rev {
		k.save() // changed while it was stored
	}
	if k.panel == DesksPanel {
		k.Changed()
		return
	}
	k.desk.remember() // a history that is too long for the address has a name from now on
}

// put adds a desk to the list, or replaces it there.
func (k *Desks) put(s *storedDesk) {
	i, there := slices.BinarySearchFunc(k.list, s.id, func(o *storedDesk, id uint64) int { return cmp.Compare(o.id, id) })
	if there {
		k.list[i] = s
	} else {
		k.list = slices.Insert(k.list, i, s)
	}
}

// fork keeps the work on a desk that another tab has changed under another name.
func (k *Desks) fork(s *storedDesk) {
	if k.now != s.id {
		return
	}
	k.now, k.name = newID(k.newest()), s.name+" (2)"
	k.page.desk = k.now
	k.stored = storedCalls{}
	k.save()
	k.say(Notice{Text: fmt.Sprintf("Another tab has changed “%s”. Your work here is kept as “%s”.", s.name, k.name)})
}

// fails says once why the work is not kept.
func (k *Desks) fails(err error) {
	was := k.failed
	k.failed = strings.TrimSuffix(err.Error(), ".")
	if was == "" {
		k.say(Notice{Text: "Your work is not kept in this browser: " + k.failed + ". Save it as a file, or copy its link.", Bad: true, File: true})
	}
}

// leave sets the open desk aside before something else is opened. It reports whether the desk was kept; otherwise Undo
// restores it.
func (k *Desks) leave() (kept bool) {
	if !k.touched() {
		k.past.restart()
		k.notice = Notice{}
		return false
	}
	if !k.ready {
		k.early = append(k.early, earlyDesk{k.open(), slices.Clip(k.desk.session.Calls())})
	}
	if !k.ready || k.failed != "" {
		return false
	}
	k.past.take()
	k.derive()
	k.busy = false // the storage keeps the order of writes
	k.save()
	k.keepPast()
	k.notice = staysOn(k.name, k.now)
	k.forget()
	return true
}

// staysOn says where the work is that was on the page.
func staysOn(name string, id uint64) Notice {
	return Notice{Text: fmt.Sprintf("Your earlier work stays on “%s”.", name), Back: id}
}

// earlyDesk is a desk that was left before the storage was read.
type earlyDesk struct {
	*storedDesk
	all []history.Call
}

// storeEarly stores the desks that were left before the storage was read.
func (k *Desks) storeEarly() {
	for _, e := range k.early {
		s := e.storedDesk
		s.id, s.name, s.rev = newID(k.newest()), k.freeName(), 1
		k.put(s)
		k.write(nil, append([]NewText{{deskKey(s.id), s.text}}, chunksOf(s.id, e.all, 0)...))
		k.notice = staysOn(s.name, s.id)
	}
	k.early = nil
}

// forget makes the open desk a new one.
func (k *Desks) forget() {
	k.now, k.name, k.rev, k.stored = 0, "", 0, storedCalls{}
	k.past.restart()
	k.seen = k.past.rev
	k.page, k.own = pageEntry{}, false
}

// Flush stores the open desk before the page goes.
func (k *Desks) Flush() {
	k.past.take()
	k.derive()
	if k.timer {
		k.save()
	}
}

// isLocal returns the id in the fragment of a desk that no link carries.
func isLocal(fragment string) (id uint64, ok bool) {
	digits, ok := strings.CutPrefix(fragment, localPrefix)
	id, err := strconv.ParseUint(digits, 16, 64)
	return id, ok && err == nil
}
