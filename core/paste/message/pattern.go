package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// pattern is one form of a message about a failed call. The first pattern whose mark a line contains reads it.
type pattern struct {
	mark       string // in lower case; the error follows it
	cmd        abi.Cmd
	open, end  string    // the name of the map or the program is between them, before the mark; "" for none
	after      bool      // the name follows the mark and precedes the error
	nameIsPath bool      // the name is the last part of a path
	later      bool      // the error may follow in a later line, as the causes of an error in Rust do
	again      bool      // a program prints it after another message about the same call
	errno      abi.Errno // that the mark stands for; 0 if the error follows
}

// patterns starts with the most specific marks.
var patterns = []pattern{
	{mark: "failed to create: ", cmd: abi.BPF_MAP_CREATE, open: "map '", end: "'"},
	{mark: "error in bpf_create_map_xattr(", cmd: abi.BPF_MAP_CREATE, end: ")", after: true},
	{mark: "error in bpf_map_create(", cmd: abi.BPF_MAP_CREATE, end: ")", after: true},
	{mark: "failed to create map (name: '", cmd: abi.BPF_MAP_CREATE, end: "')", after: true},
	{mark: "failed to create map: '", cmd: abi.BPF_MAP_CREATE, end: "'", after: true},
	{mark: "error creating map: '", cmd: abi.BPF_MAP_CREATE, end: "'", after: true, later: true},
	{mark: "map object '", cmd: abi.BPF_MAP_CREATE, end: "' rejected: ", after: true},
	{mark: "error in bpf_object__probe_loading():", cmd: abi.BPF_PROG_LOAD},
	{mark: "bpf program load failed: ", cmd: abi.BPF_PROG_LOAD, open: "prog '", end: "'"},
	{mark: "load bpf program failed: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "': failed to load: ", cmd: abi.BPF_PROG_LOAD, open: "prog '", again: true},
	{mark: "failed to load bpf program ", cmd: abi.BPF_PROG_LOAD, end: ": ", after: true, again: true},
	{mark: "bpf_load_program() err=", cmd: abi.BPF_PROG_LOAD},
	{mark: "bpf_load_program() event=", cmd: abi.BPF_PROG_LOAD, end: ": ", after: true},
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
	{mark: "update: key too big for map: ", cmd: abi.BPF_MAP_UPDATE_ELEM},
	{mark: "update failed: key too big for map: ", cmd: abi.BPF_MAP_UPDATE_ELEM},
	{mark: "update: key already exists", cmd: abi.BPF_MAP_UPDATE_ELEM, errno: abi.EEXIST},
	{mark: "lookup: key does not exist", cmd: abi.BPF_MAP_LOOKUP_ELEM, errno: abi.ENOENT},
	{mark: "delete: key does not exist", cmd: abi.BPF_MAP_DELETE_ELEM, errno: abi.ENOENT},
	{mark: "unable to create map ", cmd: abi.BPF_MAP_CREATE, end: ": ", after: true, nameIsPath: true},
	{mark: "ebpf_create_map() failed: ", cmd: abi.BPF_MAP_CREATE},
	{mark: "error while loading map \"", cmd: abi.BPF_MAP_CREATE, end: "\"", after: true, nameIsPath: true},
	{mark: "error while loading \"", cmd: abi.BPF_PROG_LOAD, end: "\"", after: true},
	{mark: "could not open bpf map: ", cmd: abi.BPF_MAP_CREATE, end: ", error: ", after: true},
	{mark: "bpf: failed to load program: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "createerror { name: \"", cmd: abi.BPF_MAP_CREATE, end: "\"", after: true},
	{mark: "btferror(loaderror { io_error: ", cmd: abi.BPF_BTF_LOAD},
	{mark: "loaderror { io_error: ", cmd: abi.BPF_PROG_LOAD},
	{mark: "the bpf_prog_load syscall returned ", cmd: abi.BPF_PROG_LOAD},
	{mark: "the bpf_btf_load syscall returned ", cmd: abi.BPF_BTF_LOAD},
	{mark: "call: \"bpf_map_push_elem\", ", cmd: abi.BPF_MAP_UPDATE_ELEM},
	{mark: "`bpf_map_push_elem` failed", cmd: abi.BPF_MAP_UPDATE_ELEM, later: true},
	{mark: "failed to create map `", cmd: abi.BPF_MAP_CREATE, end: "`", after: true, later: true},
	{mark: "failed to load map `", cmd: abi.BPF_MAP_CREATE, end: "`", after: true, later: true},
}

// found is a failed call that a line reports.
type found struct {
	cmd   abi.Cmd
	name  string
	errno abi.Errno // 0 if the line does not show it
	again bool
}

// find reads a line. It fails if the line has no mark, or no error after it although one must follow in the line.
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
		f = found{cmd: p.cmd, again: p.again}
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
		if p.nameIsPath || strings.Contains(f.name, "/") && p.cmd == abi.BPF_MAP_CREATE {
			f.name = f.name[strings.LastIndexByte(f.name, '/')+1:]
		}
		if f.errno = p.errno; f.errno == 0 {
			f.errno = errnoIn(low[rest:])
		}
		return f, f.errno != 0 || p.later
	}
	return findNamed(line, low)
}

// findNamed reads a message that names the command of the call, as perror("bpf(BPF_MAP_CREATE)") prints, or the function of a
// library that makes it: "the `bpf_map_update_elem` syscall failed".
func findNamed(line, low string) (f found, ok bool) {
	for from := 0; ; {
		at := strings.Index(low[from:], "bpf_")
		if at < 0 {
			return f, false
		}
		at += from
		from = at + len("bpf_")
		for from < len(low) && paste.IsWord(low[from]) {
			from++
		}
		cmd, known := abi.CmdNamed(strings.ToUpper(low[at:from]))
		if !known || at > 0 && paste.IsWord(low[at-1]) {
			continue
		}
		f = found{cmd: cmd}
		rest := low[from:]
		if strings.HasPrefix(rest, " syscall failed") { // the log of the verifier follows
			return f, true
		}
		if after, ok := strings.CutPrefix(rest, `", io_error: `); ok { // the debug form of Rust
			f.errno = errnoIn(after)
			return f, f.errno != 0
		}
		if strings.HasPrefix(rest, "`") {
			f.errno = errnoIn(rest)
			return f, f.errno != 0 || strings.Contains(rest, "failed")
		}
		if colon := strings.IndexByte(rest, ':'); colon >= 0 && !strings.ContainsAny(rest[:colon], "{=;\"") {
			f.errno = errnoIn(rest[colon:])
		}
		return f, f.errno != 0
	}
}

// errnoMax is the largest error number with a name, ENOTSUPP.
const errnoMax = abi.ENOTSUPP

// errnoIn returns the first error in the rest of a message: its text, its name or its number. Of two that begin at the same
// place, such as EBADF and EBADFD, the longer one counts.
func errnoIn(low string) abi.Errno {
	if digits := strings.TrimPrefix(low, "-"); digits != "" && paste.IsDecimal(digits[0]) {
		if n := leadingErrno(digits); n != 0 {
			return n
		}
	}
	if _, digits, ok := strings.Cut(low, "os { code: "); ok {
		return leadingErrno(digits)
	}
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
			if n := leadingErrno(digits); n != 0 {
				return n
			}
		}
	}
	return 0
}

// leadingErrno returns the error number that text starts with, or 0.
func leadingErrno(text string) abi.Errno {
	end := 0
	for end < len(text) && paste.IsDecimal(text[end]) {
		end++
	}
	if n, err := strconv.Atoi(text[:end]); err == nil && n > 0 && n < 4096 {
		return abi.Errno(n)
	}
	return 0
}
