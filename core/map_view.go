package core

import (
	"maps"
	"slices"

	"bpfplay/core/abi"
)

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
	State      ObjectState `json:"state"`
	Outers     []OuterView `json:"outers"` // the outer maps that hold it, by number
}

// OuterView is an outer map that holds an inner map in one or more elements.
type OuterView struct {
	Map    int `json:"map"`
	Places int `json:"places"`
}

// refers returns the numbers of the maps that the files, pins, programs and runs of the view refer to.
func (v *View) refers() map[int]bool {
	maps := map[int]bool{}
	for i := range v.Files {
		maps[v.Files[i].Map] = true
	}
	for i := range v.Pins {
		maps[v.Pins[i].Map] = true
	}
	for i := range v.Progs {
		for _, nr := range v.Progs[i].Maps {
			maps[nr] = true
		}
	}
	for i := range v.Runs {
		for _, nr := range v.Runs[i].Maps {
			maps[nr] = true
		}
	}
	return maps
}

// Map returns the map with a number, or nil if the view does not have it.
func (v *View) Map(nr int) *MapView {
	i, found := slices.BinarySearchFunc(v.Maps, nr, func(m MapView, nr int) int { return m.Nr - nr })
	if !found {
		return nil
	}
	return &v.Maps[i]
}

func (k *Kernel) mapView(m *Map) MapView {
	outers := make([]OuterView, 0, len(m.outers))
	for _, nr := range slices.Sorted(maps.Keys(m.outers)) {
		outers = append(outers, OuterView{nr, m.outers[nr]})
	}
	return MapView{
		Nr: m.Nr, Type: m.Type, TypeName: m.Type.Short(), KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries,
		Flags: m.Flags, Extra: m.Extra, Name: nameText(m.Name), ID: m.ID, Refcnt: m.refcnt, Usercnt: m.usercnt, Frozen: m.frozen,
		Memlock: k.memlock(m), State: m.state, Outers: outers,
	}
}

// memlock returns the memory of a map as fdinfo shows it; 0 for one that is being made or freed.
func (k *Kernel) memlock(m *Map) uint64 {
	if m.ops == nil || m.state == ObjectRunning {
		return 0
	}
	return k.bpfMapMemoryUsage(m)
}
