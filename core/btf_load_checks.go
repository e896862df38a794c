package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

var (
	btfLoadCheckAttr = attrTailCheck("btfLoadCheckAttr", "bpf_btf_load", "BPF_BTF_LOAD")
	btfLoadFlags     = tokenFlagCheck("btfLoadFlags", "bpf_btf_load", "btf_flags", &abi.BtfFlags)
	btfLoadTokenFD   = mapFDCheck("btfLoadTokenFD", "bpf_token_get_from_fd", "btf_token_fd is open", abi.EBADF, &abi.BtfTokenFD,
		"BPF_F_TOKEN_FD is set, so btf_token_fd must be a BPF token, but descriptor {a} is not open.", &abi.BtfFlags)
	btfLoadNoToken = mapFDCheck("btfLoadNoToken", "bpf_token_get_from_fd", "btf_token_fd refers to a BPF token", abi.EINVAL, &abi.BtfTokenFD,
		"BPF_F_TOKEN_FD is set, so btf_token_fd must be a BPF token, but descriptor {a} refers to something else.", &abi.BtfFlags)
	btfLoadBpfCapable = &Check{
		Name:     "btfLoadBpfCapable",
		Func:     "bpf_btf_load",
		Must:     "bpf_capable()",
		Errno:    abi.EPERM,
		Why:      "Loading BTF requires CAP_BPF or CAP_SYS_ADMIN. The capabilities of the task: {a}.",
		Operands: []Operand{{"capabilities", abi.KindCaps}},
	}
	btfLoadCapable = adminCheck("btfLoadCapable", "bpf_btf_load", "In this kernel, loading BTF requires CAP_SYS_ADMIN.")
	btfLoadLarge   = fieldCheck("btfLoadLarge", "btf_parse", "btf_size <= BTF_MAX_SIZE", abi.E2BIG, &abi.BtfSize,
		"btf_size is {a}, but BTF has at most {b} bytes.", Operand{"BTF_MAX_SIZE", abi.KindU32})
	btfLoadLog = &Check{
		Name:  "btfLoadLog",
		Func:  "bpf_verifier_log_attr_valid",
		Must:  "log level, size and buffer suit each other",
		Errno: abi.EINVAL,
		Why: "btf_log_level is {a} and btf_log_size is {b}. A log needs a level, a buffer and its size, before 6.4 of at least 128 bytes; " +
			"without a log all three are 0. Since 6.4 a level may have no buffer.",
		Operands: []Operand{{"btf_log_level", abi.KindU32}, {"btf_log_size", abi.KindU32}},
		Reads:    []*abi.Field{&abi.BtfLogBuf, &abi.BtfLogSize, &abi.BtfLogLevel},
	}
	btfLoadFault = faultCheck("btfLoadFault", "copy_from_user", "btf can be read", &abi.BtfData,
		"The {b} bytes of the BTF cannot all be read at {a}.")
	btfLoadLogFull = fieldCheck("btfLoadLogFull", "btf_parse", "!bpf_verifier_log_full(log)", abi.ENOSPC, &abi.BtfLogSize,
		"The BTF is valid, but the log fills its buffer of {a} bytes, so the load fails.")
	btfLoadLogFault = faultCheck("btfLoadLogFault", "bpf_vlog_finalize", "the log can be written", &abi.BtfLogBuf,
		"The log cannot be written to the {b} bytes at {a}.")
	btfLoadLogSpace = fieldCheck("btfLoadLogSpace", "bpf_vlog_finalize", "log->len_max <= log->len_total", abi.ENOSPC, &abi.BtfLogSize,
		"The log has {b} bytes, but the buffer only {a}, so the load fails. The end of the log is kept; with BPF_LOG_FIXED, 8, in btf_log_level its start.",
		Operand{"btf_log_true_size", abi.KindU32})
	btfLoadTrueSize = putUserCheck("btfLoadTrueSize", "btf_log_true_size", "&uattr->btf_log_true_size", &abi.BtfLogTrueSize, "the log was written, but its size ({b})")

	btfGetfd         = noFreeFDCheck("btfGetfd", "anon_inode_getfd", " The BTF object was created, but no file refers to it, so it is freed again.")
	btfByIDCheckAttr = attrTailCheck("btfByIDCheckAttr", "bpf_btf_get_fd_by_id", "BPF_BTF_GET_FD_BY_ID")
	btfByIDFlags     = tokenFlagCheck("btfByIDFlags", "bpf_btf_get_fd_by_id", "open_flags", &abi.BtfOpenFlags)
	btfByIDTokenFD   = mapFDCheck("btfByIDTokenFD", "bpf_token_get_from_fd", "fd_by_id_token_fd is open", abi.EBADF, &abi.ByIDTokenFD,
		"BPF_F_TOKEN_FD is set, so fd_by_id_token_fd must be a BPF token, but descriptor {a} is not open.", &abi.BtfOpenFlags)
	btfByIDNoToken = mapFDCheck("btfByIDNoToken", "bpf_token_get_from_fd", "fd_by_id_token_fd refers to a BPF token", abi.EINVAL, &abi.ByIDTokenFD,
		"BPF_F_TOKEN_FD is set, so fd_by_id_token_fd must be a BPF token, but descriptor {a} refers to something else.", &abi.BtfOpenFlags)
	btfByIDCapable = adminCheck("btfByIDCapable", "bpf_btf_get_fd_by_id", "Opening BTF by its id requires CAP_SYS_ADMIN.")
	btfByIDNone    = fieldCheck("btfByIDNone", "btf_get_fd_by_id", "idr_find(&btf_idr, btf_id)", abi.ENOENT, &abi.BtfID,
		"No BTF object has id {a}.")
	btfNextNone = fieldCheck("btfNextNone", "bpf_obj_get_next_id", "a BTF object has an id above start_id", abi.ENOENT, &abi.StartID,
		"No BTF object has an id above {a}.")
)

// tokenFlagCheck refuses flags other than BPF_F_TOKEN_FD in the field f, whose name is flags.
func tokenFlagCheck(name, fn, flags string, f *abi.Field) *Check {
	return fieldCheck(name, fn, "(flags & ~BPF_F_TOKEN_FD) == 0", abi.EINVAL, f,
		flags+" is {a}, but the command takes only {b}.", Operand{"allowed", abi.KindMapFlags})
}

// BTFRulePrefix begins the names of the checks of the rules of core/btf.
const BTFRulePrefix = "btfRule."

// btfRuleChecks has the check of each rule of core/btf.
var btfRuleChecks = newRuleChecks(btf.Rules())

func newRuleChecks(rules []*btf.Rule) map[*btf.Rule]*Check {
	checks := make(map[*btf.Rule]*Check, len(rules))
	for _, r := range rules {
		checks[r] = &Check{Name: BTFRulePrefix + r.Name, Func: r.Func, Must: r.Must, Errno: r.Errno, Why: r.Why,
			Operands: []Operand{{"a", abi.KindU32}, {"b", abi.KindU32}}, Reads: []*abi.Field{&abi.BtfData}}
	}
	return checks
}
