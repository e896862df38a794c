// Package bpftool reads bpftool map commands as the system calls that bpftool makes for them.
//
// Read reader.go first (the commands), line.go (several commands on one line), command.go (words and numbers) and
// handle.go (which map a command names), then map.go and show.go (one function a command) and call.go (the calls).
// result.go reads the output of bpftool as results, and shown.go with json.go the maps that bpftool map show prints.
//
// The calls are those that bpftool was seen to make, without its probes of kernel features. A command that walks all
// maps sees only the maps that the text creates or shows, and a dump reads at most 1000 elements.
package bpftool
