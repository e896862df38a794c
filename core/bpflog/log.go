// Package bpflog is the log of the verifier and of BTF_LOAD, and the buffer of the caller that receives it. Follows
// kernel/bpf/log.c, and bpf_verifier_vlog of kernel/bpf/verifier.c before it.
package bpflog

import (
	"fmt"
	"math"

	"bpfplay/core/abi"
)

// The bits of log_level, BPF_LOG_*.
const (
	LEVEL1 = 1 // the path that the verifier follows
	LEVEL2 = 2 // the state after every instruction
	STATS  = 4 // the summary alone
	FIXED  = 8 // keeps the start of a long log; since 6.4 the end is kept otherwise
)

const (
	lineMax   = 1023 // bytes of one message: BPF_VERIFIER_TMP_LOG_SIZE less its NUL
	minBuffer = 128  // bytes of the smallest buffer before 6.4
)

// sinceRotation is the release in which a long log keeps its end, a level needs no buffer, and the true size is returned.
var sinceRotation = abi.Since{abi.V6_4}

// Buffer is the buffer that the caller asks for.
type Buffer struct {
	Level    uint32 // BPF_LOG_*
	Size     uint32 // bytes
	Given    bool   // the address is not NULL
	Writable uint32 // bytes at the start of the buffer that the kernel can write; at most Size
}

// Valid follows bpf_verifier_log_attr_valid: it reports whether a release accepts level, size and address together.
func (b Buffer) Valid(r abi.Release) bool {
	if !sinceRotation.In(r) {
		if b.Level == 0 && b.Size == 0 && !b.Given {
			return true
		}
		return b.Size >= minBuffer && b.Size <= math.MaxUint32>>2 && b.Level != 0 && b.Given && b.Level&^(LEVEL1|LEVEL2|STATS) == 0
	}
	if b.Given != (b.Size != 0) || b.Given && b.Level == 0 {
		return false
	}
	return b.Level&^(LEVEL1|LEVEL2|STATS|FIXED) == 0 && b.Size <= math.MaxUint32>>2
}

// Log follows struct bpf_verifier_log. It collects the bytes for the caller's buffer, which Finish returns.
type Log struct {
	Buffer
	rotates bool
	usable  bool   // the buffer exists and no write to it has failed
	bytes   []byte // contents of the buffer, from its start
	start   uint64 // position of the first byte that the buffer still holds
	end     uint64 // position after the last byte, its NUL not counted
	longest uint64 // greatest end so far, with the NUL
}

// New returns an empty log. The buffer is [Buffer.Valid] in the release.
func New(r abi.Release, b Buffer) *Log {
	return &Log{Buffer: b, rotates: sinceRotation.In(r), usable: b.Given}
}

// Needed follows bpf_verifier_log_needed: it reports whether a message still has an effect. A nil log needs none.
func (l *Log) Needed() bool {
	if l == nil || l.Level == 0 {
		return false
	}
	return l.rotates || l.usable && !l.Full()
}

// Full follows bpf_verifier_log_full of the releases before 6.4: it reports whether the buffer has no room left.
func (l *Log) Full() bool { return l.end >= uint64(l.Size)-1 }

// Printf appends one message, in the form of package fmt.
func (l *Log) Printf(format string, args ...any) {
	if l.Needed() {
		l.Print(fmt.Sprintf(format, args...))
	}
}

// Print appends one message. The kernel cuts it after 1023 bytes.
func (l *Log) Print(s string) {
	if !l.Needed() {
		return
	}
	line := []byte(s[:min(len(s), lineMax)])
	if !l.rotates {
		room := int(uint64(l.Size) - l.end - 1)
		line = line[:min(len(line), room)]
		if l.put(l.end, append(line, 0)) {
			l.end += uint64(len(line))
		}
		return
	}
	line = append(line, 0)
	n := uint64(len(line))
	l.longest = max(l.longest, min(l.end+n, math.MaxUint32))
	if l.Level&FIXED != 0 {
		at := l.end
		l.end += n - 1
		if at < uint64(l.Size) {
			line = line[:min(uint64(l.Size)-at, n)]
			line[len(line)-1] = 0
			l.put(at, line)
		}
		return
	}
	after := l.end + n
	if after-l.start >= uint64(l.Size) {
		l.start = after - uint64(l.Size)
	}
	l.end = after - 1
	if !l.usable {
		return
	}
	size := uint64(l.Size)
	line = line[n-min(n, size):]
	from := (after - uint64(len(line))) % size
	first := min(uint64(len(line)), size-from)
	if l.put(from, line[:first]) && first < uint64(len(line)) {
		l.put(0, line[first:])
	}
}

// put follows copy_to_user: it writes p at offset at of the buffer, which becomes unusable if that fails.
func (l *Log) put(at uint64, p []byte) bool {
	if !l.usable {
		return false
	}
	room := uint64(l.Writable) - min(at, uint64(l.Writable))
	ok := uint64(len(p)) <= room
	l.usable = ok
	p = p[:min(uint64(len(p)), room)]
	if n := int(at) + len(p); n > len(l.bytes) {
		l.bytes = append(l.bytes, make([]byte, n-len(l.bytes))...)
	}
	if len(p) > 0 {
		copy(l.bytes[at:], p)
	}
	return ok
}

// Pos returns the position to give to Reset.
func (l *Log) Pos() uint64 { return l.end }

// Reset follows bpf_vlog_reset: it drops the bytes appended after pos. The true size still counts it.
func (l *Log) Reset(pos uint64) {
	if !l.Needed() || pos > l.end {
		return
	}
	l.end = pos
	l.start = min(l.start, l.end)
	at := pos
	switch {
	case !l.rotates:
	case !l.usable:
		return
	case l.Level&FIXED != 0:
		at++ // one too far, as in the kernel
	default:
		at %= uint64(l.Size)
	}
	if at < uint64(l.Size) {
		l.put(at, []byte{0})
	}
}

// Finish follows bpf_vlog_finalize. It returns the bytes for the start of the caller's buffer, the size that would have held
// everything (0 before 6.4), and EFAULT or ENOSPC. Before 6.4 the callers decide about both with [Log.Full] and
// [Log.Faulted].
func (l *Log) Finish() (bytes []byte, trueSize uint32, errno abi.Errno) {
	if !l.rotates || l.Level == 0 {
		return l.bytes, 0, 0
	}
	if l.usable && l.start > 0 {
		cut := l.start % uint64(l.Size)
		l.bytes = append(append(make([]byte, 0, len(l.bytes)), l.bytes[cut:]...), l.bytes[:cut]...)
		l.start = 0
	}
	switch {
	case l.usable != (l.Size != 0):
		errno = abi.EFAULT
	case l.usable && l.longest > uint64(l.Size):
		errno = abi.ENOSPC
	}
	return l.bytes, uint32(l.longest), errno
}

// Faulted reports whether a write to the buffer failed.
func (l *Log) Faulted() bool { return l.Given && !l.usable }

// Rotates reports whether the release keeps the end of a long log.
func (l *Log) Rotates() bool { return l.rotates }
