package core

import "bpfplay/core/abi"

// shapeOf makes the rows of a shape. what names the type to a person; each must says in C's spelling what has to hold,
// each why what the field means to the type.
func shapeOf(name string, in, what string, entries, key, value [2]string) *shape {
	field := func(name string, f *abi.Field, says [2]string) *Check {
		return row(Check{
			Name:   name,
			Func:   in,
			Must:   says[0],
			Errno:  abi.EINVAL,
			Why:    f.Name + " is {a}: " + says[1],
			A:      Operand{f.Name, f.Kind},
			Fields: []*abi.Field{f},
		})
	}
	return &shape{
		entries: field(name+".entries", &abi.MaxEntries, entries),
		key:     field(name+".key", &abi.KeySize, key),
		value:   field(name+".value", &abi.ValueSize, value),
		flags: row(Check{
			Name:   name + ".flags",
			Func:   in,
			Must:   "map_flags has only flags that the type knows",
			Errno:  abi.EINVAL,
			Why:    "map_flags are {a}, and of those " + what + " knows none but {b}.",
			A:      Operand{"map_flags", abi.KindMapFlags},
			B:      Operand{"known", abi.KindMapFlags},
			Fields: []*abi.Field{&abi.MapFlagsField},
		}),
	}
}

// needsRow is how a type's own functions ask for a capability, up to 6.4.
func needsRow(name string, in, must, what string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  must,
		Errno: abi.EPERM,
		Why:   "To make " + what + " it takes " + must + ", and this task has capabilities: {a}.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
}

// memoryRow is how a type says that there is no memory for a map.
func memoryRow(name string, in, what string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "there is memory for the map",
		Errno:  abi.ENOMEM,
		Why:    "Memory for " + what + " was not to be had: {a} bytes are wanted, and the machine has {b} left for maps.",
		A:      Operand{"wanted", abi.KindU64},
		B:      Operand{"left", abi.KindU64},
		Fields: mapSizes,
	})
}

// costRow is how a type says that a map would cost more than 32 bits can count.
func costRow(name string, in string, errno abi.Errno) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "cost < U32_MAX - PAGE_SIZE",
		Errno:  errno,
		Why:    "The map would take {a} bytes; this kernel counts them in 32 bits, so {b} and more are too much.",
		A:      Operand{"cost", abi.KindU64},
		B:      Operand{"U32_MAX - PAGE_SIZE", abi.KindU64},
		Fields: mapSizes,
	})
}

// elemRow is a row about an element: a and b name the operands, with their kinds.
func elemRow(name string, in, must string, errno abi.Errno, why string, a, b Operand) *Check {
	return row(Check{Name: name, Func: in, Must: must, Errno: errno, Why: why, A: a, B: b})
}

// Operands of elements.
var (
	opIndex   = Operand{"index", abi.KindU32}
	opEntries = Operand{"max_entries", abi.KindU32}
	opFlags   = Operand{"flags", abi.KindElemFlags}
	opFD      = Operand{"fd", abi.KindFD}
)

// elemFlagsRow refuses element flags that are none of BPF_ANY, BPF_NOEXIST and BPF_EXIST.
func elemFlagsRow(name string, in string) *Check {
	return elemRow(name, in, "map_flags <= BPF_EXIST", abi.EINVAL, "The flags of an element are BPF_ANY, BPF_NOEXIST or BPF_EXIST, and these are {a}.", opFlags, Operand{})
}

// indexRow refuses an index that is past the end.
func indexRow(name string, in string, errno abi.Errno) *Check {
	return elemRow(name, in, "index < max_entries", errno, "There is no element {a}: the map has {b}, counted from 0.", opIndex, opEntries)
}

// existsRow refuses BPF_NOEXIST where every element is always there.
func existsRow(name string, in string) *Check {
	return elemRow(name, in, "map_flags != BPF_NOEXIST", abi.EEXIST, "BPF_NOEXIST asks for a new element, but all elements of such a map are there from the start, number {a} too.", opIndex, Operand{})
}

// emptyRow refuses an element that nothing was put into.
func emptyRow(name string, in string, errno abi.Errno) *Check {
	return elemRow(name, in, "something was put there", errno, "Nothing was put at index {a} of the map, which has {b}.", opIndex, opEntries)
}

// openRow refuses a descriptor in a value that is not open.
func openRow(name string, in, what string) *Check {
	return elemRow(name, in, "the descriptor in the value is open", abi.EBADF, "The value has to be the descriptor of "+what+", and {a} is not open.", opFD, Operand{})
}

// kindRow refuses a descriptor in a value that leads to the wrong kind of thing.
func kindRow(name string, in, what string, errno abi.Errno) *Check {
	return elemRow(name, in, "the descriptor in the value is "+what, errno, "The value has to be the descriptor of "+what+", and {a} is something else.", opFD, Operand{})
}
