package history_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
	"bpfplay/core/history"

	"pgregory.net/rapid"
)

// hashesOf replays a session and returns the hash of the view after every event.
func hashesOf(t *rapid.T, s *history.Session) map[history.Step]string {
	k, err := core.New(s.Machine())
	if err != nil {
		t.Fatal(err)
	}
	at := map[history.Step]string{{}: k.View().Hash()}
	for i := range s.Calls() {
		before := k.View().Hash()
		var tracer core.Tracer
		var look func()
		look = func() {
			at[history.Step{Call: i + 1, Event: tracer.Count()}] = k.View().Hash()
			tracer.PauseAt(tracer.Count()+1, look)
		}
		tracer.PauseAt(1, look)
		k.Watch(&tracer)
		k.Run(&s.Calls()[i].Call)
		k.Watch(nil)
		if tracer.Count() > 0 {
			at[history.Step{Call: i + 1, Event: 0}] = before
		}
		at[history.Step{Call: i + 1, Event: tracer.Count()}] = k.View().Hash()
	}
	return at
}

// TestEveryStepLooksTheSame views the steps of a history in any order.
func TestEveryStepLooksTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(t)
		defer s.Close()
		want := hashesOf(t, s)
		for range rapid.IntRange(1, 30).Draw(t, "looks") {
			at := history.Step{Call: rapid.IntRange(0, s.Len()).Draw(t, "call")}
			if at.Call > 0 {
				at.Event = rapid.IntRange(0, s.Events(at.Call)).Draw(t, "event")
			}
			if got := s.View(at).Hash(); got != want[at] {
				t.Fatalf("step %+v: the view differs", at)
			}
			if at.Call > 0 && s.Trace(at.Call).View(at.Event).Hash() != want[at] {
				t.Fatalf("step %+v: the view differs in its trace", at)
			}
		}
	})
}

// bigUpdate creates a hash and inserts n elements with one call.
func bigUpdate(t *testing.T, n, max uint32) *history.Session {
	t.Helper()
	r, err := abi.ParseRelease("6.12")
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.NewSession(core.NewMachine(r))
	if err != nil {
		t.Fatal(err)
	}
	create := coretest.Attr(map[*abi.Field]uint64{&abi.MapTypeField: uint64(abi.BPF_MAP_TYPE_HASH), &abi.KeySize: 4, &abi.ValueSize: 4, &abi.MaxEntries: uint64(max)})
	keys := make([]byte, 0, 4*n)
	for i := range n {
		keys = append(keys, core.IndexKey(i)...)
	}
	const data = 0x20000000
	batch := coretest.Attr(map[*abi.Field]uint64{&abi.BatchKeys: data, &abi.BatchVals: data, &abi.BatchCount: uint64(n), &abi.BatchMapFD: 3})
	for _, c := range []core.Call{
		core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(abi.MaxEntries.End()), core.Write{Addr: core.ArenaStart, Bytes: create}),
		core.Bpf(0, abi.BPF_MAP_UPDATE_BATCH, core.ArenaStart, uint32(abi.BatchFlags.End()), core.Write{Addr: data, Bytes: keys}, core.Write{Addr: core.ArenaStart, Bytes: batch}),
	} {
		if _, err := s.Do(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestLongCallsKeepFewEvents inserts more elements than a hash has room for in one call.
func TestLongCallsKeepFewEvents(t *testing.T) {
	const n, max = 20_000, 10_000
	s := bigUpdate(t, n, max)
	trace := s.Trace(2)
	if len(trace.Events) != core.MaxEvents || s.Events(2) != core.MaxEvents {
		t.Fatalf("%d and %d events kept, want %d", len(trace.Events), s.Events(2), core.MaxEvents)
	}
	if e, refused := trace.Refusal(); !refused || e.Check.Errno != abi.E2BIG {
		t.Fatalf("unexpected result %d, check %+v", trace.Result, e)
	}
	made := func(e core.Event) bool { return e.Kind == core.ElemMade }
	last := trace.Events[len(trace.Events)-1]
	for _, e := range trace.Events {
		if made(e) {
			last = e
		}
	}
	if last.B != max {
		t.Errorf("the last inserted element was number %d, want %d", last.B, max)
	}
	for i, e := range trace.Events {
		if e.Kind == core.LeftOut && (e.A == 0 || i != core.FirstEvents) {
			t.Errorf("%d events left out after event %d", e.A, i)
		}
		if made(e) {
			in := s.Inside(history.Step{Call: 2, Event: i + 1}, 1, core.InsideQuery{Key: core.IndexKey(uint32(e.B - 1)), Limit: 64})
			if in.Count != e.B || !in.Found.There {
				t.Fatalf("event %d of %d: %d elements in the event, %d in the map", i+1, len(trace.Events), e.B, in.Count)
			}
			for _, el := range in.Elements {
				if el.Nr == in.Found.Nr && el.Value != el.Key {
					t.Fatalf("event %d: value %s of key %s", i+1, el.Value, el.Key)
				}
			}
		}
	}
}

// TestInsideAtEveryEvent looks into a map while it fills, event by event, forwards and back.
func TestInsideAtEveryEvent(t *testing.T) {
	s := bigUpdate(t, 100, 200)
	events, count := s.Trace(2).Events, make([]uint64, s.Events(2)+1)
	for i, e := range events {
		if count[i+1] = count[i]; e.Kind == core.ElemMade {
			count[i+1] = e.B
		}
	}
	look := func(n int) {
		if in := s.Inside(history.Step{Call: 2, Event: n}, 1, core.InsideQuery{Limit: 100}); in.Count != count[n] || len(in.Elements) != int(count[n]) {
			t.Fatalf("event %d: %d and %d elements, want %d", n, in.Count, len(in.Elements), count[n])
		}
	}
	for n := range count {
		look(n)
	}
	for n := len(count) - 1; n >= 0; n-- {
		look(n)
	}
}
