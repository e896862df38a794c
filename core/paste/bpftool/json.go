package bpftool

import (
	"strconv"
	"strings"

	"bpfplay/core/paste"
)

// jsonText is the output of bpftool map show -j or -p, line by line.
type jsonText struct {
	lead []paste.Line // brackets before the next map
	key  string       // the name before the next value
	list bool         // within the list of a name
}

// looksLikeJSON reports whether a line has a member that only the JSON of maps has.
func looksLikeJSON(line string) bool { return strings.Contains(line, `"bytes_key":`) }

// jsonTokens returns the strings with their quotes, the words and the brackets of a line, or nil if it is not JSON.
func jsonTokens(line string) []string {
	var tokens []string
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimLeft(rest, " \t,") {
		end := 1
		switch c := rest[0]; {
		case c == '"':
			closing := strings.IndexByte(rest[1:], '"')
			if closing < 0 {
				return nil
			}
			end = closing + 2
		case paste.IsWord(c):
			for end < len(rest) && paste.IsWord(rest[end]) {
				end++
			}
		case !strings.ContainsRune("[]{}:,", rune(c)):
			return nil
		}
		tokens, rest = append(tokens, rest[:end]), rest[end:]
	}
	return tokens
}

// read reads a line, and reports whether it is JSON about maps. The id of a map begins it.
func (j *jsonText) read(r *reader, l paste.Line) bool {
	tokens := jsonTokens(l.Text)
	brackets := strings.Trim(strings.Join(tokens, ""), "[]{}") == ""
	if len(tokens) == 0 || len(r.shown) == 0 && !brackets && !strings.Contains(l.Text, `"id":`) {
		return false
	}
	if brackets && len(r.shown) == 0 {
		j.lead = append(j.lead, l)
		return true
	}
	before := len(r.shown)
	for i, t := range tokens {
		switch {
		case t == "[":
			j.list = j.key != ""
		case t == "]" || t == "{" || t == "}":
			j.key, j.list = "", false
		case t == ":":
		case i+1 < len(tokens) && tokens[i+1] == ":" && t[0] == '"':
			j.key = strings.Trim(t, `"`)
		case j.key != "":
			j.member(r, strings.Trim(t, `"`))
			if !j.list {
				j.key = ""
			}
		}
	}
	of := r.shown[before:] // with -j, all maps are on one line
	if len(of) == 0 {
		of = r.shown[max(before-1, 0):]
	}
	for _, m := range of {
		m.lines = append(m.lines, l)
	}
	return len(of) > 0
}

// member reads the value of j.key.
func (j *jsonText) member(r *reader, value string) {
	if j.key == "id" {
		id, _ := strconv.ParseUint(value, 10, 32)
		m := &shownMap{id: id, attr: make([]byte, createSize), lines: j.lead}
		j.lead = nil
		r.shown = append(r.shown, m)
	}
	if len(r.shown) == 0 {
		return
	}
	m := r.shown[len(r.shown)-1]
	switch j.key {
	case "type":
		m.setType(value)
	case "name":
		m.name = value
	case "frozen":
		m.frozen = value != "0"
	case "btf_id":
		m.btf = true
	case "pinned":
		if m.path == "" {
			m.path = value
		}
	}
	for _, n := range shownNumbers {
		if n.json == j.key {
			m.set(n.field, value)
		}
	}
}
