// Package history keeps a history of calls and answers questions about it.
//
// A Session makes calls on a kernel and can go back to any call, or to any event during a call. Going back is a replay: the
// emulated kernel is deterministic and has no undo. On top of it the package compares the results on all releases, explains
// a call with the check that failed, and finds the smallest changes that make a failed call succeed.
//
// A fix is found by trying. Fields, sizes, memory, the machine and the release are changed on a copy of the kernel, the
// cheapest change first, beginning with the values that the failed check read. Each change shows the result after it.
package history
