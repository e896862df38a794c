package readers

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste/strace"
)

// TestLoadsShowTheirBytes reads programs and BTF that a trace shows whole, in part or as an address.
func TestLoadsShowTheirBytes(t *testing.T) {
	const (
		prog = `bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_KPROBE, insn_cnt=1, insns=%, license="GPL", log_level=1, log_size=64, log_buf="", kern_version=KERNEL_VERSION(5, 10, 46), prog_flags=BPF_F_SLEEPABLE, prog_name="p", prog_ifindex=0, expected_attach_type=BPF_TRACE_KPROBE_MULTI}, 72) = 3`
		exit = `{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}`
		btf  = `bpf(BPF_BTF_LOAD, {btf=%, btf_log_buf=NULL, btf_size=4, btf_log_size=0, btf_log_level=0}, 28) = 3`
	)
	for name, c := range map[string]struct {
		text, put, bytes string
		field            *abi.Field
	}{
		"a program":            {prog, "[" + exit + "]", "\x95\x00\x00\x00\x00\x00\x00\x00", &abi.Insns},
		"a program cut":        {prog, "[" + exit + ", ...]", "", &abi.Insns},
		"a program's address":  {prog, "0x7ffe1000", "", &abi.Insns},
		"a program's license":  {prog, "0x7ffe1000", "GPL\x00", &abi.License},
		"BTF":                  {btf, `"\x9f\xeb\x01\x00"`, "\x9f\xeb\x01\x00", &abi.BtfData},
		"BTF cut":              {btf, `"\x9f\xeb\x01\x00"...`, "", &abi.BtfData},
		"a buffer for the log": {prog, "[]", "", &abi.LogBuf},
	} {
		call, err := strace.ReadCall(strings.Replace(c.text, "%", c.put, 1))
		if err != nil || call.Attr == nil || *call.Result != 3 {
			t.Errorf("%s: %+v, %v", name, call, err)
			continue
		}
		got := ""
		for _, m := range call.Memory {
			if m.Field == c.field {
				got = string(m.Bytes)
			}
		}
		if got != c.bytes {
			t.Errorf("%s: got %q, want %q", name, got, c.bytes)
		}
		if c.text == prog && (abi.KernVersion.Value(call.Attr) != 5<<16|10<<8|46 || abi.ExpectedAttachType.Value(call.Attr) != 42 || abi.ProgFlagsField.Value(call.Attr) != abi.BPF_F_SLEEPABLE) {
			t.Errorf("%s: attr %x", name, call.Attr)
		}
	}
}

// TestALoadWithUnknownFieldsIsKept reads a load with a field of a later strace.
func TestALoadWithUnknownFieldsIsKept(t *testing.T) {
	call, err := strace.ReadCall(`bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=1, hue={a=[1, 2]}}, 128) = 3`)
	if err != nil || call.Result == nil || *call.Result != 3 || call.Attr != nil || len(call.Lost) != 1 || call.Size != 128 {
		t.Errorf("%+v, %v", call, err)
	}
}
