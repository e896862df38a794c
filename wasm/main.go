//go:build js && wasm

// Command wasm is the page's program. It starts the desk of package web and defines globalThis.bpfplay.
//
// globalThis.bpfplay controls the kernel on screen, from the console or from a page that embeds this one. All functions are
// synchronous, and the screen follows. An invalid argument throws a TypeError that names it.
//
//	releases()                       releases, oldest first, with their evidence: recorded or from source
//	boot(machine)                    starts a new session; machine is {release: "6.12", cpus: 2, …}, only release is required
//	write(addr, bytes, task = 0)     writes a Uint8Array to user memory; addr is a number or a BigInt, like every address
//	read(addr, n, task = 0)          returns n bytes of user memory as a Uint8Array
//	bpf(cmd, attr, size, task = 0)   returns the result or the negative errno; attr is an address, or a Uint8Array that
//	                                 is first written to 0x10000000 and whose length is the default size
//	close(fd, task = 0)              these return the result or the negative errno, too
//	dup(fd, task = 0)
//	fork(task = 0)                   returns the number of the child
//	exec(task = 0)
//	exit(task = 0)
//	work()                           runs the work queue and waits for grace periods
//	explain()                        the trace of the last call: its result, its checks and the one that failed
//	view()                           everything visible: tasks, descriptors, files, maps, work queue
//	replay(text)                     replays a recording on a kernel of its own and returns it with our results
//	link()                           the share link of the session
//	load(link)                       opens a share link; a lesson or a case appears when its text has arrived
//	assemble(text, release)          a Uint8Array with the program that assembly text describes
//	disassemble(bytes, release)      a program as assembly text; both take the release of the screen by default
//	console()                        the lines that programs printed with bpf_trace_printk
//	paste(text, {format, release})   replays text in a foreign format; both options may be omitted
//	export(format)                   the history as strace, c, go, python, syz, hex, recording, dump or markdown
package main

import (
	"runtime/debug"
	"time"

	"bpfplay/web"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// gcPercent lets the heap grow to 12 MB between two runs of the garbage collector. The page uses 2 MB of them, and drawing
// it leaves a megabyte of garbage.
const gcPercent = 300

func main() {
	debug.SetGCPercent(gcPercent)
	pause()
	h := &host{}
	h.entry = h.Entry()
	store := web.Register(h)
	pause() // before the page can be used
	h.guard = store.Called
	h.listen(store)
	h.expose(store)
	if h.brokenAddress() {
		store.OpenBroken(h.Fragment())
	}
	store.RunPage(app.RunWhenOnBrowser)
}

// pause lets the browser handle events and paint between two parts of the start.
func pause() { time.Sleep(time.Millisecond) }
