/**
 * The scripts by which shells complete: each asks `twist __complete WORD…`, whose first line says whether names of files
 * are welcome, and each other one is a candidate, a tab and a word of help.
 *
 * Rule: what a script runs is the twist that is being typed, `./node_modules/.bin/twist` for one.
 */

/** Bash cuts words at `:` and `=` as well; what was cut is put together again, and left out of what is inserted. */
const BASH = `# Completes twist in bash: source <(twist completion bash)
_twist() {
  local line="\${COMP_LINE:0:COMP_POINT}" words=() word at=0 index rest="" files candidate help
  # Words as they were typed: what is not parted by blanks belongs together.
  rest="$line"
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    rest="\${line:at}"
    if ((\${#words[@]} > 0)) && [[ "$rest" != [[:blank:]]* && -n "$rest" ]]; then
      words[\${#words[@]}-1]+="$word"
    elif ((\${#words[@]} > 0)) && [[ -z "$rest" && -z "$word" ]]; then
      :
    else
      rest="\${rest#"\${rest%%[![:blank:]]*}"}"
      at=$((\${#line} - \${#rest}))
      words+=("$word")
    fi
    at=$((at + \${#word}))
  done
  local current="\${words[\${#words[@]}-1]}"
  local cut="\${COMP_WORDS[COMP_CWORD]}"
  [[ "$cut" == [:=] ]] && cut=""
  local keep=$((\${#current} - \${#cut}))
  COMPREPLY=()
  {
    IFS= read -r files
    while IFS=$'\\t' read -r candidate help; do
      COMPREPLY+=("\${candidate:keep}")
    done
  } < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null </dev/null)
  case "$files" in
    files) files=-f ;;
    folders) files=-d ;;
    *) files="" ;;
  esac
  if [[ -n "$files" ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r candidate; do
      COMPREPLY+=("$candidate")
    done < <(compgen "$files" -- "$cut")
  fi
  if [[ \${#COMPREPLY[@]} == 1 && "\${COMPREPLY[0]}" == *[:=] ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _twist twist
`;

const ZSH = `#compdef twist
# Completes twist in zsh: source <(twist completion zsh)
_twist() {
  local -a lines found bare
  local line word help
  lines=("\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    word="\${line%%$'\\t'*}"
    help="\${line#*$'\\t'}"
    if [[ "$word" == *: ]]; then bare+=("$word"); else found+=("\${word//:/\\\\:}:$help"); fi
  done
  (( \${#bare} )) && compadd -S '' -- "\${(@)bare}"
  (( \${#found} )) && _describe 'twist' found
  case "\${lines[1]}" in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
if [[ "$funcstack[1]" == _twist ]]; then _twist "$@"; else compdef _twist twist; fi
`;

const FISH = `# Completes twist in fish: twist completion fish | source
function __twist_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] 2>/dev/null </dev/null)
    printf '%s\\n' $lines[2..-1]
    switch "$lines[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
    end
end
complete -c twist -f -a '(__twist_complete)'
`;

export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
