namespace Forge.Planning.Plans;

/// <summary>What a person does about a finding, by its code. A test sees to it that every code of planning stands here.</summary>
public static class Mends
{
    private static readonly Dictionary<string, string> All = new()
    {
        ["not-approved"] = "have the wish approved, and write **Status:** APPROVED below its title",
        ["contract-missing"] =
            "add a <spec_contract>, or sections Scope and Success Criteria, to the wish",
        ["dependency-cycle"] =
            "take one dependency of the path away, or make one group of those that need each other",
        ["persona-missing"] =
            "add the agent file, or name a persona that exists in the group's Suggested personas",
        ["branch-unusable"] =
            "name another branch in the wish (**Branch:** type/name), or rename the one in the way",
        ["task-file-in-use"] =
            "let the group end first, or set **Status:** pending in its task file",
        ["groups-missing"] = "plan the work under headings such as \"### Group A – name\"",
        ["group-id-twice"] = "give the second group an id of its own",
        ["dependency-unknown"] = "name a group that exists, or take the dependency away",
        ["json-invalid"] = "correct the JSON",
        ["contract-partial"] = "add the part that is named; approving the plan accepts it as it is",
        ["contract-part-missing"] =
            "add the part that is named; approving the plan accepts it as it is",
        ["points-unmapped"] =
            "let a group serve the checkpoint: name it under Evaluation Matrix Impact, or add the work",
        ["persona-refused"] = "name a specialist: implementor, tests, polish, release, git …",
        ["persona-unchecked"] = "add agent files below .genie/ to have names looked up",
        ["branch-changed"] = "name the branch you want in the wish, if this one does not suit",
        ["wish-outside"] = "put it into the repository, as .genie/wishes/NAME/NAME-wish.md",
        ["tracker-placeholder"] = "write the tracker's id into the task file",
        ["final-validation-there"] = "nothing: that group waits for all others already",
        ["final-validation-offered"] = "plan with --final-validation to make a group of them",
        ["group-marked-done"] = "take the mark away, or the group out, if it is not to run again",
        ["question-open"] = "answer it in the wish",
        ["task-file-kept"] =
            "nothing; archive the file yourself if the group is to be planned anew",
        ["section-kept"] =
            "compare with --dry-run; delete the section with its forge line to have it written anew",
        ["section-removed"] = "nothing; delete the file's last forge line to have it back",
        ["task-file-left"] = "remove it, if nobody needs it any more",
        ["task-file-not-writable"] = "make the file writable and plan again",
        ["evidence-folder-missing"] = "make the folder yourself, or move away what is in its place",
        ["group-without-validation"] =
            "add **Validation:** with a command that fails while the work is not done",
        ["validation-placeholder"] = "fill in what is in angle brackets",
        ["files-rebased"] = "nothing, if that is where the repository lay",
        ["file-elsewhere"] = "name the file from the root of the repository",
        ["validation-from-evidence"] = "move the commands to **Validation:**",
        ["validation-cannot-run"] =
            "install the program, correct the path, or let a group deliver it",
        ["group-too-large"] = "split it into groups that can be reviewed in one sitting",
        ["group-without-deliverable"] =
            "list deliverables or acceptance criteria that can be looked at",
        ["group-without-content"] = "say what it is for and what it delivers",
        ["ownership-overlap"] =
            "give the files to one group, or let one of the two wait for the other",
        ["ownership-empty"] = "correct the pattern, or leave it if the files are still to be made",
        ["group-name-twice"] = "rename one of them",
        ["groups-named-alike"] = "rename one of them so that nobody takes it for the other",
        ["order-disagrees"] = "let field and text say the same",
        ["wave-disagrees"] = "let field and wave say the same",
        ["no-parallelism"] = "look whether every dependency is needed: each lets people wait",
        ["reference-dead"] = "correct the path",
        ["status-missing"] = "add **Status:** below the title",
        ["matrix-total"] = "correct the points so that they make 100",
        ["matrix-sum"] = "correct the points",
        ["depends-on-itself"] = "take it away",
    };

    public static IEnumerable<string> Codes => All.Keys;

    public static string Of(string code) =>
        All.GetValueOrDefault(code) ?? "see docs/planning.md, Diagnostics";
}
