//go:build !js

package browser

import "testing"

const (
	// usersTrace is a trace from a user of a library: a map that is full.
	usersTrace = `bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=1, map_name="hits"}, 128) = 3
bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\1\0\0\0", value="\1\0\0\0\0\0\0\0", flags=BPF_ANY}, 32) = 0
bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\2\0\0\0", value="\1\0\0\0\0\0\0\0", flags=BPF_ANY}, 32) = -1 E2BIG (Argument list too long)
`
	// reproducer is the finding of a fuzzer.
	reproducer = `r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000000)={0xb, 0x8, 0x8, 0x10, 0x0}, 0x48)
`
	trieCall = "#v1/k=6.12/create(lpm_trie,8,8,16,0)"
	mapCall  = "#v1/k=6.12/create(hash,4,8,16)/w(10001000,07000000)/w(10002000,4600000000000000)/update_elem(3,0x10001000,0x10002000,0)"
)

// tasks are the wishes of users, in their words.
var tasks = []struct {
	who, want, page string
	do              func(h hand)
}{
	{"a teacher", "I want to show that a trie needs a flag, by a call that fails and then works.", "#v1/k=6.12", func(h hand) {
		h.column("call")
		h.pick("#in-map_type", "lpm", "#type-list")
		h.fill("#in-map_flags", "0")
		h.press("#run")
		h.column("history")
		h.shows(".ladder .failed", "trie_alloc")
		h.press("#fix-0")
		h.shows("#result", "= 3")
	}},
	{"a teacher", "I want to take the lost update to the projector, one slide at a time.", "", func(h hand) {
		h.press("#examples-button")
		h.press("#shelf-lessons")
		h.press(".lesson-choice")
		h.press("#lesson-present")
		h.shows("#slide-where", "1 of")
		h.press("#slide-on")
		h.shows("#slide-where", "2 of")
	}},
	{"a teacher", "I want my students to predict an errno before they see it.", "", func(h hand) {
		h.press("#examples-button")
		h.press("#shelf-cases")
		h.press("#case-A1")
		h.shows("#case-asks", "stack trace")
		h.press("#show-answer")
		h.shows("#case-verdict", "EINVAL")
	}},
	{"a student", "I want to see when the memory of a map is freed.", "", func(h hand) {
		h.press("#start-next")
		h.shows("#sentence", "queued for freeing")
		h.press("#start-next")
		h.shows("#call-7", "work")
	}},
	{"a student", "I want to look inside a hash and find my key.", mapCall, func(h hand) {
		h.column("kernel")
		h.press(button("Look inside map 1"))
		h.shows("#map-inside", "bucket")
	}},
	{"a student", "I made a mistake and want the call of before back.", mapCall, func(h hand) {
		h.column("call")
		h.press("#fork")
		h.column("history")
		h.shows("#call-3", "fork")
		h.press("#undo-button")
		h.wait("the call to go", `!document.querySelector("#call-3")`)
	}},
	{"a kernel engineer", "I have a reproducer and want the check that answers it.", "", func(h hand) {
		h.press("#paste-button")
		h.fill("#paste-text", reproducer)
		h.press("#paste-replay")
		h.shows(".ladder .failed", "trie_alloc")
	}},
	{"a kernel engineer", "I want to know since when this call fails with this errno.", trieCall, func(h hand) {
		h.press(`.releases [data-release="5.4.59"]`)
		h.shows("#kernel-button", "5.4")
		h.shows("#result", "EINVAL")
	}},
	{"a kernel engineer", "I want this history as a C program.", trieCall, func(h hand) {
		h.press("#export")
		h.press("#export-c")
		h.shows("#export-text", "BPF_MAP_TYPE_LPM_TRIE")
	}},
	{"the author of a library", "A user sent a strace; what was refused, and what would help?", "", func(h hand) {
		h.press("#paste-button")
		h.fill("#paste-text", usersTrace)
		h.press("#paste-replay")
		h.shows(".agreement", "E2BIG")
		h.press("#fix-0")
		h.shows("#result", "= 0")
	}},
	{"the author of a library", "A user sent one line of my own error message.", "", func(h hand) {
		h.press("#paste-button")
		h.fill("#paste-text", "libbpf: map 'events': failed to create: Invalid argument(-22)")
		h.shows("#paste-as", "messages of a library")
	}},
	{"the author of a library", "I want to answer in the issue with a link to this very step.", mapCall, func(h hand) {
		h.press("#share-button")
		h.shows(".notice", "link")
	}},
}

// TestTasks does each task by mouse alone, by keyboard alone, and by touch on a phone.
func TestTasks(t *testing.T) {
	for _, device := range []string{mouse, keyboard, finger} {
		t.Run(device, func(t *testing.T) {
			p := openPage(t, "", 1440, 900)
			for i, task := range tasks {
				t.Logf("%s: %s", task.who, task.want)
				task.do(opened(p, device, task.page, i))
			}
		})
	}
}
