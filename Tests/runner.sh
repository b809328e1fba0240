# Runs programs for the scripts of the tests: under a time limit, with a line about each one's end.
# bash scripts source it. DZJOBS_LIMIT replaces every limit (seconds). DZJOBS_SKIPS is a file that
# collects the skips; skips.py counts them at the end of `make test`.

# Runs a command under a limit. If it fails, the last line it prints is the reason: exit status,
# signal or hang. Returns its status.
limited() { # seconds command...
  local seconds=${DZJOBS_LIMIT:-$1} status=0 began=$SECONDS
  shift
  timeout -k 5 "$seconds" "$@" || status=$?
  if [[ $status -eq 124 || $status -eq 137 && $((SECONDS - began)) -ge $seconds ]]; then
    echo "hung: killed after $seconds s: $*"
  elif [[ $status -gt 128 && $status -lt 193 ]]; then
    echo "crashed: SIG$(kill -l $((status - 128))): $*"
  elif [[ $status -ne 0 ]]; then
    echo "exit status $status: $*"
  fi
  return "$status"
}

# Records a skip, and prints it.
skipped() { # what reason
  echo "SKIPPED $1: $2"
  [[ -z ${DZJOBS_SKIPS:-} ]] || printf '%s\t%s\n' "$2" "$1" >>"$DZJOBS_SKIPS"
}

# Checks for a tool. If it is missing, records a skip.
has() { # tool what
  command -v "$1" >/dev/null || { skipped "${2:-$1}" "$1 is not installed" && false; }
}

# The seconds until .ci/run ends the tests, at most 1000.
time_left() {
  local seconds=$((${DZJOBS_UNTIL:-9999999999} - $(date +%s)))
  echo $((seconds < 1000 ? seconds : 1000))
}

# Checks that so many seconds are left. If not, records a skip.
has_time() { # seconds what
  [[ $(time_left) -ge $1 ]] || { skipped "$2" "too little time is left" && false; }
}

# Runs a command with its output in a log, then prints one line: ok and the last line of the log,
# or FAILED and the log.
report() { # name log command...
  local name=$1 log=$2
  shift 2
  if "$@" >>"$log" 2>&1; then
    echo "ok      $name: $(tail -n 1 "$log")"
  else
    printf 'FAILED  %s\n%s\n' "$name" "$(tail -n 60 "$log" | sed 's/^/  /')"
    return 1
  fi
}

# Runs a command once for each name, with the name as the last argument, two at a time. Fails if one
# of them fails or there is no name.
each() { # command... -- names...
  local command=()
  while [[ $1 != -- ]]; do command+=("$1") && shift; done
  shift
  [[ $# -gt 0 ]] || { echo "FAILED  nothing to run"; return 1; }
  printf '%s\n' "$@" | xargs -n 1 -P "${DZJOBS_JOBS:-2}" "${command[@]}"
}
