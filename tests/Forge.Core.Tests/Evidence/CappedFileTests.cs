using System.Text;
using Forge.Core.Evidence;
using Forge.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Evidence;

public sealed class CappedFileTests
{
    [Fact]
    public void However_it_comes_the_beginning_and_the_end_are_kept()
    {
        var sizes = Gen.Choose(0, 700_000).ListOf().Resize(6).ToArbitrary();
        Prop.ForAll(sizes, list => Plays([.. list]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void A_length_at_the_edge_loses_nothing()
    {
        const int cap = CappedFile.HeadBytes + CappedFile.TailBytes;
        Plays([cap]).ShouldBeTrue();
        Plays([cap + 1]).ShouldBeTrue();
        Plays([CappedFile.HeadBytes, CappedFile.TailBytes]).ShouldBeTrue();
        Plays([CappedFile.HeadBytes - 1, 2, CappedFile.TailBytes]).ShouldBeTrue();
    }

    private static bool Plays(List<int> sizes)
    {
        using var folder = new TempFolder();
        var all = new MemoryStream();
        var number = 0;
        using (var file = new CappedFile(folder.At("output")))
        {
            foreach (var size in sizes)
            {
                var part = Enumerable
                    .Range(0, size)
                    .Select(_ => (byte)(number++ * 31 % 251))
                    .ToArray();
                all.Write(part);
                file.Add(part);
            }
            file.Finish();
            file.Bytes.ShouldBe(all.Length);
            file.Truncated.ShouldBe(all.Length > CappedFile.HeadBytes + CappedFile.TailBytes);
            (file.Whole is not null).ShouldBe(all.Length <= CappedFile.HeadBytes);
        }
        return File.ReadAllBytes(folder.At("output"))
            .AsSpan()
            .SequenceEqual(Expected(all.ToArray()));
    }

    private static byte[] Expected(byte[] all)
    {
        var gap = all.Length - CappedFile.HeadBytes - CappedFile.TailBytes;
        if (gap <= 0)
            return all;
        return
        [
            .. all.AsSpan(0, CappedFile.HeadBytes),
            .. Encoding.UTF8.GetBytes($"\n[{gap} bytes are left out here]\n"),
            .. all.AsSpan(all.Length - CappedFile.TailBytes),
        ];
    }
}
