package web

import (
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// FilterBar shows the search and the filters of the history, with counts, and buttons to the refused calls.
type FilterBar struct {
	app.Compo
	Filter *Filter
	Traced *Traced
	Desk   *Desk
	Rev    uint64
}

// filteredLeast is the minimum length of a history with filters.
const filteredLeast = 12

// Render draws nothing for a short history.
func (b *FilterBar) Render() app.UI {
	f := b.Filter
	if !f.shown() {
		return app.Div().Class("filter", "empty")
	}
	a := &b.Traced.agreed
	body := []app.UI{
		app.Input().Type("search").ID("filter-text").Class("filter-text").Placeholder("Search all calls  /").Aria("label", "Search all calls").
			Spellcheck(false).OnInput(f.onValue(f.setText)),
	}
	add := func(id, title string, count int, on bool, ui app.HTMLButton) {
		if count > 0 || on {
			body = append(body, ui.Class("pill", "small", "chip").ID(id).Aria("pressed", word(on)).Body(app.Text(title+" "), app.B().Text(strconv.Itoa(count))))
		}
	}
	add("filter-refused", "Refused", len(a.refused), f.want.refused, app.Button().OnClick(f.onPress(f.toggleRefused)))
	add("filter-differs", "Disagrees", len(a.differs), f.want.differs, app.Button().OnClick(f.onPress(f.toggleDiffers)))
	add("filter-inferred", "Inferred", a.inferred, f.want.made, app.Button().OnClick(f.onPress(f.toggleInferred)))
	body = append(body, b.tasks(), b.maps(), b.commands())
	if len(a.refused) > 0 {
		body = append(body, app.Span().Class("filter-steps").Body(
			app.Button().Class("pill", "small").ID("prev-refused").Aria("label", "Previous refused call").Title("Previous refused call (N)").Text("↑").OnClick(b.Traced.onPress(b.Traced.PrevRefused)),
			app.Button().Class("pill", "small", "main").ID("next-refused").Title("Next refused call (n)").Text("Next refused").OnClick(b.Traced.onPress(b.Traced.NextRefused)),
		))
	}
	return app.Div().Class("filter").Role("search").Body(append(body, b.shown())...)
}

// shown returns how many rows the filter leaves.
func (b *FilterBar) shown() app.UI {
	f, n := b.Filter, b.Desk.session.Len()
	switch {
	case f.active() && f.looked < n:
		return app.P().Class("soft").ID("filter-shown").Text(fmt.Sprintf("%s so far, of %d searched.", english.Count(len(f.hits), "call"), f.looked))
	case f.active():
		return app.P().Class("soft").ID("filter-shown").Role("status").Body(app.Text(fmt.Sprintf("%d of %s. ", len(f.hits), english.Count(n, "call"))),
			app.Button().Class("quiet").ID("filter-clear").Text("Show all").OnClick(f.onPress(f.clear)))
	case len(f.opened) > 0:
		return app.P().Class("soft").ID("filter-shown").Body(app.Button().Class("quiet").ID("fold-all").Text("Fold what agrees").OnClick(f.onPress(f.foldAll)))
	}
	return nil
}

// tasks returns the choice of a task; nothing if only one makes calls.
func (b *FilterBar) tasks() app.UI {
	f := b.Filter
	if len(f.tally.tasks) < 2 {
		return nil
	}
	options := []app.UI{numbered(0, "Task: all", f.want.task == 0)}
	for _, nr := range sortedKeys(f.tally.tasks) {
		options = append(options, numbered(nr+1, fmt.Sprintf("Task %d (%d)", nr, f.tally.tasks[nr]), f.want.task == nr+1))
	}
	return app.Select().ID("filter-task").Aria("label", "Task").Body(options...).OnChange(f.onElement(f.chooseTask))
}

// mapsListed is the maximum number of maps to choose from. A trace can have thousands, and each step draws the list.
const mapsListed = 100

// maps returns the choice of a map.
func (b *FilterBar) maps() app.UI {
	f := b.Filter
	if len(f.tally.maps) < 2 {
		return nil
	}
	options := []app.UI{numbered(0, "Map: all", f.want.mapNr == 0)}
	for i, nr := range sortedKeys(f.tally.maps) {
		if i < mapsListed || nr == f.want.mapNr {
			options = append(options, numbered(nr, fmt.Sprintf("%s (%d)", b.Desk.mapName(nr), f.tally.maps[nr]), f.want.mapNr == nr))
		}
	}
	if left := len(f.tally.maps) - mapsListed; left > 0 {
		options = append(options, app.Option().Disabled(true).Text(english.Count(left, "more map")+": search by name"))
	}
	return app.Select().ID("filter-map").Aria("label", "Map").Body(options...).OnChange(f.onElement(f.chooseMap))
}

// commands returns the choice of a command.
func (b *FilterBar) commands() app.UI {
	f := b.Filter
	if len(f.tally.commands) < 2 {
		return nil
	}
	var names []string
	for name := range f.tally.commands {
		names = append(names, name)
	}
	slices.Sort(names)
	options := []app.UI{app.Option().Value("").Text("Command: all").Selected(f.want.command == "")}
	for _, name := range names {
		options = append(options, app.Option().Value(name).Text(fmt.Sprintf("%s (%d)", name, f.tally.commands[name])).Selected(f.want.command == name))
	}
	return app.Select().ID("filter-command").Aria("label", "Command").Body(options...).OnChange(f.onValue(f.chooseCommand))
}

func numbered(n int, text string, chosen bool) app.UI {
	return app.Option().Value(strconv.Itoa(n)).Text(text).Selected(chosen)
}

func sortedKeys(counts map[int]int) []int {
	keys := make([]int, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
