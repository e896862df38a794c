package paste

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
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

// message reads what bpftool printed: an error says what the last command's call answered, and the end of a dump how
// many elements there are. false where it is neither.
func (r *bpftoolLines) message(text string) bool {
	if number, ok := strings.CutPrefix(text, "Found "); ok && r.again != nil {
		count, _, _ := strings.Cut(number, " ")
		if n, ok, fits := parseElement(count, 2); ok && fits {
			r.again(int(n))
			r.again = nil
		}
		return true
	}
	words, ok := strings.CutPrefix(text, "Error: ")
	if answer, told := bpftoolAnswer(text); told && r.main >= 0 && r.main < len(r.text.Calls) {
		r.text.Calls[r.main].Ret = &answer
		return true
	}
	if !ok || r.main < 0 || r.main >= len(r.text.Calls) {
		return false
	}
	_, says, _ := strings.Cut(words, ": ")
	errno := errnoSaying(says)
	if errno == 0 {
		return false
	}
	ret := -int64(errno)
	r.text.Calls[r.main].Ret = &ret
	if r.text.Calls[r.main].Cmd == abi.BPF_MAP_CREATE { // nothing to pin and to close
		r.maps = r.maps[:len(r.maps)-1]
		r.text.Calls = r.text.Calls[:r.main+1]
	}
	r.main = -1
	return true
}

// bpftoolAnswer is what a call answered after which bpftool prints this.
func bpftoolAnswer(text string) (answer int64, told bool) {
	if text == "Not found" {
		return -int64(abi.ErrnoNamed("ENOENT")), true
	}
	return 0, strings.HasPrefix(text, "value:") || strings.HasPrefix(text, "key:") || strings.HasPrefix(text, "next key:")
}

// errnoSaying finds an error by its sentence.
func errnoSaying(text string) abi.Errno {
	for e := abi.Errno(1); e < 600; e++ {
		if e.Name() != "" && text != "" && e.Text() == text {
			return e
		}
	}
	return 0
}

// Where bpftool's memory lies here.
const (
	bpftoolAttr  = core.ArenaStart
	bpftoolInfo  = core.ArenaStart + 0x800
	bpftoolPath  = core.ArenaStart + 0x1000
	bpftoolKey   = core.ArenaStart + 0x2000
	bpftoolNext  = core.ArenaStart + 0x2800
	bpftoolValue = core.ArenaStart + 0x3000
	bpftoolCPUs  = 32 // copies of a value that is the same on every processor
)

// bpf makes a call. The fields are pairs of a field and its number.
func (r *bpftoolLines) bpf(cmd abi.Cmd, size uint32, fields ...bpftoolField) int {
	attr := make([]byte, size)
	c := Call{Line: r.begins, Lines: r.lines, Name: "bpf", Cmd: cmd, Addr: bpftoolAttr, Size: size}
	for _, f := range fields {
		if f.field.Kind == abi.KindName {
			copy(attr[f.field.Offset:f.field.End()-1], f.text)
			continue
		}
		attr = f.field.Put(attr, f.v)
		if f.field.Kind == abi.KindPath {
			c.Path = f.text
			r.stores.write(f.v, append([]byte(f.text), 0))
		}
	}
	r.stores.write(bpftoolAttr, attr)
	for _, f := range fields {
		if f.ref != nil {
			r.stores.refer(bpftoolAttr+uint64(f.field.Offset), *f.ref, 4)
		}
	}
	r.stores.give(&c)
	r.text.Calls = append(r.text.Calls, c)
	return len(r.text.Calls) - 1
}

// bpftoolField is what a field of an attr is set to: a number, the result of a call, or text.
type bpftoolField struct {
	field *abi.Field
	v     uint64
	ref   *Ref
	text  string
}

func (r *bpftoolLines) closeFD(call int) {
	r.text.Calls = append(r.text.Calls, Call{Line: r.begins, Lines: r.lines, Name: "close", Args: []int64{0},
		Refs: []Ref{{Call: call, In: RefArg}}})
}

func (r *bpftoolLines) finish() Text {
	if len(r.open) > 0 {
		r.command(r.open)
	}
	return r.text
}
