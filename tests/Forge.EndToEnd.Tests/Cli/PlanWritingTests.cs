using Forge.Cli;
using Forge.Cli.Machine;
using Forge.Server.Tests.BadGround;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>Writing a plan is all or nothing, whatever the disk does.</summary>
public sealed class PlanWritingTests
{
    private const string PlanFile = ".genie/wishes/login/reports/forge-plan-login-202611261805.md";

    [Fact]
    public async Task A_failure_in_the_middle_leaves_the_old_files()
    {
        // The report's name is longer than a file's may be; the task files, which come first, are not.
        var slug = new string('a', 235);
        using var desk = await PlanDesk.NewAsync();
        var folder = $".genie/wishes/{slug}";
        desk.Write($"{folder}/wish.md", desk.Read(".genie/wishes/login/login-wish.md"));
        desk.Write($"{folder}/task-a.md", "mine\n");
        var (files, folders) = (desk.Files(), desk.Folders().ToList());

        (await desk.RunAsync("plan", $"{folder}/wish.md")).ShouldBe(ExitCodes.Failed);

        desk.Notes.ShouldContain("nothing was written, all files are as before");
        desk.Files().ShouldBe(files);
        desk.Folders().ShouldBe(folders);
    }

    [Fact]
    public async Task An_update_that_fails_in_the_middle_is_taken_back()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        var wish = ".genie/wishes/login/login-wish.md";
        var text = desk.Read(wish).Replace("compare", "compare well");
        desk.Write(wish, text[..text.IndexOf("### Group B", StringComparison.Ordinal)]);
        // Group B is gone, and where its task file is to be archived stands a directory.
        var obstacle = Path.Combine(desk.WishFolder, "task-b.202611261805.md");
        Directory.CreateDirectory(obstacle);
        var files = desk.Files();

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);

        desk.Notes.ShouldContain("nothing was written");
        desk.Files().ShouldBe(files);
        Directory.Delete(obstacle);
        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok);
        desk.Read(".genie/wishes/login/task-a.md").ShouldContain("compare well");
        desk.Files().Keys.ShouldContain(".genie/wishes/login/task-b.202611261805.md");
    }

    [MountFact]
    public async Task A_full_disk_leaves_the_old_files()
    {
        var place = Directory.CreateTempSubdirectory("forge-small-").FullName;
        using (var disk = new SmallDisk(place, megabytes: 1))
        {
            using var desk = await PlanDesk.NewAsync(place);
            await desk.RunAsync("plan", "login");
            var wish = ".genie/wishes/login/login-wish.md";
            desk.Write(wish, desk.Read(wish).Replace("compare", "compare well"));
            disk.Fill();
            var (files, folders) = (desk.Files(), desk.Folders().ToList());

            (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);

            desk.Notes.ShouldContain("nothing was written, all files are as before");
            desk.Files().ShouldBe(files);
            desk.Folders().ShouldBe(folders);
            disk.Empty();
            (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok, desk.Notes);
            desk.Read(".genie/wishes/login/task-a.md").ShouldContain("compare well");
        }
        Directory.Delete(place);
    }

    [Fact]
    public async Task What_a_crash_left_half_done_is_taken_back_first()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        var before = desk.Files();
        var (a, b) = (
            Path.Combine(desk.WishFolder, "task-a.md"),
            Path.Combine(desk.WishFolder, "task-b.md")
        );
        // As a run leaves it that was killed after its second rename of three.
        var place = Directory
            .CreateDirectory(Path.Combine(desk.WishFolder, ".forge-plan"))
            .FullName;
        const string folder = ".genie/wishes/login";
        File.WriteAllLines(
            Path.Combine(place, "undo"),
            [
                $"Update\t{folder}/task-a.md\t",
                $"Create\t{folder}/task-z.md\t",
                $"Update\t{folder}/task-b.md\t",
                $"Archive\t{folder}/task-c.md\t{folder}/task-c.old.md",
            ]
        );
        File.Copy(a, Path.Combine(place, "old-0"));
        File.WriteAllText(a, "half\n");
        File.WriteAllText(Path.Combine(desk.WishFolder, "task-z.md"), "half\n");
        File.Copy(b, Path.Combine(place, "old-2"));
        File.WriteAllText(Path.Combine(place, "new-2"), "half\n");
        File.WriteAllText(Path.Combine(desk.WishFolder, "task-c.old.md"), "third\n");

        desk.Write($"{folder}/login-wish.md", desk.Read($"{folder}/login-wish.md") + "\nMore.\n");
        (await desk.RunAsync("plan", "login", "--group", "A")).ShouldBe(ExitCodes.Ok, desk.Output);

        desk.Read($"{folder}/task-c.md").ShouldBe("third\n");
        File.Exists(Path.Combine(desk.WishFolder, "task-z.md")).ShouldBeFalse();
        foreach (var path in new[] { $"{folder}/task-a.md", $"{folder}/task-b.md" })
            desk.Files()[path].ShouldBe(before[path]);
        Directory.Exists(place).ShouldBeFalse();
    }

    [Fact]
    public async Task A_protected_task_file_and_a_taken_evidence_folder_are_left_out()
    {
        using var desk = await PlanDesk.NewAsync();
        Directory.CreateDirectory(Path.Combine(desk.WishFolder, "task-a.md"));
        desk.Write(".genie/wishes/login/qa/group-b", "a file\n");

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok, desk.Notes);

        desk.Output.ShouldContain(
            "task-a.md is not written: a directory has its name [task-file-not-writable]"
        );
        desk.Output.ShouldContain("qa/group-b is a file [evidence-folder-missing]");
        desk.Files().Keys.ShouldContain(PlanFile);
        desk.Files().Keys.ShouldContain(".genie/wishes/login/task-b.md");
    }

    [Fact]
    public async Task Write_protection_of_a_task_file_is_kept_to()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        var file = Path.Combine(desk.WishFolder, "task-a.md");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var before = File.ReadAllText(file);
        var wish = ".genie/wishes/login/login-wish.md";
        desk.Write(wish, desk.Read(wish).Replace("compare", "compare well"));

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok);

        desk.Output.ShouldContain("task-a.md is not written: it is write-protected");
        File.ReadAllText(file).ShouldBe(before);
        desk.Read(PlanFile).ShouldContain("compare well");
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_said_in_one_line()
    {
        using var desk = await PlanDesk.NewAsync();
        // Root may write anywhere, but nobody makes a directory where a file is.
        File.WriteAllText(Path.Combine(desk.WishFolder, "reports"), "");
        var files = desk.Files();
        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);
        desk.Notes.Trim().Split('\n').ShouldHaveSingleItem();
        desk.Notes.ShouldContain("nothing was written");
        desk.Files().ShouldBe(files);
    }

    [Fact]
    public async Task Two_plans_at_once_do_not_mix()
    {
        using var desk = await PlanDesk.NewAsync();
        var place = Directory.CreateDirectory(Path.Combine(desk.WishFolder, ".forge-plan"));
        using (
            new FileStream(
                Path.Combine(place.FullName, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            )
        )
        {
            (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);
            desk.Notes.ShouldContain("another forge plan");
        }
        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok, desk.Notes);
    }
}
