package verifier

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
)

var (
	memTypesOld = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue}
	memTypes510 = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue, ptrToMem, ptrToBuf | memRdonly, ptrToBuf}
	memTypes    = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue, ptrToMem, ptrToMem | memRingbuf, ptrToBuf}
	sockTypes   = []regType{ptrToSockCommon, ptrToSocket, ptrToTCPSock, ptrToXDPSock}
)

// accepted are the types of registers that each kind of argument takes; memory is in [env.acceptedTypes].
var accepted = [...][]regType{
	argScalar:               {scalarValue},
	argConstSize:            {scalarValue},
	argConstSizeOrZero:      {scalarValue},
	argConstAllocSizeOrZero: {scalarValue},
	argConstMapPtr:          {constPtrToMap},
	argPtrToCtx:             {ptrToCtx},
	argPtrToSockCommon:      sockTypes,
	argPtrToSocket:          {ptrToSocket},
	argPtrToBTFIDSockCommon: {ptrToSockCommon, ptrToSocket, ptrToTCPSock, ptrToXDPSock, ptrToBTFID},
	argPtrToBTFID:           {ptrToBTFID},
	argPtrToSpinLock:        {ptrToMapValue},
	argPtrToRingbufMem:      {ptrToMem | memRingbuf},
	argPtrToPercpuBTFID:     {ptrToBTFID | memPercpu},
	argPtrToFunc:            {ptrToFunc},
	argPtrToStack:           {ptrToStack},
	argPtrToConstStr:        {ptrToMapValue},
	argPtrToTimer:           {ptrToMapValue},
	argKptrXchgDest:         {ptrToMapValue},
	argPtrToDynptr:          {ptrToStack, ptrToDynptr},
	argPtrToArena:           nil,
}

// sinceAccepted are further types that an argument takes, by release. Registers of most of them only exist in programs that
// are attached to functions of the kernel, but the message of a refusal lists them.
var sinceAccepted = [...]struct {
	arg   argType
	since abi.Since
	typ   regType
}{
	{argPtrToMem, sinceTrustedMem, ptrToBTFID | ptrTrusted},
	{argPtrToMem, sinceVarCtx, ptrToCtx},
	{argPtrToBTFIDSockCommon, sinceTrusted, ptrToBTFID | ptrTrusted},
	{argPtrToBTFID, sinceTrusted, ptrToBTFID | ptrTrusted},
	{argPtrToBTFID, sinceTrusted, ptrToBTFID | memRCU},
	{argPtrToSpinLock, sinceTrusted, ptrToBTFID},
	{argPtrToPercpuBTFID, sincePercpuRCU, ptrToBTFID | memPercpu | memRCU},
	{argPtrToPercpuBTFID, sinceTrusted, ptrToBTFID | memPercpu | ptrTrusted},
	{argKptrXchgDest, sinceLocalKptr, ptrToBTFID},
}

var (
	sinceMemKeys      = abi.Since{abi.V6_2} // keys and values may be any memory
	sinceKeyArgs      = abi.Since{abi.V5_13}
	sinceNullableArgs = abi.Since{abi.V5_17} // an argument that may be null takes a pointer that may be null
	sinceTrusted      = abi.Since{abi.V6_2}
	sinceTrustedMem   = abi.Since{abi.V6_4}
	sincePercpuRCU    = abi.Since{abi.V6_7}
	sinceLocalKptr    = abi.Since{abi.V6_12}
)

// acceptedTypes returns the types of registers that an argument takes in every release of its family, and the kind of
// argument under which [sinceAccepted] has further ones.
func (v *env) acceptedTypes(t argType) (types []regType, kind argType) {
	kind = t.base()
	switch kind {
	case argPtrToMapKey, argPtrToMapValue, argPtrToMem:
		types = memTypes
		switch {
		case v.in(sinceMemKeys), v.in(sinceOneMemType) && kind == argPtrToMem:
		case kind == argPtrToMem && t&fixedSize == 0:
			types = memTypes510
		default:
			types = memTypesOld
		}
		if !v.in(sinceKeyArgs) {
			types = append(slices.Clone(types[:3]), types[4:]...)
		}
		return types, argPtrToMem
	}
	return accepted[kind], kind
}

// checkRegType refuses an argument of a type that the helper id does not take (check_reg_type).
func (v *env) checkRegType(id int32, n uint8, t argType) {
	r := &v.regs()[n]
	typ := r.typ
	if t&memRdonly != 0 {
		typ &^= memRdonly
	}
	if t&maybeNull != 0 && v.in(sinceNullableArgs) {
		typ &^= maybeNull
	}
	types, kind := v.acceptedTypes(t)
	for _, want := range types {
		if typ == want || !v.in(sinceOneMemType) && typ == want|memRingbuf && want == ptrToMem {
			return
		}
	}
	names := make([]string, len(types))
	for i, want := range types {
		names[i] = v.typeName(want)
	}
	for _, a := range sinceAccepted {
		if a.arg != kind || !v.in(a.since) {
			continue
		}
		if typ == a.typ {
			return
		}
		names = append(names, v.typeName(a.typ))
	}
	accepts := strings.Join(names, ", ")
	v.reportArg(id, n, "it has type "+v.typeName(r.typ)+", but this argument accepts "+accepts,
		"Pass a value with one of the accepted pointer or scalar types for this call.")
	v.refuse(argumentType, n, v.typeName(r.typ), accepts)
}
