// Package export writes calls as text for other tools: strace lines, programs that make the same calls on a real kernel,
// hex dumps, recordings, and Markdown for bug reports. [Text] writes one of [Formats].
//
// Reading order: export.go, moment.go (one call and the memory it reads), then a file for each format: strace.go, hex.go,
// recording.go, markdown.go, and syz.go with syz_attr.go and syz_layout.go. Programs are made in two steps: program.go,
// store.go and part.go plan the steps in no particular language, and tongue.go writes them in C, Go or Python. The words of
// each language are in c.go, golang.go and python.go, and the text around the calls is in text, which template.go reads.
package export

import (
	"fmt"
	"strings"

	"bpfplay/core/history"
)

// Format is a text format for calls.
type Format struct {
	Name        string // "strace"
	Title       string // name for users
	Ext         string // file extension without the dot
	Description string // description for users, a sentence or two
	Whole       bool   // always begins with the first call, because later calls depend on earlier ones
	Report      bool   // explains calls; the link of one call need not have the whole history

	write func(*history.Session, Options) (string, error)
}

// Options select the calls to write.
type Options struct {
	From, To int          // first and last call, numbered from 1; 0 means the first or last of the history
	Link     string       // address of the session in bpfplay, or ""
	Fit      *history.Fit // the releases that agree with a pasted text; nil computes it from the history
}

// Formats lists all formats in the order of the page.
var Formats = []Format{
	{Name: "strace", Title: "strace", Ext: "strace", write: writeStrace,
		Description: "Lines as strace -f -v prints them. A comment after each line shows the writes of the task to memory."},
	{Name: "c", Title: "C program", Ext: "c", Whole: true, write: writeC,
		Description: "Makes the same calls on a real kernel and reports different results. Compile it with gcc and run it as root."},
	{Name: "go", Title: "Go program", Ext: "go", Whole: true, write: writeGo,
		Description: "The same with golang.org/x/sys/unix, for histories with one task, because a Go program cannot fork."},
	{Name: "python", Title: "Python program", Ext: "py", Whole: true, write: writePython,
		Description: "The same with only the standard library. python3 needs no compiler."},
	{Name: "syz", Title: "syzkaller program", Ext: "syz", Whole: true, write: writeSyz,
		Description: "For syz-execprog and syz-prog2c. It has one task, so calls of other tasks become comments."},
	{Name: "hex", Title: "Hex dump", Ext: "txt", write: writeHex,
		Description: "The bytes of every attr, as xxd prints them."},
	{Name: "recording", Title: "Recording", Ext: "txt", Whole: true, write: writeRecording,
		Description: "One line per call with its result and its effects, the format of the recordings of real kernels."},
	{Name: "dump", Title: "bpftool map dump", Ext: "txt", Whole: true, write: writeDump,
		Description: "The elements of every map after the last call, as bpftool -p map dump prints them, with the values of BTF types."},
	{Name: "markdown", Title: "Markdown", Ext: "md", Report: true, write: writeMarkdown,
		Description: "For a bug report: the calls, the results, the releases that fit, the possible causes with their fixes, and the link."},
}

// Named returns the format called name. The error lists the valid names.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("unknown format %q: want %s", name, strings.Join(names, ", "))
}

// Text writes calls of a session in a format. It fails if the format or a call does not exist, or if the format cannot
// express the history.
func Text(s *history.Session, format string, o Options) (string, error) {
	f, err := Named(format)
	if err != nil {
		return "", err
	}
	if o.To == 0 {
		o.To = s.Len()
	}
	if o.From == 0 || f.Whole {
		o.From = 1
	}
	if o.From < 1 || o.To > s.Len() || o.From > o.To+1 {
		return "", fmt.Errorf("invalid calls %d to %d: want 1 to %d", o.From, o.To, s.Len())
	}
	return f.write(s, o)
}
