//go:build js && wasm

package main

import (
	"fmt"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// assemble returns the bytes of a program in assembly text. It fails if the release does not have one of the instructions.
func assemble(b bridge, args arguments) (any, error) {
	text, err := args.text(0, "text")
	if err != nil {
		return nil, err
	}
	release, err := args.release(b, 1)
	if err != nil {
		return nil, err
	}
	program, err := insn.Assemble(text)
	if err != nil {
		return nil, fmt.Errorf("invalid text: %w", err)
	}
	for at := range program.Insns {
		if half := at > 0 && program.Insns[at-1].IsLoadImm64(); !half && !insn.Known(program.Insns[at].Code, release) {
			line, _ := insn.AppendText(nil, program.Insns, at)
			return nil, fmt.Errorf("invalid text: Linux %s does not have %q", release, line)
		}
	}
	return array(insn.AppendAll(nil, program.Insns))
}

// disassemble returns a program as assembly text. Instructions that the release does not have are followed by a comment.
func disassemble(b bridge, args arguments) (any, error) {
	bytes, err := args.bytes(0, "bytes")
	if err != nil {
		return nil, err
	}
	if len(bytes)%8 != 0 {
		return nil, fmt.Errorf("invalid bytes: %d bytes: want a multiple of 8", len(bytes))
	}
	release, err := args.release(b, 1)
	if err != nil {
		return nil, err
	}
	insns := insn.DecodeAll(bytes)
	var text []byte
	for at := 0; at < len(insns); {
		code, n := insns[at].Code, 0
		text, n = insn.AppendText(text, insns, at)
		if !insn.Known(code, release) {
			text = append(text, "  ; not in Linux "+release.String()...)
		}
		text = append(text, '\n')
		at += n
	}
	return string(text), nil
}

// console returns the lines that programs printed with bpf_trace_printk.
func console(b bridge, _ arguments) (any, error) {
	return marshal(append([]string{}, b.store.Session().Kernel().Console()...))
}

// release returns argument i, the name of a release. It defaults to that of the session.
func (a arguments) release(b bridge, i int) (abi.Release, error) {
	if !a.given(i) {
		return b.store.Session().Machine().Release, nil
	}
	name, err := a.text(i, "release")
	if err != nil {
		return 0, err
	}
	release, err := abi.ParseRelease(name)
	if err != nil {
		return 0, fmt.Errorf("invalid release: %w", err)
	}
	return release, nil
}
