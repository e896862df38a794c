package web

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// browser is a browser with a storage and a history of entries, which outlive the page.
type browser struct {
	noHost
	texts   map[string]string
	entries []browserEntry
	at      int
	kept    string
	broken  error    // the error of the storage
	offline error    // the error of the server
	reads   int      // of the course
	late    []func() // the browser calls these later
	saved   string   // the last file
}

type browserEntry struct{ fragment, state string }

func newBrowser() *browser {
	return &browser{texts: map[string]string{}, entries: make([]browserEntry, 1)}
}

func (b *browser) Fragment() string            { return b.entries[b.at].fragment }
func (b *browser) SetFragment(fragment string) { b.entries[b.at].fragment = fragment }
func (b *browser) Entry() string               { return b.entries[b.at].state }
func (b *browser) SetEntry(state string, _ bool) {
	b.entries[b.at].state = state
}
func (b *browser) Enter() {
	b.entries = append(b.entries[:b.at+1], browserEntry{fragment: b.Fragment()})
	b.at++
}
func (b *browser) Keep(text string)       { b.kept = text }
func (b *browser) Kept() (kept string)    { kept, b.kept = b.kept, ""; return kept }
func (b *browser) Save(_, text string)    { b.saved = text }
func (b *browser) Address() string        { return "http://x/" }
func (b *browser) later(do func())        { b.late = append(b.late, do) }
func (b *browser) has(prefix string) bool { return len(b.found(prefix)) > 0 }

func (b *browser) found(prefix string) []StoredText {
	var found []StoredText
	for key, text := range b.texts {
		if strings.HasPrefix(key, prefix) {
			found = append(found, StoredText{key, text})
		}
	}
	slices.SortFunc(found, func(x, y StoredText) int { return strings.Compare(x.Key, y.Key) })
	return found
}

func (b *browser) ReadCourse(then func(string, error)) {
	b.reads++
	err := b.offline
	b.later(func() { then(packed(), err) })
}

func (b *browser) ReadTexts(prefix string, then func([]StoredText, error)) {
	b.later(func() { then(b.found(prefix), b.broken) })
}

func (b *browser) WriteTexts(gone []string, texts []NewText, allowed func(string) bool, then func(error)) {
	b.later(func() {
		switch {
		case b.broken != nil:
			then(b.broken)
			return
		case len(texts) > 0 && !allowed(b.texts[texts[0].Key]):
			then(ErrOtherWriter)
			return
		}
		for _, prefix := range gone {
			for _, t := range b.found(prefix) {
				delete(b.texts, t.Key)
			}
		}
		for _, t := range texts {
			b.texts[t.Key] = t.Text()
		}
		then(nil)
	})
}

// elapse lets everything happen that the browser does later.
func (b *browser) elapse(s *Store) {
	for len(b.late) > 0 {
		late := b.late
		b.late = nil
		for _, do := range late {
			s.do(do)
		}
	}
}

// load loads the page at the current entry.
func (b *browser) load() *Store { return b.loadOn(b) }

// loadOn likewise, on a host that contains b.
func (b *browser) loadOn(h Host) *Store {
	b.late = nil
	s := NewStore(h)
	s.soon = func(_ time.Duration, do func()) { b.later(do) }
	s.do(s.begin)
	b.elapse(s)
	return s
}

// travel goes back or forward. An entry that the page has not named looks like a link that the user has typed.
func (b *browser) travel(s *Store, by int) {
	b.at += by
	s.do(func() {
		if b.Entry() == "" {
			s.Arrive(b.Fragment())
			return
		}
		s.Travel(b.Fragment(), b.Entry())
	})
	b.elapse(s)
}

// TestAReloadGivesBackAnything makes random changes and reloads the page at a random moment: after the browser has stored
// the work, or while the page goes.
func TestAReloadGivesBackAnything(t *testing.T) {
	for seed := range int64(12) {
		r := rand.New(rand.NewSource(seed))
		b := newBrowser()
		b.SetFragment(childLink)
		s := b.load()
		s.stripless()
		for round := range 6 {
			for range 1 + r.Intn(6) {
				s.do(func() { someWork(s, r) })
				if r.Intn(2) == 0 {
					b.elapse(s)
				}
			}
			switch r.Intn(3) {
			case 0:
				s.do(s.Leave) // the writes that it begins are lost
			case 1:
				s.do(s.Leave)
				b.elapse(s)
			default:
				b.elapse(s)
			}
			want := workOf(s)
			if s = b.load(); workOf(s) != want {
				t.Fatalf("seed %d, round %d: a reload gave\n%s\nwant\n%s", seed, round, clip(workOf(s)), clip(want))
			}
			s.stripless()
		}
	}
}

// stripless hides the results of all releases, which take most of the time.
func (s *Store) stripless() { s.present.on = true }

func clip(text string) string { return text[:min(len(text), 2000)] }

// workOf returns the work that a reload must give back.
func workOf(s *Store) string {
	l := s.desk.Link()
	draft, _ := s.draft.saved()
	return l.String() + "\n" + draft + fmt.Sprint(len(l.Kept))
}

// someWork makes a change, among them those that a link cannot carry.
func someWork(s *Store, r *rand.Rand) {
	switch r.Intn(16) {
	case 0:
		for range remembered {
			_, _ = s.desk.session.Run(core.Call{Op: core.OpDup, Args: core.Args{3}})
		}
		s.desk.Last()
	case 1:
		_, _ = s.desk.Do(core.Call{Op: core.OpUnlink})
	case 2:
		c := createHash
		c.Writes = []core.Write{{Addr: 0x20000000, Bytes: make([]byte, rememberedBytes)}}
		_, _ = s.desk.Do(c)
	case 3:
		s.draft.SetField(&abi.KeySize, "4 apples \"and\"\n2 pears")
	default:
		someChange(s, r)
	}
}

// TestOpeningALinkKeepsTheWork opens an example over a changed desk, and goes back and forward.
func TestOpeningALinkKeepsTheWork(t *testing.T) {
	b := newBrowser()
	s := b.load()
	open := func(i int) {
		s.do(func() { s.shelf.openExample(i) })
		b.elapse(s)
	}
	open(1)
	open(2)
	if len(s.desks.list) != 0 || len(b.entries) != 3 {
		t.Errorf("two opened examples make %d desks and %d entries", len(s.desks.list), len(b.entries))
	}
	second := workOf(s)
	s.do(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
	b.elapse(s)
	changed := workOf(s)
	open(3)
	if len(s.desks.list) != 1 || s.notice.Back == 0 {
		t.Errorf("%d desks are kept, the notice is %+v", len(s.desks.list), s.notice)
	}
	third := s.desk.Link()
	b.travel(s, -1)
	if workOf(s) != changed {
		t.Errorf("Back shows\n%s\nwant\n%s", workOf(s), changed)
	}
	b.travel(s, -1)
	if got := s.desk.Link(); len(got.Calls) == 0 || got.String() == third.String() || workOf(s) == second {
		t.Errorf("Back twice shows %s", got)
	}
	b.travel(s, 2)
	if got := s.desk.Link(); got.String() != third.String() {
		t.Errorf("Forward twice shows %s, want %s", got, third)
	}
	s.do(func() { s.desks.Open(s.desks.list[0].id) })
	b.elapse(s)
	if workOf(s) != changed {
		t.Errorf("the kept desk has\n%s\nwant\n%s", workOf(s), changed)
	}
	s.do(s.past.Undo)
	if workOf(s) == changed {
		t.Error("the desk's changes cannot be undone after another desk was open")
	}
}

// TestALinkArrivesWhileTheWorkIsKept types a link into the address just before the browser has stored a change.
func TestALinkArrivesWhileTheWorkIsKept(t *testing.T) {
	b := newBrowser()
	s := b.load()
	s.do(func() { s.shelf.openExample(1) })
	b.elapse(s)
	s.do(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
	const typed = "v1/k=6.1/create(hash,4,8,16)"
	b.entries = append(b.entries[:b.at+1], browserEntry{fragment: typed})
	b.at++
	b.elapse(s)
	if len(s.desks.list) != 1 || b.Fragment() != typed || b.Entry() != "" {
		t.Errorf("%d desks are kept, and the entry of the link is %+v: want 1, and the link without a name", len(s.desks.list), b.entries[b.at])
	}
	b.travel(s, 0)
	if got := s.desk.Link().String(); !strings.Contains(got, "k=6.1.192/create(hash,4,8,16)") {
		t.Errorf("the page shows %s, want the link %s", got, typed)
	}
}

// TestBackReopensACase goes back to a case and to a lesson.
func TestBackReopensACase(t *testing.T) {
	b := newBrowser()
	s := b.load()
	s.do(s.course.read)
	b.elapse(s)
	s.do(func() { s.cases.Open(4) })
	b.elapse(s)
	s.do(func() { s.lesson.Begin(course().Lessons[0]) })
	s.do(s.lesson.Next)
	s.do(s.lesson.Next)
	b.elapse(s)
	at := s.lesson.at
	if len(s.desks.list) != 0 || at == 0 {
		t.Fatalf("a lesson at %d makes %d desks", at, len(s.desks.list))
	}
	b.travel(s, -1)
	if c := s.cases.here(); c == nil || c.ID != course().Cases[4].ID || s.cases.shown || s.lesson.open != nil {
		t.Errorf("Back shows case %+v and lesson %v", c, s.lesson.open)
	}
	b.travel(s, 1)
	if s.lesson.open == nil || s.lesson.open.Name != course().Lessons[0].Name || s.lesson.at != at {
		t.Errorf("Forward shows marker %d, want %d", s.lesson.at, at)
	}
}

// TestAStorageThatFailsIsSaid fills the storage, and frees it again.
func TestAStorageThatFailsIsSaid(t *testing.T) {
	b := newBrowser()
	b.SetFragment(childLink)
	s := b.load()
	b.broken = errors.New("the browser's storage is full")
	s.do(s.desk.removeShown)
	b.elapse(s)
	if n := s.notice; !n.Bad || !n.File || !strings.Contains(n.Text, "storage is full") {
		t.Errorf("the notice is %+v", n)
	}
	s.do(s.desk.dismiss)
	s.do(s.desk.removeShown)
	b.elapse(s)
	if s.notice.Bad {
		t.Errorf("the notice is repeated: %+v", s.notice)
	}
	if drawn := drawnPage(s); !strings.Contains(drawn, unkeptWords) || !strings.Contains(drawn, "storage is full") {
		t.Error("after the notice, nothing on the page says that the work is not kept")
	}
	work := s.desk.Link().String()
	s.do(func() { s.shelf.openExample(1) })
	if s.do(s.desk.Undo); s.desk.Link().String() != work {
		t.Errorf("without storage, Undo restored %s, want %s", s.desk.Link(), work)
	}
	b.broken = nil
	s.do(s.desk.removeShown)
	b.elapse(s)
	if s.desks.failed != "" || !b.has(deskKeys) || !strings.Contains(s.notice.Text, "kept in this browser again") {
		t.Errorf("failed %q, notice %+v", s.desks.failed, s.notice)
	}
	if strings.Contains(drawnPage(s), unkeptWords) {
		t.Error("the page says that work is not kept that is kept")
	}
}

// TestDesksByName renames, deletes and restores a desk, and saves and opens a file.
func TestDesksByName(t *testing.T) {
	b := newBrowser()
	b.SetFragment(childLink)
	s := b.load()
	s.do(s.desk.removeShown)
	b.elapse(s)
	id, work := s.desks.now, workOf(s)
	s.do(func() { s.desks.Rename(id, "Ring buffers") })
	s.do(s.desks.SaveFile)
	b.elapse(s)
	s.do(func() { s.desks.Delete(id) })
	b.elapse(s)
	if s.desk.session.Len() != 0 || b.has(deskKey(id)) || b.has(chunksKey(id)) {
		t.Errorf("after Delete the page has %d calls, the storage %v", s.desk.session.Len(), b.found(""))
	}
	s.do(func() { s.desks.Back(id) })
	b.elapse(s)
	s.do(func() { s.desks.Open(id) })
	b.elapse(s)
	if workOf(s) != work || s.desks.name != "Ring buffers" {
		t.Errorf("“%s” has\n%s\nwant\n%s", s.desks.name, workOf(s), work)
	}
	s.do(func() { s.OpenText("Hashes.bpfplay", b.saved) })
	b.elapse(s)
	if s.desks.name != "Hashes" || s.desk.Link().String() != strings.SplitN(work, "\n", 2)[0] || len(s.desks.list) != 2 {
		t.Errorf("the file %q became “%s” with %s", b.saved, s.desks.name, s.desk.Link())
	}
}

// TestWorkLeftBeforeTheStorageIsReadIsKept changes the desk and opens an example before the browser has read its storage.
func TestWorkLeftBeforeTheStorageIsReadIsKept(t *testing.T) {
	b := newBrowser()
	b.SetFragment(childLink)
	s := NewStore(b)
	s.soon = func(_ time.Duration, do func()) { b.later(do) }
	s.do(s.begin)
	s.do(s.desk.removeShown)
	work := workOf(s)
	s.do(func() { s.shelf.openExample(2) })
	b.elapse(s)
	back := s.notice.Back
	if !strings.Contains(s.notice.Text, "Your earlier work stays on “Desk 1”.") || back == 0 {
		t.Fatalf("the notice is %+v", s.notice)
	}
	if s = b.load(); s.desks.find(back) == nil {
		t.Fatalf("the browser keeps %v", b.found(deskKeys))
	}
	s.do(func() { s.desks.Open(back) })
	b.elapse(s)
	if workOf(s) != work {
		t.Errorf("the kept desk has\n%s\nwant\n%s", workOf(s), work)
	}
}

// TestTwoTabsKeepBoth changes one desk in two tabs.
func TestTwoTabsKeepBoth(t *testing.T) {
	b := newBrowser()
	b.SetFragment(childLink)
	one := b.load()
	one.do(one.desk.removeShown)
	b.elapse(one)
	two := b.load()
	if two.desks.now != one.desks.now {
		t.Fatal("the second tab shows another desk")
	}
	two.do(two.desk.removeShown)
	b.elapse(two)
	one.do(func() { _, _ = one.desk.Do(core.Call{Op: core.OpWork}) })
	b.elapse(one)
	if one.desks.now == two.desks.now || len(b.found(deskKeys)) != 2 || !strings.Contains(one.notice.Text, "Another tab") {
		t.Errorf("%d desks are kept, the notice is %+v", len(b.found(deskKeys)), one.notice)
	}
	two.do(func() { _, _ = two.desk.Do(core.Call{Op: core.OpWork}) })
	two.do(func() { two.Open(DesksPanel) })
	b.elapse(two)
	if two.desks.find(one.desks.now) == nil {
		t.Error("the second tab does not list the desk of the first")
	}
	one.do(func() { one.desks.Open(two.desks.now) })
	b.elapse(one)
	if workOf(one) != workOf(two) {
		t.Errorf("the first tab opens\n%s\nwant\n%s\n%s", workOf(one), workOf(two), one.notice.Text)
	}
	id := one.desks.list[len(one.desks.list)-1].id
	two.do(func() { two.desks.Delete(id) })
	b.elapse(two)
	one.do(func() { one.desks.Open(id) })
	b.elapse(one)
	if !strings.Contains(one.notice.Text, "another tab has deleted it") {
		t.Errorf("the notice about a deleted desk is %+v", one.notice)
	}
}

// TestDesksHaveDifferentNames renames a desk to the name of another, and opens a file of that name.
func TestDesksHaveDifferentNames(t *testing.T) {
	b := newBrowser()
	b.SetFragment(childLink)
	s := b.load()
	s.do(s.desk.removeShown)
	b.elapse(s)
	s.do(func() { s.desks.Rename(s.desks.now, "Rings") })
	s.do(s.desks.SaveFile)
	b.elapse(s)
	s.do(s.desks.New)
	s.do(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
	b.elapse(s)
	s.do(func() { s.desks.Rename(s.desks.now, "Rings") })
	b.elapse(s)
	s.do(func() { s.desks.Rename(s.desks.now, s.desks.name) })
	b.elapse(s)
	s.do(func() { s.OpenText("Rings.bpfplay", b.saved) })
	b.elapse(s)
	var names []string
	for _, d := range s.desks.list {
		names = append(names, d.name)
	}
	if want := []string{"Rings", "Rings (2)", "Rings (3)"}; !slices.Equal(names, want) {
		t.Errorf("the desks are %q, want %q", names, want)
	}
}

// TestADeletedDeskIsRestoredInThePanel deletes a desk, and restores it in the same panel.
func TestADeletedDeskIsRestoredInThePanel(t *testing.T) {
	b := &focusedBrowser{browser: newBrowser()}
	b.SetFragment(childLink)
	s := b.loadOn(b)
	s.do(s.desk.removeShown)
	b.elapse(s)
	s.do(func() { s.Open(DesksPanel) })
	id, name := s.desks.now, s.desks.name
	s.do(func() { s.desks.Delete(id) })
	b.elapse(s)
	if !strings.Contains(drawnPage(s), `id="desk-undo"`) || b.focus != titleID {
		t.Errorf("after Delete the focus is on %q, and the panel offers no Undo", b.focus)
	}
	s.do(desksPanel{s.desks}.undo)
	b.elapse(s)
	if found := s.desks.find(id); found == nil || found.name != name || strings.Contains(drawnPage(s), `id="desk-undo"`) {
		t.Errorf("Undo restores %+v", found)
	}
}

// focusedBrowser remembers the focus.
type focusedBrowser struct {
	*browser
	focus string
}

func (b *focusedBrowser) Focus(id string) { b.focus = id }
