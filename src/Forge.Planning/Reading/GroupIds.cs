using System.Text;

namespace Forge.Planning.Reading;

/// <summary>How ids are written and compared: <c>a</c> is A, <c>C-01</c> is C1.</summary>
internal static class GroupIds
{
    /// <summary>As shown: letters in capitals.</summary>
    public static string Written(string id) => id.ToUpperInvariant();

    /// <summary>As compared: capitals, no dash between letter and number, no leading zeros.</summary>
    public static string Key(string id)
    {
        var made = new StringBuilder(id.Length);
        var upper = id.ToUpperInvariant();
        for (var i = 0; i < upper.Length; i++)
        {
            var c = upper[i];
            if (c is '-' or '_' or ' ' || c == '.' && made.Length > 0 && char.IsLetter(made[^1]))
                continue;
            var leads = made.Length == 0 || !char.IsAsciiDigit(made[^1]);
            if (c == '0' && leads && i + 1 < upper.Length && char.IsAsciiDigit(upper[i + 1]))
                continue;
            made.Append(c);
        }
        return made.ToString();
    }
}
