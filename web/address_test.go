package web

import (
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// laterHost is a page that counts writes of its address, and whose timers wait for the test.
type laterHost struct {
	addressHost
	writes int
	timers []waitingTimer
	kept   string
}

func (h *laterHost) Keep(text string) { h.kept = text }
func (h *laterHost) Kept() string     { return h.kept }

func (h *laterHost) SetFragment(fragment string) {
	h.fragment = fragment
	h.writes++
}

func (h *laterHost) elapse() { h.elapseTo(time.Hour) }

// elapseTo runs the timers that are due by then.
func (h *laterHost) elapseTo(then time.Duration) {
	timers := h.timers
	h.timers = nil
	for _, t := range timers {
		if t.after > then {
			h.timers = append(h.timers, t)
			continue
		}
		t.do()
	}
}

type waitingTimer struct {
	after time.Duration
	do    func()
}

// pageOf returns a store whose timers wait for the test.
func pageOf(h *laterHost) *Store {
	s := NewStore(h)
	s.soon = func(after time.Duration, do func()) { h.timers = append(h.timers, waitingTimer{after, do}) }
	return s
}

var createHash = core.Call{Op: core.OpBpf, Args: core.Args{uint64(abi.BPF_MAP_CREATE), core.ArenaStart, 16}}

// TestManyCallsWriteTheAddressOnce makes many calls before the timer runs.
func TestManyCallsWriteTheAddressOnce(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	for range 50 {
		if _, err := s.desk.Do(createHash); err != nil {
			t.Fatal(err)
		}
	}
	if h.writes != 0 {
		t.Errorf("%d links were written before the timer ran", h.writes)
	}
	if h.elapse(); h.writes != 1 || h.fragment != s.desk.Link().String() {
		t.Errorf("%d links were written, the last is %s", h.writes, h.fragment)
	}
	s.desk.First()
	s.desk.remember()
	if h.elapse(); h.writes != 2 || h.fragment != s.desk.Link().String() {
		t.Errorf("after another step %d links were written, the last is %s", h.writes, h.fragment)
	}
}

// TestStepsAreWrittenAfterARest steps, which is written later than a call, and makes a call before that.
func TestStepsAreWrittenAfterARest(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	do := func() {
		t.Helper()
		if _, err := s.desk.Do(createHash); err != nil {
			t.Fatal(err)
		}
	}
	do()
	h.elapse()
	s.desk.First()
	s.follow()
	if h.elapseTo(rememberMost); h.writes != 1 {
		t.Errorf("a step is written at once: %d links", h.writes)
	}
	s.desk.Last()
	s.follow()
	do()
	if h.elapseTo(rememberMost); h.writes != 2 || h.fragment != s.desk.Link().String() {
		t.Errorf("after a call %d links were written, the last is %s", h.writes, h.fragment)
	}
	s.desk.First()
	s.follow()
	if h.elapse(); h.writes != 3 || h.fragment != s.desk.Link().String() {
		t.Errorf("after a rest %d links were written, the last is %s", h.writes, h.fragment)
	}
}

// TestLeavingThePageWritesTheAddress leaves the page before its timers have run.
func TestLeavingThePageWritesTheAddress(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	if _, err := s.desk.Do(createHash); err != nil {
		t.Fatal(err)
	}
	if s.Leave(); h.writes != 1 || h.fragment != s.desk.Link().String() {
		t.Errorf("%d links were written, the last is %s", h.writes, h.fragment)
	}
	s.Leave()
	if h.elapse(); h.writes != 1 {
		t.Errorf("%d links were written for one change", h.writes)
	}
}

// TestAReloadOpensTheKeptLink reloads the page at the address before the last change, and then at another address.
func TestAReloadOpensTheKeptLink(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	if _, err := s.desk.Do(createHash); err != nil {
		t.Fatal(err)
	}
	h.elapse() // the browser's process may not have seen it yet
	once := h.fragment
	for range 2 {
		if _, err := s.desk.Do(createHash); err != nil {
			t.Fatal(err)
		}
	}
	s.Leave()
	for fragment, want := range map[string]int{"": 3, once: 3, workLink: 2} {
		again := &laterHost{addressHost: addressHost{fragment: fragment}, kept: h.kept}
		s := pageOf(again)
		s.begin()
		if s.desk.session.Len() != want {
			t.Errorf("a reload at %q shows %d calls, want %d", fragment, s.desk.session.Len(), want)
		}
	}
}

// TestANewLinkInTheAddressStays sets a link in the address before the page has written the last call there.
func TestANewLinkInTheAddressStays(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	if _, err := s.desk.Do(createHash); err != nil {
		t.Fatal(err)
	}
	h.fragment = workLink
	if h.elapse(); h.fragment != workLink {
		t.Errorf("the address is %s", h.fragment)
	}
	if err := s.Load(h.fragment); err != nil {
		t.Fatal(err)
	}
	s.desk.First()
	s.desk.remember()
	if h.elapse(); h.fragment != s.desk.Link().String() {
		t.Errorf("the address does not follow the new link: %s", h.fragment)
	}
}

// TestALongHistoryIsNotInTheAddress stops writing at the limit.
func TestALongHistoryIsNotInTheAddress(t *testing.T) {
	h := &laterHost{}
	s := pageOf(h)
	c := createHash
	c.Writes = []core.Write{{Addr: core.ArenaStart, Bytes: make([]byte, rememberedBytes/2)}}
	for range 3 {
		if _, err := s.Make(c); err != nil {
			t.Fatal(err)
		}
		s.desk.remember()
		h.elapse()
	}
	if h.writes != 2 {
		t.Errorf("%d links were written", h.writes)
	}
}
