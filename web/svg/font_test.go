package svg

import "testing"

func TestFit(t *testing.T) {
	long, brief := "refcnt 12", "ref 12"
	rows := []struct {
		room  int
		want  string
		whole bool
	}{
		{Mono.Width(long), long, true},
		{Mono.Width(long) - 1, brief, true},
		{Mono.Width("ref…"), "ref…", false},
		{Mono.Width("ref …"), "ref…", false},
		{0, "…", false},
	}
	for _, row := range rows {
		if s, whole := Mono.Fit(row.room, long, brief); s != row.want || whole != row.whole {
			t.Errorf("room %d: got %q, %v, want %q, %v", row.room, s, whole, row.want, row.whole)
		}
	}
}

func TestBreakAt(t *testing.T) {
	rows := []struct {
		room string // as wide as this text
		name string
		want int
	}{
		{"percpu_array", "percpu_array", 0},
		{"percpu_arr", "percpu_array", len("percpu_")},
		{"/sys/fs/b", "/sys/fs/bpf", len("/sys/fs/")},
		{"cgroup /sys", "cgroup /sys/fs", len("cgroup ")},
		{"hash", "hashtable", 0},
	}
	for _, row := range rows {
		if at := Mono.BreakAt(row.name, Mono.Width(row.room)); at != row.want {
			t.Errorf("%s in the room of %s: got %d, want %d", row.name, row.room, at, row.want)
		}
	}
}
