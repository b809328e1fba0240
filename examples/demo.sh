#!/bin/sh
# What `make demo` shows: the newest runs as a table, then how many there are when every page is
# fetched. $1 is the command `dzjobs`; region, keys and endpoint are in the environment.
set -eu
list() {
  "$@" --domain dzd_emulator --job job_emulator
}
list "$1" runs --max-items 20
echo
echo "All of them, page by page: $(list "$1" runs --output jsonl | wc -l) runs,"
echo "of which $(list "$1" runs --output jsonl --status FAILED | wc -l) FAILED."
