# One session: connects an agent with the files of its directory and writes its exit code.
# DIR CWD follow|once|none MARK COMMAND ARG...; plain POSIX, runs with no one watching.
d=$1 w=$2 m=$3 k=$4; shift 4
exec </dev/null >/dev/null 2>>"$d/wrapper.err" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
id() { shift 21; printf '%s %s %s\n' "$$" "$1" "$b"; }
# Who makes this file has the claim; -C is the one way of making it first that needs no process.
cd "$d" && set -C && { true >claim; } 2>/dev/null || exit 125
set +C
[ "$m" != follow ] || { [ -p bell ] && [ -p pipe ] && exec 3<>bell 4<>pipe 5<pipe 6>pipe 7<in.log 4>&-; } || exit 125
# Once this line is there the name "pipe" is of no use any more.
read -r b </proc/sys/kernel/random/boot_id; read -r l </proc/$$/stat; id $l >wrapper
f=
case $m in
follow)
  # The feed: at each ring it copies what is new in in.log to the agent, and ends after the ring that finds eof.
  ( e=; while [ -z "$e" ] && read -r _; do [ -e eof ] && e=1; cat <&7 || break; done
  ) <&3 >&6 3>&- 5<&- 6>&- &
  f=$!; echo >&3; exec 3>&- 6>&- 7<&- ;;
once) exec 5<in.log ;;
*) exec 5</dev/null ;;
esac
# Not before the feed is forked, or it would inherit the trap and outlive its kill.
trap : HUP INT QUIT TERM
setsid sh -c '
w=$1 b=$2 FORGE_SESSION=$3; export FORGE_SESSION; shift 3
id() { shift 21; printf "%s %s %s\n" "$$" "$1" "$b"; }
read -r l </proc/$$/stat; id $l >pid || exit 125
cd "$w" && exec "$@"' forge-agent "$w" "$b" "$k" "$@" <&5 5<&- >>out.log 2>>err.log
c=$?
[ -z "$f" ] || kill "$f" 2>/dev/null
# On a full disk the code waits here for room, as long as there is a directory.
until printf '%s\n' "$c" >exit.tmp; do [ -e wrapper ] || exit 125; sleep 1; done
sync out.log err.log exit.tmp && mv exit.tmp exit
