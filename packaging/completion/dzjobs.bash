# Completion of dzjobs(1) for bash.
_dzjobs() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  case $before in
    --status) words="SCHEDULED IN_PROGRESS SUCCESS PARTIALLY_SUCCEEDED FAILED ABORTED TIMED_OUT
      CANCELED" ;;
    --sort) words="ASCENDING DESCENDING" ;;
    --output) words="table json jsonl csv" ;;
    --color) words="auto always never" ;;
    --profile) words=$(aws configure list-profiles 2>/dev/null) ;;
    --domain | --job | --since | --max-items | --page-size | --starting-token | --interval | \
      --region | --endpoint-url) return ;;
    *)
      words="--domain --job --status --since --sort --max-items --page-size --starting-token --output
        --wide --color --follow --interval --profile --region --endpoint-url --debug --help
        --version"
      [[ $COMP_CWORD -gt 1 ]] || words="runs credentials --help --version"
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _dzjobs dzjobs
