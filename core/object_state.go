package core

// ObjectState is the stage of a map or a program between creation and freeing.
type ObjectState uint8

const (
	ObjectLive    ObjectState = iota
	ObjectWaiting             // refcnt is 0; a grace period must end before its freeing is queued
	ObjectQueued              // its freeing is on the work queue
	ObjectRunning             // a kworker is freeing it
	ObjectFreed
)

var objectStateNames = [...]string{ObjectLive: "live", ObjectWaiting: "waiting", ObjectQueued: "queued", ObjectRunning: "running", ObjectFreed: "freed"}

func (s ObjectState) String() string { return objectStateNames[s] }

// MarshalText implements encoding.TextMarshaler.
func (s ObjectState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
