package match

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"
)

// replayed reads a text and replays it on a release, or on the best one for "".
func replayed(t *testing.T, text, release string) (paste.Text, *Result) {
	t.Helper()
	read, err := readers.Read(text, readers.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	r, err := New(read, Options{Release: release})
	if err != nil {
		t.Fatal(err)
	}
	for !r.Step(100) {
		made, total := r.Progress()
		if made > total {
			t.Fatalf("%d of %d calls were made", made, total)
		}
	}
	return read, r.Result()
}

// line is a line of strace for a call of 24 or so bytes.
const (
	hash3   = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3\n"
	update3 = "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = "
	lookup3 = "bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000}, 24) = "
	next3   = "bpf(BPF_MAP_GET_NEXT_KEY, {map_fd=3, key=0x7ffe1000, next_key=0x7ffe1100}, 24) = "
	first3  = "bpf(BPF_MAP_GET_NEXT_KEY, {map_fd=3, key=NULL, next_key=0x7ffe1100}, 24) = "
	noent   = "-1 ENOENT (No such file or directory)\n"
)

// TestMissingCallsAreInferred checks the calls that a replay inserts for traces that begin or end in the middle.
func TestMissingCallsAreInferred(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		inferred string // the inserted calls
	}{
		"a whole trace":               {hash3 + "close(3) = 0\n", ""},
		"an unseen open":              {strings.Replace(hash3, "= 3", "= 5", 1), "unseen 5"},
		"an unseen close":             {hash3 + hash3, "close 3"},
		"another unseen close":        {hash3 + lookup3 + "-1 EBADF (Bad file descriptor)\n", "close 3"},
		"a close of an unseen file":   {"close(7) = 0\n" + hash3, "traced 7 1 unseen"},
		"a program":                   {"bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=2}, 128) = 3\n" + strings.Replace(hash3, "= 3", "= 4", 1), ""},
		"a loop over keys":            {hash3 + update3 + "0\n" + update3 + "0\n" + update3 + "-1 E2BIG (Argument list too long)\n", ""},
		"a lookup":                    {hash3 + lookup3 + noent + update3 + "0\n" + lookup3 + "0\n", ""},
		"an unseen update":            {hash3 + lookup3 + "0\n", "bpf 2 10000000 32"},
		"a walk":                      {hash3 + update3 + "0\n" + update3 + "0\n" + first3 + "0\n" + next3 + "0\n" + next3 + noent, ""},
		"a walk over unseen elements": {hash3 + first3 + "0\n" + next3 + "0\n" + next3 + noent, "bpf 2 10000000 32, bpf 2 10000000 32"},
		"a map from before":           {lookup3 + noent, "bpf 0 10000000 16"},
		"a map from before, far up":   {strings.ReplaceAll(lookup3, "map_fd=3", "map_fd=9") + noent, "bpf 0 10000000 16, dup3 3 9 524288, close 3"},
		"a pin from before":           {`bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/demo", bpf_fd=0, file_flags=0}, 16) = 3` + "\n", "bpf 0 10000000 16, bpf 6 10000000 12, close 3"},
		"a pin in a folder":           {hash3 + `bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/a/b/m", bpf_fd=3, file_flags=0}, 16) = 0` + "\n", "folder /sys/fs/bpf/a/b"},
		"an id from before":           {"bpf(BPF_MAP_GET_FD_BY_ID, {map_id=31, next_id=0, open_flags=0}, 12) = 3\n", "nextid 31, bpf 0 10000000 16, bpf 6 10000000 12, close 3"},
		"unseen threads":              {"[pid 10] " + hash3 + "[pid 11] " + lookup3 + noent + "[pid 10] " + strings.Replace(hash3, "= 3", "= 4", 1) + "[pid 11] " + strings.ReplaceAll(lookup3, "map_fd=3", "map_fd=4") + noent, ""},
		"an unseen child":             {"[pid 10] " + hash3 + "[pid 11] " + lookup3 + noent, "fork 1"},
	} {
		text, res := replayed(t, c.text, "6.18")
		var got []string
		for i, call := range res.Calls {
			if res.From[i] < 0 {
				call.Task = 0
				got = append(got, call.String())
			}
			if call.Inferred != (res.From[i] < 0) {
				t.Errorf("%s: call %d is inferred %v, and comes from call %d of the text", name, i, call.Inferred, res.From[i])
			}
		}
		if list := strings.Join(got, ", "); list != c.inferred {
			t.Errorf("%s: inferred %q, want %q", name, list, c.inferred)
		}
		if res.Agree != res.Judged || len(res.Verdicts) != len(text.Calls) {
			t.Errorf("%s: %d of %d results agree", name, res.Agree, res.Judged)
		}
	}
}

// TestReplayedHistoryHasTheSameResults makes the calls of a replay again.
func TestReplayedHistoryHasTheSameResults(t *testing.T) {
	_, res := replayed(t, hash3+update3+"0\n"+update3+"0\n"+first3+"0\n"+lookup3+"0\nclose(3) = 0\n", "")
	s, err := history.With(res.Machine, res.Calls)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range res.Verdicts {
		if call, ret := s.Call(v.Call + 1); ret != v.Got || !call.Known || call.Want != v.Want {
			t.Errorf("call %d returned %d in the history, %d in the replay, for the text's result %+v", i, ret, v.Got, call)
		}
	}
}

// TestADifferenceIsShown replays a result that no kernel returns. The replay must not infer calls to explain it.
func TestADifferenceIsShown(t *testing.T) {
	_, res := replayed(t, strings.Replace(hash3, "= 3", "= -1 EINVAL (Invalid argument)", 1)+hash3, "6.18")
	v := res.Verdicts[0]
	if v.Agrees || v.Got != 3 || v.Want != -int64(abi.EINVAL) || v.Why == "" || res.Agree != 1 || res.Judged != 2 {
		t.Errorf("the first call: %+v; %d of %d agree", v, res.Agree, res.Judged)
	}
	if i := slices.IndexFunc(res.Calls, func(c history.Call) bool { return c.Op == core.OpClose && c.Inferred }); i < 0 {
		t.Error("the extra descriptor was not closed")
	}
}

// TestALongTextIsReplayedToItsEnd checks that the last result counts. If the newest kernel agrees with all results, the
// others skip the rest of the calls.
func TestALongTextIsReplayedToItsEnd(t *testing.T) {
	long := strings.Repeat(hash3+"close(3) = 0\n", scoutCalls)
	_, res := replayed(t, long+"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 48) = -1 EINVAL (Invalid argument)\n", "")
	if got := res.Machine.Release.Series().String(); got != "5.4" || res.Agree != res.Judged {
		t.Errorf("a ring buffer refused by the last call: %d of %d agree on %s", res.Agree, res.Judged, got)
	}
	_, res = replayed(t, long, "")
	if newest := core.Releases[len(core.Releases)-1].Release; res.Machine.Release != newest || res.Agree != 2*scoutCalls || len(res.Calls) != 2*scoutCalls {
		t.Errorf("%d of %d agree on %v", res.Agree, res.Judged, res.Machine.Release)
	}
	if last := res.Releases[len(res.Releases)-1]; last.Judged != scoutCalls {
		t.Errorf("the seed made %d calls", last.Judged)
	}
}

// TestTheReleaseIsFound replays texts whose results identify their release.
func TestTheReleaseIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		text         string
		since, until string // the releases that agree with all results; "" is the newest
		setting      string
	}{
		"a ring buffer":               {"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 72) = 3\n", "5.10", "7.3", ""},
		"no ring buffer":              {"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 48) = -1 EINVAL (Invalid argument)\n", "seed", "5.4", ""},
		"neither batches nor per-cpu": {"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_PERCPU_HASH, key_size=4, value_size=8, max_entries=4}, 16) = 3\nbpf(BPF_MAP_LOOKUP_BATCH, {batch={in_batch=NULL, out_batch=0x7ffe1000, keys=0x7ffe2000, values=0x7ffe3000, count=4, map_fd=3, elem_flags=BPF_ANY, flags=0}}, 56) = -1 EINVAL (Invalid argument)\n", "4.9", "5.4", ""},
		"too little locked memory":    {strings.Replace(strings.Replace(hash3, "max_entries=2", "max_entries=4096", 1), "= 3", "= -1 EPERM (Operation not permitted)", 1) + "prlimit64(0, RLIMIT_MEMLOCK, {rlim_cur=RLIM64_INFINITY, rlim_max=RLIM64_INFINITY}, NULL) = 0\n" + strings.Replace(hash3, "max_entries=2", "max_entries=4096", 1), "3.19", "5.10", "64 KiB of RLIMIT_MEMLOCK"},
		"nobody":                      {strings.Replace(hash3, "= 3", "= -1 EPERM (Operation not permitted)", 1), "seed", "7.3", "a user without capabilities"},
	} {
		_, res := replayed(t, c.text, "")
		if res.Agree != res.Judged || !strings.HasPrefix(res.Setting, c.setting) || c.setting == "" && res.Setting != "" {
			t.Errorf("%s: %d of %d agree on %v with %q", name, res.Agree, res.Judged, res.Machine.Release, res.Setting)
		}
		since, _ := abi.ParseRelease(c.since)
		until, _ := abi.ParseRelease(c.until)
		for _, a := range res.Releases {
			series := a.Release.Series()
			if in := series >= since && series <= until; a.Setting == res.Setting && res.Setting == "" && (a.Agree == a.Judged) != in {
				t.Errorf("%s: %v agrees with %d of %d", name, a.Release, a.Agree, a.Judged)
			}
		}
	}
}

// TestSettingsThatAgree lists the machines on which a map cannot be created for want of privileges.
func TestSettingsThatAgree(t *testing.T) {
	_, res := replayed(t, strings.Replace(hash3, "= 3", "= -1 EPERM (Operation not permitted)", 1), "")
	if got, want := strings.Join(res.Settings(), "; "), "a user without capabilities; a user without capabilities, where unprivileged bpf() is off"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if _, res := replayed(t, hash3, ""); len(res.Settings()) > 0 {
		t.Errorf("a text that agrees with the default machine names %q", res.Settings())
	}
}

// TestTheFitNamesEveryReleaseThatAgrees checks the releases that remain possible, also after calls that only one of them
// had to make.
func TestTheFitNamesEveryReleaseThatAgrees(t *testing.T) {
	ringbuf := "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=5000}, 72) = -1 EINVAL (Invalid argument)\n"
	_, res := replayed(t, "bpf(BPF_BTF_LOAD, NULL, 0) = -1 EINVAL (Invalid argument)\n"+ringbuf, "")
	if got := history.Spans(res.Fit().Best()); got != "seed to 7.3" {
		t.Errorf("fits %s", got)
	}
	_, res = replayed(t, hash3+"bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0\n"+ringbuf, "")
	fit := res.Fit()
	if got := history.Spans(fit.Best()); got != "5.4 to 7.3" {
		t.Errorf("fits %s", got)
	}
	if old := fit.Of(abi.R(4, 19, 40)); old == nil || old.Wrong != 1 || old.First != 2 {
		t.Errorf("4.19: %+v, want call 2 to differ", old)
	}

	read, err := readers.Read(strings.Repeat(hash3+"close(3) = 0\n", scoutCalls)+ringbuf+"bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = -1 EBADF (Bad file descriptor)\n", readers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(read, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for !r.Step(100) {
	}
	if fit := r.Result().Fit(); fit[0].Calls == len(read.Calls) {
		t.Error("every release made all calls before the result")
	}
	if !r.Rest() {
		t.Fatal("no release was left out")
	}
	for !r.Step(100) {
	}
	fit = r.Result().Fit()
	for _, f := range fit {
		if f.Wrong == 0 && f.Calls != len(read.Calls) {
			t.Errorf("%v made %d of %d calls", f.Release, f.Calls, len(read.Calls))
		}
	}
	if got := history.Spans(fit.Best()); got != "5.4 to 7.3" {
		t.Errorf("a late call of 5.4: fits %s", got)
	}
	if r.Rest() {
		t.Error("the remaining calls are made twice")
	}
}
