// Package export writes calls as text for other tools: lines of strace, programs that make the same calls on a real
// kernel, hex dumps, recordings, and words for the report of a fault. [Text] does so in one of [Formats].
//
// A good order to read it in: export.go, moment.go (one call and what lies in memory as it is made), then a file for
// each format: strace.go, hex.go, recording.go, markdown.go, syz.go with syz_attr.go and syz_layout.go. Programs are
// made in two steps: program.go, store.go and part.go say what is done, whatever the language; tongue.go writes that
// in C, Go or Python, whose words are in c.go, golang.go and python.go, with the text around the calls in *_text.go.
package export

import (
	"fmt"
	"strings"

	"bpfplay/core"
)

// Format is one way to write calls down.
type Format struct {
	Name  string // "strace"
	Title string // for a person
	Ext   string // what a file of it is called behind its dot
	Says  string // one sentence for a person
	Whole bool   // it begins with the first call, whatever is asked for: what comes later needs what came before

	write func(*core.Session, Options) (string, error)
}

// Options say what is to be written.
type Options struct {
	From, To int    // the first and the last call, counted from 1; 0: the first and the last that there are
	Link     string // the whole address that opens the same in bpfplay; "" for none
}

// Formats are all of them, in the order in which they are offered.
var Formats = []Format{
	{Name: "strace", Title: "strace", Ext: "strace", write: writeStrace,
		Says: "Lines as strace -f -v prints them; what the tasks wrote to their memory stands in a remark behind each."},
	{Name: "c", Title: "C program", Ext: "c", Whole: true, write: writeC,
		Says: "Makes the same calls on a real kernel, and says where it answers otherwise. Compile it with gcc, run it as root."},
	{Name: "go", Title: "Go program", Ext: "go", Whole: true, write: writeGo,
		Says: "The same with golang.org/x/sys/unix, for histories of one task: a Go program cannot fork."},
	{Name: "python", Title: "Python program", Ext: "py", Whole: true, write: writePython,
		Says: "The same with nothing but the standard library: python3 needs no compiler."},
	{Name: "syz", Title: "syzkaller program", Ext: "syz", Whole: true, write: writeSyz,
		Says: "For syz-execprog and syz-prog2c. It has one task: calls of others are remarks."},
	{Name: "hex", Title: "Hex dump", Ext: "txt", write: writeHex,
		Says: "The bytes of every attr, as xxd prints them."},
	{Name: "recording", Title: "Recording", Ext: "txt", Whole: true, write: writeRecording,
		Says: "One line a call with its answer and what it changed: the form that real kernels were recorded in."},
	{Name: "markdown", Title: "Markdown", Ext: "md", write: writeMarkdown,
		Says: "For a report: the calls, the kernel, the answers, the check behind each refusal, and the link."},
}

// Named finds a format. The error names those that there are.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no format %q: %s would be right", name, strings.Join(names, ", "))
}

// Text writes calls of a session down. The error says that there is no such format or no such call, or why the format
// cannot carry the history.
func Text(s *core.Session, format string, o Options) (string, error) {
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
		return "", fmt.Errorf("there are no calls %d to %d: 1 to %d would be right", o.From, o.To, s.Len())
	}
	return f.write(s, o)
}
