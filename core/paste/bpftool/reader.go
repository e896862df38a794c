package bpftool

import (
	"bpfplay/core/paste"
	"slices"
	"strings"
)

// reader reads command lines of bpftool map as the calls that bpftool makes, without its feature probes.
type reader struct {
	text   paste.Text
	stores *paste.Stores
	maps   []madeMap      // that the text created, in the order of their ids
	ids    map[uint64]int // index in maps by the id that the text shows
	open   []paste.Line   // lines that end in a backslash

	main   int         // index of the call that its output is about; -1 if none
	begins int         // first line of the command
	lines  int         // number of its lines
	again  func(n int) // of a dump: appends the calls for n elements
	seen   int         // elements in the output of a dump

	foreign int // index of the call that opens a map from before the text; -1 for none

	shown    []*shownMap // that the lines above show
	json     jsonText
	shownFor showing // the command that prints them
	held     bool    // descriptors of shown maps are open
}

// showing is a bpftool map show.
type showing struct {
	run           func() // appends its calls; nil for none
	from          int    // index of its first call
	begins, lines int
}

// madeMap is a map that the text creates, or shows.
type madeMap struct {
	name, path string
	attr       []byte
	id         uint64 // in the text, 0 if it does not show one
	info       int    // index of the call that reads its info, if the text shows the map
}

func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{text: paste.Text{Format: "bpftool commands"}, stores: paste.NewStores(), ids: map[uint64]int{}, main: -1, foreign: -1}, nil
}

// LooksLike reports whether a text has a command, or the maps that show prints. A trace of bpftool has neither: its commands
// and output are between the calls.
func LooksLike(p *paste.Source) bool {
	return !p.Contains("bpf(BPF_") && p.Some(func(line string) bool {
		words := words(line)
		return len(words) > 1 && verb(words[1]) != nil || shownHeader(line) != nil || looksLikeJSON(line)
	})
}

// words returns the words of a bpftool map command, from map on, or nil.
func words(line string) []string {
	if !strings.Contains(line, "bpftool") {
		return nil // cheaper than its words, for the lines of a long trace
	}
	words := strings.Fields(line)
	for i, w := range words {
		if w = strings.TrimSuffix(w, ".exe"); w != "bpftool" && !strings.HasSuffix(w, "/bpftool") {
			continue
		}
		rest := slices.DeleteFunc(words[i+1:], func(w string) bool { return len(w) > 1 && w[0] == '-' }) // options
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

// verbs lists the commands after map. An abbreviation selects the first match.
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
	r.closeOutput()
	paste.SortNotes(r.text.Unread)
	return r.text
}
