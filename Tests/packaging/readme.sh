# The commands and programs of the README, as a new user copies them. Sourced by tests that set
# $repo, the repository.

# The command in backquotes that begins with these words.
line() { # words
  local found
  found=$(sed -n "s/.*\`\\($1[^\`]*\\)\`.*/\\1/p" "$repo/README.md")
  [[ -n $found ]] || { echo "README.md has no line that begins with $1" >&2 && return 1; }
  echo "$found" | head -n 1
}

# A block of code; without a language, the output of a command.
block() { # language, which of them
  awk -v language="$1" -v which="$2" '
    /^```/ && open { open = inside = 0; next }
    /^```/ { open = 1; inside = substr($0, 4) == language && ++seen == which; next }
    inside' "$repo/README.md"
}

# Runs a command with the region, keys and endpoint of a local service, which has 500 runs.
with_runs() { # command...
  AWS_REGION=us-east-1 python3 "$repo/examples/emulator" --quiet --runs 500 --seed 70 -- "$@"
}
