package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Follows bpf_raw_tracepoint_open and bpf_raw_tp_link_attach in kernel/bpf/syscall.c, and bpf_get_raw_tracepoint in
// kernel/trace/bpf_trace.c.

// sinceTracepointAttr is the release in which bpf_raw_tracepoint_open begins with CHECK_ATTR and looks for the program first.
var sinceTracepointAttr = abi.Since{abi.V5_5}

// rawTracepoints are tracepoints that every kernel since 4.17 has. A name that is not among them may be one of the machine.
const rawTracepoints = " sys_enter sys_exit sched_switch sched_wakeup sched_wakeup_new sched_waking sched_process_exec sched_process_exit " +
	"sched_process_fork sched_process_free sched_migrate_task sched_stat_runtime task_newtask task_rename signal_deliver signal_generate " +
	"irq_handler_entry irq_handler_exit softirq_entry softirq_exit softirq_raise workqueue_execute_start workqueue_execute_end " +
	"workqueue_queue_work timer_start timer_expire_entry hrtimer_start cpu_idle cpu_frequency kfree_skb consume_skb netif_receive_skb " +
	"net_dev_queue net_dev_xmit net_dev_start_xmit napi_poll tcp_probe tcp_retransmit_skb tcp_destroy_sock inet_sock_set_state " +
	"block_rq_issue block_rq_complete block_rq_insert block_bio_queue mm_page_alloc mm_page_free kmalloc kfree mm_vmscan_direct_reclaim_begin " +
	"mm_vmscan_direct_reclaim_end oom_score_adj_update mark_victim console cgroup_mkdir cgroup_rmdir cgroup_attach_task " +
	"xdp_exception xdp_redirect "

// rawTracepointName is the number of bytes of a name that are read.
const rawTracepointName = 127

// rawTracepointOps follows bpf_raw_tp_link_lops.
var rawTracepointOps = &linkOps{
	late: true, stays: true, info: (*Kernel).putPointName,
	fdinfo: func(k *Kernel, l *Link) {
		k.fdinfo("tp_name", l.point)
		if sinceRawTPCookie.In(k.Machine.Release) {
			k.fdinfo("cookie", decimal(l.cookie))
		}
	},
}

// bpfRawTracepointOpen follows bpf_raw_tracepoint_open. The result is NotEmulated for a name that only some kernels have.
func (k *Kernel) bpfRawTracepointOpen(c *bpfCall) (int64, abi.Errno) {
	l := &Link{Type: abi.BPF_LINK_TYPE_RAW_TRACEPOINT, ops: rawTracepointOps}
	if !sinceTracepointAttr.In(k.Machine.Release) {
		name, e := k.tracepointName(c)
		if e != 0 {
			return 0, e
		}
		if l.point = name; !l.knowsPoint() {
			if e := k.check(tracepointNone, l.mayExist(), 0, 0); e != 0 {
				return 0, e
			}
			return k.notEmulated(c)
		}
		p, e := k.progAtFD(c, &abi.TracepointProg)
		if e != 0 {
			return 0, e
		}
		if e := k.check(tracepointType, p.forRawTracepoints(), uint64(p.Type), 0); e != 0 {
			return 0, e
		}
		return k.attachTracepoint(c, l, p)
	}
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	p, e := k.progAtFD(c, &abi.TracepointProg)
	if e != 0 {
		return 0, e
	}
	if t := abi.ProgType(p.Type); t == abi.BPF_PROG_TYPE_TRACING || t == abi.BPF_PROG_TYPE_LSM || t == abi.BPF_PROG_TYPE_EXT {
		return k.notEmulated(c)
	}
	if e := k.check(tracepointType, p.forRawTracepoints(), uint64(p.Type), 0); e != 0 {
		return 0, e
	}
	if l.point, e = k.tracepointName(c); e != 0 {
		return 0, e
	}
	if !l.knowsPoint() {
		if e := k.check(tracepointNone, l.mayExist(), 0, 0); e != 0 {
			return 0, e
		}
		return k.notEmulated(c)
	}
	if abi.TracepointCookie.Since <= k.Machine.Release {
		l.cookie = c.attr.U64(&abi.TracepointCookie)
	}
	return k.attachTracepoint(c, l, p)
}

// forRawTracepoints reports whether p can be attached to a raw tracepoint by its name.
func (p *Prog) forRawTracepoints() bool {
	t := abi.ProgType(p.Type)
	return t == abi.BPF_PROG_TYPE_RAW_TRACEPOINT || t == abi.BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE
}

// tracepointName follows strncpy_from_user of the name. A longer name is cut.
func (k *Kernel) tracepointName(c *bpfCall) (string, abi.Errno) {
	at := c.attr.U64(&abi.TracepointName)
	var name []byte
	for b := k.scratch[:1]; len(name) < rawTracepointName; name = append(name, b[0]) {
		ok := accessOK(at, 1) && c.task.Mem.CopyFromUser(b, at+uint64(len(name))) == 0
		if e := k.checkQuietly(tracepointFault, ok, at, uint64(len(name))); e != 0 {
			return "", e
		}
		if b[0] == 0 {
			break
		}
	}
	return string(name), 0
}

// knowsPoint reports whether every kernel has the tracepoint.
func (l *Link) knowsPoint() bool {
	return l.point != "" && !strings.Contains(l.point, " ") && strings.Contains(rawTracepoints, " "+l.point+" ")
}

// mayExist reports whether the name can be that of a tracepoint, which is a C identifier.
func (l *Link) mayExist() bool {
	for i := range len(l.point) {
		if !inIdentifier(l.point[i]) {
			return false
		}
	}
	return l.point != ""
}

// attachTracepoint makes the link. bpf_probe_register refuses a program whose accesses exceed the arguments of the
// tracepoint; which those are depends on the kernel.
func (k *Kernel) attachTracepoint(c *bpfCall, l *Link, p *Prog) (int64, abi.Errno) {
	if p.MaxCtxOffset > 0 && l.point != "sys_enter" && l.point != "sys_exit" || p.MaxCtxOffset > 16 || p.sleepable() {
		return k.notEmulated(c)
	}
	if e := k.newLink(c, l); e != 0 {
		return 0, e
	}
	l.Prog = p
	return k.settle(c, l)
}
