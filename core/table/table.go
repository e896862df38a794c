// Package table has tables that the compiler lays out as data. A map of the same rows is made by code when the program
// starts, which delays the page.
package table

// Indexed has a value for each key that is a small number, such as a command. The other keys have the zero value.
//
//	var verbs = table.Indexed[abi.Cmd, string]{abi.BPF_MAP_LOOKUP_ELEM: "reads", abi.BPF_MAP_UPDATE_ELEM: "writes"}
type Indexed[K ~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64, V any] []V

// At returns the value of k.
func (t Indexed[K, V]) At(k K) (v V) {
	if uint64(k) < uint64(len(t)) {
		v = t[k]
	}
	return v
}

// Listed has values of other keys, such as names and fields. It is short, or rarely used: it is searched from its begin.
//
//	var sizes = table.Listed[string, int]{{"u8", 1}, {"u16", 2}}
type Listed[K comparable, V any] []struct {
	Key   K
	Value V
}

// Find returns the value of k, and whether k is listed.
func (t Listed[K, V]) Find(k K) (v V, ok bool) {
	for i := range t {
		if t[i].Key == k {
			return t[i].Value, true
		}
	}
	return v, false
}

// Of returns the value of k, or the zero value if k is not listed.
func (t Listed[K, V]) Of(k K) V {
	v, _ := t.Find(k)
	return v
}
