package readers

import (
	"os"
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
	if len(read.Calls) != 1 || read.Calls[0].Result == nil {
		return strconv.Itoa(len(read.Calls)) + " calls"
	}
	c := &read.Calls[0]
	name := "-"
	if c.Cmd == abi.BPF_MAP_CREATE && len(c.Attr) >= abi.MapName.End() {
		name, _, _ = strings.Cut(string(abi.MapName.Bytes(c.Attr)), "\x00")
	}
	result := strconv.FormatInt(*c.Result, 10)
	if *c.Result < 0 {
		result = abi.Errno(-*c.Result).Name()
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
