package core

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"

	"bpfplay/core/abi"
)

// View is a picture of all that can be seen of a kernel: sorted, plain data, the same for the same history.
type View struct {
	Release abi.Release `json:"release"`
	Tasks   []TaskView  `json:"tasks"`
	Files   []FileView  `json:"files"`
	Maps    []MapView   `json:"maps"`
	Work    WorkView    `json:"work"`
	Types   []string    `json:"types"` // the registered map types as find_and_alloc_map meets them, newest first
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
	FD      int  `json:"fd"`
	File    int  `json:"file"` // FileView.Nr; 0 for the terminal
	Cloexec bool `json:"cloexec"`
}

// FileView is one file that leads to a map.
type FileView struct {
	Nr    int `json:"nr"`
	Map   int `json:"map"`
	Mode  int `json:"mode"`
	Count int `json:"count"` // descriptors that lead to it
}

// MapView is one map that is not freed.
type MapView struct {
	Nr         int         `json:"nr"`
	Type       abi.MapType `json:"type"`
	TypeName   string      `json:"typeName"`
	KeySize    uint32      `json:"keySize"`
	ValueSize  uint32      `json:"valueSize"`
	MaxEntries uint32      `json:"maxEntries"`
	Refcnt     int64       `json:"refcnt"`
	State      string      `json:"state"` // live, queued or running
}

// WorkView is the work queue: numbers of maps.
type WorkView struct {
	Queued  []int       `json:"queued"`
	Running int         `json:"running"` // 0: none
	Freed   []FreedView `json:"freed"`   // the last ones, oldest first
}

// FreedView is one map whose memory was given back, and by whom: "kworker" or "syscall".
type FreedView struct {
	Map int    `json:"map"`
	By  string `json:"by"`
}

// View takes the picture.
func (k *Kernel) View() *View {
	v := &View{Release: k.Machine.Release, Tasks: []TaskView{}, Files: []FileView{}, Maps: []MapView{}, Types: []string{}}
	seen := map[*File]bool{}
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		tv := TaskView{Nr: t.Nr, Parent: t.Parent, Alive: t.alive, UID: t.Cred.UID, Caps: t.Cred.Caps, Nofile: t.Limits.Nofile, FDs: []FDView{}}
		for fd, d := range t.Files.all() {
			tv.FDs = append(tv.FDs, FDView{fd, d.file.Nr, d.cloexec})
			if d.file.Map != nil && !seen[d.file] {
				seen[d.file] = true
				v.Files = append(v.Files, FileView{d.file.Nr, d.file.Map.Nr, d.file.Mode, d.file.count})
			}
		}
		v.Tasks = append(v.Tasks, tv)
	}
	slices.SortFunc(v.Files, func(a, b FileView) int { return a.Nr - b.Nr })
	for _, m := range k.maps {
		v.Maps = append(v.Maps, MapView{m.Nr, m.Type, m.Type.Short(), m.KeySize, m.ValueSize, m.MaxEntries, m.refcnt, mapStates[m.state]})
	}
	for _, t := range k.types {
		v.Types = append(v.Types, t.name)
	}
	v.Work = k.work.view()
	return v
}

func (w *Workqueue) view() WorkView {
	v := WorkView{Queued: []int{}, Freed: []FreedView{}}
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

// JSON is the picture as text.
func (v *View) JSON() []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: a View cannot be marshalled: " + err.Error())
	}
	return text
}

// Hash is a short name for what the picture shows: two pictures that show the same have the same.
func (v *View) Hash() string {
	h := fnv.New64a()
	h.Write(v.JSON()) // never fails
	return strconv.FormatUint(h.Sum64(), 16)
}
