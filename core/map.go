package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// Map follows struct bpf_map.
type Map struct {
	Nr         int // counted from 1 in order of creation
	ID         uint32
	Type       abi.MapType
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	Extra      uint64
	Name       [16]byte
	ops        *MapOps
	refcnt     int64
	usercnt    int64
	outers     map[int]int // number of elements that hold it, by the number of the outer map
	freeAfter  Grace       // grace period between the last reference and freeing
	frozen     bool
	writecnt   int               // writable mappings
	pages      uint64            // charged to RLIMIT_MEMLOCK, in releases that charge maps
	payer      *user             // the user they are charged to; nil if not charged
	memory     uint64            // bytes of the machine's memory
	owner      *progOwner        // of a map of programs; nil before the first
	btf        *BTFObject        // describes key and value; nil without BTF, and if only a trace has it
	keyType    uint32            // btf_key_type_id
	valueType  uint32            // btf_value_type_id
	record     *btf.Record       // special members of the value; nil if it has none
	exclusive  *[sha256Size]byte // the hash of the one program that may use the map; nil for any
	data       any               // data of the map type
	state      ObjectState
	progMemory
}

func (m *Map) id() *uint32 { return &m.ID }

// MapOps follows struct bpf_map_ops: the operations of a map type. nil means unsupported. Element operations get the key
// and the value as the kernel copied them in; the bytes they write to out are copied to the caller.
type MapOps struct {
	name            string         // as in the kernel: "htab_map_ops"
	needs           abi.Capability // capability that creating a map requires; 0 for none
	takesExtra      bool           // the type reads map_extra
	percpu          bool           // values are copied once per CPU
	lru             bool           // a full map evicts the least recently used elements
	ofMaps          bool           // elements are maps: user space writes descriptors and reads ids
	valueIsAsked    bool           // a lookup reads the value and writes nothing
	neverFrozen     bool           // BPF_MAP_FREEZE refuses the type
	pops            bool           // BPF_MAP_LOOKUP_AND_DELETE_ELEM pops, in every release with the type
	mapAllocCheck   func(k *Kernel, c *bpfCall) abi.Errno
	mapAlloc        func(k *Kernel, c *bpfCall) (*Map, abi.Errno)
	mapFree         func(k *Kernel, m *Map)
	freeWaits       []freeWait                         // the waits at the start of mapFree
	mapCheckBTF     *mapBTF                            // map_check_btf; nil: a type for the key, and any types of the right sizes
	mapMetaEqual    func(k *Kernel, meta, m *Map) bool // reports whether m matches the inner map template meta; nil: m cannot be an inner map
	mapRelease      func(k *Kernel, m *Map, f *File)   // runs when a file of the map is closed
	mapReleaseUref  func(k *Kernel, m *Map)            // runs when the last file or pin is removed
	lookup          func(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno
	update          func(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno
	delete          func(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno
	getNextKey      func(k *Kernel, m *Map, key, out []byte) abi.Errno // key is nil if the caller passed NULL
	lookupAndDelete func(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno
	batch           *batchOps
	mmap            func(k *Kernel, m *Map, v *vma) abi.Errno          // map_mmap
	poll            func(m *Map) uint32                                // map_poll; nil: POLLERR
	memUsage        func(k *Kernel, m *Map) uint64                     // map_mem_usage in bytes; nil: 0
	inside          func(k *Kernel, m *Map, q InsideQuery, in *Inside) // shows the contents
	mapGetHash      func(m *Map) [sha256Size]byte
	prog            *mapProgOps // what programs do with the type through helper functions
}

// BTF returns the BTF object and the type ids of key and value; nil without BTF.
func (m *Map) BTF() (b *BTFObject, key, value uint32) { return m.btf, m.keyType, m.valueType }

// Record returns the special members of the value; nil if it has none.
func (m *Map) Record() *btf.Record { return m.record }

// ValueIsKey reports whether element commands take the value in place of a key, as a bloom filter does.
func (m *Map) ValueIsKey() bool { return m.ops.valueIsAsked }
