package dialect

import (
	"strconv"
	"strings"

	"bpfplay/core/cint"
	"bpfplay/core/insn"
)

// macroTable has the macros of include/linux/filter.h that are instructions. After the name come the opcode in hex, a letter
// for each argument, and fields with fixed values. The letters: c opcode; o operation, z size, t source or byte order, all
// part of the opcode; d, s, f, i fields dst, src, off, imm; m descriptor of a map in imm; w imm of 64 bits, F off and I imm of
// the second half.
const macroTable = `
BPF_ALU64_REG_OFF 0f odsf
BPF_ALU64_REG 0f ods
BPF_ALU32_REG_OFF 0c odsf
BPF_ALU32_REG 0c ods
BPF_ALU64_IMM_OFF 07 odif
BPF_ALU64_IMM 07 odi
BPF_ALU32_IMM_OFF 04 odif
BPF_ALU32_IMM 04 odi
BPF_ENDIAN d4 tdi
BPF_BSWAP d7 di
BPF_MOV64_REG bf ds
BPF_MOV32_REG bc ds
BPF_MOV64_IMM b7 di
BPF_MOV32_IMM b4 di
BPF_MOVSX64_REG bf dsf
BPF_MOVSX32_REG bc dsf
BPF_MOV64_RAW b7 tdsi
BPF_MOV32_RAW b4 tdsi
BPF_MOV64_PERCPU_REG bf ds off=-1
BPF_ZEXT_REG bc D imm=1
BPF_LD_IMM64 18 dw
BPF_LD_IMM64_RAW 18 dsw
BPF_LD_IMM64_RAW_FULL 18 dsfFiI
BPF_LD_MAP_FD 18 dm src=1
BPF_LD_MAP_VALUE 18 dmI src=2
BPF_LD_MAP_IDX 18 di src=5
BPF_LD_MAP_IDX_VALUE 18 diI src=6
BPF_LD_ABS 20 zi
BPF_LD_IND 40 zsi
BPF_LDX_MEM 61 zdsf
BPF_LDX_MEMSX 81 zdsf
BPF_STX_MEM 63 zdsf
BPF_STX_XADD c3 zdsf
BPF_ATOMIC_OP c3 zidsf
BPF_ATOMIC_FETCH_OP c3 zidsf
BPF_ST_MEM 62 zdfi
BPF_JMP_REG 0d odsf
BPF_JMP_IMM 05 odif
BPF_JMP32_REG 0e odsf
BPF_JMP32_IMM 06 odif
BPF_JMP_A 05 f
BPF_JMP32_A 06 i
BPF_CALL_REL 85 i src=1
BPF_CALL_KFUNC 85 fi src=2
BPF_EMIT_CALL 85 i
BPF_RAW_INSN cc cdsfi
BPF_EXIT_INSN 95 -
BPF_ST_NOSPEC c2 -
`

// macro is one macro.
type macro struct {
	code   uint8
	params string
	fixed  insn.Insn // Src, Off and Imm
}

var macros = parseMacros()

func parseMacros() map[string]macro {
	m := map[string]macro{}
	for line := range strings.Lines(strings.TrimSpace(macroTable)) {
		fields := strings.Fields(line)
		code, _ := strconv.ParseUint(fields[1], 16, 8)
		row := macro{code: uint8(code), params: strings.Trim(fields[2], "-")}
		for _, field := range fields[3:] {
			name, value, _ := strings.Cut(field, "=")
			n, _ := strconv.Atoi(value)
			switch name {
			case "src":
				row.fixed.Src = uint8(n)
			case "off":
				row.fixed.Off = int16(n)
			case "imm":
				row.fixed.Imm = int32(n)
			}
		}
		m[fields[0]] = row
	}
	return m
}

// macroCall reports whether text calls one of the macros.
func macroCall(text string) bool {
	for rest := text; ; {
		n := strings.Index(rest, "BPF_")
		if n < 0 {
			return false
		}
		rest = rest[n:]
		k := 0
		for k < len(rest) && identByte(rest[k]) {
			k++
		}
		if _, ok := macros[rest[:k]]; ok && strings.HasPrefix(strings.TrimLeft(rest[k:], " \t"), "(") {
			return true
		}
		rest = rest[k:]
	}
}

// constantTable has the constants that opcodes, registers and fields are made of.
const constantTable = `
BPF_LD 0x00 BPF_LDX 0x01 BPF_ST 0x02 BPF_STX 0x03 BPF_ALU 0x04 BPF_JMP 0x05 BPF_JMP32 0x06 BPF_ALU64 0x07
BPF_W 0x00 BPF_H 0x08 BPF_B 0x10 BPF_DW 0x18
BPF_IMM 0x00 BPF_ABS 0x20 BPF_IND 0x40 BPF_MEM 0x60 BPF_MEMSX 0x80 BPF_XADD 0xc0 BPF_ATOMIC 0xc0
BPF_K 0x00 BPF_X 0x08 BPF_TO_LE 0x00 BPF_TO_BE 0x08 BPF_FROM_LE 0x00 BPF_FROM_BE 0x08
BPF_ADD 0x00 BPF_SUB 0x10 BPF_MUL 0x20 BPF_DIV 0x30 BPF_OR 0x40 BPF_AND 0x50 BPF_LSH 0x60 BPF_RSH 0x70
BPF_NEG 0x80 BPF_MOD 0x90 BPF_XOR 0xa0 BPF_MOV 0xb0 BPF_ARSH 0xc0 BPF_END 0xd0
BPF_JA 0x00 BPF_JEQ 0x10 BPF_JGT 0x20 BPF_JGE 0x30 BPF_JSET 0x40 BPF_JNE 0x50 BPF_JSGT 0x60 BPF_JSGE 0x70
BPF_CALL 0x80 BPF_EXIT 0x90 BPF_JLT 0xa0 BPF_JLE 0xb0 BPF_JSLT 0xc0 BPF_JSLE 0xd0 BPF_JCOND 0xe0
BPF_FETCH 0x01 BPF_XCHG 0xe1 BPF_CMPXCHG 0xf1 BPF_LOAD_ACQ 0x100 BPF_STORE_REL 0x110
BPF_PSEUDO_MAP_FD 1 BPF_PSEUDO_MAP_VALUE 2 BPF_PSEUDO_BTF_ID 3 BPF_PSEUDO_FUNC 4 BPF_PSEUDO_MAP_IDX 5
BPF_PSEUDO_MAP_IDX_VALUE 6 BPF_PSEUDO_CALL 1 BPF_PSEUDO_KFUNC_CALL 2 BPF_MAY_GOTO 0 BPF_ADDR_SPACE_CAST 1
BPF_REG_FP 10 BPF_REG_ARG1 1 BPF_REG_ARG2 2 BPF_REG_ARG3 3 BPF_REG_ARG4 4 BPF_REG_ARG5 5 BPF_REG_CTX 6 MAX_BPF_REG 11
BPF_ANY 0 BPF_NOEXIST 1 BPF_EXIST 2 BPF_F_LOCK 4 BPF_F_CURRENT_CPU 0xffffffffULL MAX_BPF_STACK 512
INT_MIN -2147483648 INT_MAX 2147483647 UINT_MAX 0xffffffff S32_MIN -2147483648 S32_MAX 2147483647 U32_MAX 0xffffffff
LLONG_MIN -9223372036854775808 LLONG_MAX 9223372036854775807 S64_MIN -9223372036854775808 S64_MAX 9223372036854775807
S16_MIN -32768 S16_MAX 32767 SHRT_MIN -32768 SHRT_MAX 32767 NULL 0 true 1 false 0
ETH_HLEN 14 ETH_ALEN 6 ETH_P_IP 0x800 ETH_P_IPV6 0x86dd ETH_P_ARP 0x806 IPPROTO_ICMP 1 IPPROTO_TCP 6 IPPROTO_UDP 17
XDP_ABORTED 0 XDP_DROP 1 XDP_PASS 2 XDP_TX 3 XDP_REDIRECT 4 TC_ACT_OK 0 TC_ACT_SHOT 2 TC_ACT_UNSPEC -1
`

var constants = parseConstants()

func parseConstants() map[string]cint.Integer {
	m := map[string]cint.Integer{}
	fields := strings.Fields(constantTable)
	for k := 0; k+1 < len(fields); k += 2 {
		digits, negative := strings.CutPrefix(fields[k+1], "-")
		v, _ := cint.Parse(digits)
		if negative {
			v = cint.Long.Convert(-v.N)
			if v.N == int64(int32(v.N)) {
				v.Type = cint.Int
			}
		}
		m[fields[k]] = v
	}
	return m
}

// constant returns the value of a name that has one.
func constant(name string) (cint.Integer, bool) {
	if v, ok := constants[name]; ok {
		return v, true
	}
	if strings.HasPrefix(name, "BPF_FUNC_") {
		n, ok := insn.HelperNumber(name)
		return cint.Integer{N: int64(n), Type: cint.Int}, ok
	}
	if digits, ok := strings.CutPrefix(name, "BPF_REG_"); ok {
		n, err := strconv.ParseUint(digits, 10, 4)
		return cint.Integer{N: int64(n), Type: cint.Int}, err == nil && n < insn.MAX_BPF_REG
	}
	return cint.Integer{}, false
}
