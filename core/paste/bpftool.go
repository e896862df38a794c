package paste

import (
	"slices"
	"strings"
)

// bpftoolLines reads command lines of bpftool map as the calls that it makes, without those that only find out what
// the kernel can do.
type bpftoolLines struct {
	text   Text
	stores *stores
	maps   []bpftoolMap // that the text has made, in the order of their ids
	open   []textLine   // lines that end in a backslash

	main   int         // and the one that its message is about; -1 where there is none
	begins int         // the line where the command begins
	lines  int         // and how many it takes
	again  func(n int) // of a dump: makes the calls for n elements
}

// bpftoolMap is a map that the text makes.
type bpftoolMap struct {
	name, path string
	attr       []byte
}

func beginBpftool(*pasted) (lineReader, *SyntaxError) {
	return &bpftoolLines{text: Text{Format: "bpftool commands"}, stores: newStores(), main: -1}, nil
}

func looksLikeBpftool(p *pasted) bool {
	return p.some(func(line string) bool {
		words := bpftoolWords(line)
		return len(words) > 2 && bpftoolVerb(words[1]) != nil
	})
}

// bpftoolWords are the words from map on of a line that runs bpftool map; nil for any other line.
func bpftoolWords(line string) []string {
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

// bpftoolVerbs are the commands behind map, in the order in which a word that is cut short is looked for.
var bpftoolVerbs = []struct {
	name string
	run  func(*bpftoolLines, *bpftoolCommand)
}{
	{"show", (*bpftoolLines).show}, {"list", (*bpftoolLines).show}, {"dump", (*bpftoolLines).dump},
	{"update", (*bpftoolLines).update}, {"lookup", (*bpftoolLines).lookup}, {"getnext", (*bpftoolLines).getnext},
	{"delete", (*bpftoolLines).remove}, {"pin", (*bpftoolLines).pin},
	{"peek", (*bpftoolLines).lookup}, {"push", (*bpftoolLines).update}, {"enqueue", (*bpftoolLines).update},
	{"pop", (*bpftoolLines).pop}, {"dequeue", (*bpftoolLines).pop}, {"freeze", (*bpftoolLines).freeze},
	{"create", (*bpftoolLines).create},
}

func bpftoolVerb(word string) func(*bpftoolLines, *bpftoolCommand) {
	for _, v := range bpftoolVerbs {
		if word != "" && strings.HasPrefix(v.name, word) {
			return v.run
		}
	}
	return nil
}

// unread notes why lines are not read.
func (r *bpftoolLines) unread(lines []textLine, why string) {
	for _, l := range lines {
		r.text.Unread = l.note(r.text.Unread, why)
	}
}

func (r *bpftoolLines) Finish() Text {
	if len(r.open) > 0 {
		r.command(r.open)
	}
	return r.text
}
