package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// settled returns the store as components draw it.
func settled(s *Store) *Store {
	s.settle()
	return s
}

// shownStates are the states of the page to draw, each with HTML that only this state has.
var shownStates = []struct {
	name  string
	has   string
	state func(*testing.T) *Store
}{
	{"boot", `class="welcome"`, fresh},
	{"refused call", `id="fix-0"`, func(t *testing.T) *Store {
		s := opened(t, "v1/k=6.12/create(lpm_trie,8,8,16,0)")
		s.fixes.find()
		return s
	}},
	{"within a call", `aria-current="step"`, func(t *testing.T) *Store {
		s := opened(t, "v1/k=6.12/create(hash,4,8,16)/fork(1)/close(3)")
		s.desk.Prev()
		s.desk.Prev()
		return s
	}},
	{"long history", `id="compare"`, func(t *testing.T) *Store {
		s := opened(t, "v1/k=6.12"+strings.Repeat("/create(hash,4,8,16)/close(3)", 600))
		s.desk.goToCall(700)
		return s
	}},
	{"typing", `Byte 3: `, func(t *testing.T) *Store {
		s := fresh(t)
		s.draft.Choose(core.OpBpf, abi.BPF_MAP_UPDATE_ELEM)
		s.draft.SetByte(3, "zz")
		s.draft.SetBuffer(&abi.ElemKey, "01 02")
		s.draft.toggleNewer()
		return s
	}},
	{"program with mistakes", `Line 2, column 1: `, func(t *testing.T) *Store {
		s := fresh(t)
		s.draft.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
		s.draft.SetProgram("r0 = 0\nfrobnicate r1\nexit")
		return s
	}},
	{"refused program", `id="verdict-registers"`, func(t *testing.T) *Store { return loadedOn(t, "6.12", "Missing null check") }},
	{"accepted program", `id="verdict-figures"`, func(t *testing.T) *Store { return loadedOn(t, "6.12", "Count packets") }},
	{"another call", `id="cap-`, func(t *testing.T) *Store {
		s := fresh(t)
		s.draft.Choose(core.OpCaps, 0)
		return s
	}},
	{"pasted trace", `id="next-difference"`, func(t *testing.T) *Store {
		return replayedOn(t, tracedHash+tracedRing+tracedUpdate+tracedClose+"noise\n", "5.4")
	}},
	{"text in the panel", `id="paste-preview"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.Open(PastePanel)
		s.paste.Set(tracedHash + "noise\n" + tracedClose)
		return s
	}},
	{"lesson", `id="lesson-sentence"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.lesson.Begin(course().Lessons[0])
		s.lesson.Next()
		return s
	}},
	{"case, hidden", `id="show-answer"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.cases.Open(0)
		return s
	}},
	{"case, answered", `id="case-verdict"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.cases.Open(0)
		s.cases.ShowAnswer()
		return s
	}},
	{"presented history", `class="slide-qr"`, func(t *testing.T) *Store {
		s := opened(t, "v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,0)")
		s.present.Toggle()
		return s
	}},
	{"presented releases", `class="versions"`, func(t *testing.T) *Store {
		s := fresh(t)
		for _, l := range course().Lessons {
			s.lesson.Begin(l)
			for i, m := range l.Markers {
				if m.Show == "releases" {
					s.lesson.GoToMarker(i)
					s.present.Toggle()
					return s
				}
			}
		}
		t.Fatal("no lesson shows the releases")
		return nil
	}},
	{"inside", `id="inside-picture"`, insideWith(drawnView)},
	{"inside, table", `id="inside-table"`, insideWith(tableView)},
	{"inside, bytes", `id="inside-bytes"`, insideWith(bytesView)},
	{"run", `id="run-regs"`, func(t *testing.T) *Store {
		s := opened(t, countingLink)
		s.desk.goTo(history.Step{Call: s.desk.session.Len(), Event: -1})
		s.runs.goTo(6)
		return s
	}},
	{"held run", `id="run-step-0"`, func(t *testing.T) *Store {
		s := opened(t, countingLink)
		s.draft.Edit(testRunOf(s))
		s.runs.Start(1)
		s.runs.HoldAt(0, 8)
		return s
	}},
	{"form of a run", `id="hold-cpu-1"`, func(t *testing.T) *Store {
		s := opened(t, countingLink)
		s.draft.Edit(testRunOf(s))
		return s
	}},
	{"embed", `id="frame-sentence"`, func(t *testing.T) *Store {
		s := NewStore(framed{query: url.Values{"embed": {"1"}}})
		if err := s.Load("v1/k=6.12/create(hash,4,8,16)/close(3)"); err != nil {
			t.Fatal(err)
		}
		s.embed.begin()
		return s
	}},
	{"machine of the seed", `id="register"`, withPanel(MachinePanel, "v1/k=seed/types=1,2.enomem/create(hash,4,8,16)")},
	{"machine", `id="cap-`, withPanel(MachinePanel, "v1/k=6.12/create(hash,4,8,16)")},
	{"releases", `panel-release`, withPanel(ReleasePanel, "v1/k=6.12/create(hash,4,8,16)")},
	{"help", `keylist`, withPanel(HelpPanel, "v1/k=6.12")},
	{"export", `id="export-text"`, withPanel(ExportPanel, "v1/k=6.12/create(hash,4,8,16)/close(3)")},
	{"export of nothing", `id="export-wrong"`, withPanel(ExportPanel, "v1/k=6.12")},
	{"compare", `id="pair-fields"`, func(t *testing.T) *Store {
		s := opened(t, "v1/k=6.12"+strings.Repeat("/create(hash,4,8,16)", 40)+"/create(hash,4,8,0)")
		s.pair.Show(2, 41)
		return s
	}},
	{"examples", `id="example-0"`, withShelf(exampleShelf)},
	{"cases", `id="case-search"`, withShelf(caseShelf)},
	{"lessons", `id="lesson-1"`, withShelf(lessonShelf)},
	{"write a lesson", `class="lens"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.author.Import(ownText + "@ 9\nNo such call.\n@ 1 show inside 1\nThe map.\n@ 1 show releases\nAll.\n")
		s.author.Move(13)
		return s
	}},
	{"handout", `id="handout-answers"`, func(t *testing.T) *Store {
		s := fresh(t)
		s.lesson.Begin(course().Lessons[0])
		s.handout.Open()
		return s
	}},
	{"set a homework", `id="set-copy"`, func(t *testing.T) *Store {
		s := opened(t, refusedTrie)
		s.setHomework.begin()
		return s
	}},
	{"homework", `id="homework-check"`, func(t *testing.T) *Store { return opened(t, setHomework(t, refusedTrie)) }},
}

func fresh(*testing.T) *Store { return newStore() }

func opened(t *testing.T, link string) *Store {
	s := newStore()
	if err := s.Load(link); err != nil {
		t.Fatal(err)
	}
	return s
}

func withPanel(p Panel, link string) func(*testing.T) *Store {
	return func(t *testing.T) *Store {
		s := opened(t, link)
		s.Open(p)
		return s
	}
}

func withShelf(at shelf) func(*testing.T) *Store {
	return func(t *testing.T) *Store {
		s := fresh(t)
		s.Open(ExamplesPanel)
		s.shelf.turn(string(at))
		return s
	}
}

func insideWith(v insideView) func(*testing.T) *Store {
	return func(t *testing.T) *Store {
		s := mapStore(t, abi.BPF_MAP_TYPE_HASH, 4, 8, 8, abi.BPF_F_ZERO_SEED)
		s.inside.AddElement("3", "30")
		s.inside.AddElement("4", "40")
		s.inside.DeleteKey("03000000")
		s.inside.ViewMap(v)
		s.desk.PrevCall()
		return s
	}
}

// TestRenderingReadsOnly draws the page twice in each state. Every field below the store must be unchanged.
func TestRenderingReadsOnly(t *testing.T) {
	for _, row := range shownStates {
		t.Run(row.name, func(t *testing.T) {
			s := settled(row.state(t))
			before := fieldSums(s)
			for range 2 {
				if drawn := app.HTMLString(&Page{S: s}); !strings.Contains(drawn, row.has) {
					t.Fatalf("the page lacks %s", row.has)
				}
			}
			after := fieldSums(s)
			for path, sum := range after {
				if before[path] != sum {
					t.Errorf("rendering changed %s", path)
				}
			}
		})
	}
}

// TestSettlingIsDone settles twice. The second time must not change the drawn state.
func TestSettlingIsDone(t *testing.T) {
	for _, row := range shownStates {
		s := settled(row.state(t))
		before := s.Rev
		if s.settle(); s.Rev != before {
			t.Errorf("%s: settling again asks for another redraw", row.name)
		}
	}
}

// fieldSums hashes all values that are reachable from each field of each owner.
func fieldSums(s *Store) map[string]string {
	sums := map[string]string{}
	owners := reflect.ValueOf(s).Elem()
	for i := range owners.NumField() {
		owner := owners.Field(i).Elem()
		for j := range owner.NumField() {
			name := owner.Type().Field(j).Name
			path := owners.Type().Field(i).Name + "." + name
			if f := owner.Field(j); f.Kind() == reflect.Pointer && f.Type().Elem().PkgPath() == owner.Type().PkgPath() && f.Type().Elem() != reflect.TypeFor[origin]() && isOwner(owners, f.Type()) {
				continue // another owner: it has its own rows
			}
			d := dumper{sum: sha256.New(), seen: map[visit]int{}}
			d.dump(owner.Field(j))
			sums[path] = hex.EncodeToString(d.sum.Sum(nil))
		}
	}
	return sums
}

func isOwner(owners reflect.Value, typ reflect.Type) bool {
	for i := range owners.NumField() {
		if owners.Field(i).Type() == typ {
			return true
		}
	}
	return false
}

// dumper hashes a value and all values that it points to, including unexported fields.
type dumper struct {
	sum  hash.Hash
	seen map[visit]int
}

type visit struct {
	at  uintptr
	typ reflect.Type
}

func (d *dumper) dump(v reflect.Value) {
	fmt.Fprint(d.sum, v.Kind(), ":")
	switch v.Kind() {
	case reflect.Pointer:
		if d.again(v) {
			return
		}
		d.dump(v.Elem())
	case reflect.Interface:
		if !v.IsNil() {
			fmt.Fprint(d.sum, v.Elem().Type())
			d.dump(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			d.dump(v.Field(i))
		}
	case reflect.Slice:
		fmt.Fprint(d.sum, v.Len(), v.IsNil())
		if v.Type().Elem().Kind() == reflect.Uint8 {
			d.sum.Write(v.Bytes())
			return
		}
		if v.Len() > 0 && d.again(v) {
			return
		}
		d.elements(v)
	case reflect.Array:
		d.elements(v)
	case reflect.Map:
		fmt.Fprint(d.sum, v.Len())
		if !d.again(v) {
			d.entries(v)
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		fmt.Fprint(d.sum, v.IsNil())
	default:
		fmt.Fprintf(d.sum, "%v;", v)
	}
}

// again reports whether a pointer is nil or was dumped before, and then dumps its number instead.
func (d *dumper) again(v reflect.Value) bool {
	at := visit{v.Pointer(), v.Type()}
	if at.at == 0 {
		return true
	}
	nr, ok := d.seen[at]
	if !ok {
		nr = len(d.seen)
		d.seen[at] = nr
	}
	fmt.Fprint(d.sum, nr, ";")
	return ok
}

func (d *dumper) elements(v reflect.Value) {
	for i := range v.Len() {
		d.dump(v.Index(i))
	}
}

// entries dumps a map in the order of its printed keys.
func (d *dumper) entries(v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprintf("%v", a), fmt.Sprintf("%v", b)) })
	for _, k := range keys {
		fmt.Fprintf(d.sum, "%v=", k)
		d.dump(v.MapIndex(k))
	}
}
