package readers

import (
	"bytes"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/strace"
	printer "bpfplay/core/strace"

	"pgregory.net/rapid"
)

// anyStraceCall draws a call that Format prints with its attr, or with only its address.
func anyStraceCall(t *rapid.T) paste.Call {
	call := paste.Call{
		Cmd:  abi.Cmd(rapid.IntRange(-1, len(abi.Commands)).Draw(t, "cmd")),
		Size: rapid.OneOf(rapid.Uint32Range(0, 170), rapid.Uint32Range(0, printer.AttrMax+1)).Draw(t, "size"),
		Addr: rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64()).Draw(t, "addr"),
	}
	row := call.Cmd.Known(abi.Newest)
	if row == nil || row.Fields == nil || call.Size == 0 || call.Size > printer.AttrMax || rapid.IntRange(0, 9).Draw(t, "unreadable") == 0 {
		return call
	}
	call.Addr = 0
	call.Attr = make([]byte, call.Size)
	for _, f := range row.Fields {
		copy(call.Attr[min(f.Offset, len(call.Attr)):], anyFieldBytes(f).Draw(t, f.Name))
	}
	if rapid.Bool().Draw(t, "scribbled") {
		anyByte := rapid.OneOf(rapid.Just(byte(0)), rapid.Byte())
		at := rapid.IntRange(0, len(call.Attr)-1).Draw(t, "at")
		copy(call.Attr[at:], rapid.SliceOfN(anyByte, 0, 64).Draw(t, "scribble"))
	}
	if row.Fields[0].Kind == abi.KindPath {
		path := rapid.StringOfN(rapid.RuneFrom([]rune("/a.0\"\\\n\x01\x7fä")), 0, 64, -1).Draw(t, "path")
		call.Path = path + strings.Repeat("x", rapid.SampledFrom([]int{0, 0, 0, 3800}).Draw(t, "longer"))
	}
	return call
}

// anyFieldBytes draws small values, which often have names, and any bytes.
func anyFieldBytes(f *abi.Field) *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		if f.Kind == abi.KindName && rapid.Bool().Draw(t, "named") {
			return []byte(rapid.StringOfN(rapid.RuneFrom([]rune("a_.0\"\\\n\x01\x7fä")), 0, 16, 16).Draw(t, "name"))
		}
		small := rapid.SliceOfN(rapid.Just(byte(0)), f.Kind.Size(), f.Kind.Size()).Draw(t, "zeroes")
		small[0] = rapid.ByteRange(0, 40).Draw(t, "small")
		full := rapid.SliceOfN(rapid.Byte(), f.Kind.Size(), f.Kind.Size()).Draw(t, "bytes")
		return rapid.SampledFrom([][]byte{small, full, bytes.Repeat([]byte{0xff}, f.Kind.Size())}).Draw(t, "value")
	})
}

// TestStraceVerboseTellsAll prints and reads a call. All but the memory that a program or BTF is loaded from is in the line.
func TestStraceVerboseTellsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		call := anyStraceCall(t)
		switch {
		case call.Cmd == abi.BPF_PROG_LOAD && abi.Insns.Value(call.Attr) != 0 && abi.InsnCnt.Value(call.Attr) != 0:
			call.Lost = []string{"the bytes of insns"}
		case call.Cmd == abi.BPF_BTF_LOAD && abi.BtfData.Value(call.Attr) != 0 && abi.BtfSize.Value(call.Attr) != 0:
			call.Lost = []string{"the bytes of btf"}
		}
		line := printer.FormatVerbose(call.Cmd, call.Addr, call.Attr, call.Size, call.Path)
		ret := rapid.Int64Range(-600, 600).Draw(t, "ret")
		call.Result = &ret
		line += " " + printer.FormatResult(ret)
		again, err := strace.ReadCall(line)
		if err != nil || !sameCall(again, call) {
			t.Fatalf("%s\n got %+v, %v\nwant %+v", line, again, err, call)
		}
	})
}

// TestStracePrintsTheSameAgain prints, reads and prints a call. If the line omits a value that matters, the reader must
// list it as lost.
func TestStracePrintsTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := printStrace(anyStraceCall(t))
		call, err := strace.ReadCall(line)
		if err != nil {
			t.Fatalf("%s\n%v", line, err)
		}
		if again := printStrace(call); len(call.Lost) == 0 && again != line {
			t.Fatalf("%s\n%s", line, again)
		}
	})
}
