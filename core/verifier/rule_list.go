package verifier

// Rules returns all rules, ordered by file and by line.
func Rules() []*Rule {
	all := make([]*Rule, len(declared))
	for i, r := range declared {
		all[i] = *r
	}
	return all
}

// declared are the variables that hold rules. Rules do not register themselves, and the list has pointers to the variables: the
// compiler lays out both, so that nothing is made when the program starts. A test compares the list with the sources.
var declared = []**Rule{
	&invalidRegister, &readNotOK, &framePointerReadOnly, &tooManyJumps, &tooLarge, &stackAnalyses, &infiniteLoop,
	&regInvariants, &unaryOnPointer, &signExtendPointer, &partialPointer, &pointerOpPointer, &pointerALU32,
	&pointerMaybeNull, &pointerFixed, &scalarMinusPointer, &stackSubtraction, &pointerBitwise, &pointerOperator,
	&pointerMathConst, &pointerOffset, &pointerMathUnbounded, &pointerMathValue, &stackVariableUnpriv, &stackRangeUnpriv,
	&valueRangeUnpriv, &aluMixedBounds, &aluPointerType, &aluPaths, &aluLimit, &pointerComparison,
	&syscallSleeps, &sleepTypeOld, &sleepCgroup, &sleepTypeKprobe, &sleepTypeIter, &sleepType, &attachID, &structOpsGPL,
	&structOpsID, &structOpsStruct,
	&progBTF, &infoFault, &funcInfoCount, &funcInfoRecSize, &funcInfoTail, &funcInfoFirst, &funcInfoOrder,
	&funcInfoLayout, &funcInfoType, &ldAbsNeedsInt, &tailCallNeedsInt, &lineInfoSize, &lineInfoTail, &lineInfoOff,
	&lineInfoCode, &lineInfoNames, &lineInfoFunc, &lineInfoFuncs,
	&insnReachable, &jumpIntoImm64, &cfgJumpRange, &backEdge, &jumpByRegister,
	&lockVariable, &lockWithoutBTF, &lockInvalid, &lockMissing, &lockOffset, &lockOffsetOld, &lockTwice, &unlockUnlocked,
	&unlockOther, &unlockMissing, &callInLock, &globalInLock, &callsTooDeep, &returnsStack, &callbackNoScalar,
	&callbackNotStatic, &callbackIsMain, &missingFuncInfo, &leaksResult, &subprogResult, &resultUnknown, &resultRange,
	&resultBits, &ldAbsCallback, &ldAbsReferences, &ldAbsContext,
	&regNumber, &negReserved, &endReserved, &movReserved, &castSpaces, &castWithoutArena, &aluOpcode, &aluReserved,
	&divByZero, &invalidShift, &ldxFields, &stxFields, &stFields, &xaddFields, &atomicOp, &atomicSize, &callFields,
	&jaFields, &gotoxFields, &exitFields, &mayGotoFields, &mayGotoImm, &jumpOpcode, &jumpReserved, &ldAbsProgram,
	&ldAbsFields, &ldMode, &loadImmSize,
	&argsMismatch, &argsInvalid, &argsInvalidNamed, &argCount, &argCountMatch, &returnsNoScalar, &returnsNoValue,
	&argUnsupported, &argSize, &argNoScalar, &argNoPointer, &argUnrecognized, &argNoCtx, &argNoCtxReg, &argNoCtxKind,
	&argNull, &argNullReg, &argRegType, &socketAccess, &flowKeysAccess, &flowKeysVariable, &bufferOffset, &bufferNegative,
	&bufferVariable,
	&invalidHelper, &unknownHelper, &helperOfType, &helperGPL, &funcIPType, &helperNotAllowed, &helperSleeps,
	&helperSleepsIn, &leaksIntoHelper, &packetInHelper, &argumentType, &releaseUnreferenced,
	&releaseUnowned, &releaseOffset,
	&twoReferences, &invalidArgType, &noMapForArg, &noMapForKey, &noMapForValue, &noMapInCall, &mapWriteInCall,
	&timerOfOtherMap, &allocUnknown, &allocNotConst, &allocTooLarge, &allocUnbounded, &sizeNegative, &sizeZero,
	&sizeUnbounded, &helperMemType, &notAcquired, &inLockedRegion, &leadsToLeak, &unreleased, &tailCallMap, &memTooLarge,
	&tailCallMapOld, &localStorageFlags, &retvalRange, &callbackMap,
	&loadImm64Half, &loadImm64Fields, &loadImm64Form, &insnOpcode, &symbolFields, &symbolModule, &symbolID, &symbolVar,
	&symbolVarOrFunc, &mapFD, &fdArrayMissing, &fdArrayFault, &fdArrayBounds, &fdArrayNoMap, &fdArrayCntAlone,
	&fdArrayCntLimit, &fdArrayCntBig, &fdArrayEntry, &usedMaps, &usedMapsNamed, &valueOffLimit, &valueNoAddress,
	&valueOneEntry, &valueOff,
	&mapHelper,
	&mapExclusive, &perfEventHash, &lockInSocketFilter, &lockInTracing, &lockInSleepable, &timerInTracing,
	&structOpsInProgram, &sleepableHash, &sleepableMap, &sleepableMapRingbuf, &sleepableMapStorage, &oneCgroupStorage,
	&leaksInto, &writesKey, &readOnlyMem, &packetWrite, &invalidMemAccess, &misaligned, &misalignedPacket,
	&regionNegative, &regionMin, &regionUnbounded, &regionMax, &packetRange, &packetRangeUnknown, &mapWriteForbidden,
	&constantEntries, &mapReadForbidden, &fieldAccess, &ctxAccessInvalid, &ctxZero, &pointerNegative, &pointerModified,
	&pointerVariable, &differentPointers, &stToCtx, &atomicTarget, &atomicSource, &stringWritable, &stringVariable,
	&stringMap, &stringAccess, &stringEnd,
	&recursiveCall,
	&stackUnbounded, &stackOutside, &stackAbove, &stackVarOutside, &stackVarAbove, &stackVarOutsideOld, &stackVarAboveOld,
	&stackVariableHelper, &stackVariableAccessUnpriv, &stackUninit, &stackPoisoned, &helperPoisoned, &stackLeak,
	&fillSize, &stackCorrupt, &spillSize, &spillToCaller, &stackVarSpill, &stackVarUninit, &zeroRead, &stackReadUninit,
	&stackReadVarUninit, &stackTooDeep, &tailCallDepth, &callsTooDeepStatic,
	&callsNeedCap, &functionsNeedCap, &callTarget, &subprogCount, &kfuncGPL, &kfuncID, &jumpRange, &lastInsn,
	&ldAbsNeedsBTF, &tailCallNeedsBTF,
	&logAttr,
}
