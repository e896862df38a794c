package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// opensObject describes a call that opens an object.
func opensObject(t *Trace) string {
	return describe(t, core.FDInstalled, func(e core.Event) string {
		return fmt.Sprintf("Descriptor %d of task %d refers to %s.", e.FD, e.Task, objectOf(e))
	})
}

// commandOutcomes describe successful bpf calls.
var commandOutcomes = table.Indexed[abi.Cmd, func(*Trace) string]{
	abi.BPF_MAP_CREATE: func(t *Trace) string {
		return describe(t, core.FDInstalled, func(e core.Event) string {
			return fmt.Sprintf("Map %d is created. Descriptor %d of task %d is the only reference to it.", e.Map, e.FD, e.Task)
		})
	},
	abi.BPF_OBJ_PIN: func(t *Trace) string {
		return describe(t, core.Pinned, func(e core.Event) string {
			return fmt.Sprintf("%s is pinned. The path holds a reference, so it outlives its tasks.", english.Sentence(objectOf(e)))
		})
	},
	abi.BPF_LINK_CREATE: opensObject, abi.BPF_ITER_CREATE: opensObject, abi.BPF_RAW_TRACEPOINT_OPEN: opensObject, abi.BPF_TOKEN_CREATE: opensObject,
	abi.BPF_PROG_ATTACH: func(*Trace) string {
		return "The program is attached. It stays so when its descriptors are closed."
	},
	abi.BPF_PROG_DETACH: func(*Trace) string { return "The program is detached, and the reference to it is dropped." },
	abi.BPF_PROG_LOAD: func(t *Trace) string {
		return describe(t, core.FDInstalled, func(e core.Event) string {
			return fmt.Sprintf("Program %d is loaded. Descriptor %d of task %d is the only reference to it.", e.Prog, e.FD, e.Task)
		})
	},
	abi.BPF_PROG_TEST_RUN: func(t *Trace) string {
		return fmt.Sprintf("The program has run and returned %d.", int32(t.wrote(&abi.TestRetval)))
	},
	abi.BPF_BTF_LOAD: func(t *Trace) string {
		return describe(t, core.FDInstalled, func(e core.Event) string {
			return fmt.Sprintf("BTF object %d is loaded. Descriptor %d of task %d is the only reference to it.", e.BTF, e.FD, e.Task)
		})
	},
	abi.BPF_PROG_BIND_MAP: func(t *Trace) string {
		if s := describe(t, core.MapBound, EventSentence); s != "" {
			return s
		}
		return "The program already holds the map, so nothing changes."
	},
	abi.BPF_ENABLE_STATS: func(t *Trace) string { return describe(t, core.StatsOpened, EventSentence) },
	abi.BPF_PROG_QUERY: func(t *Trace) string {
		return fmt.Sprintf("The query finds %s.", english.Count(t.wrote(&abi.QueryProgCnt), "attached program"))
	},
	abi.BPF_LINK_UPDATE: func(t *Trace) string {
		return fmt.Sprintf("The link now runs the program of descriptor %d. It has dropped its reference to the program before.", int32(t.wrote(&abi.LinkNewProgFD)))
	},
	abi.BPF_LINK_DETACH: func(*Trace) string {
		return "The link is detached: its program no longer runs. The link itself stays until its last reference is dropped."
	},
	abi.BPF_OBJ_GET_INFO_BY_FD: func(t *Trace) string {
		return fmt.Sprintf("The kernel writes %s of information about the object of descriptor %d.", english.Count(t.wrote(&abi.InfoLen), "byte"), int32(t.wrote(&abi.InfoFD)))
	},
	abi.BPF_MAP_GET_NEXT_ID: nextID, abi.BPF_PROG_GET_NEXT_ID: nextID, abi.BPF_BTF_GET_NEXT_ID: nextID, abi.BPF_LINK_GET_NEXT_ID: nextID,
	abi.BPF_PROG_GET_FD_BY_ID: opened,
	abi.BPF_BTF_GET_FD_BY_ID:  opened,
	abi.BPF_LINK_GET_FD_BY_ID: opened,
	abi.BPF_OBJ_GET:           opened,
	abi.BPF_MAP_GET_FD_BY_ID:  opened,
	abi.BPF_MAP_FREEZE: func(t *Trace) string {
		return describe(t, core.FrozenSet, func(e core.Event) string {
			return fmt.Sprintf("Map %d is frozen. User space can no longer write to it through any descriptor; BPF programs still can.", e.Map)
		})
	},
}

// opened describes a call that opened another file for a map.
func opened(t *Trace) string {
	return describe(t, core.FDInstalled, func(e core.Event) string {
		if e.Map == 0 {
			return fmt.Sprintf("Descriptor %d refers to %s through a new file: refcnt increases by 1.", e.FD, objectOf(e))
		}
		return fmt.Sprintf("Descriptor %d refers to map %d through a new file: refcnt and usercnt increase by 1.", e.FD, e.Map)
	})
}

// nextID describes a call that returned the next id of an object.
func nextID(t *Trace) string {
	return fmt.Sprintf("The next id after %d is %d.", t.wrote(&abi.StartID), t.wrote(&abi.NextID))
}

// wrote returns a field of the attr as it is after the call.
func (t *Trace) wrote(f *abi.Field) uint64 { return f.Value(abi.Grow(t.attr, f.End())) }
