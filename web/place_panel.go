package web

import (
	"fmt"
	"strconv"
	"strings"
)

// mapValue returns the open map and its view, if they do not follow from the lesson.
func (s *Store) mapValue() string {
	usual := 0
	if m := s.lesson.Marker(); m != nil {
		usual = m.Map
	}
	switch {
	case s.inside.nr == usual && (usual == 0 || s.inside.view == drawnView):
		return ""
	case s.inside.view == drawnView:
		return strconv.Itoa(s.inside.nr)
	}
	return strconv.Itoa(s.inside.nr) + "." + string(s.inside.view)
}

func (s *Store) openMapPlace(value string) error {
	nr, view, _ := strings.Cut(value, ".")
	n, err := strconv.Atoi(nr)
	if err != nil {
		return fmt.Errorf("invalid map %q: want a number", value)
	}
	if s.inside.nr != n {
		s.inside.OpenMap(n)
	}
	s.inside.ViewMap(insideView(view))
	return nil
}

// panelValue returns the open panel. The command palette is not kept.
func (s *Store) panelValue(bool) string {
	switch s.panel {
	case CommandPanel:
		return ""
	case ExamplesPanel:
		return string(s.panel) + "." + string(s.shelf.at)
	case LessonPanel:
		if s.author.now != nil {
			return string(s.panel) + "." + strconv.FormatUint(s.author.now.id, 16)
		}
	case ExportPanel:
		return string(s.panel) + "." + s.export.chosen().Name
	case PairPanel:
		return fmt.Sprintf("%s.%d-%d", s.panel, s.pair.left, s.pair.right)
	}
	return string(s.panel)
}

func (s *Store) openPanelPlace(value string) error {
	name, rest, _ := strings.Cut(value, ".")
	p := Panel(name)
	if _, ok := panels.Find(p); !ok {
		return fmt.Errorf("no panel %q", name)
	}
	switch p {
	case ExamplesPanel:
		for _, row := range shelves {
			if string(row.shelf) == rest {
				s.shelf.at = row.shelf
			}
		}
	case HomeworkPanel:
		s.setHomework.begin()
		return nil
	case LessonPanel:
		id, _ := strconv.ParseUint(rest, 16, 64)
		s.author.want(id)
	case ExportPanel:
		s.export.SetFormat(rest)
	case PairPanel:
		left, right, _ := strings.Cut(rest, "-")
		a, errA := strconv.Atoi(left)
		b, errB := strconv.Atoi(right)
		if errA != nil || errB != nil {
			return fmt.Errorf("invalid calls %q: want two numbers such as 1-2", rest)
		}
		s.pair.Show(a, b)
		return nil
	}
	if s.panel != p {
		s.Open(p)
	}
	return nil
}

// handoutValue reports whether the page shows the handout.
func (s *Store) handoutValue() string {
	if s.handout.on {
		return "1"
	}
	return ""
}

func (s *Store) openHandout(string) error {
	s.handout.Open()
	return nil
}

// presentValue reports whether the page presents. Others open the step on the page.
func (s *Store) presentValue(own bool) string {
	if own && s.present.on {
		return "1"
	}
	return ""
}

func (s *Store) openPresentPlace(string) error {
	if !s.present.on {
		s.present.Toggle()
	}
	return nil
}
