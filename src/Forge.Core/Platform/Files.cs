#pragma warning disable CA1416 // Forge runs on Unix; a Windows user runs it inside WSL.
using Forge.Core.Platform.Linux;

namespace Forge.Core.Platform;

/// <summary>Files that are private to the user and survive a power cut.</summary>
internal static class Files
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode PrivateDirectory = Private | UnixFileMode.UserExecute;

    /// <summary>Makes a directory, and what is missing above it, that only the user can enter.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        if (
            Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) is
            { } parent
        )
        {
            if (!Directory.Exists(parent))
                CreatePrivateDirectory(parent);
        }
        var isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path, PrivateDirectory);
        if (isNew && Path.GetDirectoryName(Path.GetFullPath(path)) is { } above)
            Sync(above);
        // An older, wider directory is narrowed, and a umask cannot have taken a right away.
        File.SetUnixFileMode(path, PrivateDirectory);
    }

    /// <summary>Appends where the file ends at that moment, whoever else appends: .NET's FileMode.Append only seeks once.</summary>
    public static void AppendAtEnd(string path, ReadOnlySpan<byte> bytes)
    {
        var descriptor = LibC.Open(path, LibC.WriteOnly | LibC.AtEnd | LibC.CloseOnExec);
        if (descriptor < 0)
            throw LibC.Failure($"open {path}");
        try
        {
            while (!bytes.IsEmpty)
            {
                var written = (int)LibC.Write(descriptor, bytes, (nuint)bytes.Length);
                if (written < 0)
                    throw LibC.Failure($"append to {path}");
                bytes = bytes[written..];
            }
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>Makes a file at least so long, with zeros; never shorter, also while others append to it.</summary>
    public static void ExtendTo(string path, long length)
    {
        var descriptor = LibC.Open(path, LibC.ReadWrite | LibC.CloseOnExec);
        if (descriptor < 0)
            throw LibC.Failure($"open {path}");
        try
        {
            var error = LibC.Allocate(descriptor, 0, length);
            if (error != 0)
                throw new IOException(
                    $"{path} could not be extended to {length} bytes (errno {error})",
                    error
                );
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>Makes one directory; false when something was there. Of many who try at once exactly one gets true.</summary>
    public static bool TryCreateDirectory(string path)
    {
        if (LibC.MakeDirectory(path, (uint)PrivateDirectory) == 0)
            return true;
        return Path.Exists(path) ? false : throw LibC.Failure($"mkdir {path}");
    }

    /// <summary>
    /// Gives a file another name on the same disk; false when something has that name, or the disk will not have it. Of many who try at
    /// once exactly one gets true: .NET's move without overwriting only looks before it renames.
    /// </summary>
    public static bool TryLink(string path, string other) => LibC.Link(path, other) == 0;

    /// <summary>The file has either its old or its new content, whole, whatever happens in between.</summary>
    public static void WriteDurably(
        string path,
        ReadOnlySpan<byte> bytes,
        UnixFileMode mode = Private
    )
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(
            directory,
            $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp"
        );
        WriteNew(temporary, bytes, mode);
        File.Move(temporary, path, overwrite: true);
        Sync(directory);
    }

    /// <summary>Makes a file that must not exist yet and brings its content to the disk.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode = Private)
    {
        using var file = New(path, mode);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The same, but the content may come to the disk later.</summary>
    public static void WriteNewUnsynced(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = New(path, Private);
        file.Write(bytes);
    }

    /// <summary>Makes an empty file that must not exist yet. It is on the disk once its directory is.</summary>
    public static void WriteEmpty(string path) => New(path, Private).Dispose();

    private static FileStream New(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
            BufferSize = 0,
        };
        return new FileStream(path, options);
    }

    /// <summary>Brings a file, or the names in a directory, to the disk.</summary>
    public static void Sync(string path)
    {
        var descriptor = LibC.Open(path, LibC.ReadOnly | LibC.CloseOnExec);
        if (descriptor < 0)
            throw LibC.Failure($"open {path}");
        try
        {
            if (LibC.Sync(descriptor) != 0)
                throw LibC.Failure($"fsync {path}");
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>The length in bytes; 0 when there is no such file.</summary>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    /// <summary>The text of a small file; null when it is not there.</summary>
    public static string? TryReadText(string path)
    {
        // Mostly asked of files that are not there yet, where an exception each time would be the whole cost.
        if (!File.Exists(path))
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }
}
