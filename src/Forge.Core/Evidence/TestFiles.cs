using System.Text.RegularExpressions;

namespace Forge.Core.Evidence;

/// <summary>
/// Which files are tests, by the names that the common tools look for. A guess in both directions: it decides what is
/// shown to a person and run again with the earlier tests, never whether something passes.
/// </summary>
internal static partial class TestFiles
{
    private static readonly HashSet<string> Folders = new(StringComparer.OrdinalIgnoreCase)
    {
        "test",
        "tests",
        "__tests__",
        "__test__",
        "__snapshots__",
        "__mocks__",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "testdata",
        "test-data",
        "fixtures",
    };

    /// <param name="path">Relative to the repository, with slashes.</param>
    public static bool IsTest(string path)
    {
        var parts = path.Split('/');
        return parts[..^1].Any(IsFolder) || Name().IsMatch(parts[^1]);
    }

    /// <summary>Those of the changed files that are tests, in order, each once.</summary>
    public static IReadOnlyList<string> TestsChanged(IEnumerable<string> changedPaths) =>
        [.. changedPaths.Where(IsTest).Distinct().Order(StringComparer.Ordinal)];

    // The last two: a .NET project of tests, such as Shop.Core.Tests.
    private static bool IsFolder(string name) =>
        Folders.Contains(name)
        || name.EndsWith(".Tests", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".Test", StringComparison.OrdinalIgnoreCase);

    // a_test.go, a.test.ts, a.spec.tsx, a-test.js, test_a.py, test-a.sh, ATests.cs, ATest.java, ASpec.scala, a_spec.rb,
    // conftest.py, tests.rs, a.bats, a.snap, a.feature, jest.config.js and its like.
    [GeneratedRegex(
        @"^(?:(?:.+[._-])?(?i:tests?|specs?)\.[A-Za-z0-9]+|(?i:tests?)[_-].+\.[A-Za-z0-9]+|.*[a-z0-9](?:Tests?|Spec|IT)\.(?:cs|fs|vb|java|kt|kts|scala|groovy|swift|php|cpp|cc|m|mm|dart)|.+(?i:[._-](?:test|spec|e2e|cy))\.[A-Za-z0-9.]+|(?i:conftest\.py|.+\.bats|.+\.snap|.+\.feature|(?:jest|vitest|playwright|cypress|karma)\.(?:config|setup)\.[a-z]+|pytest\.ini|phpunit\.xml(?:\.dist)?))$"
    )]
    private static partial Regex Name();
}
