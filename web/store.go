// Package web is the page: components that show a session of package core, and owners that change it.
package web

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/lesson"
	"bpfplay/core/link"
	"bpfplay/core/match"
)

// Store holds the owners of the parts of the page and connects them. Each owner changes only its own fields; components
// read them.
type Store struct {
	*Screen
	desk        *Desk
	draft       *Draft
	past        *Past
	desks       *Desks
	releases    *Releases
	traced      *Traced
	filter      *Filter
	fixes       *Fixes
	folds       *Folds
	pair        *Pair
	verdict     *Verdict
	course      *Course
	cases       *Case
	search      *CaseSearch
	inside      *Inside
	lesson      *Lesson
	shelf       *Shelf
	start       *Start
	paste       *Paste
	export      *Export
	machine     *Machine
	player      *Player
	runs        *Runs
	present     *Present
	embed       *Embed
	rescue      *rescue
	palette     *Palette
	place       *Place
	author      *Author
	handout     *Handout
	homework    *Homework
	setHomework *SetHomework
}

// NewStore returns a store with the seed kernel booted and no map type registered, as in the patch.
func NewStore(h Host) *Store {
	s := &Store{Screen: newScreen(h), rescue: &rescue{}}
	s.desk = newDesk(s.Screen)
	s.draft = newDraft(s.Screen, s.desk)
	s.past = &Past{Screen: s.Screen, desk: s.desk, draft: s.draft}
	s.desks = &Desks{Screen: s.Screen, desk: s.desk, draft: s.draft, past: s.past}
	s.releases = &Releases{Screen: s.Screen, work: work{Screen: s.Screen}, desk: s.desk}
	s.traced = &Traced{Screen: s.Screen, desk: s.desk}
	s.filter = &Filter{Screen: s.Screen, desk: s.desk, traced: s.traced, opened: map[int]bool{}}
	s.fixes = &Fixes{Screen: s.Screen, work: work{Screen: s.Screen}, desk: s.desk, draft: s.draft, traced: s.traced, rel: s.releases}
	s.folds = &Folds{Screen: s.Screen, desk: s.desk, fixes: s.fixes}
	s.pair = &Pair{Screen: s.Screen, desk: s.desk}
	s.verdict = &Verdict{Screen: s.Screen, desk: s.desk}
	s.course = &Course{Screen: s.Screen}
	s.desk.course = s.course
	s.cases = &Case{Screen: s.Screen, desk: s.desk, course: s.course}
	s.search = &CaseSearch{Screen: s.Screen, course: s.course}
	s.inside = newInside(s.Screen, s.desk, s.draft, s.cases)
	s.lesson = &Lesson{Screen: s.Screen, desk: s.desk, course: s.course, inside: s.inside, cases: s.cases}
	s.shelf = &Shelf{Screen: s.Screen, desk: s.desk, course: s.course, inside: s.inside, cases: s.cases, lesson: s.lesson, search: s.search, at: exampleShelf}
	s.start = &Start{Screen: s.Screen, desk: s.desk, past: s.past, shelf: s.shelf}
	s.paste = &Paste{Screen: s.Screen, work: work{Screen: s.Screen}, desk: s.desk, draft: s.draft, course: s.lesson, agreed: s.traced}
	s.export = &Export{Screen: s.Screen, desk: s.desk, traced: s.traced}
	s.machine = newMachine(s.Screen, s.desk)
	s.player = &Player{Screen: s.Screen, desk: s.desk}
	s.runs = &Runs{Screen: s.Screen, desk: s.desk, draft: s.draft}
	s.present = &Present{Screen: s.Screen, desk: s.desk, cases: s.cases, lesson: s.lesson, player: s.player}
	s.embed = newEmbed(s.Screen, s.desk)
	s.palette = &Palette{Screen: s.Screen, store: s}
	s.author = &Author{Screen: s.Screen, desk: s.desk, desks: s.desks, lesson: s.lesson, marker: -1}
	s.shelf.author, s.paste.author = s.author, s.author
	s.handout = &Handout{Screen: s.Screen, lesson: s.lesson, desk: s.desk}
	s.author.handout = s.handout
	s.homework = &Homework{Screen: s.Screen, desk: s.desk, cases: s.cases}
	s.setHomework = &SetHomework{Screen: s.Screen, desk: s.desk, cases: s.cases}
	s.shelf.set = s.setHomework
	s.place = &Place{Screen: s.Screen, store: s}
	s.connect()
	s.desks.opened = s.place.opened
	s.desk.boot(core.NewMachine(abi.Seed))
	s.settle()
	return s
}

// connect connects each owner to the owners that it follows.
func (s *Store) connect() {
	s.derive = s.deriveAll
	s.opened = func(closed Panel) {
		s.paste.panelChanged(closed)
		s.desks.panelOpened()
	}
	s.traced.load = s.paste.switchTo
	s.desk.follow = followers{
		allowed: s.cases.allowed,
		session: s.otherSession,
		step:    s.otherStep,
		fresh:   func() { s.freshHistory(); s.desks.opening() },
		clear:   s.freshHistory,
		open:    s.desks.opening,
		aside:   s.desks.aside,
		back:    s.desks.Back,
		file:    s.desks.SaveFile,
		local:   s.desks.local,
		place:   s.place.suffix,
		opens:   s.place.open,
		needs:   s.place.needsCourse,
		carries: s.place.carries,
		form:    s.draft.reset,
		edit:    s.draft.Edit,
		visit:   s.draft.visit,
		shifted: s.draft.shifted,
		taught:  s.lesson.unchanged,
		take:    s.past.take,
		undo:    s.past.Undo,
	}
}

// deriveAll computes the state that components draw, each owner after the owners that it reads. A part that panics stays as it was.
func (s *Store) deriveAll() {
	for i := range derived {
		if fault := caught(func() { derived[i].do(s) }); fault != nil {
			s.tellFault("show "+derived[i].what, fault)
		}
	}
}

// derived lists the parts of deriveAll, in order.
var derived = []struct {
	what string
	do   func(*Store)
}{
	{"the step", func(s *Store) { s.desk.derive() }},
	{"the held runs", func(s *Store) { s.runs.derive() }},
	{"the pasted results", func(s *Store) { s.traced.derive() }},
	{"the calls in view", func(s *Store) { s.filter.derive() }},
	{"the calls in words", func(s *Store) { s.desk.deriveWords() }},
	{"the results of all releases", func(s *Store) {
		if s.stripDrawn() {
			s.releases.derive()
		}
	}},
	{"the path of the call", func(s *Store) { s.folds.derive() }},
	{"two calls side by side", func(s *Store) { s.pair.derive() }},
	{"the verdict", func(s *Store) { s.verdict.derive() }},
	{"the inside of the map", func(s *Store) { s.inside.derive() }},
	{"the handout", func(s *Store) { s.handout.derive() }},
	{"the slides", func(s *Store) { s.present.derive() }},
	{"the export", func(s *Store) { s.export.derive() }},
	{"the embedded page", func(s *Store) { s.embed.derive() }},
	{"the form", func(s *Store) { s.draft.derive() }},
	{"the lessons and cases", func(s *Store) {
		s.course.derive(s.panel == CommandPanel || s.panel == ExamplesPanel && s.shelf.at != exampleShelf)
	}},
	{"the commands", func(s *Store) { s.palette.derive() }},
	{"the changes to undo", func(s *Store) { s.past.derive() }},
	{"the kept desks", func(s *Store) { s.desks.derive() }},
	{"the page's address", func(s *Store) { s.place.derive() }},
}

// stripDrawn reports whether the results of every release are on screen.
func (s *Store) stripDrawn() bool {
	switch {
	case s.embed.on, s.cases.hides(s.desk.at.Call):
		return false
	case s.present.on:
		return s.present.slideShow() == lesson.ShowReleases
	}
	return true
}

func (s *Store) otherSession() {
	s.releases.forget()
	s.fixes.forget()
	s.machine.forget()
	s.inside.forget()
	s.runs.forget()
}

func (s *Store) otherStep(otherCall bool) {
	if otherCall {
		s.releases.forget()
		s.fixes.forget()
	}
	s.draft.keepTask()
}

func (s *Store) freshHistory() {
	s.desk.work.stop()
	s.inside.reset()
	s.cases.reset()
	s.homework.reset()
	s.lesson.reset()
	s.filter.forget()
}

// begin opens the link of the page's address.
func (s *Store) begin() {
	if s.rescue.opened {
		return // the page has restarted after a panic
	}
	s.rescue.opened = true
	s.desk.address = s.host.Fragment()
	fragment, entry := s.desk.address, s.host.Entry()
	last := parseHandover(s.host.Kept())
	draft := ""
	if last.follows(fragment) {
		fragment, entry, draft = last.address, last.entry, last.draft
	}
	_, parts := cutPlace(fragment)
	s.openAddress(fragment, draft)
	if s.embed.on {
		s.desk.afterWait(s.embed.begin)
		return
	}
	s.desks.again = last
	s.desks.begin(fragment, entry, parts)
	s.author.begin()
}

// openAddress opens a link as that of the page's address, with the form of the last page; "" for none.
func (s *Store) openAddress(fragment, draft string) {
	defer s.guard("open the page's address")
	s.rememberedTheme()
	s.desk.rememberedLevel()
	of, _ := cutPlace(fragment)
	if s.embed.on || fragment != "" && of != alone {
		s.start.leave()
	}
	if fragment != "" && (s.desk.session.Len() == 0 || s.start.on()) {
		if _, local := isLocal(fragment); !local {
			s.desk.arrives = true
			err := s.desk.Load(fragment) // an error is shown as a notice
			if err == nil && fragment != s.desk.address {
				s.desk.remember()
			}
			if err == nil && s.desk.work.job == nil && draft != "" && s.draft.restore(draft) == nil {
				s.past.restart()
			}
			s.desk.arrives = false
		}
	}
}

// follow runs after Changed.
func (s *Store) follow() {
	s.told = false
	s.desk.remember()
}

// drawn increases with every change on screen.
func (s *Store) drawn() [3]uint64 {
	return [3]uint64{s.formRev(), uint64(s.paste.beat), uint64(s.desk.rows.rev)}
}

// The program around the page calls the methods below.

// Session returns the session on the page.
func (s *Store) Session() *history.Session { return s.desk.session }

// Load opens a link. If the link is invalid, nothing changes.
func (s *Store) Load(link string) error {
	if err := s.desk.Load(link); err != nil {
		return err
	}
	return s.desk.buildNow()
}

// Boot boots another machine. Undo restores the previous session.
func (s *Store) Boot(m core.Machine) error { return s.desk.Boot(m) }

// Write writes to a task's memory. The write becomes part of the task's next call.
func (s *Store) Write(task int, w core.Write) error { return s.desk.Write(task, w) }

// Make runs a call with the writes of its task since the task's last call.
func (s *Store) Make(c core.Call) (int64, error) { return s.desk.Make(c) }

// Explain explains the last call.
func (s *Store) Explain() (history.Explanation, error) { return s.desk.Explain() }

// ShareLink returns the whole address that Share copies; "" if the history is too long for a link.
func (s *Store) ShareLink() string { return s.desk.ShareLink() }

// OpenBroken opens a link with a broken percent escape.
func (s *Store) OpenBroken(fragment string) { s.desk.OpenBroken(fragment) }

// Leave writes the session into the page's address when the page goes or is hidden.
func (s *Store) Leave() {
	if s.told {
		s.follow()
	}
	s.desk.Flush()
	s.desks.Flush()
	s.author.Flush()
	s.handOver()
}

// Paste reads, replays and loads a text. If the text or the options are invalid, nothing changes.
func (s *Store) Paste(text, format, release string) (match.Summary, error) {
	return s.paste.Load(text, format, release)
}

// OpenText opens a dropped or chosen file: a desk, or a text for the paste panel.
func (s *Store) OpenText(name, text string) {
	if link.Is(text) {
		s.desks.Import(name, text)
		return
	}
	if lesson.Looks(text) && (s.panel == ExamplesPanel || s.panel == LessonPanel) {
		s.author.Import(text)
		return
	}
	s.paste.Open(name, text)
}

// HistoryScrolled moves the window of history rows to the rows in view.
func (s *Store) HistoryScrolled(p ListPlace) { s.desk.HistoryScrolled(p) }

// EndPresent returns to the page at the shown step.
func (s *Store) EndPresent() { s.present.End() }

// Refuse shows an error as a notice.
func (s *Store) Refuse(err error) {
	s.fail(err)
	s.Changed()
}
