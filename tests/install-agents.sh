#!/bin/sh
# Installs the real agents that the tests drive, outside of the repository. Does nothing when they are there.
# Prints the path of Claude Code; exit code 3 when there is no npm.
set -eu
cache=${FORGE_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/forge-test}
claude=$cache/claude/node_modules/.bin/claude
if [ ! -x "$claude" ]; then
    command -v npm >/dev/null || { echo "install-agents: npm is missing" >&2; exit 3; }
    mkdir -p "$cache/claude"
    npm install --prefix "$cache/claude" --no-audit --no-fund --loglevel=error \
        "@anthropic-ai/claude-code@${FORGE_TEST_CLAUDE_VERSION:-latest}" >&2
fi
echo "$claude"
