package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/btf"
	"bpfplay/core/insn"
	"bpfplay/core/verifier"
)

// Follows the call of bpf_check in bpf_prog_load, the end of bpf_check, and bpf_check_tail_call in kernel/bpf/core.c.

var (
	sinceLogRotation = abi.Since{abi.V6_4} // a log that is cut replaces every other error, and log_true_size is written
)

// bpfCheck follows bpf_check and the end of bpf_prog_load: it verifies the program, gives it an id and opens it.
func (k *Kernel) bpfCheck(c *bpfCall) (int64, abi.Errno) {
	p := c.load.p
	digest := k.progDigest(p.Insns)
	copy(p.Tag[:], digest[:])
	res := k.verify(c, digest)
	if res.Declined != "" || c.load.target {
		k.bpfProgUncharge(p)
		if res.Declined != "" {
			k.note(Event{Kind: Undecided, Func: "bpf_check", Path: &res.Declined})
			return NotEmulated, 0
		}
		return k.notEmulated(c)
	}
	e := k.writeRecordSizes(c, &res)
	if e == 0 && res.Refusal != nil {
		e = k.refused(res.Refusal)
	}
	if le := k.finishLog(c, &res); le != 0 {
		e = le
	}
	if e != 0 {
		k.bpfProgUncharge(p)
		return 0, e
	}
	k.accept(c, &res)
	if e := k.bpfCheckTailCall(p); e != 0 {
		p.refcnt = 0
		k.scheduleWork(workItem{prog: p, kind: freeProg})
		return 0, e
	}
	k.bpfProgAllocID(p)
	fd, e := k.anonInodeGetfd(loadGetfd, c.task, File{Prog: p, Mode: O_RDWR})
	if e != 0 {
		k.bpfProgPut(p)
		return 0, e
	}
	return int64(fd), 0
}

// accept fills in the results of the verifier, and takes the references of the program.
func (k *Kernel) accept(c *bpfCall, res *verifier.Result) {
	p := c.load.p
	k.madeProgs++
	p.Nr, p.pages = k.madeProgs, k.progPages(p)
	if p.payer != nil {
		p.payer.lockedVM += p.pages - c.load.charged
	}
	p.Verified, p.subprogs = res.Verified, len(res.Subprogs)
	if res.Insns != nil {
		p.Insns = res.Insns
	}
	for _, f := range res.FuncInfo {
		p.funcInfo = appendWords(p.funcInfo, f.InsnOff, f.TypeID)
	}
	for _, l := range res.LineInfo {
		p.lineInfo = appendWords(p.lineInfo, l.InsnOff, l.FileNameOff, l.LineOff, l.LineCol)
	}
	k.progs = append(k.progs, p)
	k.setProgRefcnt("bpf_prog_load", p, 1)
	for _, used := range res.UsedMaps {
		m := used.Ref.(*Map)
		k.bpfMapInc(m)
		p.usedMaps = append(p.usedMaps, m)
	}
	p.keptHalves = res.KeptHalves
	p.MaxCtxOffset, p.StackDepth = res.MaxCtxOffset, res.StackDepth
	if f := c.task.Files.File(int(int32(c.attr.U32(&abi.ProgBtfFD)))); k.hasInfo(c) && f != nil && f.BTF != nil {
		p.BTF = f.BTF
		k.btfGet(f.BTF)
	}
}

// appendWords appends the bytes of words to b.
func appendWords(b []byte, words ...uint32) []byte {
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// writeRecordSizes writes the sizes of the records that the kernel knows to the attr of a caller that passed larger ones.
func (k *Kernel) writeRecordSizes(c *bpfCall, res *verifier.Result) abi.Errno {
	for _, s := range [...]struct {
		f    *abi.Field
		size uint32
	}{{&abi.FuncInfoRecSize, res.FuncRecSize}, {&abi.LineInfoRecSize, res.LineRecSize}} {
		if s.size != 0 {
			if e := k.putU32(c, loadRecSizeFault, c.uattr+uint64(s.f.Offset), s.size); e != 0 {
				return e
			}
		}
	}
	return 0
}

// hasInfo reports whether the attr describes functions or lines.
func (k *Kernel) hasInfo(c *bpfCall) bool {
	return abi.FuncInfo.Since <= k.Machine.Release && (c.attr.U32(&abi.FuncInfoCnt) != 0 || c.attr.U32(&abi.LineInfoCnt) != 0)
}

// bpfCheckTailCall follows bpf_check_tail_call: the maps of programs that p uses must hold programs like it.
func (k *Kernel) bpfCheckTailCall(p *Prog) abi.Errno {
	for _, m := range p.usedMaps {
		if !k.mapTypeContainsProgs(m) {
			continue
		}
		ok := k.bpfProgMapCompatible(m, p)
		if e := k.check(loadIncompatible, ok, uint64(m.Nr), uint64(m.owner.typ)); e != 0 {
			return e
		}
	}
	return 0
}

// logBuffer returns the log that the caller asks for.
func logBuffer(c *bpfCall) bpflog.Buffer {
	return bpflog.Buffer{Level: c.attr.U32(&abi.LogLevel), Size: c.attr.U32(&abi.LogSize), Given: c.attr.U64(&abi.LogBuf) != 0}
}

// maxLog is the number of bytes of a log buffer that are used. No log is longer.
const maxLog = 16 << 20

// writablePart returns the bytes at the start of a buffer that the kernel can write.
func writablePart(t *Task, at uint64, size uint32) uint32 {
	n := uint32(0)
	var b [PAGE_SIZE]byte
	for n < min(size, maxLog) {
		part := b[:min(PAGE_SIZE-(at+uint64(n))%PAGE_SIZE, uint64(size-n))]
		readable := len(part) - t.Mem.CopyFromUser(part, at+uint64(n))
		written := readable - t.Mem.CopyToUser(at+uint64(n), part[:readable])
		if n += uint32(written); written < len(part) {
			return n
		}
	}
	return size
}

// finishLog follows bpf_vlog_finalize, and the end of bpf_check before 6.4: it writes the log to the caller's buffer. Its
// errors replace those of the verifier.
func (k *Kernel) finishLog(c *bpfCall, res *verifier.Result) abi.Errno {
	size, at := c.attr.U32(&abi.LogSize), c.attr.U64(&abi.LogBuf)
	if len(res.LogBytes) > 0 {
		c.task.Mem.CopyToUser(at, res.LogBytes)
		k.noteCopy(CopiedOut, "copy_to_user", at, len(res.LogBytes))
	}
	e := k.check(loadLogFault, res.LogErrno != loadLogFault.Errno, at, uint64(size))
	if e == 0 {
		e = k.check(loadLogFull, res.LogErrno != loadLogFull.Errno, uint64(size), 0)
	}
	if sinceLogRotation.In(k.Machine.Release) && c.size >= uint32(abi.LogTrueSize.End()) {
		if e := k.putU32(c, loadTrueFault, c.uattr+uint64(abi.LogTrueSize.Offset), res.LogTrueSize); e != 0 {
			return e
		}
	}
	return e
}

// toVerify describes the program of the call for the verifier.
func (k *Kernel) toVerify(c *bpfCall, digest [sha256Size]byte) verifier.Program {
	p, r := c.load.p, k.Machine.Release
	v := verifier.Program{
		Release:        r,
		Limit:          k.verifyLimit,
		Followed:       k.tracer.verified,
		Type:           p.Type,
		ExpectedAttach: p.ExpectedAttach,
		Flags:          p.Flags,
		GPL:            p.GPL,
		Sleepable:      p.sleepable(),
		Insns:          p.Insns,
		Caps: verifier.Caps{
			BPF:      k.callCapable(c, abi.CAP_BPF),
			Perfmon:  k.callCapable(c, abi.CAP_PERFMON),
			SysAdmin: c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || c.task.tokenCapable(c.token, abi.CAP_SYS_ADMIN),
		},
		HasFDArray: abi.FDArray.Since <= r && c.attr.U64(&abi.FDArray) != 0,
		Maps:       &progMaps{k: k, c: c, digest: digest, known: map[*Map]*verifier.Map{}},
		Log:        logBuffer(c),
		CPUs:       uint32(k.Machine.CPUs),
		FuncInfo:   k.records(c, &abi.FuncInfo, &abi.FuncInfoCnt, &abi.FuncInfoRecSize),
		LineInfo:   k.records(c, &abi.LineInfo, &abi.LineInfoCnt, &abi.LineInfoRecSize),
	}
	if abi.AttachBtfID.Since <= r {
		v.AttachBTFID = c.attr.U32(&abi.AttachBtfID)
	}
	if abi.CoreReloCnt.Since <= r {
		v.CoreRelos = c.attr.U32(&abi.CoreReloCnt)
	}
	if abi.FDArrayCnt.Since <= r {
		v.FDArrayCnt = c.attr.U32(&abi.FDArrayCnt)
	}
	if v.Log.Given && v.Log.Level != 0 && v.Log.Valid(r) {
		v.Log.Writable = writablePart(c.task, c.attr.U64(&abi.LogBuf), v.Log.Size)
	}
	if abi.ProgBtfFD.Since <= r {
		v.BTF, v.BTFErrno = btfGetByFD(c.task, c.attr.U32(&abi.ProgBtfFD))
	}
	return v
}

// btfGetByFD follows btf_get_by_fd.
func btfGetByFD(t *Task, fd uint32) (*btf.BTF, abi.Errno) {
	f := t.Files.File(int(int32(fd)))
	switch {
	case f == nil:
		return nil, verifier.NotOpen
	case f.BTF == nil:
		return nil, verifier.WrongFile
	}
	return f.BTF.BTF, 0
}

// records returns an array of records that the attr describes.
func (k *Kernel) records(c *bpfCall, at, count, size *abi.Field) verifier.Records {
	if at.Since > k.Machine.Release {
		return verifier.Records{}
	}
	addr := c.attr.U64(at)
	return verifier.Records{Count: c.attr.U32(count), RecSize: c.attr.U32(size), Read: func(off, n uint64) ([]byte, abi.Errno) {
		b := make([]byte, n)
		if c.task.Mem.CopyFromUser(b, addr+off) != 0 {
			return nil, verifier.Fault
		}
		return b, 0
	}}
}

// progMaps implements [verifier.Maps] over the descriptors of the task that loads a program.
type progMaps struct {
	k      *Kernel
	c      *bpfCall
	digest [sha256Size]byte
	known  map[*Map]*verifier.Map
}

// ByFD implements verifier.Maps.
func (p *progMaps) ByFD(fd int32) (*verifier.Map, abi.Errno) {
	f := p.c.task.Files.File(int(fd))
	switch {
	case f == nil:
		return nil, verifier.NotOpen
	case f.Map == nil:
		return nil, verifier.WrongFile
	}
	return p.describe(f.Map), 0
}

// FDAt returns the descriptor that fd_array has at index.
func (p *progMaps) FDAt(index uint32) (int32, abi.Errno) {
	var b [4]byte
	if p.c.task.Mem.CopyFromUser(b[:], p.c.attr.U64(&abi.FDArray)+4*uint64(index)) != 0 {
		return 0, verifier.Fault
	}
	return int32(binary.LittleEndian.Uint32(b[:])), 0
}

// IsBTF reports whether a descriptor refers to BTF.
func (p *progMaps) IsBTF(fd int32) bool {
	f := p.c.task.Files.File(int(fd))
	return f != nil && f.BTF != nil
}

// describe returns the properties of a map for the verifier: the same pointer for the same map.
func (p *progMaps) describe(m *Map) *verifier.Map {
	if v := p.known[m]; v != nil {
		return v
	}
	v := &verifier.Map{
		Ref: m, ID: m.ID, Name: nameText(m.Name), Type: m.Type, KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries, Flags: m.Flags,
		Frozen: m.frozen, Prealloc: m.Flags&abi.BPF_F_NO_PREALLOC == 0,
		Lock: m.record.Offset(btf.SPIN_LOCK), Timer: m.record.Offset(btf.TIMER), KeyTypeID: m.keyType, ValueTypeID: m.valueType,
		Exclusive: m.exclusive != nil && *m.exclusive != p.digest,
	}
	if m.btf != nil {
		v.BTF = m.btf.BTF
	}
	p.known[m] = v
	switch d := m.data.(type) {
	case *bpfArrayOfMaps:
		v.Inner = p.describe(d.meta)
	case *bpfHtab:
		if d.inner.meta != nil {
			v.Inner = p.describe(d.inner.meta)
		}
	case *bpfArray:
		if m.Type == abi.BPF_MAP_TYPE_ARRAY {
			v.Value = func(off, size int) []byte {
				value := make([]byte, m.ValueSize)
				d.rows.take(0, value)
				return value[off : off+size]
			}
		}
	}
	return v
}

// refused records why the verifier refused the program, and returns the error.
func (k *Kernel) refused(r *verifier.Refusal) abi.Errno {
	k.note(Event{Kind: ProgRefused, Func: r.Rule.Func, Refusal: r, A: uint64(int64(r.Insn))})
	k.check(ruleChecks[r.Rule], false, uint64(int64(r.Insn)), 0)
	return r.Errno
}

// ruleChecks are the checks of the verifier's rules.
var ruleChecks = checksOfRules(verifier.Rules())

// RulePrefix begins the names of the checks of the verifier's rules.
const RulePrefix = "verifier."

// checksOfRules registers a check for each rule of the verifier.
func checksOfRules(rules []*verifier.Rule) map[*verifier.Rule]*Check {
	checks := make(map[*verifier.Rule]*Check, len(rules))
	for _, r := range rules {
		checks[r] = &Check{Name: RulePrefix + r.Name, Func: r.Func, Must: r.Must, Errno: r.Errno, Why: r.Why,
			Operands: []Operand{{"insn", abi.KindInsn}}, Reads: []*abi.Field{&abi.Insns}}
	}
	return checks
}

// sleepable reports whether the program may sleep.
func (p *Prog) sleepable() bool { return p.Flags&abi.BPF_F_SLEEPABLE != 0 }

// insnsLen returns the bytes of the instructions.
func (p *Prog) insnsLen() uint32 { return uint32(len(p.Insns)) * insn.Size }
