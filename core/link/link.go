package link

import (
	"strconv"
	"strings"

	"bpfplay/core"
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

// String returns the link as a fragment without its #, in the shorter of its two forms.
func (l Link) String() string { return new(Packer).Link(l) }

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

// Fits reports whether [Parse] accepts the link. Other histories fit into a file only.
func (l Link) Fits() bool { return len(l.plain()) < maxUnpacked }

// escapeColons and restoreColons replace the colon, which a link cannot contain: types=1:enomem becomes types=1.enomem.
var escapeColons, restoreColons = strings.NewReplacer(":", "."), strings.NewReplacer(".", ":")
