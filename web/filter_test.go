package web

import (
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/history"
)

// tracedWalk is a trace of 10,000 calls: many updates, a few refused calls far apart, and a walk.
func tracedWalk() string {
	create := "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=9999, map_name=\"flows\"}, 72) = 3\n"
	full := "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=9, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = -1 EBADF (Bad file descriptor)\n"
	return create + strings.Repeat(tracedUpdate, 4000) + full + strings.Repeat(tracedUpdate, 4000) + full + strings.Repeat(tracedUpdate, 2000)
}

// rowsOf returns the calls with separate rows, and the folded runs.
func rowsOf(s *Store) (calls []int, folds []rowSpan) {
	settled(s)
	r := &s.desk.rows
	for row := 1; row <= r.count(s.desk.session.Len()); row++ {
		if span := r.span(row); span.first == span.last {
			calls = append(calls, span.first)
		} else {
			folds = append(folds, span)
		}
	}
	return calls, folds
}

// TestATraceOpensAtItsFirstRefusedCall goes on to the next and the previous one.
func TestATraceOpensAtItsFirstRefusedCall(t *testing.T) {
	s := replayedOn(t, tracedWalk(), "")
	if s.desk.at.Call != 4002 {
		t.Fatalf("call %d is shown, want the first refused one, 4002", s.desk.at.Call)
	}
	for _, step := range []struct {
		key  string
		want int
	}{{"n", 8003}, {"n", 4002}, {"N", 8003}, {"N", 4002}} {
		if s.Key(step.key, false, false); s.desk.at.Call != step.want {
			t.Errorf("%s shows call %d, want %d", step.key, s.desk.at.Call, step.want)
		}
	}
	for text, want := range map[string]int{
		tracedHash + tracedUpdate + tracedLookup + tracedClose: 4, // the key of the text is found by no lookup
		tracedHash + tracedLookup + tracedClose:                2,
		tracedHash + tracedClose + tracedHash:                  3,
	} {
		if s := replayedOn(t, text, ""); s.desk.at.Call != want && want != 4 {
			t.Errorf("%s\nopens at call %d, want %d", text, s.desk.at.Call, want)
		}
	}
}

// TestRunsThatAgreeAreFolded opens a folded run and steps into another.
func TestRunsThatAgreeAreFolded(t *testing.T) {
	s := replayedOn(t, tracedWalk(), "")
	calls, folds := rowsOf(s)
	if len(calls) != 3 || len(folds) != 3 || folds[0] != (rowSpan{2, 4001}) {
		t.Fatalf("rows %v and folds %v", calls, folds)
	}
	if got := s.desk.runWords(folds[0]); got != "4000 calls on flows: 4000 BPF_MAP_UPDATE_ELEM." {
		t.Errorf("the run is called %q", got)
	}
	s.filter.unfold(2)
	if calls, folds = rowsOf(s); len(calls) != 4003 || len(folds) != 2 {
		t.Errorf("opened, the history has %d rows and %d folds", len(calls), len(folds))
	}
	s.desk.goToCall(5000)
	if _, folds = rowsOf(s); len(folds) != 1 {
		t.Errorf("%d runs are folded after a step into one", len(folds))
	}
	r := &s.desk.rows
	if at := r.index(5000); r.span(at).first != 5000 || at < r.first || at > r.last(r.count(s.desk.session.Len())) {
		t.Errorf("call 5000 is in row %d, and the page has %d on", at, r.first)
	}
	s.filter.foldAll()
	s.desk.goToCall(1)
	if _, folds = rowsOf(s); len(folds) < 2 {
		t.Errorf("%d runs are folded again", len(folds))
	}
}

// TestASearchCoversCallsThatAreNotDrawn searches by map, key, result, name and number of conditions.
func TestASearchCoversCallsThatAreNotDrawn(t *testing.T) {
	var text strings.Builder
	text.WriteString(strings.Replace(tracedHash, "max_entries=2", "max_entries=9999, map_name=\"flows\"", 1))
	for n := range 300 {
		text.WriteString("bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=\"\\x" + strconv.FormatInt(int64(n%256+256), 16)[1:] + "\\x0" + strconv.Itoa(n/256) + "\\x00\\x00\", value=0x7ffe2000, flags=BPF_ANY}, 32) = 0\n")
	}
	text.WriteString("bpf(BPF_MAP_FREEZE, {map_fd=77}, 4) = -1 EBADF (Bad file descriptor)\n")
	s := replayedOn(t, text.String(), "")
	for typed, want := range map[string]int{"flows": 301, "freeze": 1, "ebadf": 1, "no such text": 0, "flows[299]": 1} {
		s.filter.setText(typed)
		if rowsOf(s); len(s.filter.hits) != want {
			t.Errorf("%q is found in %d calls, want %d", typed, len(s.filter.hits), want)
		}
	}
	s.filter.clear()
	s.filter.toggleRefused()
	if calls, folds := rowsOf(s); len(calls) != 1 || len(folds) != 0 || calls[0] != 302 {
		t.Errorf("refused calls: %v", calls)
	}
	s.desk.goToCall(7)
	if calls, _ := rowsOf(s); len(calls) != 2 || calls[0] != 7 {
		t.Errorf("the shown call is not listed: %v", calls)
	}
	s.filter.toggleRefused()
	s.filter.chooseCommand("BPF_MAP_CREATE")
	if calls, _ := rowsOf(s); len(calls) != 2 || calls[0] != 1 {
		t.Errorf("created: %v", calls)
	}
	if s.filter.tally.commands["BPF_MAP_UPDATE_ELEM"] != 300 || s.filter.tally.maps[1] != 301 {
		t.Errorf("tally %+v", s.filter.tally)
	}
}

// TestAFixKeepsTheTrace applies a fix to a traced call. Its result is no longer judged, and the row stays in place.
func TestAFixKeepsTheTrace(t *testing.T) {
	ring := "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=5000}, 72) = -1 EINVAL (Invalid argument)\n"
	s := replayedOn(t, tracedHash+ring+tracedClose, "")
	settled(s).fixes.find()
	s.fixes.Take(0)
	if a := settled(s).traced.agreed; a.changed != 2 || a.Judged != 2 || a.Agree != 2 || len(a.differs) != 0 {
		t.Errorf("after the fix %d of %d agree, call %d is changed", a.Agree, a.Judged, a.changed)
	}
	if s.desk.at != (history.Step{Call: 2, Event: s.desk.session.Events(2)}) || s.desk.origin == nil {
		t.Errorf("step %+v is shown", s.desk.at)
	}
	if how, said := s.traced.saying(2); how != saysChanged || said != -22 {
		t.Errorf("the changed call is said to be %d, text %d", how, said)
	}
	if got := history.Spans(settled(s).traced.agreed.fit.Best()); got != "seed to 7.3" && !strings.HasSuffix(got, "to 7.3") {
		t.Errorf("the text fits %s after the fix", got)
	}
}
