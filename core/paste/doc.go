// Package paste reads text that was written elsewhere: as the system calls that it tells of, as the bytes of an attr,
// and as a history that an emulated kernel makes again.
//
// [Read], or [NewReader] a piece at a time, makes a [Text] of recordings, syzkaller programs, C, commands of bpftool
// map, definitions of maps, links of bpfplay, traces of strace, and of bytes; whatever wraps them in mails, logs and
// web pages is taken off. A Text has a [Call] for each system call, with the [Memory] that it shows and a [Ref] where
// a number is the result of an earlier call, and a [Note] for each line that is in no call. [NewReplay] holds a Text
// against kernels: its [Result] is a history, with a [Verdict] on each call of the text. [ReadDump] makes a [Dump] of
// bytes in whatever way they are written, and strace.ReadCall reads one bpf() call as a line of strace shows it. A
// text that cannot be read gives a [SyntaxError]: where it stopped, why, and what would be right.
//
// A good order to read it in: text.go and reader.go (what is made of a text, and who makes it), pasted.go and
// unwrap.go (its lines), then a file for each kind of text: recording.go, syz.go, c.go, bpftool.go,
// definition.go, share_link.go, strace_trace.go with strace.go for one line, bytes.go; the files that begin with the
// same word go with it. stores.go is the memory of a program as its text fills it. dump.go lists the ways of writing
// bytes, one file each, of which literal.go begins those of programming languages. replay.go, replay_trial.go,
// replay_step.go and replay_bpf.go make the calls again; the rest of replay_*.go infers what the text does not show.
package paste
