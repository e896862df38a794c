//go:build planted

package web

import "time"

// A place "planted" in a link panics, and so do the keys P, in the browser's callback, and T, in a timer. Only a test builds
// this file. Its name sorts after those of the tables, whose init functions run before.
func init() {
	for i := range placeKeys {
		open := placeKeys[i].open
		placeKeys[i].open = func(s *Store, value string) error {
			if value == "planted" {
				panic("planted " + placeKeys[i].key)
			}
			return open(s, value)
		}
	}
	actions = append(actions,
		action{"P", "", "", func(*Store) { panic("planted key") }},
		action{"T", "", "", func(s *Store) { s.soon(time.Millisecond, func() { panic("planted timer") }) }})
}
