package match

import (
	"strings"

	"bpfplay/core"
)

// names replays a call on one or two paths. Paths that the replay does not know are taken as traced.
func names(s *step, op core.Op) {
	if !s.known || s.c.Name == "renameat2" && s.arg(len(s.args)-1, 0) != 0 {
		nothing(s)
		return
	}
	c := core.Call{Op: op, Path: s.c.Path, To: s.c.To}
	if op == core.OpMkdir {
		c.Args[1] = uint64(s.arg(len(s.args)-1, 0o755)) & 0o7777
	}
	for _, path := range [...]string{c.Path, c.To} {
		if s.want == 0 && strings.HasPrefix(path, bpffs) && op != core.OpRmdir {
			s.inferParent(path)
		}
	}
	old := op == core.OpRename || op == core.OpLink
	if s.want == 0 && (old && !s.pins[c.Path] && !s.hasFolder(c.Path) || op == core.OpRmdir && !s.hasFolder(c.Path)) {
		nothing(s)
		return
	}
	if s.make(c) != 0 {
		return
	}
	switch op {
	case core.OpSymlink:
		s.pins[c.To] = true
	case core.OpLink:
		s.pins[c.To] = s.pins[c.Path]
	case core.OpRename:
		s.pins[c.To] = s.pins[c.Path]
		delete(s.pins, c.Path)
	}
}

func rmdir(s *step)   { names(s, core.OpRmdir) }
func rename(s *step)  { names(s, core.OpRename) }
func link(s *step)    { names(s, core.OpLink) }
func symlink(s *step) { names(s, core.OpSymlink) }

// hasFolder reports whether the task sees a folder at a path.
func (s *step) hasFolder(path string) bool { return s.k.HasFolder(s.k.Task(s.task), path) }

// inferParent makes the folder in which a path is, unless it exists.
func (s *step) inferParent(path string) {
	if dir := path[:max(strings.LastIndexByte(path, '/'), 0)]; !s.hasFolder(dir) {
		s.infer(core.Call{Op: core.OpFolder, Path: dir})
	}
}

// makeDirectory replays mkdir. In programs in C it may also make the parents.
func makeDirectory(s *step) {
	if s.known && strings.HasPrefix(s.c.Path, bpffs) {
		names(s, core.OpMkdir)
		return
	}
	folder(s)
}
