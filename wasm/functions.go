//go:build js && wasm

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/export"
	"bpfplay/core/recording"
)

// functions lists the functions of globalThis.bpfplay.
var functions = []function{
	{"releases", func(bridge, arguments) (any, error) { return marshal(core.Releases) }},
	{"boot", boot},
	{"write", write},
	{"read", read},
	{"bpf", bpf},
	{"close", onFD(core.OpClose)},
	{"dup", onFD(core.OpDup)},
	{"fork", fork},
	{"exec", onTask(core.OpExec)},
	{"exit", onTask(core.OpExit)},
	{"work", func(b bridge, _ arguments) (any, error) { return b.do(core.Call{Op: core.OpWork}) }},
	{"explain", func(b bridge, _ arguments) (any, error) {
		x, err := b.store.Explain()
		if err != nil {
			return nil, err
		}
		return object(x.JSON())
	}},
	{"view", func(b bridge, _ arguments) (any, error) { return object(b.store.Session().Kernel().View().JSON()) }},
	{"replay", func(_ bridge, args arguments) (any, error) {
		text, err := args.text(0, "text")
		if err != nil {
			return nil, err
		}
		return recording.Replay(text), nil
	}},
	{"assemble", assemble},
	{"disassemble", disassemble},
	{"console", console},
	{"paste", paste},
	{"export", func(b bridge, args arguments) (any, error) {
		format, err := args.text(0, "format")
		if err != nil {
			return nil, err
		}
		return export.Text(b.store.Session(), format, export.Options{Link: b.store.ShareLink()})
	}},
	{"link", func(b bridge, _ arguments) (any, error) {
		if link := b.store.ShareLink(); link != "" {
			return link, nil
		}
		return nil, errors.New("this history is too long for a link: save it as a file instead")
	}},
	{"load", func(b bridge, args arguments) (any, error) {
		link, err := args.text(0, "link")
		if err != nil {
			return nil, err
		}
		defer b.redraw()
		return nil, b.store.Load(link)
	}},
}

func marshal(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return object(text)
}

// do makes a call and returns its result. The screen follows.
func (b bridge) do(c core.Call) (any, error) {
	ret, err := b.store.Make(c)
	if err != nil {
		return nil, err
	}
	b.redraw()
	return ret, nil
}

// boot starts a new session. Its argument is a machine object, in which only release is required.
func boot(b bridge, args arguments) (any, error) {
	if !args.isObject(0) {
		return nil, fmt.Errorf("%s: want an object such as {release: \"seed\"}", args.invalid(0, "machine"))
	}
	text, err := get("JSON").Call("stringify", args.at(0))
	if err != nil {
		return nil, errors.New("invalid machine: want texts, numbers and lists, without BigInts")
	}
	s, err := text.String()
	if err != nil {
		return nil, err
	}
	m, err := core.ParseMachine([]byte(s))
	if err != nil {
		return nil, err
	}
	defer b.redraw()
	return nil, b.store.Boot(m)
}

func write(b bridge, args arguments) (any, error) {
	addr, err := args.unsigned(0, "addr", math.MaxUint64)
	if err != nil {
		return nil, err
	}
	bytes, err := args.bytes(1, "bytes")
	if err != nil {
		return nil, err
	}
	task, err := args.task(2)
	if err != nil {
		return nil, err
	}
	return nil, b.store.Write(task, core.Write{Addr: addr, Bytes: bytes})
}

// paste replays a text. Its options may name the text's format and the release to replay it on.
func paste(b bridge, args arguments) (any, error) {
	text, err := args.text(0, "text")
	if err != nil {
		return nil, err
	}
	format, err := args.option(1, "options", "format")
	if err != nil {
		return nil, err
	}
	release, err := args.option(1, "options", "release")
	if err != nil {
		return nil, err
	}
	found, err := b.store.Paste(text, format, release)
	if err != nil {
		return nil, err
	}
	b.redraw()
	return marshal(found)
}

// readMost is the maximum number of bytes of one read.
const readMost = 1 << 24

func read(b bridge, args arguments) (any, error) {
	addr, err := args.unsigned(0, "addr", math.MaxUint64)
	if err != nil {
		return nil, err
	}
	n, err := args.unsigned(1, "n", readMost)
	if err != nil {
		return nil, err
	}
	task, err := args.task(2)
	if err != nil {
		return nil, err
	}
	bytes, err := b.store.Session().Kernel().Read(task, addr, int(n))
	if err != nil {
		return nil, err
	}
	return array(bytes)
}

func bpf(b bridge, args arguments) (any, error) {
	cmd, err := args.signed(0, "cmd")
	if err != nil || cmd < math.MinInt32 || cmd > math.MaxInt32 {
		return nil, fmt.Errorf("%s: want a 32-bit integer", args.invalid(0, "cmd"))
	}
	task, err := args.task(3)
	if err != nil {
		return nil, err
	}
	addr, size, writes := uint64(core.ArenaStart), uint64(0), []core.Write(nil)
	if args.isObject(1) {
		attr, err := args.bytes(1, "attr")
		if err != nil {
			return nil, err
		}
		size, writes = uint64(len(attr)), []core.Write{{Addr: addr, Bytes: attr}}
	} else if addr, err = args.unsigned(1, "attr", math.MaxUint64); err != nil {
		return nil, err
	}
	if args.given(2) || writes == nil {
		if size, err = args.unsigned(2, "size", math.MaxUint32); err != nil {
			return nil, err
		}
	}
	return b.do(core.Bpf(task, abi.Cmd(cmd), addr, uint32(size), writes...))
}

// onFD returns a function with the arguments fd and task.
func onFD(op core.Op) func(bridge, arguments) (any, error) {
	return func(b bridge, args arguments) (any, error) {
		fd, err := args.signed(0, "fd")
		if err != nil {
			return nil, err
		}
		task, err := args.task(1)
		if err != nil {
			return nil, err
		}
		return b.do(core.Call{Task: task, Op: op, Args: core.Args{uint64(fd)}})
	}
}

// onTask returns a function with the argument task.
func onTask(op core.Op) func(bridge, arguments) (any, error) {
	return func(b bridge, args arguments) (any, error) {
		task, err := args.task(0)
		if err != nil {
			return nil, err
		}
		return b.do(core.Call{Task: task, Op: op})
	}
}

// fork forks a task into the lowest free task number, which is its result.
func fork(b bridge, args arguments) (any, error) {
	task, err := args.task(0)
	if err != nil {
		return nil, err
	}
	return b.do(core.Call{Task: task, Op: core.OpFork, Args: core.Args{uint64(b.store.Session().Kernel().FreeTask())}})
}
