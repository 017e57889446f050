using System.Runtime.InteropServices;

namespace Forge.Cli.Machine;

/// <summary>The two calls of libc that .NET has no name for.</summary>
internal static class NativeCalls
{
    public const int SigTerm = 15;

    /// <summary>Becomes another program, keeping the process id; returns only when that failed.</summary>
    /// <returns>The error number.</returns>
    public static int Become(string program, IReadOnlyList<string> arguments)
    {
        _ = Exec(program, [program, .. arguments, null]);
        return Marshal.GetLastPInvokeError();
    }

    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static extern int Exec(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        // The runtime has no UTF-8 kind for arrays; its ANSI is UTF-8 on Linux.
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments
    );

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
