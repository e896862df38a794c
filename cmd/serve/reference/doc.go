// Package reference writes the reference at /ref: HTML pages that need no program. Everything on them comes from the tables
// of core and its packages, and each cell of a matrix from a call that the core makes, so they cannot go stale.
package reference

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed *.html
var sources embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"since": since, "anchor": anchor,
}).ParseFS(sources, "*.html"))

// page is one page of the reference.
type page struct {
	Path  string // below /ref/, with a slash at its end; "" for the first page
	Title string
	Name  string // of its template
	Data  any
	Parts []part // the links to its sections
}

// part is a section of a page.
type part struct{ ID, Title string }

// Section is a page that every page links to.
type section struct{ Path, Title string }

// sections are the pages of the menu.
var sections = []section{
	{"", "Map types"}, {"commands/", "Commands"}, {"flags/", "Flags"}, {"errnos/", "Errnos"}, {"checks/", "Checks"},
	{"helpers/", "Helpers"}, {"releases/", "Releases"}, {"differences/", "Differences"},
}

// view is the data of a template.
type view struct {
	page
	Sections []section
}

// parentheses are escaped by html/template for attributes with single quotes, which the pages do not have.
var parentheses = strings.NewReplacer("%28", "(", "%29", ")")

// Pages returns the files of the reference by their paths in an export, such as ref/lpm_trie/index.html.
func Pages() (map[string][]byte, error) {
	matrices := ask()
	pages := append([]page{types(matrices)}, mapTypes(matrices)...)
	pages = append(pages, commands(), flags(matrices), errnos(), checks(), helpers(), releases(), differences())
	files := map[string][]byte{}
	for _, p := range pages {
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, "page.html", view{p, sections}); err != nil {
			return nil, fmt.Errorf("reference page %q: %w", p.Path, err)
		}
		files["ref/"+p.Path+"index.html"] = []byte(parentheses.Replace(b.String()))
	}
	files["ref/index.json"] = index(pages)
	return files, nil
}

// Body returns the content of a page.
func (v view) Body() (template.HTML, error) {
	var b bytes.Buffer
	err := templates.ExecuteTemplate(&b, v.Name+".html", v.Data)
	return template.HTML(b.String()), err // it was escaped when it was written
}
