// Package core emulates the map side of the Linux bpf(2) system call, from the patch that introduced it in 2014 to today.
//
// A [Machine] describes what to boot. A [Kernel] has a [Task] for each process, with an [FDTable] of descriptors. A
// descriptor leads to a [File], and a file to a [Map]. A [Workqueue] holds maps that wait to be freed. A [Check] is one
// condition that the kernel tests on a call. An [Event] is one thing that happened during a call, and a [Trace] has all
// events of a call in order. A [View] is a snapshot of everything visible.
//
// The package only emulates. Package history has sessions, comparisons and explanations, package link has share links,
// and package recording replays recordings of real kernels.
//
// Reading order: syscall.go and syscall_checks.go (what bpf() does before it looks at the command), map_create.go, map.go,
// file.go and workqueue.go (how a map is created, referenced and freed), bpf_types.go (the map types), check.go and trace.go
// (how a call is traced).
//
// # Using the package in another program
//
// [New] boots a kernel with one task, number 0, whose descriptors 0, 1 and 2 are open. [Kernel.Task] returns it. Its
// memory, [Task.Mem], is a [UserMem]: set it to your own implementation, or keep the built-in [Pages] and write to them
// with [Pages.Poke]. Then make calls. [Kernel.Bpf] takes the address and size of the attr and returns the result of the
// system call, or a negative errno. [Kernel.Close], [Kernel.Dup], [Kernel.Dup3], [Kernel.Fcntl], [Kernel.Fork],
// [Kernel.Exec] and [Kernel.Exit] are the other calls. Fork copies Pages, and Exec zeroes them. Memory of your own is
// shared with the child and kept by Exec, until you set another. A new descriptor is the lowest free number of its task.
// [Kernel.Traced] takes a descriptor for something that another call of your program opened, such as a BTF object.
// [Kernel.MakeFolder] makes a folder to pin in.
//
// A Kernel is not safe for concurrent use. Kernels share no mutable state, so any number of them may run in parallel.
//
// A map without references waits on the work queue until [Kernel.Work] is called. With [Machine.AutoWork] the worker runs
// after every call, and a grace period ends a hundred calls after it began.
//
// [Kernel.Watch] collects the events of the calls. [Tracer.Failed] returns the check that failed the last call, and
// [Check.Explain] explains it. The examples show both. Do not mix these calls with a session on the same kernel: going back
// replays only the session's own calls.
//
// The package is pure: no clock, randomness, goroutine or system call. Two runs of one history give the same bytes.
package core
