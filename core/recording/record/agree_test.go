package main

import (
	"strings"
	"testing"
)

// The same scenario, run with other map ids.
const (
	runA = `scenario life-1-0 nextid=100
w 10000000 64000000
bpf 12 10000000 8 = 0
m 10000004 65
fdinfo 3 = 0
t map_id:	100
`
	runB = `scenario life-1-0 nextid=255
w 10000000 ff000000
bpf 12 10000000 8 = 0
m 10000004 0001
fdinfo 3 = 0
t map_id:	255
`
)

func TestAgree(t *testing.T) {
	if !agree(runA, runA) || !agree(runA, runB) {
		t.Error("two runs that differ in map ids alone do not agree")
	}
	for what, other := range map[string]string{
		"result":  strings.Replace(runB, "8 = 0", "8 = -2", 1),
		"memory":  strings.Replace(runB, "0001", "0101", 1),
		"text":    strings.Replace(runB, "t map_id:	255", "t map_id:	256", 1),
		"length":  strings.Replace(runB, "fdinfo 3 = 0\nt map_id:	255\n", "", 1),
		"written": strings.Replace(runB, "ff000000", "fe000000", 1),
		"no m":    strings.Replace(runB, "m 10000004 0001\n", "", 1),
	} {
		if other == runB {
			t.Fatalf("%s: the run is not changed", what)
		}
		if agree(runA, other) || agree(other, runA) {
			t.Errorf("two runs that differ in %s agree", what)
		}
	}
}

func TestAgreeing(t *testing.T) {
	scenario := func(name, ret string) recorded {
		return recorded{name, "scenario " + name + " nextid=-1\nclose 3 = " + ret + "\n"}
	}
	refused := recorded{"perm-1-0", "scenario perm-1-0 nextid=-1\ncaps 0 = -1\n"}
	first := []recorded{scenario("a-1-0", "0"), scenario("a-1-1", "0"), scenario("a-1-2", "0"), refused}
	again := []recorded{scenario("a-1-0", "0"), scenario("a-1-1", "0"), scenario("a-1-1", "-9"), refused}
	kept := agreeing(first, again)
	if len(kept) != 1 || kept[0].name != "a-1-0" {
		t.Errorf("kept %v, want a-1-0 alone: a copy of a-1-1 differs, a-1-2 did not run again, perm-1-0 was not set up", kept)
	}
}

func TestUndisturbed(t *testing.T) {
	s := recorded{text: "scenario a nextid=5\nbpf 0 10000000 20 = 3\nbpf 0 10000000 20 = -22\n@1 bpf 0 10000000 20 = -24\nbpf 1 10000000 20 = 0\n"}
	for next, want := range map[string]bool{"7": false, "8": true, "9": false} { // the guest's, and those of two creates
		if got := undisturbed(s, recorded{text: "scenario b nextid=" + next + "\n"}); got != want {
			t.Errorf("next id %s: undisturbed returns %v, want %v", next, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	kernel, list, err := split("kernel 6.12 x cpus 0-1\n" + runA + "scenario b nextid=3\nend\n")
	if err != nil || kernel != "kernel 6.12 x cpus 0-1" || len(list) != 2 || list[0].text != runA || list[1].name != "b" {
		t.Errorf("split returns %q, %q, %v", kernel, list, err)
	}
	if _, _, err := split("kernel 6.12 x cpus 0-1\n" + runA); err == nil {
		t.Error("split accepts a recording without an end")
	}
}
