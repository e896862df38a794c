package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_iter.c: iterators, which are links, and the files in which their programs print. The only iterators
// are those of preload.go.

// iterTarget follows struct bpf_iter_target_info: the objects that an iterator walks, in the order of their ids.
type iterTarget struct {
	name string
	next func(k *Kernel, least uint32) uint32           // the lowest id from least on, or 0
	show func(k *Kernel, id uint32) (head, line string) // the output of the program; head comes before the first object alone
}

// iterLinkOps follows bpf_iter_link_lops.
var iterLinkOps = &linkOps{
	stays: true,
	update: func(k *Kernel, l *Link, p, old *Prog) abi.Errno {
		if e := k.mayReplace(l, p, old, p.ExpectedAttach == l.Prog.ExpectedAttach); e != 0 {
			return e
		}
		return undecided // depends on which function of the kernel the program is for
	},
	info: func(k *Kernel, c *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
		at, room := abi.LinkInfoTarget.Value(info[:]), abi.LinkInfoAttach.Value(info[:])
		n, e := k.putName(c, linkInfoTarget, l.iter.name, at, room)
		abi.LinkInfoAttach.Put(info[:], n)
		return e
	},
	fdinfo: func(k *Kernel, l *Link) { k.fdinfo("target_name", l.iter.name) },
}

// bpfIterCreate follows bpf_iter_create and bpf_iter_new_fd.
func (k *Kernel) bpfIterCreate(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	flags := c.attr.U32(&abi.IterFlags)
	if e := k.check(foreignFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	l, e := k.linkAt(c, &abi.IterLinkFD)
	if e != 0 {
		return 0, e
	}
	if e := k.check(iterNoIter, l.iter != nil, uint64(l.Type), 0); e != 0 {
		return 0, e
	}
	fd, e := k.getUnusedFD(iterGetfd, c.task)
	if e != 0 {
		return 0, e
	}
	k.bpfProgInc(l.Prog)
	k.fdInstall("bpf_iter_new_fd", c.task, fd, File{Object: &seqFile{target: l.iter, prog: l.Prog}, Mode: O_RDONLY}, true)
	return int64(fd), 0
}

// IsIterator reports whether f is an open iterator.
func IsIterator(f *File) bool {
	_, ok := f.Object.(*seqFile)
	return ok
}

// isIterator reports whether f is a pinned iterator. Opening one of these files starts a walk.
func (f *inode) isIterator() bool { return f.link != nil && f.link.iter != nil }

// oDirectory is O_DIRECTORY.
const oDirectory = 0o200000

// openIterator follows do_open and iter_open.
func (k *Kernel) openIterator(t *Task, m *mount, f *inode, flags uint32) int64 {
	mode := flags & (O_WRONLY | O_RDWR)
	if mode == O_WRONLY|O_RDWR {
		return NotEmulated
	}
	if e := k.check(listDir, flags&oDirectory == 0, 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(iterPermission, k.permission(t, f, accMode[mode]), uint64(t.Cred.UID), uint64(f.uid)); e != 0 {
		return refusal(e)
	}
	ret := k.openPath(t, m, &seqFile{target: f.link.iter, prog: f.link.Prog, offsets: true}, flags)
	if ret >= 0 {
		k.bpfProgInc(f.link.Prog)
	}
	return ret
}

// seqSize is the size of the buffer of an iterator, in pages.
const seqSize = 8

// seqFile follows struct seq_file and struct bpf_iter_priv_data: an open iterator.
type seqFile struct {
	target  *iterTarget
	prog    *Prog  // holds one reference
	id      uint32 // the next object
	nr      uint64 // seq_num: objects walked so far
	text    []byte // printed and not read yet
	pos     int64
	offsets bool // pread64 works, because a path was opened
}

// String implements [Object].
func (s *seqFile) String() string { return "iterator of " + s.target.name }

// release implements [Object]. It follows iter_release.
func (s *seqFile) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "iter_release"})
	k.bpfProgPut(s.prog)
}

// read follows bpf_seq_read. It returns the bytes that it copied to addr.
func (s *seqFile) read(k *Kernel, t *Task, addr, count uint64) int64 {
	if len(s.text) == 0 {
		s.fill(k, count)
	}
	n := min(count, uint64(len(s.text)))
	left := t.Mem.CopyToUser(addr, s.text[:n])
	if e := k.check(iterFault, left == 0, addr, n); e != 0 {
		return refusal(e)
	}
	k.noteCopy(CopiedOut, "copy_to_user", addr, int(n))
	if n > 0 {
		k.text = append(k.text, strings.Split(strings.TrimSuffix(string(s.text[:n]), "\n"), "\n")...)
	}
	s.text = s.text[n:]
	s.pos += int64(n)
	return int64(n)
}

// fill calls the program for one object after the other, until it has printed enough bytes or the buffer is full.
func (s *seqFile) fill(k *Kernel, enough uint64) {
	id := s.target.next(k, s.id)
	for first := true; id != 0 && (first || uint64(len(s.text)) < enough); first = false {
		s.id = id
		was := len(s.text)
		head, line := s.target.show(k, id)
		if s.nr == 0 {
			s.text = append(s.text, head...)
		}
		s.text = append(s.text, line...)
		if uint64(len(s.text)) >= seqSize*k.Machine.PageSize { // seq_has_overflowed: the next read begins with this object
			s.text = s.text[:was]
			return
		}
		s.id = id + 1
		if id = s.target.next(k, s.id); id != 0 {
			s.nr++
		}
	}
}
