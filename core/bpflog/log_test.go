package bpflog

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestLongLogs fills buffers that are too small, and compares their contents on each release.
func TestLongLogs(t *testing.T) {
	const size = 128
	text := ""
	for i := range 30 {
		text += strings.Repeat(string(rune('a'+i%26)), 10) + "\n"
	}
	for _, test := range []struct {
		release abi.Release
		level   uint32
		want    string
		size    uint32
		errno   abi.Errno
	}{
		{abi.R(5, 10, 0), LEVEL1, text[:size-1], 0, 0},
		{abi.R(6, 12, 0), LEVEL1, text[len(text)-size+1:], uint32(len(text)) + 1, abi.ENOSPC},
		{abi.R(6, 12, 0), LEVEL1 | FIXED, text[:size-1], uint32(len(text)) + 1, abi.ENOSPC},
	} {
		l := New(test.release, Buffer{Level: test.level, Size: size, Given: true, Writable: size})
		for _, line := range strings.SplitAfter(text, "\n") {
			l.Print(line)
		}
		got, n, errno := l.Finish()
		if string(got) != test.want+"\x00" || n != test.size || errno != test.errno {
			t.Errorf("%s level %d: %q, %d bytes, %v, want %q, %d bytes, %v", test.release, test.level, got, n, errno, test.want, test.size, test.errno)
		}
		if full := test.errno != 0 || test.size == 0; full != (l.Full() || errno != 0) {
			t.Errorf("%s level %d: not full", test.release, test.level)
		}
	}
}

// TestResetKeepsTheTrueSize appends, resets and appends again.
func TestResetKeepsTheTrueSize(t *testing.T) {
	l := New(abi.R(6, 12, 0), Buffer{Level: LEVEL1, Size: 200, Given: true, Writable: 200})
	l.Print("head\n")
	pos := l.Pos()
	l.Print(strings.Repeat("x", 100))
	l.Reset(pos)
	l.Print("tail\n")
	got, n, errno := l.Finish()
	text, _, _ := strings.Cut(string(got), "\x00")
	if text != "head\ntail\n" || n != 106 || errno != 0 {
		t.Errorf("%q, %d bytes, %v", text, n, errno)
	}
}

// TestFaultEndsTheLog writes past the writable part of the buffer.
func TestFaultEndsTheLog(t *testing.T) {
	for _, r := range []abi.Release{abi.R(6, 1, 0), abi.R(7, 3, 0)} {
		l := New(r, Buffer{Level: LEVEL1, Size: 300, Given: true, Writable: 8})
		l.Print("0123")
		l.Print("456789")
		got, _, errno := l.Finish()
		if string(got) != "01234567" || !l.Faulted() || (errno == abi.EFAULT) != sinceRotation.In(r) {
			t.Errorf("%s: %q, %v", r, got, errno)
		}
	}
}
