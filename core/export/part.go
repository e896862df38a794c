package export

import (
	"bpfplay/core"
	"bpfplay/core/table"
)

// part is a helper that only some programs need.
type part string

const (
	partPages  part = "pages" // memory outside the eight pages
	partLock   part = "lock"  // stores to the read-only page
	partPins   part = "pins"  // a bpf file system
	partIDs    part = "ids"   // ids of maps
	partRealID part = "real id"
	partCreds  part = "creds"  // users and capabilities
	partNofile part = "nofile" // RLIMIT_NOFILE
	partLocked part = "locked" // RLIMIT_MEMLOCK
	partFdinfo part = "fdinfo"
	partFresh  part = "fresh" // the effects of exec
	partLeave  part = "leave" // exit
	partWork   part = "work"
	partZero   part = "zero"
	partPut    part = "put"
	partBytes  part = "bytes"
	partInsns  part = "insns"
	partExpect part = "expect"
	partBpf    part = "bpf"
	partUnlink part = "unlink"
	partOpened part = "opened" // descriptors of calls of other kinds
	partUnseen part = "unseen" // descriptors opened outside the trace
	partFolder part = "folder"
	partOpen   part = "open"  // cgroups and namespaces
	partPidfd  part = "pidfd" // descriptors of tasks
	partTasks  part = "tasks" // several tasks that take turns
	partAlone  part = "alone" // one task
	partSleep  part = "sleep"
	partPoll   part = "poll"
	partMmap   part = "mmap"
	partIO     part = "read, write"
	partClone  part = "clone" // tasks that share descriptors
	partSend   part = "send"  // descriptors in messages
	partDirs   part = "directories"
	partMounts part = "mounts"
	partList   part = "ls"

	partSendTasks  part = "send, tasks"
	partSendAlone  part = "send, alone"
	partCloneLeave part = "clone, leave"
	partCloneFresh part = "clone, fresh"

	partPointer part = "pointer" // pointers among the arguments

	partExpectTasks part = "expect, tasks"
	partExpectAlone part = "expect, alone"

	partLeaveTask  part = "leave, tasks"
	partLeaveAlone part = "leave, alone"
)

// opParts are the helpers that calls need, by call.
var opParts = table.Indexed[core.Op, part]{
	core.OpBpf: partBpf, core.OpExec: partFresh, core.OpExit: partLeave, core.OpRlimit: partNofile, core.OpMemlock: partLocked,
	core.OpTraced: partOpened, core.OpUnseen: partUnseen, core.OpNextID: partIDs, core.OpFolder: partFolder,
	core.OpOpen: partOpen, core.OpPidfdOpen: partPidfd,
	core.OpUID: partCreds, core.OpCaps: partCreds, core.OpWork: partWork, core.OpFdinfo: partFdinfo, core.OpUnlink: partUnlink,
	core.OpPoll: partPoll, core.OpEpollCreate1: partPoll, core.OpEpollCtl: partPoll, core.OpEpollWait: partPoll,
	core.OpRead: partIO, core.OpWrite: partIO, core.OpPread64: partIO, core.OpPwrite64: partIO,
	core.OpMkdir: partDirs, core.OpRmdir: partDirs, core.OpRename: partDirs, core.OpLink: partDirs, core.OpSymlink: partDirs, core.OpList: partList,
	core.OpClone: partClone, core.OpUnshare: partClone, core.OpSendFD: partSend, core.OpRecvFD: partSend,
	core.OpOpenat: partMounts, core.OpFsopen: partMounts, core.OpFsconfig: partMounts, core.OpFscreate: partMounts, core.OpFsmount: partMounts,
	core.OpMoveMount: partMounts, core.OpMount: partMounts, core.OpUmount: partMounts,
	core.OpMmap: partMmap, core.OpMunmap: partMmap,
}

// deedParts are the helpers that statements need, by kind.
var deedParts = [...]part{zero: partZero, put: partPut, putBytes: partBytes, putInsns: partInsns, expect: partExpect, mapPage: partPages, dropPage: partPages,
	unlock: partLock, lock: partLock, realID: partRealID}
