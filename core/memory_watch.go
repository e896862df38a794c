package core

import "bytes"

// MemoryWatch finds the bytes of a task's first pages that a call changes.
type MemoryWatch struct{ before, after []byte }

// Begin copies the memory of a task.
func (w *MemoryWatch) Begin(t *Task) { w.before = arena(w.before, t) }

// Changes returns the changes since Begin.
func (w *MemoryWatch) Changes(t *Task) []Write {
	if t != nil && len(w.before) > 0 {
		if m, ok := t.Mem.(*Pages); ok {
			return MemoryChanges(w.before, m.peek(ArenaStart)) // without a copy
		}
	}
	w.after = arena(w.after, t)
	return MemoryChanges(w.before, w.after)
}

// arena reads the watched memory of a task into buf; empty for a nil task.
func arena(buf []byte, t *Task) []byte {
	if t == nil {
		return buf[:0]
	}
	buf = grown(buf, ArenaPages*PAGE_SIZE)
	if left := t.Mem.CopyFromUser(buf, ArenaStart); left > 0 {
		clear(buf[len(buf)-left:])
	}
	return buf
}

// joined is the maximum number of unchanged bytes that a run of changes may bridge.
const joined = 8

// sameBlock is the number of unchanged bytes that one comparison skips.
const sameBlock = 512

// MemoryChanges returns the differences between two copies of the watched pages, as runs of bytes. A run bridges up to eight
// bytes that did not change.
func MemoryChanges(before, after []byte) []Write {
	var runs []Write
	for i := 0; i < len(after); i++ {
		if end := i + sameBlock; i%sameBlock == 0 && end <= len(after) && bytes.Equal(before[i:end], after[i:end]) {
			i = end - 1
			continue
		}
		if before[i] == after[i] {
			continue
		}
		last := i
		for j := i + 1; j < len(after) && j-last <= joined; j++ {
			if before[j] != after[j] {
				last = j
			}
		}
		runs = append(runs, Write{Addr: ArenaStart + uint64(i), Bytes: bytes.Clone(after[i : last+1])})
		i = last
	}
	return runs
}
