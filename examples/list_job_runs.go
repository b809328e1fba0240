// Lists the runs of an Amazon DataZone job as JSON, one a line, in Go.
//
//	go build list_job_runs.go
package main

// #cgo pkg-config: dzjobs
// #include <dzjobs_client.h>
// #include <stdlib.h>
import "C"

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unsafe"
)

const usage = `usage: list_job_runs --domain ID --job ID [--region REGION] [--status STATUS]
    [--sort ASCENDING|DESCENDING] [--max-items N] [--page-size N] [--starting-token TOKEN]
    [--endpoint-url URL]
`

func options() map[string]string {
	given := map[string]string{}
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	for _, name := range strings.Fields("domain job region status sort starting-token " +
		"endpoint-url max-items page-size") {
		name := name
		flag.Func(name, "", func(value string) (err error) {
			if name == "max-items" || name == "page-size" {
				_, err = strconv.ParseUint(value, 10, 31)
			}
			given[name] = value
			return err
		})
	}
	flag.Parse()
	if given["domain"] == "" || given["job"] == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	return given
}

// A listing with its own client, for one goroutine at a time.
type listing struct {
	client *C.dzjobs_client
	list   *C.dzjobs_list
	code   C.int // of the first call that failed
}

func (l *listing) do(call func() C.int) {
	if l.code >= 0 {
		l.code = call()
	}
}

func start(given map[string]string) *listing {
	l := &listing{}
	l.do(func() C.int { return C.dzjobs_client_new(&l.client) })
	texts := map[string]*C.char{} // a missing option is NULL, which changes no setting
	for name, value := range given {
		texts[name] = C.CString(value)
		defer C.free(unsafe.Pointer(texts[name]))
	}
	l.do(func() C.int { return C.dzjobs_client_set_region(l.client, texts["region"]) })
	l.do(func() C.int { return C.dzjobs_client_set_endpoint_url(l.client, texts["endpoint-url"]) })
	domain, job := texts["domain"], texts["job"]
	l.do(func() C.int { return C.dzjobs_client_new_list(l.client, &l.list, domain, job) })
	l.do(func() C.int { return C.dzjobs_list_set_status(l.list, texts["status"]) })
	l.do(func() C.int { return C.dzjobs_list_set_sort_order(l.list, texts["sort"]) })
	l.do(func() C.int { return C.dzjobs_list_set_resume_token(l.list, texts["starting-token"]) })
	if n, err := strconv.Atoi(given["max-items"]); err == nil {
		l.do(func() C.int { return C.dzjobs_list_set_max_items(l.list, C.int64_t(n)) })
	}
	if n, err := strconv.Atoi(given["page-size"]); err == nil {
		l.do(func() C.int { return C.dzjobs_list_set_max_results(l.list, C.int(n)) })
	}
	return l
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	l := start(options())
	next := func() C.int { return C.dzjobs_client_next(l.client, l.list) }
	for l.do(next); l.code == C.DZJOBS_RUN; l.do(next) {
		json := C.dzjobs_run_json(C.dzjobs_list_run(l.list), nil)
		fmt.Fprintln(out, C.GoString(json))
	}
	out.Flush()
	if l.code < 0 {
		buffer := [4096]C.char{}
		C.dzjobs_client_error_text(l.client, &buffer[0], 4096)
		text := C.GoString(&buffer[0])
		if l.list != nil {
			text = C.GoString(C.dzjobs_list_error_text(l.list))
		}
		fmt.Fprintln(os.Stderr, "list_job_runs:", strings.Map(func(r rune) rune {
			if unicode.IsControl(r) { // a terminal would obey it
				return ' '
			}
			return r
		}, text))
	}
	if token := C.dzjobs_list_resume_token(l.list); token != nil {
		fmt.Fprintln(os.Stderr, "to continue: --starting-token", C.GoString(token))
	}
	C.dzjobs_list_free(l.list)
	C.dzjobs_client_free(l.client)
	if l.code == C.DZJOBS_EINVAL {
		os.Exit(2)
	} else if l.code < 0 {
		os.Exit(1)
	}
}
