package core

import "bpfplay/core/abi"

// tellsPlace are the answers of element calls that hang on where a key lies, or would lie.
var tellsPlace = map[abi.Errno]bool{abi.ENOENT: true, abi.E2BIG: true, abi.EEXIST: true, abi.ENOSPC: true}
