package reference

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/link"
)

// made has the files of the reference.
var made = sync.OnceValues(Pages)

func file(t *testing.T, name string) string {
	t.Helper()
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	text, ok := files[name]
	if !ok {
		t.Fatalf("no file %s in %q", name, slices.Sorted(maps.Keys(files)))
	}
	return string(text)
}

var (
	href = regexp.MustCompile(`(?:href|"href":)\s*[=]?\s*"([^"]*)"`)
	id   = regexp.MustCompile(` id="([^"]*)"`)
)

// TestEveryLinkHasItsTarget follows the links between the pages, and parses those that open a call on the desk.
func TestEveryLinkHasItsTarget(t *testing.T) {
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for name, text := range files {
		page := "/" + strings.TrimSuffix(name, "index.html")
		targets[page] = true
		for _, m := range id.FindAllStringSubmatch(string(text), -1) {
			if targets[page+"#"+m[1]] {
				t.Errorf("%s has two elements with id %q", name, m[1])
			}
			targets[page+"#"+m[1]] = true
		}
	}
	calls := 0
	for name, text := range files {
		for _, m := range href.FindAllStringSubmatch(string(text), -1) {
			to := m[1]
			switch {
			case strings.HasPrefix(to, "/#v1"):
				calls++
				if _, err := link.Parse(strings.ReplaceAll(to, "&#43;", "+")); err != nil {
					t.Errorf("%s links to %s: %v", name, to, err)
				}
			case to == "/", strings.HasPrefix(to, "/web/"):
			default:
				if strings.HasPrefix(to, "#") {
					to = "/" + strings.TrimSuffix(name, "index.html") + to
				}
				if !targets[to] {
					t.Errorf("%s links to %s, which does not exist", name, to)
				}
			}
		}
	}
	if calls < 1000 {
		t.Errorf("%d links open calls, want one for each cell", calls)
	}
}

// TestEveryTypeCanBeCreated holds the recipe of each type against the newest release. A struct_ops map needs a type of the
// kernel's own BTF, which the emulator does not have.
func TestEveryTypeCanBeCreated(t *testing.T) {
	for typ := abi.MapType(1); int(typ) < len(abi.MapTypes); typ++ {
		q := questions[0]
		made := cells(q, recipeOf(typ), abi.MapTypes[typ].Since)
		if last := made[len(made)-1]; (last.Class == "y") == (typ == abi.BPF_MAP_TYPE_STRUCT_OPS) {
			t.Errorf("%s: %s %s", typ.Short(), last.Text, last.Why)
		}
	}
}

// TestMatrixOfTries compares some cells of the page of tries with what Linux is known to do.
func TestMatrixOfTries(t *testing.T) {
	m := matrixOf(abi.BPF_MAP_TYPE_LPM_TRIE)
	for name, want := range map[string]string{
		"BPF_MAP_CREATE":                 "n 1, n 4, y 10 since 4.11",
		"BPF_MAP_DELETE_ELEM":            "n 1, n 4, e 1, y 9 since 4.15",
		"BPF_MAP_GET_NEXT_KEY":           "n 1, n 4, e 1, y 9 since 4.16",
		"BPF_MAP_LOOKUP_AND_DELETE_ELEM": "n 1, n 6, e 8",
		"BPF_MAP_FREEZE":                 "n 7, y 8 since 5.2",
	} {
		i := slices.IndexFunc(m.Commands, func(r row) bool { return r.Name == name })
		if got := runs(m.Commands[i]); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// runs returns the cells of a row in words.
func runs(r row) string {
	var parts []string
	for _, c := range r.Cells {
		text := c.Class + " " + string(rune('0'+c.Span))
		if c.Span > 9 {
			text = c.Class + " 1" + string(rune('0'+c.Span-10))
		}
		if c.Class == "y" && c.Since != "" {
			text += " since " + c.Since
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// TestFailingCellsHaveTheirReason reads the reasons of cells from the list of the page, which has each once.
func TestFailingCellsHaveTheirReason(t *testing.T) {
	m := matrixOf(abi.BPF_MAP_TYPE_LPM_TRIE)
	for _, test := range []struct {
		row, cell           int
		letter, text, words string
	}{
		{0, 0, "", "✗ E2BIG", "larger than the 16 bytes"},
		{3, 2, "A", "✗ ENOSYS", "Since 4.15 it can"},
	} {
		c := m.Commands[test.row].Cells[test.cell]
		if r := m.Reasons[c.Reason-1]; c.Letter != test.letter || r.Text != test.text || !strings.Contains(r.Why, test.words) {
			t.Errorf("%s, cell %d: letter %q, reason %+v", m.Commands[test.row].Name, test.cell, c.Letter, r)
		}
	}
	seen := map[reason]bool{}
	for _, r := range m.Reasons {
		if seen[r] {
			t.Errorf("the reason %+v is listed twice", r)
		}
		seen[r] = true
	}
	if c := m.Commands[0].Cells[2]; c.Class != "y" || c.Reason != 0 {
		t.Errorf("BPF_MAP_CREATE since 4.11 has class %q and reason %d", c.Class, c.Reason)
	}
}

// TestReleasesListChanges finds what 5.11 and 5.8 brought for maps.
func TestReleasesListChanges(t *testing.T) {
	text := file(t, "ref/releases/index.html")
	for release, want := range map[string]string{"5.11": "BPF_MAP_TYPE_TASK_STORAGE", "5.8": "BPF_MAP_TYPE_RINGBUF"} {
		_, part, _ := strings.Cut(text, `<section id="`+release+`">`)
		part, _, _ = strings.Cut(part, "</section>")
		if !strings.Contains(part, want) {
			t.Errorf("%s does not list %s:\n%s", release, want, part)
		}
	}
}

func BenchmarkPages(b *testing.B) {
	for b.Loop() {
		if _, err := Pages(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestHelpersListTheirCallers reads which program types may call some helpers, by release.
func TestHelpersListTheirCallers(t *testing.T) {
	text := map[string]string{}
	for _, h := range helperList() {
		for _, c := range h.Callers {
			what := strings.Join(c.Types, " ")
			if c.All {
				what = "every type"
			}
			text[h.Name] += c.Since.String() + ": " + what + ". "
		}
	}
	for name, want := range map[string]string{
		"bpf_map_lookup_elem": "5.10: every type. ",
		"bpf_skb_vlan_push":   "5.10: sched_cls sched_act. ",
		"bpf_probe_read":      "5.10: kprobe tracepoint perf_event raw_tracepoint raw_tracepoint_writable. 5.15: syscall. ",
		"bpf_redirect_map":    "5.10: xdp. ",
	} {
		if text[name] != want {
			t.Errorf("%s may be called by %q, want %q", name, text[name], want)
		}
	}
	if names := strings.Join(helpers().Data.(helpersPage).Unjudged, " "); names != "lirc_mode2 tracing struct_ops ext lsm" {
		t.Errorf("the types without known helpers are %q", names)
	}
}
