// Program uses everything that the runtime looks up in its tables, and prints what it sees. Only its last line may
// differ after stripping.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

type node struct {
	next *node
	m    map[string]int
	big  [40]int
}

type namer interface{ name() string }

func (n node) name() string { return fmt.Sprint(len(n.m)) }

// deep grows the stack with pointers in every frame, collects garbage at the bottom, and panics.
func deep(n int) *node {
	if n == 0 {
		runtime.GC()
		panic(errors.New("deep"))
	}
	var local [20]*node
	x := &node{m: map[string]int{fmt.Sprint(n): n}}
	local[n%20] = x
	defer func() { x.m["deferred"] = len(local) }()
	x.next = deep(n - 1)
	return local[n%20]
}

// sum grows the stack too, and returns through it.
func sum(n int) (total int) {
	s := []*int{&n, &total}
	if n > 0 {
		total = sum(n-1) + *s[0]
	}
	if n%500 == 0 {
		runtime.GC()
	}
	return *s[1]
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

// lose panics in a function that another package calls.
func lose() { slices.SortFunc([]string{"b", "a"}, compare) }

func compare(a, b string) int { panic("lost") }

// main panics at once if it has an argument.
func main() {
	if len(os.Args) > 1 {
		lose()
	}
	for i := range 20 {
		try("deep", func() { deep(200 + i) })
	}
	fmt.Println(sum(5000))

	var none *node
	var asNamer namer = none
	three := []int{1, 2, 3}
	try("nil", func() { fmt.Println(none.next) })
	try("wrapper", func() { fmt.Println(asNamer.name()) })
	try("wrapper of another package", func() {
		defer func() { fmt.Println(strings.Contains(fmt.Sprint(recover()), "called using nil")) }()
		var moment fmt.Stringer = (*time.Time)(nil)
		fmt.Println(moment.String())
	})
	try("index", func() { fmt.Println(three[len(three)+2]) })
	try("slice", func() { fmt.Println(three[2 : len(three)-2]) })
	try("array", func() { fmt.Println([4]int(three)) })
	try("divide", func() { fmt.Println(1 / (len(three) - 3)) })
	try("type", func() { fmt.Println(any(three).(string)) })
	try("again", func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	try("loop", func() {
		for i := range 3 {
			defer func() { fmt.Print(i, " ") }()
		}
	})

	var group sync.WaitGroup
	results := make(chan int)
	for i := range 50 {
		group.Go(func() {
			defer func() { recover(); results <- sum(300 + i) }()
			deep(20)
		})
	}
	go func() {
		defer close(results)
		group.Wait()
		runtime.Goexit()
	}()
	total := 0
	for r := range results {
		total += r
	}
	select {
	case <-time.After(10 * time.Millisecond):
	}
	fmt.Println(total)

	swap := func(in []reflect.Value) []reflect.Value {
		runtime.GC()
		sum(1000)
		return []reflect.Value{in[1], in[0]}
	}
	made := reflect.MakeFunc(reflect.TypeFor[func(string, *node) (*node, string)](), swap).Interface().(func(string, *node) (*node, string))
	n, text := made("made", &node{m: map[string]int{"x": 1}})
	method := reflect.ValueOf(n).MethodByName("String").Interface().(func() string)
	fmt.Println(text, n.m, method(), debug.SetGCPercent(1))

	pc, file, line, _ := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc).Name(), strings.Contains(string(debug.Stack()), "main.main"))
	fmt.Println(file, line)
}

// String is called through a method value.
func (n *node) String() string { return fmt.Sprint(sum(100)) }
