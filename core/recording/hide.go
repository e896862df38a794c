package recording

import (
	"bytes"
	"errors"
	"strconv"

	"bpfplay/core"
)

// Hide is a range of memory that a recording leaves out of the effects of the next bpf call.
type Hide struct {
	Addr uint64
	Len  int  // bytes
	Tail bool // only the bytes after the first zero byte
}

// The first words of its lines.
const (
	hide     = "hide"
	hideTail = "hidetail"
)

// parseHide parses the words of a line: the name, an address and a length.
func parseHide(words []string) (*Hide, error) {
	err := errors.New("invalid hidden range: want an address in hex and a number of bytes")
	if len(words) != 3 {
		return nil, err
	}
	addr, badAddr := strconv.ParseUint(words[1], 16, 64)
	n, badLen := strconv.ParseUint(words[2], 10, 64)
	if badAddr != nil || badLen != nil || n > core.ArenaPages*core.PAGE_SIZE {
		return nil, err
	}
	return &Hide{Addr: addr, Len: int(n), Tail: words[0] == hideTail}, nil
}

// hidden holds the bytes that a call must not change, of one task.
type hidden struct {
	task   int
	h      Hide
	before []byte
}

// hide remembers a range of a task until its next bpf call.
func (r *Replayer) hide(task int, h Hide) { r.hidden = append(r.hidden, hidden{task: task, h: h}) }

// keepHidden reads the hidden ranges of a task before its call.
func (r *Replayer) keepHidden(t *core.Task) {
	for i := range r.hidden {
		if h := &r.hidden[i]; h.task == t.Nr {
			h.before = readable(t, h.h)
		}
	}
}

// restoreHidden gives the hidden ranges of a task their bytes from before its call, and forgets them.
func (r *Replayer) restoreHidden(k *core.Kernel, t *core.Task) {
	kept := r.hidden[:0]
	for _, h := range r.hidden {
		if h.task != t.Nr {
			kept = append(kept, h)
			continue
		}
		from := 0
		if h.h.Tail {
			after := readable(t, h.h)
			if from = bytes.IndexByte(after, 0) + 1; from == 0 {
				from = len(after)
			}
		}
		if from < len(h.before) {
			k.Poke(t, core.Write{Addr: h.h.Addr + uint64(from), Bytes: h.before[from:]})
		}
	}
	r.hidden = kept
}

// readable returns the bytes of a range, up to the first that cannot be read.
func readable(t *core.Task, h Hide) []byte {
	b := make([]byte, h.Len)
	return b[:len(b)-t.Mem.CopyFromUser(b, h.Addr)]
}
