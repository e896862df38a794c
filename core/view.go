package core

import (
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
	Release abi.Release `json:"release"`
	Tasks   []TaskView  `json:"tasks"`
	Files   []FileView  `json:"files"`
	Maps    []MapView   `json:"maps"`
	Pins    []PinView   `json:"pins"` // by path
	Work    WorkView    `json:"work"`
	Types   []string    `json:"types"` // the registered map types in the order of find_and_alloc_map, newest first
}

// TaskView is one task.
type TaskView struct {
	Nr     int      `json:"nr"`
	Parent int      `json:"parent"`
	Alive  bool     `json:"alive"`
	UID    uint32   `json:"uid"`
	Caps   abi.Caps `json:"caps"`
	Nofile uint64   `json:"nofile"`
	FDs    []FDView `json:"fds"` // lowest number first; 0, 1 and 2 among them
}

// FDView is one open descriptor.
type FDView struct {
	FD      int    `json:"fd"`
	File    int    `json:"file"`           // FileView.Nr; 0 if the file is not a map
	What    string `json:"what,omitempty"` // the call that opened a file that is not a map; "" for the terminal
	Cloexec bool   `json:"cloexec"`
}

// FileView is one open file of a map.
type FileView struct {
	Nr    int `json:"nr"`
	Map   int `json:"map"`
	Mode  int `json:"mode"`
	Count int `json:"count"` // descriptors that refer to it
}

// MapView is one map that is not freed.
type MapView struct {
	Nr         int         `json:"nr"`
	Type       abi.MapType `json:"type"`
	TypeName   string      `json:"typeName"`
	KeySize    uint32      `json:"keySize"`
	ValueSize  uint32      `json:"valueSize"`
	MaxEntries uint32      `json:"maxEntries"`
	Flags      uint32      `json:"flags"`
	Extra      uint64      `json:"extra"`
	Name       string      `json:"name"`
	ID         uint32      `json:"id"` // 0: none, or no longer one
	Refcnt     int64       `json:"refcnt"`
	Usercnt    int64       `json:"usercnt"` // 0 before 4.4
	Frozen     bool        `json:"frozen"`
	Memlock    uint64      `json:"memlock"` // bytes, as in fdinfo
	State      MapState    `json:"state"`
	Outers     []OuterView `json:"outers"` // the outer maps that hold it, by number
}

// OuterView is an outer map that holds an inner map in one or more elements.
type OuterView struct {
	Map    int `json:"map"`
	Places int `json:"places"`
}

// PinView is one name in the bpf file system.
type PinView struct {
	Path string `json:"path"`
	Map  int    `json:"map"`
	UID  uint32 `json:"uid"`
	Mode uint16 `json:"mode"`
}

// WorkView is the work queue, with the numbers of maps.
type WorkView struct {
	Waiting []int       `json:"waiting"` // for a grace period, of the map or of its pin
	Queued  []int       `json:"queued"`
	Running int         `json:"running"` // 0: none
	Freed   []FreedView `json:"freed"`   // recently freed maps, oldest first
}

// FreedView is one freed map. By is "kworker" or "syscall".
type FreedView struct {
	Map int    `json:"map"`
	By  string `json:"by"`
}

// View returns a snapshot of the kernel.
func (k *Kernel) View() *View {
	v := &View{Release: k.Machine.Release, Tasks: []TaskView{}, Files: []FileView{}, Maps: []MapView{}, Pins: k.root.pins("", []PinView{}), Types: []string{}}
	seen := map[*File]bool{}
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		tv := TaskView{Nr: t.Nr, Parent: t.Parent, Alive: t.alive, UID: t.Cred.UID, Caps: t.Cred.Caps, Nofile: t.Limits.Nofile, FDs: []FDView{}}
		for fd, d := range t.Files.all() {
			tv.FDs = append(tv.FDs, FDView{fd, d.file.Nr, d.file.What, d.cloexec})
			if d.file.Map != nil && !seen[d.file] {
				seen[d.file] = true
				v.Files = append(v.Files, FileView{d.file.Nr, d.file.Map.Nr, d.file.Mode, d.file.count})
			}
		}
		v.Tasks = append(v.Tasks, tv)
	}
	slices.SortFunc(v.Files, func(a, b FileView) int { return a.Nr - b.Nr })
	for _, m := range k.maps {
		v.Maps = append(v.Maps, k.mapView(m))
	}
	for _, t := range k.types {
		v.Types = append(v.Types, t.name)
	}
	v.Work = k.work.view()
	return v
}

func (k *Kernel) mapView(m *Map) MapView {
	name, _, _ := strings.Cut(latin1(m.Name[:]), "\x00")
	memlock := uint64(0)
	if m.ops != nil && m.state != MapRunning { // it is neither being made nor being freed
		memlock = k.bpfMapMemoryUsage(m)
	}
	outers := make([]OuterView, 0, len(m.outers))
	for _, nr := range slices.Sorted(maps.Keys(m.outers)) {
		outers = append(outers, OuterView{nr, m.outers[nr]})
	}
	return MapView{
		Nr: m.Nr, Type: m.Type, TypeName: m.Type.Short(), KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries,
		Flags: m.Flags, Extra: m.Extra, Name: name, ID: m.ID, Refcnt: m.refcnt, Usercnt: m.usercnt, Frozen: m.frozen,
		Memlock: memlock, State: m.state, Outers: outers,
	}
}

// pins appends the pins in a folder and below it to found.
func (f *inode) pins(path string, found []PinView) []PinView {
	for _, name := range slices.Sorted(maps.Keys(f.kids)) {
		if kid := f.kids[name]; kid.m != nil {
			found = append(found, PinView{path + "/" + name, kid.m.Nr, kid.uid, kid.mode})
		} else {
			found = kid.pins(path+"/"+name, found)
		}
	}
	return found
}

func (w *Workqueue) view() WorkView {
	v := WorkView{Waiting: []int{}, Queued: []int{}, Freed: []FreedView{}}
	for _, waiting := range w.waiting {
		v.Waiting = append(v.Waiting, waiting.m.Nr)
	}
	for _, m := range w.queued {
		v.Queued = append(v.Queued, m.Nr)
	}
	if w.running != nil {
		v.Running = w.running.Nr
	}
	for _, f := range w.freed {
		by := "kworker"
		if f.byTask {
			by = "syscall"
		}
		v.Freed = append(v.Freed, FreedView{f.nr, by})
	}
	return v
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
