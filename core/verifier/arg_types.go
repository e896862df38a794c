package verifier

import "strings"

var (
	memTypesOld = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapValue}
	memTypes510 = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapValue, ptrToMem, ptrToBuf | memRdonly, ptrToBuf}
	memTypes    = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue, ptrToMem, ptrToMem | memRingbuf, ptrToBuf}
	sockTypes   = []regType{ptrToSockCommon, ptrToSocket, ptrToTCPSock, ptrToXDPSock}
)

// accepted are the types of registers that each kind of argument takes; memory is in [env.acceptedTypes].
var accepted = [...][]regType{
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
	argPtrToPercpuBTFID:     {ptrToBTFID},
	argPtrToFunc:            {ptrToFunc},
	argPtrToStack:           {ptrToStack},
	argPtrToConstStr:        {ptrToMapValue},
	argPtrToTimer:           {ptrToMapValue},
	argPtrToDynptr:          {ptrToStack},
	argPtrToArena:           nil,
}

func (v *env) acceptedTypes(t argType) []regType {
	switch t.base() {
	case argPtrToMapKey, argPtrToMapValue:
		if !v.in(sinceOneMemType) {
			return memTypesOld
		}
		return memTypes
	case argPtrToMem:
		switch {
		case v.in(sinceOneMemType):
			return memTypes
		case t&fixedSize != 0:
			return memTypesOld
		}
		return memTypes510
	}
	return accepted[t.base()]
}

// checkRegType refuses an argument of a type that the helper does not take (check_reg_type).
func (v *env) checkRegType(n uint8, t argType) {
	r := &v.regs()[n]
	typ := r.typ
	if t&memRdonly != 0 {
		typ &^= memRdonly
	}
	if t&maybeNull != 0 {
		typ &^= maybeNull
	}
	types := v.acceptedTypes(t)
	for _, want := range types {
		if typ == want || !v.in(sinceOneMemType) && typ == want|memRingbuf && want == ptrToMem {
			return
		}
	}
	names := make([]string, len(types))
	for i, want := range types {
		names[i] = v.typeName(want)
	}
	v.refuse(argumentType, n, v.typeName(r.typ), strings.Join(names, ", "))
}
