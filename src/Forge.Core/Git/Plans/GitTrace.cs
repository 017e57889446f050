using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Core.Git.Plans;

/// <summary>
/// Reads the file in which git writes down each of its runs (its <c>trace2</c> events), for whoever has
/// <see cref="Variables"/> in the environment. Only runs that may move refs are kept, and lines that are none of git's are
/// passed over: an agent can write there, too. Not for two threads at once.
/// </summary>
internal sealed class GitTrace(string path, long most = GitTrace.Most)
{
    /// <summary>Bytes; what is larger after it was read makes room, and the one before it goes.</summary>
    public const long Most = 8L << 20;

    /// <summary>The variable that makes git write.</summary>
    public const string Target = "GIT_TRACE2_EVENT";

    private readonly Dictionary<string, GitCall> _calls = [];
    private long _old;
    private long _new;

    /// <param name="file">Absolute; git makes it, and writes nothing and says nothing where it cannot.</param>
    public static IReadOnlyDictionary<string, string> Variables(string file) =>
        new Dictionary<string, string>
        {
            [Target] = file,
            [Target + "_BRIEF"] = "1",
            [Target + "_NESTING"] = "1",
        };

    public IReadOnlyCollection<GitCall> Calls => _calls.Values;

    /// <summary>Reads what came since the last time.</summary>
    public void Read()
    {
        Read(Former, ref _old);
        Read(path, ref _new);
        if (_new <= most)
            return;
        try
        {
            // A git that has it open writes to its end there.
            File.Move(path, Former, overwrite: true);
            (_old, _new) = (_new, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It was deleted, or the disk is gone; what comes next begins anew.
        }
    }

    /// <summary>Lets go of runs that ended before a time.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var call in _calls.Values.Where(c => (c.Ended ?? c.Started) < before).ToList())
            if (call.Ended is not null || !Lives(call))
                _calls.Remove(call.Id);
    }

    /// <summary>Whether the process of a run is there.</summary>
    public static bool Lives(GitCall call)
    {
        // …-P00006fa2: the process, in hexadecimal digits.
        var mark = call.Id.LastIndexOf("-P", StringComparison.Ordinal);
        return call.Ended is null
            && mark >= 0
            && int.TryParse(
                call.Id.AsSpan(mark + 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var pid
            )
            && Directory.Exists($"/proc/{pid}");
    }

    private string Former => path + ".1";

    private void Read(string file, ref long position)
    {
        foreach (var line in Lines(file, ref position))
            try
            {
                if (IsOfUse(line) && JsonNode.Parse(line) is JsonObject one)
                    Take(one);
            }
            catch (Exception error)
                when (error is JsonException or InvalidOperationException or FormatException)
            {
                // Not git's, or not whole.
            }
    }

    private static bool IsOfUse(string line) =>
        line.StartsWith("{\"event\":\"start\"", StringComparison.Ordinal)
        || line.StartsWith("{\"event\":\"def_repo\"", StringComparison.Ordinal)
        || line.StartsWith("{\"event\":\"cmd_name\"", StringComparison.Ordinal)
        || line.StartsWith("{\"event\":\"atexit\"", StringComparison.Ordinal);

    private void Take(JsonObject one)
    {
        var id = Text(one, "sid");
        if (Text(one, "event") == "start")
        {
            var said = one["argv"]!.AsArray().Skip(1).Select(a => a!.GetValue<string>()).ToList();
            _calls[id] = new GitCall(id, Begin(id), "", said);
        }
        else if (_calls.TryGetValue(id, out var call))
            switch (Text(one, "event"))
            {
                case "def_repo":
                    _calls[id] = call with { Worktree = Text(one, "worktree") };
                    break;
                case "cmd_name" when GitReach.MovesRefs(Text(one, "name")):
                    _calls[id] = call with { Name = Text(one, "name") };
                    break;
                case "cmd_name":
                    _calls.Remove(id);
                    break;
                case "atexit":
                    _calls[id] = call with
                    {
                        Ended = Time(Text(one, "time"), "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
                        ExitCode = one["code"]!.GetValue<int>(),
                    };
                    break;
            }
    }

    // 20261127T021113.599311Z-H0a7c9cdf-P00006fa2, of its own and behind a slash for each that it was started by.
    private static DateTimeOffset Begin(string id)
    {
        var own = id[(id.LastIndexOf('/') + 1)..];
        return Time(
            own[..own.IndexOf('-', StringComparison.Ordinal)],
            "yyyyMMdd'T'HHmmss.ffffff'Z'"
        );
    }

    private static DateTimeOffset Time(string text, string form) =>
        DateTimeOffset.ParseExact(
            text,
            form,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    private static string Text(JsonObject one, string name) =>
        one[name]?.GetValue<string>() ?? throw new FormatException(name);

    private static string[] Lines(string file, ref long position)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            // Made shorter, or made anew, by somebody else.
            if (stream.Length < position)
                position = 0;
            // After a long time that nobody looked only the end is of use.
            position = Math.Max(position, stream.Length - 4 * Most);
            stream.Position = position;
            var bytes = new byte[stream.Length - position];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            // A torn last line waits for its end.
            var end = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            position += end;
            return Encoding.UTF8.GetString(bytes, 0, end).Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
