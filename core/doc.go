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
// # Using the package from a program of your own
//
// [New] boots a kernel with one task, number 0, that has the descriptors 0, 1 and 2 open; [Kernel.Task] finds it. Its
// memory, [Task.Mem], is anything that is a [UserMem]: set it to your own, or keep the built-in [Pages] and write to
// them with [Pages.Poke]. Then make calls: [Kernel.Bpf] takes the address of the attr and its size and gives what the
// system call gives, a result or minus an error number; [Kernel.Close], [Kernel.Dup], [Kernel.Dup3], [Kernel.Fcntl],
// [Kernel.Fork], [Kernel.Exec], [Kernel.Exit] and their like do what is left. Fork copies Pages, and Exec zeroes
// them; memory of your own is shared by the child and kept over Exec until you set another. Descriptors are the task's
// own: the lowest free number, as in a process that has nothing else open. [Kernel.Traced] takes a number for what
// another call of your program opened, a BTF object among them, and [Kernel.MakeFolder] makes the folders to pin in.
//
// A Kernel is for one goroutine at a time: where several make calls, hold a lock around each. Any number of kernels may
// run beside each other, as they share nothing that changes.
//
// A map that nobody holds any more waits on the work queue until [Kernel.Work] is called. With [Machine.AutoWork] the
// worker runs after every call, and a grace period ends a hundred calls after it began.
//
// [Kernel.Watch] collects the events of the calls; [Tracer.Answered] is the check that refused the last one, and
// [Check.Explain] says why. The examples show both. Do not mix these calls with a [Session] on the same kernel: going
// back replays the session's own history, which does not know of them.
//
// The package is pure: no clock, no randomness, no goroutine, no operating system. Two runs of one history give the
// same bytes.
package core
