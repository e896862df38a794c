package readers

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// TestMessagesOfLibraries reads messages from public threads, each by itself.
func TestMessagesOfLibraries(t *testing.T) {
	content, err := os.ReadFile("../testdata/messages/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")[1:]
	if len(lines) < 2*40 {
		t.Fatalf("%d messages, want 40", len(lines)/2)
	}
	for i := 0; i+1 < len(lines); i += 2 {
		read, err := Read(lines[i], Options{})
		if err != nil {
			t.Errorf("%s: %v", lines[i], err)
			continue
		}
		if got, want := messageText(read), strings.Join(strings.Fields(lines[i+1])[1:4], " "); got != want {
			t.Errorf("%s\n got %s, as %s\nwant %s", lines[i], got, read.Format, want)
		}
		checkCalls(t, lines[i], read)
	}
}

// messageText returns the only call of a text as command, name and result.
func messageText(read paste.Text) string {
	if len(read.Calls) != 1 {
		return strconv.Itoa(len(read.Calls)) + " calls"
	}
	c := &read.Calls[0]
	name := "-"
	if c.Cmd == abi.BPF_MAP_CREATE && len(c.Attr) >= abi.MapName.End() {
		name, _, _ = strings.Cut(string(abi.MapName.Bytes(c.Attr)), "\x00")
	}
	result := "?"
	if c.Result != nil {
		result = strconv.FormatInt(*c.Result, 10)
		if *c.Result < 0 {
			result = abi.Errno(-*c.Result).Name()
		}
	}
	return c.Cmd.String() + " " + name + " " + result
}

// TestAMessageAsksForWhatItOmits reads libbpf's fields of a map into the call that fails, and messages of aya.
func TestAMessageAsksForWhatItOmits(t *testing.T) {
	text := `libbpf: map 'events': found type = 27.
libbpf: map 'events': found max_entries = 5000.
libbpf: map 'events': failed to create: Invalid argument(-22)
libbpf: failed to load object 'x'
Error: failed to create map ` + "`STATS`" + ` with code -1: Operation not permitted (os error 1)
`
	read, err := Read(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Calls) != 2 || read.Format != "messages of a library" || len(read.Unread) != 3 {
		t.Fatalf("%s: %d calls, %d lines not read", read.Format, len(read.Calls), len(read.Unread))
	}
	if c := &read.Calls[0]; abi.MapTypeField.Value(c.Attr) != 27 || abi.MaxEntries.Value(c.Attr) != 5000 || c.Unshown != nil {
		t.Errorf("the fields that libbpf prints are lost: % x, %v", c.Attr, c.Lost)
	}
	c := &read.Calls[1]
	if c.Unshown == nil || len(c.Lost) != 1 || !strings.Contains(c.Lost[0], "unknown map_type, key_size, value_size, max_entries") {
		t.Errorf("it does not ask for the fields: %v", c.Lost)
	}
	if *c.Result != -1 {
		t.Errorf("the result is %d", *c.Result)
	}
	checkCalls(t, text, read)
}

func FuzzReadMessages(f *testing.F) { fuzzFormat(f, "messages", "define-*.txt") }

// TestErrorsOfMessages reads errors that others begin like, and those that have only a number.
func TestErrorsOfMessages(t *testing.T) {
	for text, want := range map[string]abi.Errno{
		"map create: unknown error 524":                        abi.ENOTSUPP,
		"map create: file descriptor in bad state":             abi.EBADFD,
		"libbpf: map 'm': failed to create: -EBADFD":           abi.EBADFD,
		"libbpf: map 'm': failed to create: -ENOTSUPP":         abi.ENOTSUPP,
		"libbpf: map 'm': failed to create: unknown error 130": 130,
	} {
		got, err := Read(text, Options{})
		if err != nil || len(got.Calls) != 1 || got.Calls[0].Result == nil || *got.Calls[0].Result != -int64(want) {
			t.Errorf("%q is read as %+v, want %s", text, got.Calls, want.Name())
		}
	}
}

// TestErrorsInLaterLines reads messages whose error is in another line, or repeated there, or missing.
func TestErrorsInLaterLines(t *testing.T) {
	for _, c := range []struct {
		text    string
		want    []string // of messageText
		resumed int
	}{
		{"Error: map error: failed to create map `OUTPUT_BUF` with code -1\n\nCaused by:\n    0: failed to create map `OUTPUT_BUF` with code -1\n    1: Operation not permitted (os error 1)",
			[]string{"BPF_MAP_CREATE OUTPUT_BUF EPERM"}, 5},
		{"Caused by:\n    0: failed to create map `EVENTS`\n    1: `bpf_map_create` failed\n    2: Invalid argument (os error 22)", []string{"BPF_MAP_CREATE EVENTS EINVAL"}, 4},
		{"Error: the `bpf_map_update_elem` syscall failed with code -1\n\nCaused by:\n    Argument list too long (os error 7)", []string{"BPF_MAP_UPDATE_ELEM - E2BIG"}, 4},
		{"the BPF_PROG_LOAD syscall failed. Verifier output: 0: R1=ctx() R10=fp0\n0: (95) exit\nR0 !read_ok\n\nCaused by:\n    Permission denied (os error 13)", []string{"BPF_PROG_LOAD - EACCES"}, 6},
		{"Error creating map: '@e'\nError creating map: '@f'\nError loading program: kprobe:do_nanosleep (try -v)", []string{"BPF_MAP_CREATE @e ?", "BPF_MAP_CREATE @f ?"}, 0},
		{"libbpf: prog 'sys_exit': BPF program load failed: Invalid argument\nlibbpf: prog 'sys_exit': failed to load: -22", []string{"BPF_PROG_LOAD - EINVAL"}, 0},
		{"bpf: Failed to load program: Permission denied\n\nException: Failed to load BPF program b'hello': Permission denied", []string{"BPF_PROG_LOAD - EACCES"}, 0},
	} {
		read, err := Read(c.text, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		var got []string
		for i := range read.Calls {
			got = append(got, messageText(paste.Text{Calls: read.Calls[i : i+1]}))
		}
		if !slices.Equal(got, c.want) || read.Calls[0].Resumed != c.resumed {
			t.Errorf("%s\n got %q, error in line %d\nwant %q, error in line %d", c.text, got, read.Calls[0].Resumed, c.want, c.resumed)
		}
		checkCalls(t, c.text, read)
	}
}

// TestTextsWithoutAMessage reads texts that name a command or a function of a library and no error of a call.
func TestTextsWithoutAMessage(t *testing.T) {
	for _, text := range []string{
		"Use bpf_map_update_elem: it returns 0.",
		"call bpf_map_update_elem#2",
		`fprintf(stderr, "BPF_MAP_CREATE: %s\n", strerror(errno));`,
		"my_bpf_map_create: Invalid argument",
	} {
		if got, err := Read(text, Options{Format: "messages"}); err != nil || len(got.Calls) != 0 {
			t.Errorf("%q is read as %+v, %v", text, got.Calls, err)
		}
	}
}
