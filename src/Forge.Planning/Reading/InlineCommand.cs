using System.Text.RegularExpressions;
using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Tells a command in back-ticks from a path, a name or a value.</summary>
internal static partial class InlineCommand
{
    private static readonly HashSet<string> Programs =
    [
        .. (
            "npm npx pnpm yarn bun bunx deno node tsc tsx eslint prettier vitest jest playwright cypress turbo nx "
            + "cargo rustc rustfmt clippy go gofmt golangci-lint dotnet python python3 pytest pip uv uvx poetry ruff mypy black isort tox "
            + "ruby rake bundle rspec rails php composer phpunit java javac mvn gradle gradlew kotlinc swift xcodebuild flutter dart mix elixir zig "
            + "make cmake ninja bazel just task docker docker-compose podman kubectl helm terraform ansible gh git curl wget http jq yq "
            + "ls cat head tail wc grep rg find test diff cmp stat du tree echo printf sed awk sort uniq cut tr xargs bash sh zsh source cd mkdir rm cp mv touch chmod "
            + "ssh scp rsync psql sqlite3 mysql redis-cli timeout time env export which command ps kill lsof nc openssl shellcheck markdownlint lychee "
            + "genie omni forge claude codex systemctl journalctl pre-commit act buf protoc helmfile skaffold pm2 lsof watch"
        ).Split(' '),
    ];

    /// <param name="plainly">The place promises commands, as "Validation commands" does.</param>
    public static bool Is(Piece piece, bool plainly)
    {
        if (!piece.Code)
            return false;
        var text = piece.Text.Trim().TrimStart('$', '!').Trim();
        if (text.Length < 2 || text[0] is '@' or '#' || text.EndsWith('/') && !text.Contains(' '))
            return false;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = Assignment().Replace(text, "").Split(' ')[0];
        if (Programs.Contains(first) && (words.Length > 1 || IsAlone(first)))
            return true;
        if (
            first.StartsWith("./")
            || first.EndsWith(".sh")
            || first.EndsWith(".py") && words.Length > 1
        )
            return true;
        if (words.Length == 1)
            return plainly && ProgramName().IsMatch(text) && !LooksLikePath(text);
        return ProgramName().IsMatch(first)
            && !LooksLikePath(first)
            && (plainly || words.Skip(1).Any(w => w.StartsWith('-') || w is "|" or "&&" or ">"));
    }

    // A bare word in back-ticks is a command only if nothing else is called so.
    private static bool IsAlone(string program) =>
        program
            is "make"
                or "pytest"
                or "tsc"
                or "vitest"
                or "jest"
                or "eslint"
                or "tox"
                or "rspec"
                or "phpunit"
                or "mypy"
                or "golangci-lint"
                or "pre-commit"
                or "clippy"
                or "rake"
                or "shellcheck";

    private static bool LooksLikePath(string word) =>
        word.Contains('/') && !word.StartsWith("./") || FileName().IsMatch(word);

    [GeneratedRegex(@"^[a-z][\w.:+-]*$")]
    private static partial Regex ProgramName();

    [GeneratedRegex(@"^[\w-]+\.(?:md|ts|tsx|js|rs|py|json|ya?ml|toml|cs|go|txt|log|html|css|sql)$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(?:[A-Z_][A-Z0-9_]*=\S*\s+)+")]
    private static partial Regex Assignment();
}
