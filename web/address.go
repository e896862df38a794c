package web

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// The page's address includes up to this many calls and written bytes. Beyond, only the browser's storage keeps the work.
const (
	remembered      = 2000
	rememberedBytes = 1 << 17
)

// sharedMost is the maximum length of a link in bytes. Browsers cut longer addresses.
const sharedMost = 1 << 20

// A link contains the whole history, so the address is updated after a delay that grows with the history. Another step alone
// is less urgent: a browser works as long on another address as on drawing the step.
const (
	rememberAfter = time.Millisecond / 10 // for each call
	rememberMost  = 200 * time.Millisecond
	rememberStep  = 500 * time.Millisecond
)

// madeLink is the fragment of a step. It is built only when the step, the session or the place changes.
type madeLink struct {
	of    placed
	at    history.Step
	place string
	alone bool
	text  string
}

// follow builds the fragment of the shown step, the page's own or that for others, and reports whether it differs from the
// last one.
func (l *madeLink) follow(d *Desk, own bool) bool {
	place, alone := d.follow.place(own)
	if l.at == d.at && l.isBut(d, place, alone) {
		return false
	}
	before := l.text
	*l = madeLink{d.asPlaced(), d.at, place, alone, d.fragmentAt(place, alone)}
	return l.text != before
}

// isBut reports whether l has the session of the desk with an end, at whatever step.
func (l *madeLink) isBut(d *Desk, place string, alone bool) bool {
	return l.of == d.asPlaced() && l.place == place && l.alone == alone
}

// isAt reports whether the desk has a session as it was opened, at a step.
func (d *Desk) isAt(placed placed, at history.Step) bool {
	return placed == d.asPlaced() && placed.kept == 0 && d.at == at
}

// placed is a session as it was put on the desk.
type placed struct {
	session *history.Session
	calls   int
	kept    int
}

// asPlaced returns the session of the desk as it is now.
func (d *Desk) asPlaced() placed { return placed{d.session, d.session.Len(), len(d.kept)} }

// Link returns the link of the session at the step that is shown.
func (d *Desk) Link() link.Link {
	return link.Link{Machine: d.machine(), Calls: d.session.Calls(), Kept: d.kept, At: d.at}
}

// fragment returns the link with its place: the page's own, or that for others.
func (d *Desk) fragment(own bool) string { return d.fragmentAt(d.follow.place(own)) }

// fragmentAt returns the link with an end, which has the history too if isAlone.
func (d *Desk) fragmentAt(place string, isAlone bool) string {
	switch {
	case isAlone && place == "":
		return "" // the example of the first minute
	case isAlone:
		return alone + place
	}
	return d.links.Link(d.Link()) + place
}

// ShareLink returns the address of the session at the shown step and level; "" if the history is too long for a link.
func (d *Desk) ShareLink() string { return d.shareLink(d.Link()) }

// CallLink returns the address of call n, numbered from 1, after the calls that it needs; "" likewise.
func (d *Desk) CallLink(n int) string {
	calls := d.session.Needed(n)
	return d.shareLink(link.Link{Machine: d.machine(), Calls: calls, At: history.Step{Call: len(calls), Event: -1}})
}

func (d *Desk) shareLink(l link.Link) string {
	if !l.Fits() {
		return ""
	}
	level := placeKey{key: levelKey}
	return d.host.Address() + "#" + l.String() + level.end(d.levelValue())
}

// remember schedules one write of the session into the page's address, for all changes until then.
func (d *Desk) remember() {
	if d.work.waiting() {
		return // the address has the link that waits
	}
	place, alone := d.follow.place(true)
	step := d.made.isBut(d, place, alone)
	if d.unsaved && (step || !d.stepOnly) {
		return
	}
	d.unsaved, d.stepOnly = true, step
	after := rememberStep
	if !step {
		after = min(time.Duration(d.session.Len())*rememberAfter, rememberMost)
	}
	d.soon(after, d.Flush)
}

// Flush writes pending changes of the session into the page's address.
func (d *Desk) Flush() {
	if !d.unsaved {
		return
	}
	d.unsaved = false
	switch {
	case d.work.waiting():
		return // the address has the link that waits
	case !d.arrived():
		return
	}
	if _, isAlone := d.follow.place(true); isAlone || d.carried() {
		if d.made.follow(d, true); d.made.text != d.address {
			d.write(d.made.text)
		}
	} else if local := d.follow.local(); local != "" && local != d.address {
		d.write(local)
		d.say(Notice{Text: "This history is now too long for the page's address. The browser keeps it. To pass it on, save it as a file.", File: true})
	}
}

// arrived reports whether the page's address and its entry in the browser's history are the desk's. If not, the user entered
// another link, whose hashchange event is pending.
func (d *Desk) arrived() bool { return d.host.Fragment() == d.address }

// carried reports whether the page's address can carry the history.
func (d *Desk) carried() bool {
	d.written.follow(d.session)
	return d.session.Len() <= remembered && d.written.bytes <= rememberedBytes
}

// replacedAddress is a fragment that the page's address had.
type replacedAddress struct {
	sum   string
	until uint64 // when the browser's process has seen the one that replaced it, in milliseconds
}

// Times after which the browser's process has seen a change of the address, in milliseconds. A busy browser takes seconds.
// Another entry of its history may rightly have an earlier address of the page, and then the shorter time is as safe.
const (
	seenAfter      = 20_000
	entrySeenAfter = 1000
)

// sumOf returns a short name of a fragment.
func sumOf(fragment string) string {
	h := fnv.New64a()
	h.Write([]byte(fragment))
	return strconv.FormatUint(h.Sum64(), 16)
}

// otherEntry runs before the page begins another entry of the browser's history.
func (d *Desk) otherEntry() {
	soon := nowMillis() + entrySeenAfter
	for i := range d.replaced {
		d.replaced[i].until = min(d.replaced[i].until, soon)
	}
}

// write writes a fragment into the page's address.
func (d *Desk) write(fragment string) {
	now := nowMillis()
	d.replaced = slices.DeleteFunc(d.replaced, func(r replacedAddress) bool { return r.until < now })
	d.replaced = append(d.replaced, replacedAddress{sumOf(d.address), now + seenAfter})
	d.host.SetFragment(fragment)
	d.address = d.host.Fragment()
}

// Share copies the link of the session at the shown step.
func (d *Desk) Share() {
	text := d.host.Address() + "#" + d.fragment(false)
	if len(text) > sharedMost || !d.Link().Fits() {
		d.say(Notice{Text: "This history is too long for a link. Save it as a file instead.", File: true})
		return
	}
	d.unsaved = false
	d.write(d.fragment(true))
	d.host.Copy(text, func(ok bool) {
		n := Notice{Text: copiedLink(text, ok, d.follow.carries())}
		if !ok {
			n.Link = text
		}
		d.say(n)
	})
}

// copiedLink returns whether a link with some contents was copied, in words.
func copiedLink(link string, ok bool, contents string) string {
	if !ok {
		return "The browser does not allow copying. Copy the link by hand:"
	}
	return fmt.Sprintf("Copied the link: %d characters. It contains %s. Nothing is stored on a server.", len(link), contents)
}

// written counts the bytes that tasks write in a history.
type written struct {
	of    *history.Session
	calls int
	bytes int
}

// follow counts the bytes of the calls added since its last run.
func (w *written) follow(session *history.Session) {
	if w.of != session {
		*w = written{of: session}
	}
	for _, c := range session.Calls()[w.calls:] {
		for _, b := range c.Writes {
			w.bytes += len(b.Bytes)
		}
	}
	w.calls = session.Len()
}

// OpenBroken opens a link with a broken percent escape. go-app cannot parse such an address, so the session's own link
// replaces it. If the link cannot be opened, the notice shows it for correction by hand.
func (d *Desk) OpenBroken(fragment string) {
	work := ""
	if !d.showsExample() && d.session.Len()+len(d.kept) > 0 {
		work = d.fragment(true)
	}
	d.write(work)
	err := d.Load(fragment)
	if err == nil {
		d.remember()
		return
	}
	d.notice = Notice{Text: "The link is broken. Nothing was changed. " + sentence(err), Bad: true, Link: d.host.Address() + "#" + fragment}
	d.changed()
}
