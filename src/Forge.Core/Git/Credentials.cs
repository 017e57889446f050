using System.Text.RegularExpressions;

namespace Forge.Core.Git;

/// <summary>Takes names and passwords out of addresses before a text is shown or stored.</summary>
internal static partial class Credentials
{
    public static string Mask(string text) => UserInfo().Replace(text, "$1***@");

    [GeneratedRegex(@"([a-zA-Z][a-zA-Z0-9+.\-]*://)[^/\s'""]*@")]
    private static partial Regex UserInfo();
}
