package bpftool

import (
	"bpfplay/core/paste"
	"slices"
	"strings"
)

// lines reads command lines of bpftool map as the calls that it makes, without those that only find out what
// the kernel can do.
type reader struct {
	text   paste.Text
	stores *paste.Stores
	maps   []madeMap    // that the text has made, in the order of their ids
	open   []paste.Line // lines that end in a backslash

	main   int         // and the one that its message is about; -1 where there is none
	begins int         // the line where the command begins
	lines  int         // and how many it takes
	again  func(n int) // of a dump: makes the calls for n elements
}

// madeMap is a map that the text makes.
type madeMap struct {
	name, path string
	attr       []byte
}

func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{text: paste.Text{Format: "bpftool commands"}, stores: paste.NewStores(), main: -1}, nil
}

func LooksLike(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		words := words(line)
		return len(words) > 2 && verb(words[1]) != nil
	})
}

// words are the words from map on of a line that runs bpftool map; nil for any other line.
func words(line string) []string {
	words := strings.Fields(line)
	for i, w := range words {
		if w != "bpftool" && !strings.HasSuffix(w, "/bpftool") {
			continue
		}
		rest := words[i+1:]
		for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0] != "" && strings.HasPrefix("map", rest[0]) {
			end := slices.IndexFunc(rest, func(w string) bool { return slices.Contains([]string{"|", ">", ">>", "&&", "||", "#", "2>&1"}, w) })
			if end < 0 {
				end = len(rest)
			}
			return rest[:end]
		}
		return nil
	}
	return nil
}

// verbs are the commands behind map, in the order in which a word that is cut short is looked for.
var verbs = []struct {
	name string
	run  func(*reader, *command)
}{
	{"show", (*reader).show}, {"list", (*reader).show}, {"dump", (*reader).dump},
	{"update", (*reader).update}, {"lookup", (*reader).lookup}, {"getnext", (*reader).getnext},
	{"delete", (*reader).remove}, {"pin", (*reader).pin},
	{"peek", (*reader).lookup}, {"push", (*reader).update}, {"enqueue", (*reader).update},
	{"pop", (*reader).pop}, {"dequeue", (*reader).pop}, {"freeze", (*reader).freeze},
	{"create", (*reader).create},
}

func verb(word string) func(*reader, *command) {
	for _, v := range verbs {
		if word != "" && strings.HasPrefix(v.name, word) {
			return v.run
		}
	}
	return nil
}

// unread notes why lines are not read.
func (r *reader) unread(lines []paste.Line, why string) {
	for _, l := range lines {
		r.text.Unread = l.Note(r.text.Unread, why)
	}
}

func (r *reader) Finish() paste.Text {
	if len(r.open) > 0 {
		r.command(r.open)
	}
	return r.text
}
