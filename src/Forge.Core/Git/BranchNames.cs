using System.Globalization;
using System.Text;
using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>The names of one attempt: its branch, and the directory of its worktree.</summary>
internal sealed record AttemptNames(string Branch, string Directory);

/// <summary>Makes branch and directory names out of an attempt's id and its title. Pure.</summary>
internal static class BranchNames
{
    public const string Prefix = "forge/";
    private const int Longest = 50;
    private const int FewestHexDigits = 4;

    /// <summary>The shortest free name; the hexadecimal part grows while <paramref name="taken"/> says so of the branch.</summary>
    public static AttemptNames For(Guid attempt, string title, Func<string, bool> taken)
    {
        var hex = attempt.ToString("N");
        var slug = Slug(title);
        for (var digits = FewestHexDigits; digits <= hex.Length; digits++)
        {
            var name = $"{hex[..digits]}-{slug}";
            if (!taken(Prefix + name))
                return new AttemptNames(Prefix + name, name);
        }
        throw RuleBroken.Conflict($"Every branch name for attempt {attempt} is taken");
    }

    /// <summary>A branch of a given name, with a number behind it where it is taken; the directory has the attempt's id.</summary>
    public static AttemptNames Named(Guid attempt, string branch, Func<string, bool> taken)
    {
        var name = branch;
        for (var n = 2; taken(name); n++)
            name = string.Create(CultureInfo.InvariantCulture, $"{branch}-{n}");
        return new AttemptNames(name, $"{attempt.ToString("N")[..8]}-{Slug(name)}");
    }

    /// <summary>Lower-case ASCII letters, digits and single dashes; never empty, never longer than 50.</summary>
    public static string Slug(string title)
    {
        var slug = new StringBuilder(Longest);
        foreach (var character in title)
        {
            if (slug.Length >= Longest)
                break;
            Append(slug, character);
        }
        var text = slug.ToString(0, Math.Min(slug.Length, Longest)).Trim('-');
        return text.Length == 0 ? "task" : text;
    }

    private static void Append(StringBuilder slug, char character)
    {
        var folded = Fold(char.ToLowerInvariant(character));
        if (folded.Length > 0)
            slug.Append(folded);
        else if (slug.Length > 0 && slug[^1] != '-')
            slug.Append('-');
    }

    /// <summary>The letters of western Europe keep their sound; everything else becomes a gap.</summary>
    private static string Fold(char character) =>
        character switch
        {
            (>= 'a' and <= 'z') or (>= '0' and <= '9') => character.ToString(),
            'ä' or 'æ' => "ae",
            'ö' or 'ø' or 'œ' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            >= 'à' and <= 'å' => "a",
            'ç' => "c",
            >= 'è' and <= 'ë' => "e",
            >= 'ì' and <= 'ï' => "i",
            'ñ' => "n",
            >= 'ò' and <= 'õ' => "o",
            >= 'ù' and <= 'û' => "u",
            'ý' or 'ÿ' => "y",
            _ => "",
        };
}
