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

// Link is all that a share link carries: inputs, never state.
//
// A link is a fragment: v1, a tilde and a checksum, then parts joined by slashes. k= names the release, other keys are
// what the machine has otherwise than by default, then come the calls, and at= names the step to open at:
//
//	v1~x2Fa/k=seed/types=1,2/create(hash,4,8,16)/fork(1)/t1.close(3)/at=3.2
//
// Behind a call of a pasted text stands what the text says that it answered, create(hash,4,8,16)=3; behind one that was
// put in to make the others come true, close(3)=inferred.
//
// Written by hand, the checksum may be left out: v1/k=seed/create(hash,4,8,16). Where it is shorter, all behind the
// first slash is z= and the same text, deflated, in base64url.
type Link struct {
	Machine core.Machine
	Calls   []core.Call
	At      history.Step // Event < 0: after the call
}

const linkVersion = "v1"

// releaseKey sets the release; it comes first, since the other settings are differences from its defaults.
const releaseKey = "k"

// linkMax is how many bytes a packed link may unfold to.
const linkMax = 8 << 20

// String is the link as a fragment without its #, in the shorter of its two forms.
func (l Link) String() string {
	plain := l.plain()
	head := linkVersion + "~" + checksum(plain) + "/"
	if packed := "z=" + pack(plain); len(packed) < len(plain) {
		return head + packed
	}
	return head + plain
}

// plain is the readable form.
func (l Link) plain() string {
	parts := []string{releaseKey + "=" + l.Machine.Release.String()}
	usual := core.NewMachine(l.Machine.Release)
	for i := range core.Settings {
		if s := &core.Settings[i]; s.Format(l.Machine) != s.Format(usual) {
			parts = append(parts, s.Key+"="+linkForm.Replace(s.Format(l.Machine)))
		}
	}
	for _, c := range l.Calls {
		parts = append(parts, linkCall(c)...)
	}
	at := "at=" + strconv.Itoa(l.At.Call)
	if l.At.Event >= 0 {
		at += "." + strconv.Itoa(l.At.Event)
	}
	return strings.Join(append(parts, at), "/")
}

// linkCall is a call as its parts: what is written to memory first, unless it is the attr alone and reads as fields.
func linkCall(c core.Call) []string {
	task := ""
	if c.Task != 0 {
		task = "t" + strconv.Itoa(c.Task) + "."
	}
	if short, ok := shortBpf(c); ok {
		return []string{task + short + linkSaid(c)}
	}
	var parts []string
	for _, w := range c.Writes {
		parts = append(parts, task+"w("+strconv.FormatUint(w.Addr, 16)+","+hex.EncodeToString(w.Bytes)+")")
	}
	var args []string
	for i, a := range c.Op.Args() {
		if a.Form == core.ArgPath {
			args = append(args, hex.EncodeToString([]byte(c.Path)))
		} else {
			args = append(args, a.Form.Format(c.Args[i]))
		}
	}
	return append(parts, task+c.Op.Name()+"("+strings.Join(args, ",")+")"+linkSaid(c))
}

// inferredCall stands in a link behind a call that no line of the pasted text makes.
const inferredCall = "inferred"

// linkSaid is what stands behind a call that comes from a pasted text: =3, =-22, =inferred.
func linkSaid(c core.Call) string {
	switch {
	case c.Said.Known:
		return "=" + strconv.FormatInt(c.Said.Ret, 10)
	case c.Inferred:
		return "=" + inferredCall
	}
	return ""
}

// shortName is what a link calls a command: create, lookup_elem, obj_pin.
func shortName(c *abi.Command) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(c.Name, "BPF_"), "MAP_"))
}

// shortBpf is a bpf call as create(hash,4,8,16): possible where its attr lies at the usual place and its bytes are
// just the fields that its size reaches.
func shortBpf(c core.Call) (string, bool) {
	if c.Op != core.OpBpf || len(c.Writes) != 1 || c.Writes[0].Addr != core.ArenaStart || c.Args[1] != core.ArenaStart || uint64(len(c.Writes[0].Bytes)) != c.Args[2] {
		return "", false
	}
	row := c.Cmd().Known(abi.Newest)
	if row == nil || row.Fields == nil {
		return "", false
	}
	attr := c.Writes[0].Bytes
	var args []string
	for _, f := range row.Fields {
		if f.End() > len(attr) || f.Kind == abi.KindName {
			break
		}
		args = append(args, linkValue(f.Kind, f.Value(attr)))
	}
	short := shortName(row) + "(" + strings.Join(args, ",") + ")"
	back, err := parseShort(row, args)
	return short, err == nil && bytes.Equal(back, attr)
}

// linkValue prints a field so that parseLinkValue reads it back.
func linkValue(k abi.Kind, v uint64) string {
	if k == abi.KindMapType && v > 0 && v < uint64(len(abi.MapTypes)) {
		return abi.MapType(v).Short()
	}
	if k == abi.KindPointer || k == abi.KindPath {
		return "0x" + strconv.FormatUint(v, 16)
	}
	return strconv.FormatUint(v, 10)
}

// checksum is four characters that change when the text does.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	return base64.RawURLEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

func pack(text string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
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

// linkForm swaps the mark that a link cannot carry; types=1:enomem is types=1.enomem there.
var linkForm, plainForm = strings.NewReplacer(":", "."), strings.NewReplacer(".", ":")
