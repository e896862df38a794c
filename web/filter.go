package web

import (
	"slices"
	"strings"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Filter owns which rows the history shows: those that match a search and some conditions, or all, with runs of calls that
// tell nothing folded into one row.
type Filter struct {
	*Screen
	desk   *Desk
	traced *Traced
	want   conditions
	of     *history.Session
	tally  filterTally
	hits   []int32 // calls that match want, in order
	looked int     // calls that were compared with want
	opened map[int]bool
	later  bool // a slice of the search is scheduled
	built  filterKey
	at     int // the shown call when the rows were listed
}

// conditions select rows. The zero value matches every call.
type conditions struct {
	text    string // in lower case
	refused bool
	differs bool
	made    bool // inferred
	task    int  // plus 1; 0 for any
	mapNr   int  // 0 for any
	command string
}

// filterKey identifies the input of the list of rows.
type filterKey struct {
	session *history.Session
	origin  *origin
	want    conditions
	calls   int
	looked  int
	opened  int
	at      int // the shown call, which a filter always lists; 0 without a filter
	said    bool
}

// filterTally counts the calls of a history, for the choices of the filter.
type filterTally struct {
	calls    int
	tasks    map[int]int
	maps     map[int]int
	commands map[string]int
}

// active reports whether rows are left out.
func (f *Filter) active() bool { return f.want != conditions{} }

// forget resets the filter for another history.
func (f *Filter) forget() {
	f.want, f.hits, f.looked, f.opened = conditions{}, nil, 0, map[int]bool{}
	f.host.SetValue("filter-text", "")
}

// set changes the conditions and starts the search.
func (f *Filter) set(want conditions) {
	f.want, f.hits, f.looked = want, nil, 0
	f.search()
	f.changed()
}

// searchTime is the duration of one slice of a search.
const searchTime = 12 * time.Millisecond

// search compares some calls with the conditions, and continues later if more remain.
func (f *Filter) search() {
	if !f.active() || f.later {
		return
	}
	end := time.Now().Add(searchTime)
	for n := f.desk.session.Len(); f.looked < n; f.looked++ {
		if f.looked%16 == 0 && time.Now().After(end) {
			f.later = true
			f.soon(soonest, func() {
				f.later = false
				f.search()
				f.changed()
			})
			return
		}
		if f.matches(f.looked + 1) {
			f.hits = append(f.hits, int32(f.looked+1))
		}
	}
}

// matches reports whether call n meets the conditions.
func (f *Filter) matches(n int) bool {
	c, w := &f.desk.session.Calls()[n-1], &f.want
	if w.refused && f.traced.refusal(n) <= history.LoopEnded || w.made && !c.Inferred || w.task > 0 && c.Task != w.task-1 ||
		w.mapNr > 0 && f.desk.session.MapOf(n) != w.mapNr || w.command != "" && callName(c.Call) != w.command {
		return false
	}
	if how, _ := f.traced.saying(n); w.differs && how != saysOther {
		return false
	}
	return w.text == "" || strings.Contains(f.desk.searched(n), w.text)
}

// derive computes the list of rows if its input has changed.
func (f *Filter) derive() {
	d := f.desk
	if f.of != d.session {
		f.of, f.tally = d.session, filterTally{tasks: map[int]int{}, maps: map[int]int{}, commands: map[string]int{}}
		f.hits, f.looked = nil, 0
	}
	f.count()
	f.search()
	now := filterKey{d.session, d.origin, f.want, d.session.Len(), f.looked, len(f.opened), 0, f.traced.agreed.Said > 0}
	if f.active() {
		now.at = d.at.Call
	}
	if now != f.built {
		f.built, d.rows.list = now, f.list()
		f.at = -1
		d.rows.keep(d.rows.count(d.session.Len()))
	}
	if f.at == d.at.Call {
		return
	}
	f.at = d.at.Call
	if at := d.rows.index(f.at); at > 0 {
		if s := d.rows.span(at); s.first < s.last {
			f.opened[s.first] = true // the shown call has its own row, and its run remains open
			f.built.opened, d.rows.list = len(f.opened), f.list()
		}
		d.rows.show(d.rows.index(f.at))
	}
	d.rows.keep(d.rows.count(d.session.Len()))
}

// count adds new calls to the tally.
func (f *Filter) count() {
	for t := &f.tally; t.calls < f.desk.session.Len(); {
		c := &f.desk.session.Calls()[t.calls]
		t.calls++
		t.tasks[c.Task]++
		t.commands[callName(c.Call)]++
		if nr := f.desk.session.MapOf(t.calls); nr > 0 {
			t.maps[nr]++
		}
	}
}

// rowSpan is one row of the history: a call, or a folded run of calls.
type rowSpan struct{ first, last int }

// foldLeast is the minimum length of a folded run.
const foldLeast = 5

// list returns the rows; nil if every call has its own.
func (f *Filter) list() []rowSpan {
	n, at := f.desk.session.Len(), f.desk.at.Call
	if f.active() {
		list := make([]rowSpan, 0, len(f.hits)+1)
		for _, hit := range f.hits {
			if at > 0 && at < int(hit) && (len(list) == 0 || list[len(list)-1].first < at) {
				list = append(list, rowSpan{at, at})
			}
			list = append(list, rowSpan{int(hit), int(hit)})
		}
		if at > 0 && (len(list) == 0 || list[len(list)-1].first < at) {
			list = append(list, rowSpan{at, at})
		}
		return list
	}
	if f.traced.agreed.Said == 0 {
		return nil
	}
	var list []rowSpan
	for i := 1; i <= n; {
		end := i
		for end <= n && f.quiet(end) {
			end++
		}
		if end-i >= foldLeast && !f.opened[i] {
			list = append(list, rowSpan{i, end - 1})
			i = end
			continue
		}
		for last := max(end, i+1); i < last; i++ {
			list = append(list, rowSpan{i, i})
		}
	}
	return list
}

// loud are the commands that make or attach an object.
var loud = []abi.Cmd{
	abi.BPF_MAP_CREATE, abi.BPF_PROG_LOAD, abi.BPF_BTF_LOAD, abi.BPF_OBJ_PIN, abi.BPF_OBJ_GET,
	abi.BPF_PROG_ATTACH, abi.BPF_LINK_CREATE, abi.BPF_RAW_TRACEPOINT_OPEN, abi.BPF_PROG_TEST_RUN,
}

// quiet reports whether call n agrees with the text, was not refused, and makes no object.
func (f *Filter) quiet(n int) bool {
	c := &f.desk.session.Calls()[n-1]
	if f.traced.refusal(n) > history.LoopEnded || !c.Inferred && c.Op == core.OpBpf && slices.Contains(loud, c.Cmd()&^abi.BPF_COMMON_ATTRS) {
		return false
	}
	how, _ := f.traced.saying(n)
	return how != saysOther && how != saysChanged && how != saysAfter
}

// unfold opens the run that begins with a call.
func (f *Filter) unfold(first int) {
	f.opened[first] = true
	f.changed()
}

// foldAll folds every run again, except the one with the shown call.
func (f *Filter) foldAll() {
	f.opened = map[int]bool{}
	f.built = filterKey{}
	f.changed()
}

// The setters below change one condition.

func (f *Filter) setText(typed string) {
	want := f.want
	want.text = strings.ToLower(strings.TrimSpace(typed))
	f.set(want)
}

func (f *Filter) toggleRefused() {
	want := f.want
	want.refused = !want.refused
	f.set(want)
}

func (f *Filter) toggleDiffers() {
	want := f.want
	want.differs = !want.differs
	f.set(want)
}

func (f *Filter) toggleInferred() {
	want := f.want
	want.made = !want.made
	f.set(want)
}

func (f *Filter) chooseTask(el element) {
	want := f.want
	want.task = el.choice()
	f.set(want)
}

func (f *Filter) chooseMap(el element) {
	want := f.want
	want.mapNr = el.choice()
	f.set(want)
}

func (f *Filter) chooseCommand(typed string) {
	want := f.want
	want.command = typed
	f.set(want)
}

// clear shows every call.
func (f *Filter) clear() {
	f.host.SetValue("filter-text", "")
	f.set(conditions{})
}

// shown reports whether the search is on screen.
func (f *Filter) shown() bool { return f.desk.session.Len() >= filteredLeast || f.active() }

// searchOn puts the cursor into the search of the calls, or opens the search of commands.
func (s *Store) searchOn() {
	if s.filter.shown() {
		s.host.Focus("filter-text")
		return
	}
	s.Open(CommandPanel)
}
