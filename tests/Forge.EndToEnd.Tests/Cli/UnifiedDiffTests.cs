using Forge.Api;
using Forge.Cli.Diffs;
using Forge.Cli.Machine;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>Our patches, given to the real git.</summary>
public sealed class UnifiedDiffTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forge-patch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Diff Of(
        DiffChange change,
        string? oldPath,
        string? newPath,
        string? old,
        string? @new,
        string? newMode = null
    ) =>
        new()
        {
            Change = change,
            OldPath = oldPath,
            NewPath = newPath,
            OldContent = old,
            NewContent = @new,
            ContentOmitted = false,
            NewMode = newMode,
        };

    public static TheoryData<string, string?, string?> Contents() =>
        new()
        {
            { "grows", "a\nb\nc\n", "a\nb\nx\nc\n" },
            { "is new", null, "one\ntwo\n" },
            { "is new and empty", null, "" },
            { "goes", "one\ntwo\n", null },
            { "goes and was empty", "", null },
            { "loses its last newline", "a\nb\n", "a\nb" },
            { "gets its last newline", "a\nb", "a\nb\n" },
            { "never had a last newline", "a\nb", "a\nc" },
            { "has Windows line ends", "a\r\nb\r\n", "a\r\nc\r\n" },
            { "has foreign letters", "Grüße\n", "Olá 世界\n" },
            { "becomes empty", "a\nb\n", "" },
            {
                "changes far apart",
                Numbers(40),
                Numbers(40).Replace("5\n", "five\n").Replace("30\n", "thirty\n")
            },
        };

    private static string Numbers(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(n => n + "\n"));

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Git_applies_a_patch_of_a_file_that(string _, string? old, string? @new)
    {
        foreach (
            var name in new[] { "plain.txt", "with space.txt", "häß\"lich\t.txt", "deep/er/file" }
        )
        {
            var change = (old, @new) switch
            {
                (null, _) => DiffChange.Added,
                (_, null) => DiffChange.Deleted,
                _ => DiffChange.Modified,
            };
            Write(name, old);
            await ApplyAsync(
                Of(change, old is null ? null : name, @new is null ? null : name, old, @new)
            );
            Read(name).ShouldBe(@new);
            if (@new is not null)
                File.Delete(Path.Combine(_folder, name));
        }
    }

    [Fact]
    public async Task Git_applies_a_rename_with_an_edit_and_keeps_a_program_a_program()
    {
        Write("old.sh", "a\nb\nc\nd\n");
        await ApplyAsync(
            Of(DiffChange.Renamed, "old.sh", "new.sh", "a\nb\nc\nd\n", "a\nb\nX\nd\n")
        );
        Read("old.sh").ShouldBeNull();
        Read("new.sh").ShouldBe("a\nb\nX\nd\n");
        await ApplyAsync(Of(DiffChange.Added, null, "run", null, "#!/bin/sh\n", "100755"));
        (File.GetUnixFileMode(Path.Combine(_folder, "run")) & UnixFileMode.UserExecute).ShouldBe(
            UnixFileMode.UserExecute
        );
    }

    [Fact]
    public void A_binary_file_is_named_and_said_to_have_no_content_here()
    {
        var diff = Of(DiffChange.Modified, "a.png", "a.png", null, null);
        UnifiedDiff.HasContent(diff).ShouldBeFalse();
        UnifiedDiff
            .Of(diff)
            .ShouldBe("diff --git a/a.png b/a.png\nBinary files a/a.png and b/a.png differ\n");
    }

    [Fact]
    public void Counts_are_gits_where_it_sent_them_and_ours_elsewhere()
    {
        var diff = Of(DiffChange.Modified, "a", "a", "1\n2\n", "1\n3\n4\n");
        UnifiedDiff.Count(diff).ShouldBe((2, 1));
        UnifiedDiff.Count(diff with { Additions = 7, Deletions = 8 }).ShouldBe((7, 8));
    }

    private async Task ApplyAsync(Diff diff)
    {
        var patch = Path.Combine(_folder, "the.patch");
        await File.WriteAllTextAsync(patch, UnifiedDiff.Of(diff));
        var result = await Children.RunAsync(
            "git",
            ["apply", "--whitespace=nowarn", patch],
            _folder,
            TimeSpan.FromSeconds(20),
            default
        );
        result.ExitCode.ShouldBe(0, result.Error + UnifiedDiff.Of(diff));
    }

    private void Write(string name, string? text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (text is not null)
            File.WriteAllText(file, text);
    }

    private string? Read(string name) =>
        Path.Combine(_folder, name) is var file && File.Exists(file)
            ? File.ReadAllText(file)
            : null;
}
