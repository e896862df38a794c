// Package link formats and parses share links. A link stores inputs, never state: the machine, the calls, and the step to
// open at. Parsing runs nothing.
//
// A link is the fragment of the page's address, so no server sees it. It consists of a version, an optional checksum, and
// parts separated by slashes:
//
//	v1~x2Fa/k=seed/types=1,2.enomem/nofile=16/create(hash,4,8,16)/fork(1)/t1.close(3)/at=3.2
//
// The page adds the checksum after v1~, so that a truncated link is recognized. Leave it out when you write a link by hand.
// If it is shorter, the link is packed: everything after the first slash is z= and the same text, deflated, in base64url.
//
// The parts, in this order:
//
//	k=6.12                    the release
//	types=1,2.enomem          only for the seed: registered map types, and the errno that their map_alloc returns
//	nofile=, memlock=         resource limits of the first task
//	uid=, caps=               user and capabilities (hex) of the first task
//	unpriv=                   kernel.unprivileged_bpf_disabled
//	cpus=, mem=, page=        possible processors, memory in MiB, page size in bytes
//	nextid=                   the id of the next map
//	nextprog=                 the id of the next program
//	nextbtf=                  the id of the next BTF object
//	seed=                     the source of random hash seeds
//	auto=true                 the worker runs after every call
//	create(hash,4,8,16)       a call, with the fields of its attr in order
//	t1.close(3)               a call of task 1
//	w(10000000,0100)          bytes that the task writes to memory before the next call: address and bytes in hex
//	bpf(0,10000000,16)        any bpf call: command, address (hex) and size of the attr
//	prog_load(xdp,2,0x10001000,0x10002000)  a load, after the writes of its bytes
//	create(hash,4,8,16)=3     a call of a pasted text, and the result in that text
//	close(3)=-9=changed       a call of a pasted text that the user has changed since, and the result in that text
//	close(3)=inferred         a call that was inferred to make the others of a pasted text come true
//	t1.dup(3)=kept            a call that cannot be made at its place: it is kept, but not made
//	at=2.1                    the step to open at: after event 1 of call 2
//
// Settings appear only if they differ from the release's defaults. Links contain only A-Za-z0-9-_.~/=(), because other
// characters do not survive in chats and mails. Published links keep working: testdata has every form there ever was.
package link
