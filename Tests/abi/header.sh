#!/bin/bash
# Compiles the headers alone, each included twice, in every mode of C and C++ that callers use. $1
# is where the library is installed.
set -eu
. "$(dirname "$0")/../runner.sh"
include=$(cd "$1/usr/include" && pwd)

# Use every macro, and a pointer to each type.
program='#include <dzjobs.h>
#include <dzjobs.h>
int64_t times[1] = {DZJOBS_NO_TIME};
int codes[] = {DZJOBS_DONE, DZJOBS_RUN, DZJOBS_PAGE, DZJOBS_SEND, DZJOBS_WAIT, DZJOBS_EINVAL,
               DZJOBS_ESTATE, DZJOBS_ENOMEM, DZJOBS_EPARSE, DZJOBS_ESERVICE, DZJOBS_ELOOP,
               DZJOBS_ETRANSPORT, DZJOBS_ETOOBIG, DZJOBS_JSON_ISO8601, DZJOBS_JSON_EPOCH,
               DZJOBS_VERSION_NUMBER};
dzjobs_list *list;
const dzjobs_run *run;'

arrow='#include <dzjobs_arrow.h>
#include <dzjobs_arrow.h>
#include <dzjobs_client.h>
struct ArrowSchema schema;
struct ArrowArray array;
struct ArrowArrayStream stream;
int64_t flags[] = {ARROW_FLAG_DICTIONARY_ORDERED, ARROW_FLAG_NULLABLE, ARROW_FLAG_MAP_KEYS_SORTED};
int (*export_page)(dzjobs_list *, struct ArrowArray *) = dzjobs_list_export_arrow_page;'

client='#include <dzjobs_client.h>
#include <dzjobs_client.h>
int codes[] = {DZJOBS_ECREDENTIALS, DZJOBS_ECONFIG, DZJOBS_ETIMEDOUT, DZJOBS_ECANCELED,
               DZJOBS_EUNAVAILABLE, DZJOBS_EINVAL, DZJOBS_LIST_DONE, DZJOBS_LIST_FAILED,
               DZJOBS_PENDING, DZJOBS_LEVEL_INFO, DZJOBS_TOPIC_RETRY};
dzjobs_client *client;
void (*give_up)(dzjobs_client *) = dzjobs_client_free;'

check() { # compiler language standards...
  compiler=$1 language=$2
  shift 2
  has "$compiler" "headers by $compiler" || return 0
  for standard; do
    for text in "$program" "$client" "$arrow"; do
      echo "$text" | "$compiler" -x "$language" -std="$standard" -pedantic -Wall -Wextra -Werror \
        -fsyntax-only -I"$include" - || { echo "header: refused by $compiler $standard"; exit 1; }
    done
  done
  echo "header: $compiler compiles all as $*"
}

check gcc c c89 c99 c11 c17
check g++ c++ c++98 c++11 c++14 c++17 c++20
check clang c c89 c99 c11 c17
check clang++ c++ c++98 c++11 c++14 c++17 c++20
