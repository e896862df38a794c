package btf

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
	&hdrLength, &hdrWhole, &hdrUnknown, &hdrMagic, &hdrVersion, &hdrFlags, &hdrData, &secOffset, &secGap, &secOverlap,
	&secLength, &secFill, &strLast, &strZeros, &layoutAligned, &layoutSmall, &layoutWhole, &typeAligned, &typeNone,
	&typeWhole, &typeInfo, &typeKind, &typeNameOffset, &metaRest, &metaVlen, &metaFlag, &metaRef, &nameNone, &nameNeeded,
	&nameOptional, &nameSection, &nameTag, &intUnknown, &intBits, &intFits, &intEncoding, &fwdType, &arraySize,
	&arrayElem, &arrayIndex, &memberNameOffset, &memberName, &memberType, &memberUnion, &memberOrder, &memberInside,
	&enumPower, &enumNameOffset, &enumName, &linkageOfFunc, &metaVarType, &linkageOfVar, &secEmpty, &secSizeZero,
	&secVarType, &secVarOffset, &secVarSize, &secVarEnd, &secSum, &floatBytes, &tagName, &tagIndex, &resolveDepth,
	&resolveLoop, &resolveState, &refExists, &refTarget, &varSized, &arrayIndexKind, &arrayIndexInt, &arrayElemKind,
	&arrayElemSized, &arrayElemInt, &arrayOverflow, &memberKind, &memberSized, &memberUnsupported, &memberBitUnsupported,
	&memberBits, &memberBase, &memberOffset, &memberAligned, &memberFits, &memberOverflow, &memberCopied, &memberFloat,
	&secVarKind, &secVarSized, &secVarRoom, &tagTarget, &tagNoParts, &tagPart, &funcProto, &funcArgName, &protoReturn,
	&protoArg, &chainLoop, &chainTags, &fieldOwner, &fieldDepth, &fieldBits, &fieldTwice, &fieldCount, &fieldRepeat,
	&fieldInside, &fieldOverlap, &fieldLocks, &fieldNone, &kptrTag, &kptrTarget, &rootTag, &rootValue, &rootMember,
	&rootNode, &rootLock, &rootMeta, &nodeRefcount, &ownerLoop, &ownerDepth,
}
