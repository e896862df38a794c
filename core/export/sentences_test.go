package export

import (
	"encoding/hex"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// TestTextsSayWhatTheHistoryDoes writes histories, each a link with its paths in braces, in a format.
func TestTextsSayWhatTheHistoryDoes(t *testing.T) {
	const (
		array = "v1/k=6.12/create(array,4,8,4)/"
	)
	for _, c := range []struct {
		name, calls, format string
		want                []string
	}{
		{"report without calls", "v1/k=6.12", "markdown", []string{"## No call on Linux 6.12"}},
		{"report of one release", "v1/k=seed/types=1/create(1,4,0,16)", "markdown", []string{"on the first commit of bpf(2)", "Kernel: the first commit of bpf(2), root with every capability"}},
		{"report of a call that is not emulated", "v1/k=6.12/open(0,{/dev/null})", "markdown", []string{"is not emulated on Linux"}},
		{"report of a user", "v1/k=6.12/uid=1000/caps=1000/create(array,4,8,0)", "markdown", []string{"user 1000, capabilities: CAP_NET_ADMIN"}},
		{"report of the worker", array + "close(3)/work()", "markdown", []string{"/* the worker frees the queued maps */"}},
		{"report of the first check", "v1/k=6.12/close(9)", "markdown", []string{"the first check of the call.", "**EBADF** comes from"}},
		{"report of the second check", "v1/k=6.12/create(array,4,8,1)/dup3(3,3,0)", "markdown", []string{"**EINVAL**"}},
		{"report of many refusals", "v1/k=6.12" + strings.Repeat("/close(9)", 22), "markdown", []string{"\n2 more calls failed.\n"}},
		{"report of one refusal too many", "v1/k=6.12" + strings.Repeat("/close(9)", 21), "markdown", []string{"\n1 more call failed.\n"}},
		{"report of one cause with fixes", "v1/k=7.3/create(ringbuf,0,0,5000)=-22", "markdown", []string{"`max_entries` 5000 → 4096"}},
		{"program of the seed", "v1/k=seed/types=1/create(1,4,8,16)", "c", []string{"the kernel of the first commit with the registered map types: 1", "the worker frees maps only when the history runs it"}},
		{"program of the seed without types", "v1/k=seed/create(1,4,8,16)", "c", []string{"with the registered map types: none"}},
		{"program with preloaded maps", "v1/k=6.12/preload=true/create(array,4,8,4)", "c", []string{"CONFIG_BPF_PRELOAD"}},
		{"program with the worker", array + "close(3)/work()", "c", []string{"a real kernel frees them at once"}},
		{"syz fcntl", array + "fcntl(3,0,10)/close(10)", "syz", []string{"r1 = fcntl$dupfd(r0, 0x0, 0xa)", "close(r1)"}},
		{"syz limits and users", array + "nofile(64)/memlock(4096)/uid(1000)/exit()", "syz",
			[]string{"prlimit64(0x0, 0x7, &(0x7f00000f0000)={0x40, 0x40}, 0x0)", "prlimit64(0x0, 0x8, &(0x7f00000f0000)={0x1000, 0x1000}, 0x0)", "setresuid(0x3e8, 0x3e8, 0x3e8)", "exit(0x0)"}},
		{"syz path", array + "unlink({/sys/fs/bpf/it's})", "syz", []string{`unlink(&(0x7f00000f0000)='/sys/fs/bpf/it\x27s\x00')`}},
		{"syz call without an equivalent", array + "caps(0)", "syz", []string{"# call 2 is not supported by syzkaller: caps "}},
		{"syz attr outside the memory", array + "bpf(0,dead0000,16)", "syz", []string{"# call 2: its attr is at 0xdead0000, outside the memory of the program", "(0x0, 0x0, 0x10)"}},
		{"syz attr at NULL", array + "bpf(0,0,16)", "syz", []string{"bpf$MAP_CREATE(0x0, 0x0, 0x10)"}},
		{"syz attr at the last address", array + "bpf(0,ffffffffffffffff,16)", "syz", []string{"bpf$MAP_CREATE(0x0, 0xffffffffffffffff, 0x10)"}},
		{"syz attr of one field", array + "freeze(3)", "syz", []string{"bpf$BPF_MAP_FREEZE(0x16, &(0x7f0000000000)=r0, 0x4)"}},
		{"syz command without a layout", array + "prog_bind_map(4,3,0)", "syz", []string{"=ANY=["}},
		{"syz half an instruction", "v1/k=6.12/w(10001000,b7000000)/w(10002000,47504c00)/prog_load(xdp,1,0x10001000,0x10002000)", "syz", []string{`"b7000000"`}},
		{"recording of a user", "v1/k=6.12/uid=1000/create(array,4,8,4)", "recording", []string{"uid 1000 = 0"}},
		{"strace of a missing command", array + "fcntl(3,99,0)", "strace", []string{"0x63 /* F_??? */"}},
		{"strace of a call that is not emulated", "v1/k=6.12/open(0,{/dev/null})", "strace", []string{"= ?"}},
		{"strace of a poll that never returns", array + "w(10001000,00)/poll(10001000,0,-1)", "strace", []string{"= ?"}},
		{"strace of a traced command", array + "traced(-22,0,{BPF_BTF_LOAD})", "strace", []string{"bpf(BPF_BTF_LOAD, NULL, 0)"}},
		{"strace of a failed open", array + "open(0,{/missing})", "strace", []string{`openat(AT_FDCWD, "/missing", O_RDONLY)`}},
		{"hex of an attr that cannot be read", array + "bpf(0,dead0000,16)", "hex", []string{"# cannot be read"}},
		{"dump of a map of maps", array + "create(array_of_maps,4,4,4,0,3)/w(10001000,00)/w(10002000,03)/update_elem(4,0x10001000,0x10002000)", "dump", []string{`"0x01","0x00"`}},
		{"dump of an array of programs", "v1/k=6.12/create(prog_array,4,4,4)/w(10008000,b7000000000000009500000000000000)/w(10009000,47504c00)/prog_load(socket_filter,2,0x10008000,0x10009000)" +
			"/w(10001000,00)/w(10002000,04)/update_elem(3,0x10001000,0x10002000)", "dump", []string{`"0x01","0x00"`}},
		{"dump of a ring buffer", "v1/k=6.12/create(ringbuf,0,0,4096)", "dump", []string{"[]"}},
		{"C of a call that is not emulated", "v1/k=6.12/open(0,{/dev/null})", "c", []string{"left out: it depends on the file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for from := strings.Index(c.calls, "{"); from >= 0; from = strings.Index(c.calls, "{") {
				to := strings.Index(c.calls, "}")
				c.calls = c.calls[:from] + hex.EncodeToString([]byte(c.calls[from+1:to])) + c.calls[to+1:]
			}
			l, err := link.Parse(c.calls)
			if err != nil {
				t.Fatal(err)
			}
			s, err := history.With(l.Machine, l.Calls)
			if err != nil {
				t.Fatal(err)
			}
			out := text(t, s, c.format)
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("%s of %s lacks %q:\n%s", c.format, c.calls, want, out)
				}
			}
		})
	}
}
