package history

import "bpfplay/core/abi"

// tellsPlace are the errors of element commands that depend on the position of the key.
var tellsPlace = map[abi.Errno]bool{abi.ENOENT: true, abi.E2BIG: true, abi.EEXIST: true, abi.ENOSPC: true}
