using Forge.Planning.Markdown;

namespace Forge.Planning.Personas;

/// <summary>Reads agent files: front matter with a name and a <c>genie</c> block.</summary>
public static class PersonaReader
{
    /// <summary>Null when the file has no front matter: it is no agent then.</summary>
    public static Persona? Read(string document, string path)
    {
        var front = SourceText.Of(document).Front;
        if (front.IsEmpty)
            return null;
        // Some files have lost the indentation below "genie:".
        string? Of(string key) => front[$"genie.{key}"] ?? front[$"forge.{key}"] ?? front[key];
        return new Persona(front["name"] ?? Path.GetFileNameWithoutExtension(path), path)
        {
            Description = front["description"],
            Color = front["color"],
            Executor = Of("executor") ?? Of("executorProfile"),
            Variant = Of("executorVariant") ?? Of("variant") ?? Of("executor_variant"),
            Model = Of("model"),
            PermissionMode = Of("permissionMode") ?? Of("permission_mode"),
            Background = Of("background")?.ToLowerInvariant() switch
            {
                "true" or "yes" or "on" => true,
                "false" or "no" or "off" => false,
                _ => null,
            },
        };
    }
}
