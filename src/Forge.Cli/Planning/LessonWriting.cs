using System.Text;
using Forge.Planning.Lessons;

namespace Forge.Cli.Planning;

/// <summary>Brings a lesson to disk.</summary>
internal static class LessonWriting
{
    /// <summary>Writes a lesson whose id is free; a file that is there already is never overwritten.</summary>
    /// <returns>Its path, relative to the root.</returns>
    public static string Write(string root, Lesson lesson)
    {
        var path = LessonFile.Path(lesson);
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        // Under another name first: nobody finds half of a lesson.
        var fresh = full + ".new";
        File.WriteAllText(fresh, LessonFile.Write(lesson), new UTF8Encoding(false));
        try
        {
            File.Move(fresh, full);
        }
        catch (IOException)
        {
            File.Delete(fresh);
            throw;
        }
        return path;
    }
}
