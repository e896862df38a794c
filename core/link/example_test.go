package link_test

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Parse returns the inputs of a session. It runs nothing.
func ExampleParse() {
	link, err := link.Parse("https://bpfplay.example/#v1/k=6.12/cpus=4/create(hash,4,8,16)/fork(1)/t1.close(3)/at=2")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(link.Machine.Release, link.Machine.CPUs)
	fmt.Println(len(link.Calls), "calls, open at", link.At.Call)
	// Output:
	// 6.12.117 4
	// 3 calls, open at 2
}

// A link has a checksum. Settings appear only if they differ from the defaults.
func ExampleLink() {
	machine := core.NewMachine(core.Named(abi.R(6, 12, 0)))
	machine.CPUs = 4
	link := link.Link{Machine: machine, Calls: []history.Call{{Call: core.Call{Op: core.OpDup, Args: core.Args{1}}}}, At: history.Step{Call: 1, Event: -1}}
	fmt.Println(link)
	// Output: v1~6r8J/k=6.12.117/cpus=4/dup(1)/at=1
}
