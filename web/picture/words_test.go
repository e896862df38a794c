package picture

import (
	"strconv"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	fork := core.Call{Op: core.OpFork, Args: core.Args{1}}
	closeCall := core.Call{Op: core.OpClose, Args: core.Args{3}}
	const one = "Task 0 has descriptor 3, which refers to file 1 and map 1 (hash, 4 → 8 × 16, refcnt 1)."
	rows := []struct {
		name  string
		calls []core.Call
		want  []string
	}{
		{"nothing", nil, []string{"Task 0 has descriptors 0, 1 and 2 on the terminal.", "No maps exist.", "The work queue is empty."}},
		{"one map", []core.Call{hash}, []string{one, "An exec closes descriptor 3.", "The work queue is empty."}},
		{"shared", []core.Call{hash, fork}, []string{one, "Task 1 has descriptor 3, which refers to file 1 and map 1.", "File 1 has 2 descriptors."}},
		{"queued", []core.Call{hash, closeCall}, []string{"Map 1 (hash, 4 → 8 × 16, refcnt 0) waits on the work queue to be freed."}},
		{"freed", []core.Call{hash, closeCall, {Op: core.OpWork}}, []string{"No maps exist.", "Freed: map 1 by kworker."}},
		{"another user", []core.Call{{Op: core.OpUID, Args: core.Args{1000}}}, []string{"Task 0 runs as uid 1000. Its capabilities: none."}},
	}
	for _, row := range rows {
		words := Words(sessionOf(t, row.calls...).Kernel().View())
		for _, want := range row.want {
			if !strings.Contains(words, want) {
				t.Errorf("%s: %q is not in %q", row.name, want, words)
			}
		}
	}
}

// TestWordsOfManyThingsCountTheRest describes more tasks than anybody listens to.
func TestWordsOfManyThingsCountTheRest(t *testing.T) {
	v := &core.View{Release: abi.Newest}
	for nr := range 1000 {
		v.Tasks = append(v.Tasks, core.TaskView{Nr: nr, Alive: true, Caps: abi.AllCaps})
	}
	v.MoreMaps = 5
	words := Words(v)
	for _, want := range []string{"Task 0 has", "Task 99 has", "And 900 more tasks.", "And 5 more maps."} {
		if !strings.Contains(words, want) {
			t.Errorf("no %q in %d characters", want, len(words))
		}
	}
	if strings.Contains(words, "Task 100 ") {
		t.Error("task 100 is described")
	}
}

func TestWordsOfLaterReleases(t *testing.T) {
	const path = "w(10003000,2f7379732f66732f6270662f6100)/"
	rows := []struct {
		link string
		kind core.EventKind
		want []string
	}{
		{"k=6.12/create(hash,4,8,16)/close(3)", core.RefcntSet, []string{"Map 1 (hash, 4 → 8 × 16, refcnt 0, usercnt 0, id 1)"}},
		{"k=6.12/create(hash,4,8,16,1)", core.FDInstalled, []string{"map 1 (hash, 4 → 8 × 16, refcnt 1, usercnt 1, id 1, flags BPF_F_NO_PREALLOC)"}},
		{"k=6.12/create(hash,4,8,16)/freeze(3)", core.FrozenSet, []string{"id 1, frozen)"}},
		{"k=6.12/create(hash,4,8,16)/get_fd_by_id(1,8)", core.FDInstalled, []string{"File 2 is read-only."}},
		{"k=6.12/create(hash,4,8,16)/get_fd_by_id(1,16)", core.FDInstalled, []string{"File 2 is write-only."}},
		{"k=6.12/create(hash,4,8,16)/" + path + "obj_pin(0x10003000,3)", core.Pinned, []string{"Pin /sys/fs/bpf/a (uid 0, mode 0600) refers to map 1."}},
		{"k=5.4/create(hash,4,8,16)/" + path + "obj_pin(0x10003000,3)/unlink(2f7379732f66732f6270662f61)", core.GraceBegun,
			[]string{"Until a grace period ends, a removed pin holds a reference to map 1."}},
	}
	for _, row := range rows {
		v, _ := momentOf(t, row.link, row.kind)
		for _, want := range row.want {
			if words := Words(v); !strings.Contains(words, want) {
				t.Errorf("%s: %q is not in %q", row.link, want, words)
			}
		}
	}
}

// TestMapBeingCreatedHasNoType looks at every event of BPF_MAP_CREATE on every release.
func TestMapBeingCreatedHasNoType(t *testing.T) {
	creating := 0
	for _, r := range core.Releases {
		s, err := history.With(core.NewMachine(r.Release), []history.Call{{Call: createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)}})
		if err != nil {
			t.Fatal(err)
		}
		trace := s.Trace(1)
		for i := range len(trace.Events) + 1 {
			words := Words(trace.View(i))
			if strings.Contains(words, "unspec") {
				t.Errorf("%s, event %d: %s", r.Name, i, words)
			}
			creating += strings.Count(words, "being created")
		}
	}
	if creating == 0 {
		t.Error("no event shows a map that is being created")
	}
}

// numbersNamed returns the numbers that a text names, with those in "4 to 60".
func numbersNamed(text string) map[int]bool {
	named := map[int]bool{}
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.", r) })
	for i, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil {
			continue
		}
		named[n] = true
		if i >= 2 && words[i-1] == "to" {
			from, _ := strconv.Atoi(words[i-2])
			for ; from < n; from++ {
				named[from] = true
			}
		}
	}
	return named
}

func TestWordsNameEveryObject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, _ := randomMoment(t, randomSession(t))
		words := Words(v)
		plain := strings.Fields(strings.ToLower(strings.Map(func(r rune) rune {
			if strings.ContainsRune(".,()", r) {
				return ' '
			}
			return r
		}, words)))
		all := " " + strings.Join(plain, " ") + " "
		for _, noun := range nouns(v) {
			if strings.HasPrefix(noun, "descriptor") {
				continue // may be part of a range
			}
			if !strings.Contains(all, " "+strings.ToLower(noun)+" ") {
				t.Errorf("%s is not in %q", noun, words)
			}
		}
		numbers := numbersNamed(words)
		for _, task := range v.Tasks {
			for _, d := range task.FDs {
				if !numbers[d.FD] {
					t.Errorf("descriptor %d is not in %q", d.FD, words)
				}
			}
		}
	})
}
