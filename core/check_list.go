package core

import (
	"bpfplay/core/btf"
	"bpfplay/core/verifier"
)

// Checks returns all checks, ordered by file, and after them those of the rules of the verifier and of BTF.
func Checks() (all []*Check) {
	for _, f := range declared {
		for _, s := range f.shapes {
			all = append(all, (*s).entries, (*s).key, (*s).value, (*s).flags)
		}
		for _, u := range f.updates {
			all = append(all, (*u).flags, (*u).index, (*u).exists)
		}
		for _, c := range f.checks {
			all = append(all, *c)
		}
	}
	for _, r := range verifier.Rules() {
		all = append(all, ruleChecks[r])
	}
	for _, r := range btf.Rules() {
		all = append(all, btfRuleChecks[r])
	}
	return all
}

// declared are the variables that hold checks, file by file. Checks do not register themselves, and the list has pointers to
// the variables: the compiler lays out both, so that nothing is made when the program starts. A test compares the list with
// the sources.
var declared = []struct {
	shapes  []**shape
	updates []**indexUpdate
	checks  []**Check
}{
	{checks: []**Check{
		&arenaKey, &arenaValue, &arenaEntries, &arenaMmapable, &arenaFlags, &arenaAligned, &arenaBig, &arenaCrosses,
		&arenaMemory, &arenaLookup, &arenaUpdate, &arenaDelete, &arenaNextKey,
	}},
	{shapes: []**shape{&arrayShape}, updates: []**indexUpdate{&arrayUpdate}, checks: []**Check{
		&arrayAccess, &arrayPercpuNuma, &arrayMmapable, &arrayPreserve, &arrayValueLarge, &arrayPercpuLarge, &arrayPercpuUnit,
		&arrayNospec, &arrayOverflow, &arrayCost, &arrayMemory, &arrayPercpuMemory, &arrayLookupIndex, &arrayUpdateNoLock,
		&arrayDelete,
	}},
	{checks: []**Check{
		&attachNotOpen, &attachNoProg, &attachProgType, &attachCapable, &attachSkbCapable, &attachNoType, &attachFlagsKnown,
		&attachNoOrder, &attachPlain, &attachOtherType, &attachForOther, &attachOnlyLinks, &attachNoLinks, &attachNoDevice,
		&attachNoXDPDevice, &structLinkNotOpen, &structLinkMap, &queryNoType, &detachLirc, &queryLirc, &queryNoFlags,
		&queryEffective, &queryFault, &queryRoom, &sockMapNotOpen, &sockMapNoMap, &sockProgsNone, &sockProgsBusy,
		&sockProgsLink, &sockProgsOther, &sockMapLinkType, &netnsNotOpen, &netnsNone, &netnsTarget, &netnsLinked,
		&netnsOnlyLinks, &netnsSame, &netnsDetachLinked, &netnsNotAttached, &netnsFull, &netnsAttached,
	}},
	{shapes: []**shape{&bloomShape}, checks: []**Check{
		&bloomValueLarge, &bloomCapable, &bloomAccess, &bloomExtra, &bloomMemory, &bloomMissing, &bloomFlags, &bloomDelete,
		&bloomNextKey,
	}},
	{checks: []**Check{
		&inodeStorageNotOpen, &inodeStorageLookupMissing, &inodeStorageNoRoom, &localStorageUpdateFlags, &localStorageExists,
		&localStorageMissing, &inodeStorageDeleteMissing,
	}},
	{shapes: []**shape{&insnArrayShape}, checks: []**Check{
		&insnArrayMemory, &insnArrayLookupIndex, &insnArrayIndex, &insnArrayExists, &insnArrayOffsets, &insnArrayNoDelete,
	}},
	{checks: []**Check{
		&localStorageFlags, &localStoragePrealloc, &localStorageEntries, &localStorageKey, &localStorageValue,
		&localStorageBtf, &localStorageCapable, &localStorageBig, &localStorageCost, &localStorageMemory,
		&localStorageNextKey, &skStorageNotOpen, &skStorageNoSocket, &taskStorageGone, &storageNoValue, &taskStorageOwner,
		&cgrpStorageOwner,
	}},
	{checks: []**Check{
		&structOpsKey, &structOpsEntries, &structOpsFlags, &structOpsNoType, &structOpsCapable, &structOpsBtfFD,
		&structOpsNoBtf, &structOpsUnknown,
	}},
	{checks: []**Check{
		&bpffsOperation, &rmdirNotDir, &rmdirEmpty, &mountPointBusy, &rmdirSelf, &rmdirParent, &renameName, &renameInside,
		&linkSameMount, &linkNotDir, &listDir, &listPermission, &pathLoop,
	}},
	{checks: []**Check{
		&btfInfoInFault, &btfInfoDataFault, &btfInfoName, &btfInfoNameFault, &btfInfoFault,
	}},
	{checks: []**Check{
		&btfLoadCheckAttr, &btfLoadFlags, &btfLoadTokenFD, &btfLoadNoToken, &btfLoadBpfCapable, &btfLoadCapable,
		&btfLoadLarge, &btfLoadLog, &btfLoadFault, &btfLoadLogFull, &btfLoadLogFault, &btfLoadLogSpace, &btfLoadTrueSize,
		&btfGetfd, &btfByIDCheckAttr, &btfByIDFlags, &btfByIDTokenFD, &btfByIDNoToken, &btfByIDCapable, &btfByIDNone,
		&btfNextNone,
	}},
	{checks: []**Check{
		&openFull, &targetNotOpen, &targetNoCgroup, &cgroupFlagPair, &cgroupReplaceOrder, &cgroupStale, &cgroupHierarchy,
		&cgroupOtherFlags, &cgroupFull, &cgroupTwice, &cgroupNoReplace, &cgroupDetachUnnamed, &cgroupNotAttached, &orderSides,
		&orderKind, &orderAnchor, &orderMissing, &orderPreorder, &linkFlags, &linkGone, &linkOtherProg, &linkOtherType,
	}},
	{checks: []**Check{
		&cloneThread, &cloneSighand, &cloneNewuser, &unshareThreads, &sendBadFD, &recvFull,
	}},
	{shapes: []**shape{&cpuMapShape}, checks: []**Check{
		&cpuMapCapable, &cpuMapTooMany, &cpuMapCost, &cpuMapMemory, &cpuMapEmpty, &cpuMapFlags, &cpuMapIndex, &cpuMapExists,
		&cpuMapQueue, &cpuMapPossible, &cpuMapNoProg, &cpuMapProgNotOpen, &cpuMapProgKind, &cpuMapDeleteIndex,
	}},
	{checks: []**Check{
		&closeBadFD, &dupBadFD, &dupFull, &dup3Flags, &dup3Same, &dup3Limit, &dup3BadFD, &fcntlBadFD, &fcntlUnknown,
		&fcntlDupLimit, &fcntlFull,
	}},
	{shapes: []**shape{&devMapShapeOld, &devMapShape}, checks: []**Check{
		&devMapCapable, &devMapBuckets, &devMapCost, &devMapMemlock, &devMapMemory, &devMapEmpty, &devMapFlags, &devMapIndex,
		&devMapExists, &devMapDeleteIndex, &devMapDevice, &devMapNoProg, &devMapHashMissing, &devMapHashFlags,
		&devMapHashNoDevice, &devMapHashExists, &devMapHashFull, &devMapHashDeleteMissing, &devMapHashLast,
	}},
	{checks: []**Check{
		&fdArrayValue, &fdArrayProgFlags, &fdArrayMissing, &fdArrayUnreadable, &fdArrayFlags, &fdArrayIndex,
		&fdArrayDeleteIndex, &fdArrayDeleteEmpty, &progNotOpen, &progNoProg, &progIncompatible, &perfNotOpen, &perfNoEvent,
		&cgroupNotOpen, &cgroupNoGroup,
	}},
	{checks: []**Check{
		&fdinfoOpen, &fdinfoNone,
	}},
	{checks: []**Check{
		&foreignCheckAttr, &foreignFlags, &foreignNotOpen, &foreignOtherKind, &foreignCapable, &statsKind, &statsGetfd,
	}},
	{checks: []**Check{
		&htabLRUCapable, &htabZeroSeed, &htabFlagsKnown, &htabAccess, &htabCommonLRU, &htabLRUPrealloc, &htabNuma,
		&htabEntries, &htabKey, &htabValue, &htabKeyLarge, &htabValueLarge, &htabElemLarge, &htabPercpuLarge, &htabBuckets,
		&htabBucketsMemory, &htabCost, &htabBucketMemory, &htabExtraMemory, &htabElemMemory, &htabPercpuMemory,
	}},
	{checks: []**Check{
		&htabBatchFlags, &htabBatchPast, &htabBatchSpace, &htabBatchEnd,
	}},
	{checks: []**Check{
		&htabLookup, &htabPercpuLookup, &htabUpdateFlags, &htabUpdateNoLock, &htabPercpuFlags, &htabExists, &htabMissing,
		&htabFull, &htabLRUFull, &htabDelete, &htabTake, &htabNextKey,
	}},
	{checks: []**Check{
		&lastIndex,
	}},
	{checks: []**Check{
		&pinCheckAttr, &pinFlags, &pinPathFlags, &pathFDFlag, &pinBadFD, &pinNoObject, &pinBadFDInvalid, &pinNoObjectLink,
		&createIsName, &createExists, &createSlash, &pinNotBpffs, &createPermission, &bpfMkobjDot, &getCheckAttr, &getNoFD,
		&getFlags, &getPathFlags, &getMode, &getPermission, &getLinkMode, &getNoObject, &getGetfd, &unlinkDir, &unlinkSticky,
	}},
	{checks: []**Check{
		&linkGetfd, &linkNextNone, &linkIDNone, &linkNotOpen, &linkNoLink, &linkOldUnasked, &linkNoUpdate, &linkNoDetach,
		&iterNoIter, &iterGetfd, &iterFault, &iterPermission, &linkInfoTarget, &linkInfoName, &linkInfoNameFault,
		&linkInfoNameRoom, &tracepointType, &tracepointFault, &tracepointNone,
	}},
	{checks: []**Check{
		&cgroupStorageKey, &cgroupStorageValue, &cgroupStorageBig, &cgroupStorageFlags, &cgroupStorageAccess,
		&cgroupStorageEntries, &cgroupStorageCost, &cgroupStorageMemory, &cgroupStorageMissing, &cgroupStorageUpdateFlags,
		&cgroupStorageNoLock, &percpuCgroupStorageFlags, &cgroupStorageNoDelete, &cgroupStorageLast,
	}},
	{shapes: []**shape{&trieShape}, checks: []**Check{
		&trieCapable, &triePrealloc, &trieAccess, &trieCost, &trieMemory, &trieLookupLong, &trieLookup, &trieUpdateFlags,
		&trieUpdateLong, &trieFull, &trieExists, &trieMissing, &trieNoDelete, &trieDeleteLong, &trieDelete, &trieNoNext,
		&trieEmpty, &trieLast,
	}},
	{checks: []**Check{
		&batchCheckAttr, &batchNotReadable, &batchNotWritable, &batchNotSupported, &batchElemFlags, &batchNoLock,
		&batchCountFault, &batchInFault, &batchKeyFault, &batchValueFault, &batchValueGone, &batchKeysFault,
		&batchValuesFault, &batchOutFault,
	}},
	{checks: []**Check{
		&mapBTFKey, &mapBTFKeyless, &mapBTFValue, &mapBTFCapable, &mapBTFAccess, &mapBTFFields, &mapBTFReadOnly,
		&mapBTFLockType, &mapBTFTimerType, &mapBTFNone, &mapBTFHashKey, &mapBTFArrayKey, &mapBTFArrayOne, &mapBTFArraySec,
		&mapBTFTrieKey, &mapBTFBloomKey, &mapBTFStorageKey, &mapBTFInsnKey, &mapBTFInsnValue, &mapBTFCgroupID,
		&mapBTFCgroupKey,
	}},
	{checks: []**Check{
		&mapCreateCheckAttr, &mapCreateBtfKeyAlone, &mapCreateVmlinuxType, &mapCreateVmlinuxBoth, &mapCreateExtra,
		&mapCreateFileFlags, &mapCreateNuma, &findMapType, &mapCreateType, &mapCreateTokenFD, &mapCreateNoToken,
		&mapCreateUnpriv, &mapCreateNetAdmin, &mapCreateCapable, &mapCreateNameCharOld, &mapCreateNameChar,
		&mapCreateNameLong, &mapCreateBtfNoValue, &mapCreateBtfBoth, &mapCreateBtfFD, &mapCreateNoBtf, &mapCreateHashSize,
		&mapCreateHashFault, &mapCreateHashNull, &mapCreateGetfd, &mapAllocEPERM, &mapAllocENOMEM, &mapAllocEINVAL,
	}},
	{checks: []**Check{
		&bpfMapGetBadFD, &bpfMapGetNoMap, &elemKeyGiven, &elemKeyFault, &elemValueMemory, &opFlagsUnknown, &opFlagsNoLock,
		&opFlagsNoCPU, &opFlagsNoPercpu, &opFlagsBothCPUs, &opFlagsCPURange, &lookupCheckAttr, &lookupFlags,
		&lookupNotReadable, &lookupNoLock, &lookupAskFault, &lookupFault, &updateCheckAttr, &updateNotWritable, &updateNoLock,
		&updateFault, &deleteCheckAttr, &deleteNotWritable, &nextKeyCheckAttr, &nextKeyNotReadable, &nextKeyFault,
		&takeCheckAttr, &takeFlags, &takeNotReadable, &takeNotWritable, &takeNoLock, &takeNotSupported, &takeFault,
	}},
	{checks: []**Check{
		&freezeCheckAttr, &freezeNotSupported, &freezeSpecial, &freezeNotWritable, &freezeMapped, &freezeAgain,
		&freezeNotBpfCapable, &freezeNotCapable,
	}},
	{checks: []**Check{
		&getNextIDCheckAttr, &getNextIDStart, &getNextIDCapable, &getNextIDNone, &getNextIDFault, &getFDByIDCheckAttr,
		&getFDByIDFlags, &getFDByIDCapable, &getFDByIDMode, &getFDByIDNone, &getFDByIDGetfd,
	}},
	{checks: []**Check{
		&metaBadFD, &metaNoMap, &metaNested, &metaExclusive, &metaNotSupported, &metaLock, &innerBadFD, &innerNoMap,
		&innerExclusive, &innerDiffers, &arrayOfMapsNoLookup, &arrayOfMapsLookupIndex, &arrayOfMapsEmpty, &htabOfMapsNoLookup,
		&fdHtabValue,
	}},
	{checks: []**Check{
		&infoCheckAttr, &infoBadFD, &infoNoObject, &infoSilly, &infoRangeOK, &infoTailRangeOK, &infoTailFault, &infoTailSet,
		&infoInFault, &infoHashType, &infoHashSize, &infoHashFrozen, &infoHashFault, &infoHashAlone, &infoFault,
		&infoLenFault,
	}},
	{checks: []**Check{
		&mapIncMax,
	}},
	{checks: []**Check{
		&chargeInitSize, &bpfPrecharge, &bpfChargeInit, &bpfCharge,
	}},
	{checks: []**Check{
		&mmapOffset, &mmapBadFD, &mmapLength, &mmapRoom, &mmapFixedEnd, &mmapFixedPage, &mmapNoreplace, &mmapOffsetLarge,
		&mmapValidate, &mmapType, &mmapWriteMode, &mmapReadMode, &mmapNone, &mapMmapSupported, &mapMmapShared, &mapMmapFrozen,
		&mapMmapRdonly, &arrayMmapFlag, &arrayMmapSize, &ringbufMmapWrite, &ringbufMmapUser, &ringbufMmapSize, &munmapPage,
		&munmapRange, &munmapLength,
	}},
	{checks: []**Check{
		&cloneNewns, &mountCapable, &umountBusy, &umountNone, &fsopenFlags, &fsopenFull, &fsBadFD, &fsNoContext, &fsPhase,
		&createCapable, &createUserNS, &createAdmin, &fsmountNone, &moveBadFD, &movePlace, &fsSourceOnce, &fsOptionNumber,
		&fsOptionUID, &fsOptionName, &fsOptionRange, &delegateCapable,
	}},
	{checks: []**Check{
		&pathFault, &pathTooLong, &pathEmpty, &pathDirFD, &pathDirFile, &pathSearch, &pathMissing, &pathNotDir, &bpfLookupDot,
		&pathNameTooLong,
	}},
	{checks: []**Check{
		&offloadNotCapable, &offloadType, &offloadNoDevice, &offloadNoNdo,
	}},
	{updates: []**indexUpdate{&percpuArrayUpdate}, checks: []**Check{
		&percpuArrayLookupIndex, &percpuArrayFlags,
	}},
	{checks: []**Check{
		&perfFlags, &perfAttrFault, &perfNowhere, &perfFull, &ioctlBadFD, &perfHasProg, &perfProgType, &perfPointType,
		&perfSleepable, &perfInfoName, &perfLinkNotOpen, &perfLinkNoEvent, &perfInherited, &perfOutputKind, &perfOutputCPU,
		&perfOutputUnmapped, &perfOutputFull, &perfMmapInherit, &perfMmapShared, &perfMmapOffset, &perfMmapPages,
		&perfMmapSize,
	}},
	{checks: []**Check{
		&pollCount, &pollFault, &pollPutFault, &epollCreateFlags, &epollCreateFull, &epollCtlFault, &epollCtlBadFD,
		&epollCtlTarget, &epollCtlCanPoll, &epollCtlKind, &epollExclusive, &epollAddExists, &epollFound, &epollModExclusive,
		&epollCtlOp, &epollWaitMax, &epollWaitRange, &epollWaitBadFD, &epollWaitKind, &epollWaitFault,
	}},
	{checks: []**Check{
		&loopFlags, &loopRounds, &eachFlags, &ringbufOutputFlags, &ringbufOutputFull, &skbLoadRange, &skbStoreFlags,
		&skbStoreRange, &skbPullRange, &csumRange, &csumFlags, &csumSize, &csumDiffSize, &perfOutputFlags, &perfOutputPacket,
		&perfOutputIndex, &perfOutputEmpty, &printkEnd, &printkFormat, &xdpHeadRange, &xdpMetaRange, &xdpMetaLen,
		&xdpTailRange,
	}},
	{checks: []**Check{
		&progNextNone, &progIDNone, &progIDGetfd, &bindFlags, &bindNotOpen, &bindNoProg, &bindMapNotOpen, &bindNoMap,
	}},
	{checks: []**Check{
		&progInfoInFault, &progInfoFault, &progInfoArrayFault, &progInfoRecSize,
	}},
	{checks: []**Check{
		&loadLogAttr, &loadCheckAttr, &loadFlags, &loadTokenFD, &loadNoToken, &loadUnpriv, &loadLicenseFault, &loadCountBelow,
		&loadCount, &loadVersion, &loadCapable, &loadNetAdmin, &loadPerfmon, &loadNoTarget, &loadUserBTF, &loadTargetFD,
		&loadTargetNoProg, &loadAttachID, &loadAttachIDType, &loadAttachMulti, &loadAttachTarget, &loadAttachType,
		&loadInsnsFault, &loadDeviceType, &loadDeviceFlags, &loadNoDevice, &loadDeviceNoNdo, &loadType, &loadNameCharOld,
		&loadNameChar, &loadNameLong, &progCharge, &loadLogFull, &loadLogFault, &loadTrueFault, &loadRecSizeFault,
		&loadIncompatible, &loadGetfd,
	}},
	{checks: []**Check{
		&testCheckAttr, &testCtxPair, &testBadFD, &testNoProg, &testNoRun, &testAttrFault, &testCtxSilly, &testCtxTailFault,
		&testCtxTail, &testCtxFault, &testCtxOutFault, &testCtxSpace, &testCtxSmall, &testCtxLarge, &testFieldUnused,
		&testCPUUnused, &testNoCPU, &testPacketSmall, &testPacketLarge, &testXDPLarge, &testFrags, &testDataFault,
		&testDataOutFault, &testFragSpace, &testDataSpace, &testNoDevice, &testSkbFlags, &testSkbCPU, &testSkbBatch,
		&testSkbDataEnd, &testSkbData, &testSkbLwt, &testSkbSet, &testSkbWireLen, &testSkbGsoSegs, &testIPHeader,
		&testBadCsum, &testXDPAttach, &testXDPNoCtx, &testXDPFlags, &testXDPBatch, &testXDPBatchLarge, &testXDPLiveOut,
		&testXDPLiveSize, &testXDPDataMeta, &testXDPDataEnd, &testXDPData, &testXDPMetaLen, &testXDPEgress,
		&testXDPQueueAlone, &testXDPQueue,
	}},
	{shapes: []**shape{&queueShape}, checks: []**Check{
		&queueCapable, &queueAccess, &queueValueLarge, &queueBytes, &queueCost, &queueMemory, &queueEmpty, &stackEmpty,
		&queuePushFlags, &queueFull, &queueDelete, &queueNextKey,
	}},
	{checks: []**Check{
		&ioBadFD, &ioMode, &ioNone, &ioRange, &ioDummy, &preadOffset, &preadStream,
	}},
	{checks: []**Check{
		&reuseportValue, &reuseportCapable, &reuseportCost, &reuseportMemory, &reuseportNoRoom, &reuseportEmpty,
		&reuseportFlags, &reuseportIndex, &reuseportFDRange, &reuseportDeleteIndex, &reuseportDeleteEmpty,
	}},
	{checks: []**Check{
		&rhtabBatchFlags, &rhtabBatchLost, &rhtabBatchEnd,
	}},
	{checks: []**Check{
		&rhtabPrealloc, &rhtabZeroSeed, &rhtabKeyLarge, &rhtabExtraHigh, &rhtabExtraLarge, &rhtabExtraEntries, &rhtabEntries,
		&rhtabMemory, &rhtabLookup, &rhtabUpdateFlags, &rhtabExists, &rhtabMissing, &rhtabFull, &rhtabDelete, &rhtabTake,
		&rhtabNextKey,
	}},
	{checks: []**Check{
		&ringbufFlags, &ringbufOverwrite, &ringbufKey, &ringbufValue, &ringbufPower, &ringbufPages, &ringbufCost,
		&ringbufMemory, &ringbufLookup, &ringbufUpdate, &ringbufDelete, &ringbufNextKey,
	}},
	{shapes: []**shape{&sockMapShape, &sockHashShape}, checks: []**Check{
		&sockMapCapable, &sockMapCost, &sockMapMemory, &sockHashCapable, &sockHashKeyBig, &sockHashBuckets, &sockHashCost,
		&sockHashMemory, &sockMapNoRoom, &sockMapNoLookup, &sockMapEmpty, &sockMapFDRange, &sockMapDeleteIndex,
		&sockMapDeleteEmpty, &sockHashMissing, &sockHashLast,
	}},
	{checks: []**Check{
		&pidfdFlags, &pidfdFull, &socketFull,
	}},
	{shapes: []**shape{&stackShape}, checks: []**Check{
		&stackCapable, &stackDepth, &stackBuckets, &stackCost, &stackBucketMemory, &stackElemMemory, &stackUpdate,
		&stackLookupRange, &stackLookupEmpty, &stackDeleteRange, &stackDeleteEmpty, &stackNoNext, &stackNextEmpty,
	}},
	{checks: []**Check{
		&bpfNotCapable, &bpfDisabledAdmin, &bpfDisabled, &bpfDisabledMakers, &bpfAccessOK, &bpfSilly, &bpfRangeOK,
		&bpfTailRangeOK, &bpfTailFault, &bpfTailSet, &bpfZeroedFault, &bpfZeroedSet, &bpfCopyFault, &bpfCommonSilly,
		&bpfUnknownCommand,
	}},
	{checks: []**Check{
		&tokenBadFD, &tokenRoot, &tokenPermission, &tokenOtherNS, &tokenCapable, &tokenInitNS, &tokenNothing, &tokenGetfd,
	}},
	{shapes: []**shape{&xskMapShape}, checks: []**Check{
		&xskMapCapable, &xskMapCost, &xskMapMemory, &xskMapNoLookup, &xskMapEmpty, &xskMapFlags, &xskMapIndex, &xskMapExists,
		&xskMapDeleteIndex, &sockfdNotOpen, &sockfdNoSocket,
	}},
}
