package core

import (
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// View is a snapshot of all visible state of a kernel as plain data. It is sorted, so equal histories have equal views.
type View struct {
	Release  abi.Release `json:"release"`
	Tasks    []TaskView  `json:"tasks"`
	Files    []FileView  `json:"files"`
	Maps     []MapView   `json:"maps"`               // by number
	MoreMaps int         `json:"moreMaps,omitempty"` // maps beyond those of Maps
	Progs    []ProgView  `json:"progs"`
	Pins     []PinView   `json:"pins"` // by path
	Work     WorkView    `json:"work"`
	Runs     []RunView   `json:"runs,omitempty"` // held runs, oldest first, then that of the call under way
	Types    []string    `json:"types"`          // the registered map types in the order of find_and_alloc_map, newest first

	Objects []ObjectView `json:"objects,omitempty"` // links, then others by name
}

// TaskView is one task.
type TaskView struct {
	Nr     int        `json:"nr"`
	Parent int        `json:"parent"`
	Alive  bool       `json:"alive"`
	UID    uint32     `json:"uid"`
	Caps   abi.Caps   `json:"caps"`
	Nofile uint64     `json:"nofile"`
	FDs    []FDView   `json:"fds"`               // lowest number first; 0, 1 and 2 among them
	MoreFD int        `json:"moreFDs,omitempty"` // open descriptors beyond those of FDs
	Areas  []AreaView `json:"areas,omitempty"`   // memory that mmap mapped, by address
}

// AreaView is memory of a task that mmap mapped.
type AreaView struct {
	Addr   uint64 `json:"addr"`
	Length uint64 `json:"length"` // bytes
	Prot   uint32 `json:"prot"`
	File   int    `json:"file"` // FileView.Nr; 0 for anonymous memory
	Offset uint64 `json:"offset"`
}

// FDView is one open descriptor.
type FDView struct {
	FD      int    `json:"fd"`
	File    int    `json:"file"`           // FileView.Nr; 0 if the file has no object
	What    string `json:"what,omitempty"` // the call that opened a file without an object; "" for the terminal
	Cloexec bool   `json:"cloexec"`
}

// FileView is one open file of a map, a program or a BTF object. The numbers of the others are 0.
type FileView struct {
	Nr     int    `json:"nr"`
	Map    int    `json:"map"`
	Prog   int    `json:"prog,omitempty"`
	BTF    int    `json:"btf,omitempty"`
	Object string `json:"object,omitempty"` // names any other object, such as "link 2"
	Mode   int    `json:"mode"`
	Count  int    `json:"count"` // descriptors and mappings that refer to it

	Mappings int `json:"mappings,omitempty"` // those of them that are mappings
}

// ProgView is one program that is not freed.
type ProgView struct {
	Nr         int         `json:"nr"`
	Type       uint32      `json:"type"`
	Name       string      `json:"name"`
	ID         uint32      `json:"id"`  // 0: none, or no longer one
	Tag        string      `json:"tag"` // 8 bytes in hex
	Insns      int         `json:"insns"`
	Verified   uint32      `json:"verified"`   // instructions that the verifier processed
	StackDepth uint32      `json:"stackDepth"` // bytes of stack of the deepest chain of calls
	Refcnt     int64       `json:"refcnt"`
	State      ObjectState `json:"state"`
	Maps       []int       `json:"maps"`            // the maps that it holds, by number
	Slots      []OuterView `json:"slots,omitempty"` // the maps of programs that hold it, by number
}

// PinView is one name in the bpf file system.
type PinView struct {
	Path string `json:"path"`
	Map  int    `json:"map"`            // 0 for a program
	Prog int    `json:"prog,omitempty"` // 0 for a map
	Link int    `json:"link,omitempty"` // 0 for a map or a program
	UID  uint32 `json:"uid"`
	Mode uint16 `json:"mode"`
}

// WorkView is the work queue, with the numbers of maps and programs.
type WorkView struct {
	Waiting      []int       `json:"waiting"` // for a grace period, of the map or of its pin
	Queued       []int       `json:"queued"`
	Running      int         `json:"running"` // 0: none
	WaitingProgs []int       `json:"waitingProgs,omitempty"`
	QueuedProgs  []int       `json:"queuedProgs,omitempty"`
	RunningProg  int         `json:"runningProg,omitempty"`
	WaitingLinks []int       `json:"waitingLinks,omitempty"` // whose pin was removed
	QueuedLinks  []int       `json:"queuedLinks,omitempty"`
	RunningLink  int         `json:"runningLink,omitempty"`
	Freed        []FreedView `json:"freed"` // recently freed objects, oldest first
}

// FreedView is one freed map, program or link; the other numbers are 0. By is "kworker" or "syscall".
type FreedView struct {
	Map  int    `json:"map"`
	Prog int    `json:"prog,omitempty"`
	Link int    `json:"link,omitempty"`
	By   string `json:"by"`
}

// More than these cannot be drawn in a moment.
const (
	viewFDs    = 1 << 11 // descriptors in a View
	viewMaps   = 1 << 11 // maps in a View besides those that a file, a pin, a program or a run in it refers to, the oldest
	viewNewest = 1 << 6  // and the newest
)

// View returns a snapshot of the kernel.
func (k *Kernel) View() *View {
	v := &View{Release: k.Machine.Release, Tasks: []TaskView{}, Files: []FileView{}, Maps: []MapView{}, Progs: []ProgView{}, Pins: k.root.pins("", []PinView{}), Types: []string{}}
	seen := map[*File]bool{}
	var files []*File
	mappings := map[int]int{} // number of areas by file
	see := func(f *File) {
		if !seen[f] {
			seen[f] = true
			files = append(files, f)
			v.Files = append(v.Files, f.view())
		}
	}
	room := viewFDs
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		tv := TaskView{Nr: t.Nr, Parent: t.Parent, Alive: t.alive, UID: t.Cred.UID, Caps: t.Cred.Caps, Nofile: t.Limits.Nofile, FDs: []FDView{}}
		for fd, d := range t.Files.all() {
			if room == 0 {
				tv.MoreFD = t.Files.open - len(tv.FDs)
				break
			}
			room--
			tv.FDs = append(tv.FDs, FDView{fd, d.file.Nr, d.file.What, d.cloexec})
			if d.file.hasObject() {
				see(d.file)
			}
		}
		if mem, ok := t.Mem.(*Pages); ok {
			for _, a := range mem.areas {
				area := AreaView{Addr: a.start, Length: a.size(), Prot: a.prot, Offset: a.off}
				if f := a.file; f != nil {
					area.File = f.Nr
					see(f)
					mappings[f.Nr]++
				}
				tv.Areas = append(tv.Areas, area)
			}
		}
		v.Tasks = append(v.Tasks, tv)
	}
	for i := range v.Files {
		v.Files[i].Mappings = mappings[v.Files[i].Nr]
	}
	slices.SortFunc(v.Files, func(a, b FileView) int { return a.Nr - b.Nr })
	for _, p := range k.progs {
		pv := p.view()
		pv.Slots = k.slotsOf(p)
		v.Progs = append(v.Progs, pv)
	}
	for _, s := range k.supers[1:] {
		v.Pins = s.root.pins(s.path, v.Pins)
	}
	for _, t := range k.types {
		v.Types = append(v.Types, t.name)
	}
	v.Objects = k.objectViews(files)
	v.Work = k.work.view()
	v.Runs = k.runViews()
	refers := v.refers()
	waiting := k.work.removedPins()
	for i, m := range k.maps {
		if i < viewMaps || i >= len(k.maps)-viewNewest || refers[m.Nr] || waiting[m] {
			v.Maps = append(v.Maps, k.mapView(m))
		}
	}
	v.MoreMaps = len(k.maps) - len(v.Maps)
	return v
}

func (f *File) view() FileView {
	v := FileView{Nr: f.Nr, Mode: f.Mode, Count: f.count}
	switch {
	case f.Map != nil:
		v.Map = f.Map.Nr
	case f.Prog != nil:
		v.Prog = f.Prog.Nr
	case f.Object != nil:
		v.Object = f.Object.String()
	default:
		v.BTF = f.BTF.Nr
	}
	return v
}

func (p *Prog) view() ProgView {
	v := ProgView{
		Nr: p.Nr, Type: p.Type, Name: nameText(p.Name), ID: p.ID, Tag: hex.EncodeToString(p.Tag[:]), Insns: len(p.Insns),
		Verified: p.Verified, StackDepth: p.StackDepth, Refcnt: p.refcnt, State: p.state, Maps: make([]int, 0, len(p.usedMaps)),
	}
	for _, m := range p.usedMaps {
		v.Maps = append(v.Maps, m.Nr)
	}
	return v
}

// slotsOf returns the maps that hold p in their slots.
func (k *Kernel) slotsOf(p *Prog) (slots []OuterView) {
	for _, m := range k.maps {
		a, ok := m.data.(*bpfArray)
		if !ok {
			continue
		}
		places := 0
		for _, held := range a.progs {
			if held == p {
				places++
			}
		}
		if places > 0 {
			slots = append(slots, OuterView{m.Nr, places})
		}
	}
	return slots
}

// nameText returns the name of an object, up to its NUL.
func nameText(name [16]byte) string {
	text, _, _ := strings.Cut(latin1(name[:]), "\x00")
	return text
}

// pins appends the pins in a folder and below it to found.
func (f *inode) pins(path string, found []PinView) []PinView {
	for _, name := range slices.Sorted(maps.Keys(f.kids)) {
		if kid := f.kids[name]; kid.m != nil {
			found = append(found, PinView{Path: path + "/" + name, Map: kid.m.Nr, UID: kid.uid, Mode: kid.mode})
		} else if kid.prog != nil {
			found = append(found, PinView{Path: path + "/" + name, Prog: kid.prog.Nr, UID: kid.uid, Mode: kid.mode})
		} else if kid.link != nil {
			found = append(found, PinView{Path: path + "/" + name, Link: kid.link.Nr, UID: kid.uid, Mode: kid.mode})
		} else {
			found = kid.pins(path+"/"+name, found)
		}
	}
	return found
}

func (w *Workqueue) view() WorkView {
	v := WorkView{Waiting: []int{}, Queued: []int{}, Freed: []FreedView{}}
	for _, w := range w.waiting {
		switch {
		case w.m != nil:
			v.Waiting = append(v.Waiting, w.m.Nr)
		case w.link != nil:
			v.WaitingLinks = append(v.WaitingLinks, w.link.Nr)
		case w.prog != nil:
			v.WaitingProgs = append(v.WaitingProgs, w.prog.Nr)
		}
	}
	for _, w := range w.queued {
		switch {
		case w.m != nil:
			v.Queued = append(v.Queued, w.m.Nr)
		case w.link != nil:
			v.QueuedLinks = append(v.QueuedLinks, w.link.Nr)
		default:
			v.QueuedProgs = append(v.QueuedProgs, w.prog.Nr)
		}
	}
	switch r := w.running; {
	case r.m != nil:
		v.Running = r.m.Nr
	case r.link != nil:
		v.RunningLink = r.link.Nr
	case r.prog != nil:
		v.RunningProg = r.prog.Nr
	}
	for _, f := range w.freed {
		by := "kworker"
		if f.byTask {
			by = "syscall"
		}
		v.Freed = append(v.Freed, FreedView{f.m, f.prog, f.link, by})
	}
	return v
}

// removedPins returns the maps of removed pins that wait for a grace period.
func (w *Workqueue) removedPins() map[*Map]bool {
	maps := map[*Map]bool{}
	for _, w := range w.waiting {
		if w.m != nil && w.m.state == ObjectLive {
			maps[w.m] = true
		}
	}
	return maps
}

// JSON returns the view as JSON.
func (v *View) JSON() []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: a View cannot be marshalled: " + err.Error())
	}
	return text
}

// Hash returns a hash of the view. Equal views have equal hashes.
func (v *View) Hash() string {
	h := fnv.New64a()
	h.Write(v.JSON()) // never fails
	return strconv.FormatUint(h.Sum64(), 16)
}

// latin1 decodes bytes as Latin-1, like isalnum in the kernel.
func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
