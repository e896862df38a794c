package abi

// Keys is the form of a map type's keys.
type Keys uint8

const (
	KeyBytes  Keys = iota // any bytes
	KeyIndex              // an index below max_entries
	KeyPrefix             // a prefix length and the bytes it counts
	KeyNone               // no keys
	KeyOwner              // the object whose storage the element is
)

// Holding is the content of a map type's elements.
type Holding uint8

const (
	HoldsValues Holding = iota // bytes
	HoldsMaps
	HoldsPrograms
	HoldsPerfEvents
	HoldsCgroups
	HoldsTraces
	HoldsDevices
	HoldsCPUs
	HoldsSockets
	HoldsXDPSockets
	HoldsBits      // of a bloom filter
	HoldsRecords   // of a ring buffer
	HoldsPages     // of an arena
	HoldsFunctions // of struct_ops
)

var holdingNames = [...]string{
	HoldsMaps: "maps", HoldsPrograms: "programs", HoldsPerfEvents: "perf events", HoldsCgroups: "control groups",
	HoldsTraces: "stack traces", HoldsDevices: "network devices", HoldsCPUs: "processors", HoldsSockets: "sockets",
	HoldsXDPSockets: "AF_XDP sockets", HoldsBits: "bits", HoldsRecords: "records", HoldsPages: "pages", HoldsFunctions: "functions",
}

// String returns a noun such as "maps"; "" for plain values.
func (h Holding) String() string { return holdingNames[h] }

// MarshalText implements encoding.TextMarshaler.
func (h Holding) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
