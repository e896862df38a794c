// Package core emulates the map side of the Linux bpf(2) system call, from the patch that brought it in 2014 on.
//
// There are only a few types. A [Machine] says what to boot; a [Kernel] runs on it, with a [Task] for each process,
// an [FDTable] of descriptors, a [File] behind them and a [Map] behind each file, and a [Workqueue] on which dead maps
// wait to be freed. A [Call] asks for something; a [Session] is a history of calls. A [Check] is one row of what the
// kernel holds a call to; an [Event] is one thing that happened inside; a [Trace] is all of them for one call; a [View]
// is a picture of what there is.
//
// A good order to read it in: syscall.go and syscall_checks.go (what bpf() does before it looks at the command),
// map_create.go, map.go, file.go, workqueue.go (how a map is made, held and freed), check.go and trace.go (how all of
// that is told), session.go (going back and forth), replay.go (how recordings of real kernels are held against it).
//
// The package is pure: no clock, no randomness, no goroutine, no operating system. Two runs of one history give the
// same bytes.
package core
