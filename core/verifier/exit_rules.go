package verifier

import "bpfplay/core/abi"

// Locks.
var (
	lockVariable = &Rule{Name: "lockVariable", Func: "process_spin_lock", Must: "tnum_is_const(reg->var_off)", Errno: abi.EINVAL,
		Log: "R%d doesn't have constant offset. bpf_spin_lock has to be at the constant offset",
		Why: "The lock must be at a known offset."}
	lockWithoutBTF = &Rule{Name: "lockWithoutBTF", Func: "process_spin_lock", Must: "map->btf", Errno: abi.EINVAL,
		Log: "map '%s' has to have BTF in order to use bpf_spin_lock",
		Why: "The map has no BTF that locates the lock.", Fix: "Create the map with btf_fd and btf_value_type_id."}
	lockInvalid = &Rule{Name: "lockInvalid", Func: "process_spin_lock", Must: "btf_record_has_field(rec, BPF_SPIN_LOCK)", Errno: abi.EINVAL,
		Log: "%s '%s' has no valid bpf_spin_lock",
		Why: "The value's type has no struct bpf_spin_lock."}
	lockMissing = &Rule{Name: "lockMissing", Func: "process_spin_lock", Must: "map_value_has_spin_lock(map)", Errno: abi.EINVAL,
		Log: "map '%s' doesn't have 'struct bpf_spin_lock'",
		Why: "The value's type has no struct bpf_spin_lock."}
	lockOffset = &Rule{Name: "lockOffset", Func: "process_spin_lock", Must: "rec->spin_lock_off == val + reg->off", Errno: abi.EINVAL,
		Log: "off %d doesn't point to 'struct bpf_spin_lock' that is at %d",
		Why: "The pointer does not lead to the lock."}
	lockOffsetOld = &Rule{Name: "lockOffsetOld", Func: "process_spin_lock", Must: "map->spin_lock_off == val + reg->off", Errno: abi.EINVAL,
		Log: "off %d doesn't point to 'struct bpf_spin_lock'",
		Why: "The pointer does not lead to the lock."}
	lockTwice = &Rule{Name: "lockTwice", Func: "process_spin_lock", Must: "!active_spin_lock", Errno: abi.EINVAL,
		Log: "Locking two bpf_spin_locks are not allowed",
		Why: "A program can hold one lock.", Fix: "Unlock the first one."}
	unlockUnlocked = &Rule{Name: "unlockUnlocked", Func: "process_spin_lock", Must: "active_spin_lock", Errno: abi.EINVAL,
		Log: "bpf_spin_unlock without taking a lock",
		Why: "No lock is held."}
	unlockOther = &Rule{Name: "unlockOther", Func: "process_spin_lock", Must: "active_spin_lock == reg->id", Errno: abi.EINVAL,
		Log: "bpf_spin_unlock of different lock",
		Why: "Another lock is held.", Fix: "Unlock through the pointer that was locked."}
	unlockMissing = &Rule{Name: "unlockMissing", Func: "do_check", Must: "!active_spin_lock", Errno: abi.EINVAL,
		Log: "bpf_spin_unlock is missing",
		Why: "The program ends with the lock held.", Fix: "Call bpf_spin_unlock on every path."}
	callInLock = &Rule{Name: "callInLock", Func: "do_check", Must: "!active_spin_lock || func is bpf_spin_unlock", Errno: abi.EINVAL,
		Log: "function calls are not allowed while holding a lock",
		Why: "Only bpf_spin_unlock may be called while a lock is held.", Fix: "Make the call before or after."}
	globalInLock = &Rule{Name: "globalInLock", Func: "check_func_call", Must: "!active_lock", Errno: abi.EINVAL,
		Log: "use static function instead",
		Why: "Global functions cannot be called while a lock is held."}
)

// Functions and results.
var (
	callsTooDeep = &Rule{Name: "callsTooDeep", Func: "check_func_call", Must: "curframe + 1 < MAX_CALL_FRAMES", Errno: abi.E2BIG,
		Log: "the call stack of %d frames is too deep",
		Why: "Calls are nested too deeply."}
	returnsStack = &Rule{Name: "returnsStack", Func: "prepare_func_exit", Must: "r0->type != PTR_TO_STACK", Errno: abi.EINVAL,
		Log: "cannot return stack pointer to the caller",
		Why: "The stack of the function is gone after it returns."}
	callbackNoScalar = &Rule{Name: "callbackNoScalar", Func: "prepare_func_exit", Must: "r0->type == SCALAR_VALUE", Errno: abi.EACCES,
		Log: "R0 not a scalar value",
		Why: "A callback must return a number."}
	callbackNotStatic = &Rule{Name: "callbackNotStatic", Func: "check_ld_imm", Must: "linkage == BTF_FUNC_STATIC", Errno: abi.EINVAL,
		Log: "callback function not static",
		Why: "A callback must be a static function."}
	callbackIsMain = &Rule{Name: "callbackIsMain", Func: "check_ld_imm", Must: "subprogno != 0", Errno: abi.EINVAL,
		Log: "callback function cannot be the main program",
		Why: "The main function cannot be a callback."}
	missingFuncInfo = &Rule{Name: "missingFuncInfo", Func: "check_ld_imm", Must: "aux->func_info", Errno: abi.EINVAL,
		Log: "missing btf func_info",
		Why: "A program with callbacks needs BTF and func_info.", Fix: "Load BTF and give func_info."}
	leaksResult = &Rule{Name: "leaksResult", Func: "check_return_code", Must: "!is_pointer_value(R0)", Errno: abi.EACCES,
		Log: "R0 leaks addr as return value",
		Why: "Without CAP_PERFMON, an address cannot be returned."}
	subprogResult = &Rule{Name: "subprogResult", Func: "check_return_code", Must: "reg->type == SCALAR_VALUE", Errno: abi.EINVAL,
		Log: "At subprogram exit the register R0 is not a scalar value (%s)",
		Why: "A global function must return a number."}
	resultUnknown = &Rule{Name: "resultUnknown", Func: "check_return_code", Must: "reg->type == SCALAR_VALUE", Errno: abi.EINVAL,
		Log: "At program exit the register R0 is not a known value (%s)",
		Why: "The program must return a number."}
	resultRange = &Rule{Name: "resultRange", Func: "check_return_code", Must: "minval <= R0 && R0 <= maxval", Errno: abi.EINVAL,
		Log: "At %s the register R0 has%s should have been in [%d, %d]",
		Why: "Programs of this type return a number of a small range.", Fix: "Return one of the allowed numbers."}
	resultBits = &Rule{Name: "resultBits", Func: "check_return_code", Must: "tnum_in(range, R0)", Errno: abi.EINVAL,
		Log: "At %s the register R0 %s should have been in %s",
		Why: "Programs of this type return a number of a small range.", Fix: "Return one of the allowed numbers."}
	ldAbsCallback = &Rule{Name: "ldAbsCallback", Func: "check_ld_abs", Must: "!in_callback_fn", Errno: abi.EINVAL,
		Log: "cannot use BPF_LD_[ABS|IND] within callback",
		Why: "A packet load ends the program past the end of the packet. A callback cannot do that."}
	ldAbsReferences = &Rule{Name: "ldAbsReferences", Func: "check_ld_abs", Must: "no reference is held", Errno: abi.EINVAL,
		Log: "BPF_LD_[ABS|IND] cannot be mixed with socket references",
		Why: "A packet load can end the program, and the reference would never be released."}
	ldAbsContext = &Rule{Name: "ldAbsContext", Func: "check_ld_abs", Must: "R6 is the context", Errno: abi.EINVAL,
		Log: "at the time of BPF_LD_ABS|IND R6 != pointer to skb",
		Why: "A packet load takes the context from r6.", Fix: "Copy r1 to r6 at the start."}
)
