#!/bin/sh
# The sample's own agent: needs no key, no network and no model. It reads a prompt on standard input, talks as agents
# do, and really does the work of the group of the wish that it is started for; anything else it writes down as a note.
set -eu

say() {
    printf '%s\n' "$*"
    sleep 0.3
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

# Its first try is wrong, and so is the test it writes for it: only the wish's own command notices.
languages() {
    say "The words live in lib/words.sh, one line a language."
    edit lib/words.sh '/^    \*)/i\
    es) echo "Hola" ;;\
    pt) echo "Ola" ;;'
    write tests/languages.txt <<'TEXT'
Hola, Ada! <- --lang es Ada
Ola, Ada! <- --lang pt Ada
TEXT
    test_all
    say "greet now speaks Spanish and Portuguese."
}

accent() {
    say "The validation wants an accent that I left out; my test repeated the mistake."
    edit lib/words.sh 's/"Ola"/"Olá"/'
    edit tests/languages.txt 's/^Ola,/Olá,/'
    test_all
    say "Olá, with its accent."
}

shout() {
    say "A flag belongs to the loop over the arguments in greet."
    edit greet 's/^# greet /# greet [--shout] /
/^lang=en/i\
shout=no
/^    --lang)/i\
    --shout) shout=yes && shift ;;
/^echo "\$line"/i\
[ $shout = no ] || line=$(echo "$line" | tr "[:lower:]" "[:upper:]")'
    write tests/shout.txt <<'TEXT'
HELLO, ADA! <- --shout Ada
HALLO, ADA! <- --shout --lang de Ada
TEXT
    test_all
    say "greet --shout Ada now says HELLO, ADA!"
}

title() {
    say "A title comes before the name, and takes a word."
    edit greet 's/^# greet /# greet [--title TITLE] /
/^lang=en/i\
title=
/^    --lang)/i\
    --title) title="$2 " && shift 2 ;;
s/^line="$word, $name!"/line="$word, $title$name!"/'
    write tests/title.txt <<'TEXT'
Hello, Dr. Ada! <- --title Dr. Ada
HALLO, DR. ADA! <- --shout --title Dr. --lang de Ada
TEXT
    test_all
    say "greet --title Dr. Ada now says Hello, Dr. Ada!"
}

bye() {
    say "Each language needs a second word; greet then has to choose between two."
    cat >>lib/words.sh <<'TEXT'

# How to say goodbye, by language.
goodbye() {
    case $1 in
    en) echo "Goodbye" ;;
    de) echo "Tschüss" ;;
    es) echo "Adiós" ;;
    pt) echo "Tchau" ;;
    *) echo "greet: no word for '$1'" >&2 && return 1 ;;
    esac
}
TEXT
    say "● Edit lib/words.sh"
    edit greet 's/^# greet /# greet [--bye] /
s/says hello\./says hello, or goodbye./
/^lang=en/i\
which=hello
/^    --lang)/i\
    --bye) which=goodbye \&\& shift ;;
s/^word=$(hello /word=$("$which" /'
    write tests/bye.txt <<'TEXT'
Goodbye, Ada! <- --bye Ada
Tschüss, Ada! <- --bye --lang de Ada
Adiós, Ada! <- --bye --lang es Ada
TEXT
    test_all
    say "greet --bye Ada now says Goodbye, Ada!"
}

manual() {
    say "The options are read in greet; I will describe what is really there."
    say "● Read greet"
    write docs/manual.md <<'TEXT'
# greet: the manual

    greet [--lang LANG] [--title TITLE] [--bye] [--shout] [NAME]

| argument | meaning | if left out |
|---|---|---|
| `NAME` | who is greeted | `world` |
| `--lang LANG` | `en`, `de`, `es` or `pt` | `en` |
| `--title TITLE` | comes before the name | none |
| `--bye` | goodbye instead of hello | hello |
| `--shout` | in capitals | as it is written |

It ends with 1 for an unknown language, and with 2 for an unknown option.
TEXT
    edit README.md 's|^Run the tests|All options are in [the manual](docs/manual.md). Run the tests|'
    say "Trying the two exit codes before I promise them."
    sh greet --lang xx >/dev/null 2>&1 || say "  an unknown language: exit code $?"
    sh greet --nope >/dev/null 2>&1 || say "  an unknown option: exit code $?"
    say "The manual is written, and the README leads to it."
}

note() {
    say "I only know one wish; I write this one down for somebody who knows more."
    printf -- '- %s\n' "$prompt" >>NOTES.md
    say "● Edit NOTES.md"
    say "Noted."
}

prompt=$(cat)
say "I will look at what is here first."
case ${FORGE_PLAN:-}/${FORGE_GROUP:-},$prompt in
greet-the-world/A,*"does not pass"*) accent ;;
greet-the-world/A,*) languages ;;
greet-the-world/B,*) shout ;;
greet-the-world/C,*) title ;;
greet-the-world/D,*) bye ;;
greet-the-world/E,*) manual ;;
*) note ;;
esac
