namespace Forge.Api;

/// <summary>Every address of the wire that this version serves. The server maps these texts; the client fills them.</summary>
public static class Routes
{
    public const string Health = "/health";
    public const string ApiHealth = "/api/health";
    public const string List = "/api/routes";

    /// <summary>How the answer ends to whoever asks for a route that the server does not have.</summary>
    public const string SeeList = $"See {List}.";
    public const string OpenApi = "/api/openapi.json";
    public const string AuthRequired = "/api/forge/auth-required";

    public const string Info = "/api/info";
    public const string Config = "/api/config";
    public const string Profiles = "/api/profiles";

    /// <summary>Ours: <c>GET</c> shows, <c>POST</c> does.</summary>
    public const string Gc = "/api/gc";

    /// <summary>Ours.</summary>
    public const string Doctor = "/api/doctor";

    /// <summary>Ours: who asks.</summary>
    public const string Access = "/api/access";

    /// <summary>Ours: tokens with roles; for operators.</summary>
    public const string Tokens = "/api/tokens";
    public const string Token = "/api/tokens/{id}";

    public const string Projects = "/api/projects";
    public const string Project = "/api/projects/{id}";
    public const string ProjectBranches = "/api/projects/{id}/branches";
    public const string ProjectSearch = "/api/projects/{id}/search";
    public const string ProjectTasks = "/api/projects/{id}/tasks";
    public const string ProjectTask = "/api/projects/{id}/tasks/{task_id}";

    public const string Tasks = "/api/tasks";
    public const string TaskCreateAndStart = "/api/tasks/create-and-start";
    public const string Task = "/api/tasks/{id}";
    public const string TasksStream = "/api/tasks/stream/ws";

    public const string Attempts = "/api/task-attempts";
    public const string Attempt = "/api/task-attempts/{id}";
    public const string AttemptFollowUp = "/api/task-attempts/{id}/follow-up";
    public const string AttemptReplaceProcess = "/api/task-attempts/{id}/replace-process";
    public const string AttemptBranchStatus = "/api/task-attempts/{id}/branch-status";
    public const string AttemptRebase = "/api/task-attempts/{id}/rebase";
    public const string AttemptMerge = "/api/task-attempts/{id}/merge";
    public const string AttemptPush = "/api/task-attempts/{id}/push";
    public const string AttemptConflictsAbort = "/api/task-attempts/{id}/conflicts/abort";

    /// <summary>Ours: goes on with a rebase whose conflicts are resolved in the worktree.</summary>
    public const string AttemptConflictsContinue = "/api/task-attempts/{id}/conflicts/continue";
    public const string AttemptCommitInfo = "/api/task-attempts/{id}/commit-info";
    public const string AttemptCommitCompare = "/api/task-attempts/{id}/commit-compare";
    public const string AttemptChildren = "/api/task-attempts/{id}/children";
    public const string AttemptStop = "/api/task-attempts/{id}/stop";

    /// <summary>Ours: a person gives the work up.</summary>
    public const string AttemptDiscard = "/api/task-attempts/{id}/discard";

    /// <summary>Ours: its agent tells how it goes, or asks for a person; of an attempt in a plan.</summary>
    public const string AttemptReport = "/api/task-attempts/{id}/report";
    public const string AttemptChangeTarget = "/api/task-attempts/{id}/change-target-branch";
    public const string AttemptStartDevServer = "/api/task-attempts/{id}/start-dev-server";
    public const string AttemptDeleteFile = "/api/task-attempts/{id}/delete-file";
    public const string AttemptDiffStream = "/api/task-attempts/{id}/diff/ws";

    /// <summary>Ours: the changed files as they are now, once; <c>?stats_only=</c> as in the stream.</summary>
    public const string AttemptDiff = "/api/task-attempts/{id}/diff";

    /// <summary>Ours: all that changed as one patch for <c>git apply</c>, as text/x-diff without the envelope.</summary>
    public const string AttemptPatch = "/api/task-attempts/{id}/patch";

    public const string Processes = "/api/execution-processes";
    public const string Process = "/api/execution-processes/{id}";
    public const string ProcessStop = "/api/execution-processes/{id}/stop";
    public const string ProcessesStream = "/api/execution-processes/stream/ws";
    public const string ProcessRawLogs = "/api/execution-processes/{id}/raw-logs/ws";
    public const string ProcessNormalizedLogs = "/api/execution-processes/{id}/normalized-logs/ws";

    public const string ApprovalRespond = "/api/approvals/{id}/respond";
    public const string ContainersInfo = "/api/containers/info";
    public const string Directory = "/api/filesystem/directory";
    public const string GitRepos = "/api/filesystem/git-repos";
    public const string Events = "/api/events";

    /// <summary>Ours, as are all below: the plan engine. <c>{plan}</c> is an id or a slug.</summary>
    public const string Plans = "/api/plans";
    public const string Plan = "/api/plans/{plan}";
    public const string PlanStart = "/api/plans/{plan}/start";
    public const string PlanPause = "/api/plans/{plan}/pause";
    public const string PlanResume = "/api/plans/{plan}/resume";
    public const string PlanCancel = "/api/plans/{plan}/cancel";
    public const string PlanDeliver = "/api/plans/{plan}/deliver";
    public const string PlanReport = "/api/plans/{plan}/report";
    public const string PlanReview = "/api/plans/{plan}/review";
    public const string PlanAward = "/api/plans/{plan}/award";
    public const string PlanClear = "/api/plans/{plan}/clear";
    public const string PlanLog = "/api/plans/{plan}/log";
    public const string PlanStream = "/api/plans/{plan}/stream/ws";
    public const string PlanValidation = "/api/plans/{plan}/validations/{id}/output";
    public const string GroupMerge = "/api/plans/{plan}/groups/{group}/merge";
    public const string GroupRetry = "/api/plans/{plan}/groups/{group}/retry";
    public const string GroupDiscard = "/api/plans/{plan}/groups/{group}/discard";
    public const string GroupFollowUp = "/api/plans/{plan}/groups/{group}/follow-up";
    public const string GroupRevert = "/api/plans/{plan}/groups/{group}/revert";
    public const string GroupReview = "/api/plans/{plan}/groups/{group}/review";
    public const string GroupValidate = "/api/plans/{plan}/groups/{group}/validate";
    public const string GroupRehearse = "/api/plans/{plan}/groups/{group}/rehearse";
    public const string GroupAward = "/api/plans/{plan}/groups/{group}/award";
    public const string GroupWiden = "/api/plans/{plan}/groups/{group}/widen";
    public const string Inbox = "/api/inbox";
    public const string InboxStream = "/api/inbox/stream/ws";

    /// <summary>Puts values into a route's <c>{holes}</c>, in order, escaped for an address.</summary>
    public static string Fill(string route, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            var start = route.IndexOf('{');
            var end = route.IndexOf('}', start);
            route = route[..start] + Uri.EscapeDataString(value) + route[(end + 1)..];
        }
        return route;
    }
}
