package web

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Words says in plain sentences what the drawing of a view shows.
func Words(v *core.View) string {
	w := wording{view: v, told: map[int]bool{}}
	for _, t := range v.Tasks {
		w.task(t)
	}
	if len(v.Maps) == 0 {
		w.say("There is no map.")
	}
	for _, f := range v.Files {
		w.file(f)
	}
	for _, p := range v.Pins {
		w.pin(p)
	}
	for _, m := range v.Maps {
		w.leaving(m)
	}
	w.waiting()
	w.work()
	return strings.Join(w.sentences, " ")
}

// wording is a text in the making.
type wording struct {
	view      *core.View
	told      map[int]bool // the maps that were described
	sentences []string
}

func (w *wording) say(parts ...string) { w.sentences = append(w.sentences, strings.Join(parts, "")) }

// task tells what a task is and where its descriptors lead.
func (w *wording) task(t core.TaskView) {
	name := "Task " + strconv.Itoa(t.Nr)
	if !t.Alive {
		w.say(name, " has exited.")
		return
	}
	if t.UID != 0 || t.Caps&abi.AllCaps != abi.AllCaps {
		w.say(name, " is user ", strconv.FormatUint(uint64(t.UID), 10), " and has capabilities: ", t.Caps.String(), ".")
	}
	var files, cloexec []int
	by := map[int][]int{} // descriptors that lead to a file
	for _, d := range t.FDs {
		if by[d.File] == nil && d.File != 0 {
			files = append(files, d.File)
		}
		if d.What == "" {
			by[d.File] = append(by[d.File], d.FD)
		}
		if d.Cloexec {
			cloexec = append(cloexec, d.FD)
		}
	}
	others := othersOf(t)
	if len(files) == 0 && len(by[0]) == 0 && len(others) == 0 {
		w.say(name, " has no descriptors.")
	}
	who := name + " has "
	for _, f := range files {
		lead := ", which lead"
		if len(by[f]) == 1 {
			lead += "s"
		}
		w.say(who, descriptors(by[f]), lead, " to file ", strconv.Itoa(f), " and ", w.mapOf(f), ".")
		who = "It has "
	}
	if len(by[0]) > 0 {
		w.say(who, descriptors(by[0]), " on the terminal.")
		who = "It has "
	}
	for _, o := range others {
		w.say(who, descriptors(o.fds), " of no map: ", o.what, ".")
		who = "It has "
	}
	if len(cloexec) > 0 {
		w.say("An exec would close ", numberList(cloexec), ".")
	}
}

// file tells what is not plain from the descriptors of one task.
func (w *wording) file(f core.FileView) {
	if f.Mode != core.O_RDWR {
		w.say("File ", strconv.Itoa(f.Nr), " is ", fileModes[f.Mode][0], ".")
	}
	if f.Count > 1 {
		w.say("File ", strconv.Itoa(f.Nr), " has ", strconv.Itoa(f.Count), " descriptors.")
	}
}

// leavingWords are for a map that no file leads to, by its State.
var leavingWords = map[core.MapState]string{
	core.MapLive:    " has no file.",
	core.MapWaiting: " waits for a grace period, to be queued then.",
	core.MapQueued:  " waits on the work queue to be freed.",
	core.MapRunning: " is being freed by a kworker.",
}

func (w *wording) leaving(m core.MapView) {
	if !w.told[m.Nr] {
		s := w.mapWords(m)
		w.say(strings.ToUpper(s[:1]), s[1:], leavingWords[m.State])
	}
}

// mapOf is the map behind a file.
func (w *wording) mapOf(file int) string {
	f := slices.IndexFunc(w.view.Files, func(f core.FileView) bool { return f.Nr == file })
	return w.mapNr(w.view.Files[f].Map)
}

// mapNr is mapWords of a number.
func (w *wording) mapNr(nr int) string {
	return w.mapWords(w.view.Maps[slices.IndexFunc(w.view.Maps, func(m core.MapView) bool { return m.Nr == nr })])
}

// mapWords names a map, and describes it the first time.
func (w *wording) mapWords(m core.MapView) string {
	name := "map " + strconv.Itoa(m.Nr)
	if w.told[m.Nr] {
		return name
	}
	w.told[m.Nr] = true
	facts := []string{typeOf(m), sizesOf(m), "refcnt " + strconv.FormatInt(m.Refcnt, 10)}
	if abi.SinceUsercnt.In(w.view.Release) {
		facts = append(facts, "usercnt "+strconv.FormatInt(m.Usercnt, 10))
	}
	if m.ID != 0 {
		facts = append(facts, "id "+english.Digits(m.ID))
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

// pin tells what a name in the file system leads to.
func (w *wording) pin(p core.PinView) {
	w.say("Pin ", plainPath(p.Path), " of user ", english.Digits(p.UID), ", mode ", fileMode(p.Mode), ", leads to ", w.mapNr(p.Map), ".")
}

// waiting tells of the pins that wait for a grace period; a map that does so is told of as one that leaves.
func (w *wording) waiting() {
	var pins []string
	for _, nr := range w.view.Work.Waiting {
		if stateOf(w.view, nr) == core.MapLive {
			pins = append(pins, "map "+strconv.Itoa(nr))
		}
	}
	if len(pins) > 0 {
		w.say("Until a grace period is over, a pin that is gone still holds ", english.List(pins), ".")
	}
}

// work tells the lane of the work queue.
func (w *wording) work() {
	if len(w.view.Work.Queued) == 0 {
		w.say("Nothing waits on the work queue.")
	}
	var freed []string
	for _, f := range w.view.Work.Freed {
		freed = append(freed, "map "+strconv.Itoa(f.Map)+" by "+f.By)
	}
	if len(freed) > 0 {
		w.say("Freed: ", english.List(freed), ".")
	}
}

// descriptors names some, in rising order.
func descriptors(numbers []int) string {
	if len(numbers) == 1 {
		return "descriptor " + strconv.Itoa(numbers[0])
	}
	return "descriptors " + numberList(numbers)
}

// numberList is "0, 1 and 2", or "4 to 60".
func numberList(numbers []int) string {
	var parts []string
	for _, r := range runsOf(numbers) {
		parts = append(parts, r.text(" to "))
	}
	return english.List(parts)
}
