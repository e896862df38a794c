//go:build planted

package web

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// A place "planted" in a link panics, and so do the keys P, in the browser's callback, and T, in a timer. From the key B on
// the body of every panel panics, and from the key E on every export, until the key is pressed again. Only a test builds this
// file. Its name sorts after those of the tables, whose init functions run before.
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
	inBodies := false
	for i := range panels {
		body := panels[i].Value.body
		panels[i].Value.body = func(p *Panels) []app.UI {
			if inBodies {
				panic("planted " + string(panels[i].Key))
			}
			return body(p)
		}
	}
	actions = append(actions,
		action{"P", "", "", func(*Store) { panic("planted key") }},
		action{"T", "", "", func(s *Store) { s.soon(time.Millisecond, func() { panic("planted timer") }) }},
		action{"B", "", "", func(*Store) { inBodies = !inBodies }},
		action{"E", "", "", func(s *Store) {
			if s.export.traced != nil {
				s.export.traced = nil
			} else {
				s.export.traced = s.traced
			}
		}})
}
