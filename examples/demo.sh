#!/bin/sh
# The program of `make demo`: prints the newest runs as a table, then fetches every page and prints
# the number of runs. $1 is the command `dzjobs`; region, keys and endpoint are in the environment.
set -eu
list() {
  "$@" --domain dzd_emulator --job job_emulator
}
list "$1" runs --max-items 20
echo
echo "All of them, page by page: $(list "$1" runs --output jsonl | wc -l) runs,"
echo "of which $(list "$1" runs --output jsonl --status FAILED | wc -l) FAILED."
