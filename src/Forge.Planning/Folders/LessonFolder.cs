using Forge.Planning.Lessons;

namespace Forge.Planning.Folders;

/// <summary>The lessons that lie in a repository.</summary>
public static class LessonFolder
{
    // More than anybody reads, and few enough to be read at once.
    private const int MostFiles = 2000;
    private const int LargestFile = 256 * 1024;

    /// <summary>Newest first. What is no lesson, or cannot be read, is passed over.</summary>
    /// <param name="root">Absolute; the top of the checkout.</param>
    public static IReadOnlyList<Lesson> Read(string root)
    {
        var folder = Path.Combine(root, LessonFile.Folder);
        if (!Directory.Exists(folder))
            return [];
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*.md")
                .Order(StringComparer.Ordinal)
                .Take(MostFiles)
                .Select(ReadOne)
                .OfType<Lesson>()
                .OrderByDescending(lesson => lesson.Created)
                .ThenBy(lesson => lesson.Id, StringComparer.Ordinal),
        ];
    }

    private static Lesson? ReadOne(string file)
    {
        try
        {
            return new FileInfo(file).Length > LargestFile
                ? null
                : LessonFile.Read(File.ReadAllText(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
