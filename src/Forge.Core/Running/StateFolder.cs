namespace Forge.Core.Running;

/// <summary>Where everything that Forge keeps lives. One server owns it at a time.</summary>
internal sealed record StateFolder(string Root)
{
    public string Database => At("forge.db");
    public string Backups => At("backups");
    public string Sessions => At("sessions");
    public string Worktrees => At("worktrees");

    /// <summary>Below the worktrees, so that one is renamed into the other.</summary>
    public string Prepared => Path.Combine(Worktrees, ".prepared");
    public string Trash => At("trash");
    public string Scratch => At("scratch");

    /// <summary>Commits that are checked out to run validation commands on them.</summary>
    public string Copies => Path.Combine(Scratch, "copies");

    /// <summary>What validation commands printed, by plan.</summary>
    public string Evidence => At("evidence");
    public string Config => At("config.json");
    public string Profiles => At("profiles.json");
    public string Token => At("token");
    public string Address => At("server.json");
    public string Lock => At("lock");

    /// <summary>What git wrote down of what a session of a plan did with it.</summary>
    public string GitLog(Guid session) => Path.Combine(Sessions, session.ToString(), "git.log");

    private string At(string name) => Path.Combine(Root, name);
}
