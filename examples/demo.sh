#!/bin/sh
# What `make demo` shows: the newest runs as a table, then how many there are when every page is
# fetched. $1 is the compiled list_job_runs, $2 the emulator's address.
set -eu
list() {
  "$@" --domain dzd_emulator --job job_emulator --region us-east-1 --endpoint-url "$endpoint"
}
endpoint=$2
list "$1" --max-items 20
echo
echo "All of them, page by page: $(list "$1" --json | wc -l) runs,"
echo "of which $(list "$1" --json --status FAILED | wc -l) FAILED."
