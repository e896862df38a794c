package csource

// definitionPair reads a name and its value: __uint(type, X), .type = X, Type: X, map_type=X. used is the number of
// tokens read, 0 if they are not a pair.
func definitionPair(tokens []token) (used int, key string, value []token) {
	if len(tokens) > 1 && tokens[1].is("(") && (tokens[0].is("__uint") || tokens[0].is("__type") || tokens[0].is("__array") || tokens[0].is("__ulong")) {
		end := closing(tokens, 1)
		parts := split(tokens[2:max(end, 2)])
		if end < 0 || len(parts) != 2 || len(parts[0]) != 1 {
			return 0, "", nil
		}
		key = parts[0][0].text
		if tokens[0].is("__array") {
			key = "__array"
		}
		return end + 1, key, parts[1]
	}
	start := 0
	if tokens[0].is(".") {
		start = 1
	}
	if len(tokens) < start+3 || tokens[start].kind != word || !(tokens[start+1].is("=") || start == 0 && tokens[start+1].is(":")) {
		return 0, "", nil
	}
	key = tokens[start].text
	if !definitionKnows(key) {
		return 0, "", nil
	}
	depth, end := 0, start+2
	loose := start == 0 && tokens[1].is("=") // blanks separate the fields
	for ; end < len(tokens); end++ {
		t := tokens[end]
		if t.is("(") || t.is("[") || t.is("{") {
			depth++
		}
		if (t.is(")") || t.is("]") || t.is("}")) && depth == 0 || depth == 0 && (t.is(",") || t.is(";")) {
			break
		}
		if t.is(")") || t.is("]") || t.is("}") {
			depth--
		}
		if loose && depth == 0 && end+2 < len(tokens) && tokens[end+2].is("=") && tokens[end+1].kind == word && !t.is("|") {
			end++
			break
		}
	}
	return end, key, tokens[start+2 : end]
}

// definitionEnd returns the name after the brace of a definition for libbpf, } counts SEC(".maps");, or "".
func definitionEnd(tokens []token) string {
	if len(tokens) > 2 && tokens[0].is("}") && tokens[1].kind == word && tokens[2].is("SEC") {
		return tokens[1].text
	}
	return ""
}

// legacyName returns the name in struct bpf_map_def SEC("maps") counts = {.
func legacyName(tokens []token) string {
	if !tokens[0].is("bpf_map_def") {
		return ""
	}
	for i := range tokens[1:] {
		if tokens[i+1].is("=") && tokens[i].kind == word {
			return tokens[i].text
		}
	}
	return ""
}
