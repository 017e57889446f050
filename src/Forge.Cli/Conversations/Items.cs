using System.Globalization;
using System.Text.Json;
using Forge.Api;

namespace Forge.Cli.Conversations;

/// <summary>Operations on <c>/entries/{n}</c>, as numbered items.</summary>
internal static class Items
{
    public static void Show(
        PatchOperation operation,
        ExecutionProcess process,
        IProcessPrinter printer
    )
    {
        if (Read(operation) is (var number, { } item))
            printer.Show(process, number, item);
    }

    public static (int Number, LogItem Item)? Read(PatchOperation operation) =>
        operation.Parts is ["entries", var name]
        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && operation.Value.Deserialize(ForgeJson.Wire.LogItem) is { } item
            ? (number, item)
            : null;
}
