namespace Forge.Cli.Terminals;

/// <summary>The few colours that Forge uses, as SGR codes: they follow the person's own palette.</summary>
internal enum Paint
{
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Cyan = 36,
}
