package link

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"hash/crc32"
	"io"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Link is the content of a share link: inputs, never state.
type Link struct {
	Machine core.Machine
	Calls   []history.Call
	Kept    []history.Kept // calls of the history that cannot be made; a parsed one has no Why
	At      history.Step   // Event < 0: after the call
}

const version = "v1"

// releaseKey sets the release. It comes first because the other settings are differences from the release's defaults.
const releaseKey = "k"

// maxUnpacked is the largest size of an unpacked link, in bytes: that of a full history with sixteen times the usual writes.
const maxUnpacked = 64 << 20

// String returns the link as a fragment without its #, in the shorter of its two forms.
func (l Link) String() string {
	plain := l.plain()
	head := version + "~" + checksum(plain) + "/"
	if packed := "z=" + pack(plain); len(packed) < len(plain) {
		return head + packed
	}
	return head + plain
}

// Readable returns the link as a fragment without its #, neither packed nor with a checksum.
func (l Link) Readable() string { return version + "/" + l.plain() }

// plain returns the readable form.
func (l Link) plain() string {
	parts := []string{releaseKey + "=" + l.Machine.Release.String()}
	usual := core.NewMachine(l.Machine.Release)
	for i := range core.Settings {
		if s := &core.Settings[i]; s.Differs(l.Machine, usual) {
			parts = append(parts, s.Key+"="+escapeColons.Replace(s.Format(l.Machine)))
		}
	}
	kept := l.Kept
	for n := 0; ; n++ {
		for ; len(kept) > 0 && kept[0].After <= n; kept = kept[1:] {
			c := formatCall(kept[0].Call)
			c[len(c)-1] += "=" + keptCall
			parts = append(parts, c...)
		}
		if n == len(l.Calls) {
			break
		}
		parts = append(parts, formatCall(l.Calls[n])...)
	}
	at := "at=" + strconv.Itoa(l.At.Call)
	if l.At.Event >= 0 {
		at += "." + strconv.Itoa(l.At.Event)
		if l.At.Insn > 0 {
			at += "." + strconv.Itoa(l.At.Insn)
		}
	}
	return strings.Join(append(parts, at), "/")
}

// formatCall returns the parts of a call: its writes and the call itself, or the call with the fields of its attr.
func formatCall(c history.Call) []string {
	task := ""
	if c.Task != 0 {
		task = "t" + strconv.Itoa(c.Task) + "."
	}
	short, ok := shortBpf(c.Call)
	writes := c.Writes
	if ok {
		writes = writes[:len(writes)-1]
	}
	var parts []string
	for _, w := range writes {
		parts = append(parts, task+"w("+strconv.FormatUint(w.Addr, 16)+","+hex.EncodeToString(w.Bytes)+")")
	}
	if ok {
		return append(parts, task+short+formatText(c))
	}
	var args []string
	for i, a := range c.Op.Args() {
		if path := c.PathOf(a); path != nil {
			args = append(args, hex.EncodeToString([]byte(*path)))
		} else {
			args = append(args, a.Form.Format(c.Args[i]))
		}
	}
	return append(parts, task+c.Op.Name()+"("+strings.Join(args, ",")+")"+formatText(c))
}

// keptCall follows the = of a call that cannot be made at its place.
const keptCall = "kept"

// inferredCall follows the = of a call that was inferred, not pasted.
const inferredCall = "inferred"

// changedCall follows the result in the text of a call that the user has changed.
const changedCall = "=changed"

// formatText returns the result of a call in a pasted text: =3, =-22, =-22=changed, =inferred, or "".
func formatText(c history.Call) string {
	switch {
	case c.Known:
		return "=" + strconv.FormatInt(c.Want, 10)
	case c.Changed:
		return "=" + strconv.FormatInt(c.Want, 10) + changedCall
	case c.Inferred:
		return "=" + inferredCall
	}
	return ""
}

// shortName returns the name of a command in links: create, lookup_elem, obj_pin.
func shortName(c *abi.Command) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(c.Name, "BPF_"), "MAP_"))
}

// shortBpf returns a bpf call in the form create(hash,4,8,16). It reports false if the last write is not the attr at the
// usual address, or has bytes that the fields do not show. Only a load has writes before it: its instructions.
func shortBpf(c core.Call) (string, bool) {
	last := len(c.Writes) - 1
	if c.Op != core.OpBpf || last < 0 || last > 0 && !loads[c.Cmd()] || c.Writes[last].Addr != core.ArenaStart || c.Args[1] != core.ArenaStart || uint64(len(c.Writes[last].Bytes)) != c.Args[2] {
		return "", false
	}
	row := c.Cmd().Known(abi.Newest)
	if row == nil || row.Fields == nil {
		return "", false
	}
	attr := c.Writes[last].Bytes
	var args []string
	for _, f := range row.Fields {
		if f.End() > len(attr) || f.Kind == abi.KindName {
			break
		}
		args = append(args, formatValue(f.Kind, f.Value(attr)))
	}
	short := shortName(row) + "(" + strings.Join(args, ",") + ")"
	back, err := parseShort(row, args)
	return short, err == nil && bytes.Equal(back, attr)
}

// loads are the commands whose attr is readable although it leads to other memory.
var loads = map[abi.Cmd]bool{abi.BPF_PROG_LOAD: true, abi.BPF_BTF_LOAD: true}

// formatValue returns a field in a form that Kind.Parse parses.
func formatValue(k abi.Kind, v uint64) string {
	if k == abi.KindMapType && v > 0 && v < uint64(len(abi.MapTypes)) {
		return abi.MapType(v).Short()
	}
	if k == abi.KindProgType {
		return abi.ProgType(v).Short()
	}
	if k == abi.KindPointer || k == abi.KindPath {
		return "0x" + strconv.FormatUint(v, 16)
	}
	return strconv.FormatUint(v, 10)
}

// checksum returns four characters that depend on all of text.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	return base64.RawURLEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

// packLevel compresses as well as the best level, in a fraction of the time.
const packLevel = 6

// Fits reports whether [Parse] accepts the link. Other histories fit into a file only.
func (l Link) Fits() bool { return len(l.plain()) < maxUnpacked }

// pack deflates text.
func pack(text string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, packLevel)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("BUG: a link cannot be packed: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// escapeColons and restoreColons replace the colon, which a link cannot contain: types=1:enomem becomes types=1.enomem.
var escapeColons, restoreColons = strings.NewReplacer(":", "."), strings.NewReplacer(".", ":")
