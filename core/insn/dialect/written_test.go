package dialect_test

import (
	"encoding/hex"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
)

// program draws instructions: half of them are of the instruction set, whatever their fields.
var program = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) insn.Insn {
	i := insn.Insn{
		Code: rapid.Uint8().Draw(t, "code"),
		Dst:  rapid.Uint8Range(0, 15).Draw(t, "dst"),
		Src:  rapid.SampledFrom([]uint8{0, 0, 1, 2, 11, 15}).Draw(t, "src"),
		Off:  rapid.SampledFrom([]int16{0, 0, 1, 8, -1, -32768}).Draw(t, "off"),
		Imm:  rapid.SampledFrom([]int32{0, 0, 1, 16, 0x41, 0xe1, 0xf1, 0x100, 0x110, -1, -1 << 31}).Draw(t, "imm"),
	}
	if f := rapid.SampledFrom(insn.Forms).Draw(t, "form"); rapid.Bool().Draw(t, "valid") {
		for code := range 256 {
			if f.Has(uint8(code)) {
				i.Code = uint8(code)
			}
		}
		free := f.Fields(i.Code)
		if free&insn.Src == 0 {
			i.Src = f.Src
		}
		if free&insn.Off == 0 {
			i.Off = f.Off
		}
		if free&insn.Imm == 0 {
			i.Imm = f.Imm
		}
		if free&insn.Dst == 0 {
			i.Dst = 0
		}
	}
	return i
}), 1, 6)

// TestReadWritten holds that programs written as C and as hex are read back, whatever they are.
func TestReadWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		insns := program.Draw(t, "insns")
		macros := "struct bpf_insn prog[] = {\n"
		for at := 0; at < len(insns); {
			b, n := insn.AppendC(nil, insns, at)
			macros += "\t" + string(b) + "\n"
			at += n
		}
		fields := "struct bpf_insn prog[] = {\n"
		for _, i := range insns {
			fields += "\t" + string(insn.AppendFields(nil, i)) + "\n"
		}
		for _, c := range []struct {
			text string
			want dialect.Dialect
		}{
			{macros + "};\n", dialect.C},
			{fields + "};\n", dialect.C},
			{hex.EncodeToString(insn.AppendAll(nil, insns)), dialect.Hex},
		} {
			p, d, err := dialect.Read(c.text)
			if err != nil || d != c.want || !slices.Equal(p.Insns, insns) {
				t.Fatalf("%+v came back as %+v, %v, %v from:\n%s", insns, p.Insns, d, err, c.text)
			}
		}
	})
}
