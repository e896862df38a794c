package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// pattern is one form of a message about a failed call. The first pattern whose mark a line contains reads it.
type pattern struct {
	mark       string // in lower case; the error follows it
	cmd        abi.Cmd
	open, end  string // the name of the map or the program is between them, before the mark; "" for none
	after      bool   // the name follows the mark and precedes the error
	nameIsPath bool   // the name is the last part of a path
}

// patterns starts with the most specific marks.
var patterns = []pattern{
	{mark: "failed to create: ", cmd: abi.BPF_MAP_CREATE, open: "map '", end: "'"},
	{mark: "error in bpf_create_map_xattr(", cmd: abi.BPF_MAP_CREATE, end: ")", after: true},
	{mark: "error in bpf_map_create(", cmd: abi.BPF_MAP_CREATE, end: ")", after: true},
	{mark: "failed to create map (name: '", cmd: abi.BPF_MAP_CREATE, end: "')", after: true},
	{mark: "error in bpf_object__probe_loading():", cmd: abi.BPF_PROG_LOAD},
	{mark: "bpf program load failed: ", cmd: abi.BPF_PROG_LOAD, open: "prog '", end: "'"},
	{mark: "load bpf program failed: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "error loading btf: ", cmd: abi.BPF_BTF_LOAD},
	{mark: "could not load bpf program: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "btf debug data section '.btf' rejected: ", cmd: abi.BPF_BTF_LOAD},
	{mark: "' rejected: ", cmd: abi.BPF_PROG_LOAD, open: "prog section '"},
	{mark: "map create failed: ", cmd: abi.BPF_MAP_CREATE},
	{mark: ": map create: ", cmd: abi.BPF_MAP_CREATE, open: "map "},
	{mark: "map create: ", cmd: abi.BPF_MAP_CREATE},
	{mark: ": program load: ", cmd: abi.BPF_PROG_LOAD, open: "program "},
	{mark: ": load program: ", cmd: abi.BPF_PROG_LOAD, open: "program "},
	{mark: "load program: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "unable to create map ", cmd: abi.BPF_MAP_CREATE, end: ": ", after: true, nameIsPath: true},
	{mark: "ebpf_create_map() failed: ", cmd: abi.BPF_MAP_CREATE},
	{mark: "error while loading map \"", cmd: abi.BPF_MAP_CREATE, end: "\"", after: true, nameIsPath: true},
	{mark: "could not open bpf map: ", cmd: abi.BPF_MAP_CREATE, end: ", error: ", after: true},
	{mark: "bpf: failed to load program: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "failed to create map `", cmd: abi.BPF_MAP_CREATE, end: "`", after: true},
	{mark: "the `bpf_map_create` syscall failed", cmd: abi.BPF_MAP_CREATE},
	{mark: "the `bpf_prog_load` syscall failed", cmd: abi.BPF_PROG_LOAD},
	{mark: "failed to load map `", cmd: abi.BPF_MAP_CREATE, end: "`", after: true},
}

// found is a failed call that a line reports.
type found struct {
	*pattern
	name  string
	errno abi.Errno
}

// find reads a line. It fails if the line has no mark, or no error after it.
func find(line string) (f found, ok bool) {
	line = strings.ReplaceAll(line, "``", "`")
	low := strings.ToLower(line)
	if len(low) != len(line) {
		return f, false // letters whose lower case has another length
	}
	for i := range patterns {
		p := &patterns[i]
		at := strings.Index(low, p.mark)
		if at < 0 {
			continue
		}
		f = found{pattern: p}
		rest := at + len(p.mark)
		switch {
		case p.after:
			if end := strings.Index(line[rest:], p.end); end >= 0 {
				f.name, rest = line[rest:rest+end], rest+end+len(p.end)
			}
		case p.open != "":
			if from := strings.LastIndex(low[:at], p.open); from >= 0 {
				f.name = line[from+len(p.open) : at]
				if end := strings.Index(f.name, p.end); p.end != "" && end >= 0 {
					f.name = f.name[:end]
				}
			}
		}
		if f.nameIsPath || strings.Contains(f.name, "/") && p.cmd == abi.BPF_MAP_CREATE {
			f.name = f.name[strings.LastIndexByte(f.name, '/')+1:]
		}
		f.errno = errnoIn(low[rest:])
		return f, f.errno != 0
	}
	return f, false
}

// errnoMax is the largest error number with a name, ENOTSUPP.
const errnoMax = abi.ENOTSUPP

// errnoIn returns the first error in the rest of a message: its text, its name or its number. Of two that begin at the same
// place, such as EBADF and EBADFD, the longer one counts.
func errnoIn(low string) abi.Errno {
	best, at, size := abi.Errno(0), len(low), 0
	for e := abi.Errno(1); e <= errnoMax; e++ {
		if !e.Known() {
			continue
		}
		for _, word := range [...]string{strings.ToLower(e.Text()), "-" + strings.ToLower(e.Name())} {
			if i := strings.Index(low, word); i >= 0 && (i < at || i == at && len(word) > size) {
				best, at, size = e, i, len(word)
			}
		}
	}
	if best != 0 {
		return best
	}
	for _, lead := range [...]string{"unknown error ", "(-", "os error ", "errno ", "("} {
		if _, digits, ok := strings.Cut(low, lead); ok {
			end := 0
			for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
				end++
			}
			if n, err := strconv.Atoi(digits[:end]); err == nil && n > 0 && n < 4096 {
				return abi.Errno(n)
			}
		}
	}
	return 0
}
