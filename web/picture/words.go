package picture

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// Words returns the text equivalent of the drawing of a view.
func Words(v *core.View) string {
	d := description{view: v, described: map[int]bool{}, describedProgs: map[int]bool{}}
	each(&d, v.Tasks, 0, "task", d.task)
	if len(v.Maps) == 0 {
		d.say("No maps exist.")
	}
	each(&d, v.Files, 0, "file", d.file)
	each(&d, v.Pins, 0, "pin", d.pin)
	each(&d, v.Progs, 0, "program", d.prog)
	each(&d, v.Objects, 0, "other object", d.object)
	each(&d, v.Maps, v.MoreMaps, "map", d.lastMap)
	for _, r := range v.Runs {
		d.run(r)
	}
	d.waitingPins()
	d.work()
	return strings.Join(d.sentences, " ")
}

// describedMost is the number of things of a kind that the text describes. Nobody listens to more.
const describedMost = 100

// each describes things of a kind, up to describedMost, and counts the others. The view leaves out more of them.
func each[T any](d *description, all []T, more int, noun string, describe func(T)) {
	for i, one := range all {
		if i == describedMost {
			more += len(all) - i
			break
		}
		describe(one)
	}
	if more > 0 {
		d.say("And ", english.Count(more, "more "+noun), ".")
	}
}

// description is the text equivalent while it is written.
type description struct {
	view           *core.View
	described      map[int]bool // maps whose facts are written
	describedProgs map[int]bool // programs likewise
	sentences      []string
}

func (d *description) say(parts ...string) {
	d.sentences = append(d.sentences, strings.Join(parts, ""))
}

// task describes a task's credentials and descriptors.
func (d *description) task(t core.TaskView) {
	name := "Task " + strconv.Itoa(t.Nr)
	if !t.Alive {
		d.say(name, " has exited.")
		return
	}
	if t.UID != 0 || t.Caps&abi.AllCaps != abi.AllCaps {
		d.say(name, " runs as uid ", strconv.FormatUint(uint64(t.UID), 10), ". Its capabilities: ", t.Caps.String(), ".")
	}
	var files, cloexec []int
	byFile := map[int][]int{} // 0 is the terminal
	for _, fd := range t.FDs {
		if byFile[fd.File] == nil && fd.File != 0 {
			files = append(files, fd.File)
		}
		if fd.What == "" {
			byFile[fd.File] = append(byFile[fd.File], fd.FD)
		}
		if fd.Cloexec {
			cloexec = append(cloexec, fd.FD)
		}
	}
	others := otherFilesOf(t)
	if len(files) == 0 && len(byFile[0]) == 0 && len(others) == 0 {
		d.say(name, " has no descriptors.")
	}
	subject := name + " has "
	for _, f := range files {
		refer := ", which refer"
		if len(byFile[f]) == 1 {
			refer += "s"
		}
		d.say(subject, descriptors(byFile[f]), refer, " to file ", strconv.Itoa(f), " and ", d.objectOfFile(f), ".")
		subject = "It has "
	}
	if len(byFile[0]) > 0 {
		d.say(subject, descriptors(byFile[0]), " on the terminal.")
		subject = "It has "
	}
	for _, o := range others {
		d.say(subject, descriptors(o.fds), " from ", o.openedBy, ", not a map.")
		subject = "It has "
	}
	for _, a := range mappingsOf(t) {
		d.say(subject, mappingFacts(a), ", mapped from file ", strconv.Itoa(a.File), " of ", d.objectOfFile(a.File), ".")
		subject = "It has "
	}
	if len(cloexec) > 0 {
		d.say("An exec closes ", descriptors(cloexec), ".")
	}
}

// file describes a file's mode and count, unless they are the usual ones.
func (d *description) file(f core.FileView) {
	if f.Mode != core.O_RDWR {
		d.say("File ", strconv.Itoa(f.Nr), " is ", fileModes.Of(f.Mode)[0], ".")
	}
	if f.Count > 1 {
		d.say("File ", strconv.Itoa(f.Nr), " has ", english.Count(f.Count, holdersOf(f)[0]), ".")
	}
}

// statesWithoutFile describe a map that no file refers to, by its State.
var statesWithoutFile = table.Indexed[core.ObjectState, string]{
	core.ObjectLive:    " has no file.",
	core.ObjectWaiting: " waits for a grace period before it is queued.",
	core.ObjectQueued:  " waits on the work queue to be freed.",
	core.ObjectRunning: " is being freed by a kworker.",
}

// lastMap describes a map that no file or pin has mentioned, and the outer maps that hold any.
func (d *description) lastMap(m core.MapView) {
	if !d.described[m.Nr] {
		s := d.mapFacts(m)
		d.say(strings.ToUpper(s[:1]), s[1:], statesWithoutFile.At(m.State))
	}
	d.slots(d.mapFacts(m), m.Outers)
}

// objectOfFile returns the facts of a file's map or program.
func (d *description) objectOfFile(file int) string {
	f := d.view.Files[slices.IndexFunc(d.view.Files, func(f core.FileView) bool { return f.Nr == file })]
	switch {
	case f.Prog != 0:
		return d.progByNr(f.Prog)
	case f.BTF != 0:
		return "BTF object " + strconv.Itoa(f.BTF)
	case f.Object != "":
		return f.Object
	}
	return d.mapByNr(f.Map)
}

func (d *description) mapByNr(nr int) string {
	if m := d.view.Map(nr); m != nil {
		return d.mapFacts(*m)
	}
	return "map " + strconv.Itoa(nr)
}

// mapFacts names a map, with its facts at the first mention.
func (d *description) mapFacts(m core.MapView) string {
	name := "map " + strconv.Itoa(m.Nr)
	if d.described[m.Nr] {
		return name
	}
	d.described[m.Nr] = true
	facts := []string{TypeName(m), sizesOf(m), "refcnt " + strconv.FormatInt(m.Refcnt, 10)}
	if abi.SinceUsercnt.In(d.view.Release) {
		facts = append(facts, "usercnt "+strconv.FormatInt(m.Usercnt, 10))
	}
	if m.ID != 0 {
		facts = append(facts, "id "+decimal(m.ID))
	}
	if m.Name != "" {
		facts = append(facts, "name "+m.Name)
	}
	if m.Frozen {
		facts = append(facts, "frozen")
	}
	if m.Flags != 0 {
		facts = append(facts, flagsOf(m))
	}
	return name + " (" + strings.Join(facts, ", ") + ")"
}

func (d *description) pin(p core.PinView) {
	object := linkName(p.Link)
	switch {
	case p.Prog != 0:
		object = d.progByNr(p.Prog)
	case p.Map != 0:
		object = d.mapByNr(p.Map)
	}
	d.say("Pin ", printable(p.Path), " (uid ", decimal(p.UID), ", mode ", modeText(p.Mode), ") refers to ", object, ".")
}

// waitingPins describes removed pins that wait for a grace period. Maps that wait are described by lastMap.
func (d *description) waitingPins() {
	var maps []string
	for _, nr := range d.view.Work.WaitingLinks {
		maps = append(maps, linkName(nr))
	}
	for _, nr := range d.view.Work.Waiting {
		if stateOf(d.view, nr) == core.ObjectLive {
			maps = append(maps, "map "+strconv.Itoa(nr))
		}
	}
	if len(maps) > 0 {
		d.say("Until a grace period ends, a removed pin holds a reference to ", english.List(maps), ".")
	}
}

func (d *description) work() {
	if len(d.view.Work.Queued)+len(d.view.Work.QueuedProgs)+len(d.view.Work.QueuedLinks) == 0 {
		d.say("The work queue is empty.")
	}
	var freed []string
	for _, f := range d.view.Work.Freed {
		freed = append(freed, pinned(core.PinView{Map: f.Map, Prog: f.Prog, Link: f.Link})+" by "+f.By)
	}
	if len(freed) > 0 {
		d.say("Freed: ", english.List(freed), ".")
	}
}

// descriptors names descriptors in ascending order: "descriptors 0, 1 and 2".
func descriptors(numbers []int) string {
	if len(numbers) == 1 {
		return "descriptor " + strconv.Itoa(numbers[0])
	}
	return "descriptors " + numberList(numbers)
}

// numberList returns "0, 1 and 2", or "4 to 60".
func numberList(numbers []int) string {
	var parts []string
	for _, r := range runsOf(numbers) {
		parts = append(parts, r.text(" to "))
	}
	return english.List(parts)
}
