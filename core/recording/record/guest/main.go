//go:build linux && amd64

// Command guest makes the calls of scenarios on the running kernel and writes a recording.
//
// As the init process of a virtual machine it reads /scenarios, writes the recording to the second serial port and
// turns the machine off. Started as root with -in and -out, it does the same with files, and leaves the machine on:
// mounts and the network namespace are its own, the sysctl is set back.
//
// Every process of a scenario is a worker: this program again, which makes the calls that the controller sends it. A
// worker has one thread that makes calls, and descriptors 3 to 899 closed. A Go program cannot go on after fork(2),
// so a forked worker executes the program anew and restores the state that execve(2) changes:
// close-on-exec marks, capabilities and memory.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
)

// The main thread makes the calls: it is the one that /proc/self describes.
func init() { runtime.LockOSThread() }

func main() {
	var err error
	switch {
	case len(os.Args) > 1 && os.Args[1] == workerArg:
		work(os.Args[2:])
	case os.Getpid() == 1:
		err = asInit()
	default:
		in := flag.String("in", "", "file with scenarios")
		out := flag.String("out", "", "file to write the recording to")
		flag.Parse()
		err = asRoot(*in, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "guest:", err)
		os.Exit(1)
	}
}
