package recording

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/table"
)

// eventLines prints the kinds of events that a recording of the seed has, without the leading "e ".
var eventLines = table.Indexed[core.EventKind, func(core.Event) string]{
	core.Allocated:   func(e core.Event) string { return fmt.Sprintf("map_alloc type=%d map=%d", e.A, e.Map) },
	core.AllocFailed: func(e core.Event) string { return fmt.Sprintf("map_alloc type=%d %d", e.A, -e.Errno) },
	core.RefcntSet:   func(e core.Event) string { return fmt.Sprintf("refcnt map=%d %d", e.Map, e.B) },
	core.FDInstalled: func(e core.Event) string {
		s := fmt.Sprintf("fd %d map=%d", e.FD, e.Map)
		if e.Cloexec {
			s += " cloexec"
		}
		return s
	},
	core.Released:   func(e core.Event) string { return fmt.Sprintf("release map=%d", e.Map) },
	core.WorkQueued: func(e core.Event) string { return fmt.Sprintf("schedule_work map=%d", e.Map) },
	core.Freed: func(e core.Event) string {
		if e.ByTask {
			return fmt.Sprintf("map_free map=%d by=syscall", e.Map)
		}
		return fmt.Sprintf("map_free map=%d by=kworker", e.Map)
	},
}
