#!/bin/sh
# The sample's own agent: needs no key, no network and no model. It reads a prompt on standard input, talks as agents
# do, and really does the three things it knows; anything else it writes down as a note.
set -eu

say() {
    printf '%s\n' "$*"
    sleep 0.5
}

# edit FILE SED-SCRIPT: changes a file in place and keeps its mode.
edit() {
    say "● Edit $1"
    sed "$2" "$1" >.edit.tmp
    cat .edit.tmp >"$1"
    rm .edit.tmp
}

# write FILE: makes a file of what comes on standard input.
write() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
    say "● Write $1"
}

test_all() {
    say "● Run sh tests/run"
    sh tests/run
}

languages() {
    say "The words live in lib/words.sh, one line a language."
    say "● Read lib/words.sh"
    edit lib/words.sh '/^    \*)/i\
    es) echo "Hola" ;;\
    pt) echo "Olá" ;;'
    write tests/languages.txt <<'TEXT'
Hola, Ada! <- --lang es Ada
Olá, Ada! <- --lang pt Ada
TEXT
    say "Each new language has a test."
    test_all
    say "greet now speaks Spanish and Portuguese."
}

shout() {
    say "A flag belongs to the loop over the arguments in greet."
    say "● Read greet"
    edit greet 's/^# greet \[--lang LANG\]/# greet [--shout] [--lang LANG]/
/^lang=en/i\
shout=no
/^    --lang)/i\
    --shout) shout=yes && shift ;;
/^echo "\$line"/i\
[ $shout = no ] || line=$(echo "$line" | tr "[:lower:]" "[:upper:]")'
    say "Capitals are the last step, so that they hold for every language."
    write tests/shout.txt <<'TEXT'
HELLO, ADA! <- --shout Ada
HALLO, ADA! <- --shout --lang de Ada
TEXT
    test_all
    say "greet --shout Ada now says HELLO, ADA!"
}

manual() {
    say "The options are read in greet; I will describe what is really there."
    say "● Read greet"
    say "● Read README.md"
    write docs/manual.md <<'TEXT'
# greet: the manual

    greet [--lang LANG] [NAME]

| argument | meaning | if left out |
|---|---|---|
| `NAME` | who is greeted | `world` |
| `--lang LANG` | `en` or `de` | `en` |

It ends with 1 for an unknown language, and with 2 for an unknown option.
TEXT
    edit README.md 's|^Run the tests|All options are in [the manual](docs/manual.md). Run the tests|'
    say "Trying the two exit codes before I promise them."
    say "● Run sh greet --lang xx; sh greet --nope"
    sh greet --lang xx >/dev/null 2>&1 || say "  exit code $?"
    sh greet --nope >/dev/null 2>&1 || say "  exit code $?"
    say "The manual is written, and the README leads to it."
}

note() {
    say "I only know three tricks; I write this one down for somebody who knows more."
    printf -- '- %s\n' "$prompt" >>NOTES.md
    say "● Edit NOTES.md"
    say "Noted."
}

prompt=$(cat)
say "I will look at what is here first."
say "● List $(find . -type f -not -path './.git*' | wc -l | tr -d ' ') files"
case $prompt in
*Spanish*) languages ;;
*shout*) shout ;;
*manual*) manual ;;
*) note ;;
esac
