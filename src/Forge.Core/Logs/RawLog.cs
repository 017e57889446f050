using Forge.Core.Streams;

namespace Forge.Core.Logs;

/// <summary>
/// A session's output as one sequence: two files that the agent appends to, and an index that says in which order and
/// when the server saw what. Order and time exist nowhere else, so a record is written before anyone is told of it.
/// </summary>
/// <remarks>
/// One caller pumps; any number reads at the same time, by position, and costs no memory while it waits.
/// </remarks>
internal sealed class RawLog : IDisposable
{
    private readonly RawLogIndex _index;
    private readonly RawLogStrand _out;
    private readonly RawLogStrand _err;
    private readonly RawLogCuts _cuts;
    private readonly TimeProvider _time;

    private RawLog(RawLogIndex index, RawLogStrand[] strands, RawLogCuts cuts, TimeProvider time)
    {
        (_index, _out, _err, _cuts, _time) = (index, strands[0], strands[1], cuts, time);
    }

    /// <summary>Names one life of the index: numbers of frames hold only within it.</summary>
    public Guid Epoch => _index.Epoch;

    /// <summary>
    /// For a program that ends its turns with a line of output: what it had said on the other stream before that line is
    /// taken before it, or it would belong to the next turn, and after the last one to none.
    /// </summary>
    public bool ErrorsFirst { get; init; }

    /// <summary>An earlier index was lost: order between the streams and times are not the original ones.</summary>
    public bool Rebuilt => _index.Rebuilt;

    /// <summary>The end of what is indexed, and so of what readers see.</summary>
    public RawPosition Indexed => _index.Before(_index.Count);

    /// <summary>True when all that the files hold up to <paramref name="to"/> is indexed.</summary>
    /// <param name="to">Null: to their ends.</param>
    public bool Covers(RawPosition? to)
    {
        var most = new RawPosition(_out.Length, _err.Length);
        return Indexed.HasReached(
            to is { } end
                ? new RawPosition(Math.Min(end.Out, most.Out), Math.Min(end.Err, most.Err))
                : most
        );
    }

    /// <summary>Rings after records were added. Whoever learns a window's end rings it too, so that followers look again.</summary>
    public Bell Bell { get; } = new();

    /// <summary>
    /// Opens the log of a session's directory for writing and reading. A lost, damaged or too long index is rebuilt from
    /// the logs up to the last of <paramref name="cuts"/>, as a new epoch; the rest is taken by <see cref="Pump"/>.
    /// </summary>
    /// <param name="cuts">Where windows begin and end. No record will reach across one.</param>
    public static RawLog Open(
        string directory,
        TimeProvider time,
        IReadOnlyList<RawPosition> cuts,
        bool errorsFirst = false
    )
    {
        var path = Path.Combine(directory, "index");
        var strands = OpenStrands(directory);
        var index = RawLogIndex.Open(path, FileAccess.ReadWrite);
        index?.CutTornRecord();
        if (index is not null && Load(index, strands))
            return new RawLog(index, strands, new RawLogCuts(cuts), time)
            {
                ErrorsFirst = errorsFirst,
            };
        var lost = index is not null || cuts.Any(cut => cut != default);
        index?.Dispose();
        return Rebuild(path, strands, time, new RawLogCuts(cuts), (lost, errorsFirst));
    }

    /// <summary>Opens it without changing anything, also while another object writes; call <see cref="Refresh"/> to see more.</summary>
    /// <exception cref="InvalidDataException">There is no index that can be read.</exception>
    public static RawLog OpenToRead(string directory, TimeProvider time)
    {
        var strands = OpenStrands(directory);
        var index = RawLogIndex.Open(Path.Combine(directory, "index"), FileAccess.Read);
        if (index is not null && Load(index, strands))
            return new RawLog(index, strands, new RawLogCuts([]), time);
        index?.Dispose();
        Array.ForEach(strands, strand => strand.Dispose());
        throw new InvalidDataException($"{directory} has no index that can be read");
    }

    /// <summary>Takes over what another object has indexed since.</summary>
    public void Refresh()
    {
        _index.Refresh();
        Bell.Ring();
    }

    /// <summary>
    /// Takes new output, about 1 MB at most: hands every complete line to <paramref name="handler"/>, writes the index,
    /// then rings. True when there was anything; the caller then calls again.
    /// </summary>
    /// <param name="final">Nothing more will come: a last line without its newline is taken as it is.</param>
    public bool Pump(RawLineHandler handler, bool final)
    {
        var time = RawLogRecord.MicrosecondsOf(_time.GetUtcNow());
        var indexed = Indexed;
        _out.Mend(indexed.Out);
        _err.Mend(indexed.Err);
        do
        {
            if (TakeBoth(handler, time, final))
            {
                Bell.Ring();
                return true;
            }
        } while (_cuts.GiveUp(Indexed));
        return false;
    }

    /// <summary>
    /// Hands the lines on that end in a stretch of the log, whole and in the index's order: what <see cref="Pump"/> handed
    /// on before. The handler's answers are not needed again.
    /// </summary>
    public void ReadLines(RawPosition from, RawPosition to, RawLineHandler handler) =>
        new RawLogLines(_index, StrandOf, from, to).Read(handler);

    /// <summary>The records from <paramref name="from"/> on, numbered from 0, until <paramref name="end"/> is known and reached.</summary>
    /// <param name="end">Null as long as the end is not known.</param>
    public Tail<RawFrame> Window(RawPosition from, Func<RawPosition?> end) =>
        new RawLogWindow(_index, StrandOf, Bell, from, end);

    /// <summary>The last text of a window, in the index's order, at most so many bytes of it; for a summary.</summary>
    public string ReadTail(RawPosition from, RawPosition? to, int mostBytes) =>
        RawLogLines.Tail(_index, StrandOf, from, to ?? Indexed, mostBytes);

    public void Dispose()
    {
        _index.Dispose();
        _out.Dispose();
        _err.Dispose();
    }

    private static RawLogStrand[] OpenStrands(string directory) =>
        [
            new(LogStream.Out, Path.Combine(directory, "out.log")),
            new(LogStream.Err, Path.Combine(directory, "err.log")),
        ];

    private static bool Load(RawLogIndex index, RawLogStrand[] strands)
    {
        Array.ForEach(strands, strand => strand.LineStart = 0);
        return index.Load(
            () => new RawPosition(strands[0].Length, strands[1].Length),
            (before, record) =>
            {
                var strand = strands[record.StreamAfter(before) == LogStream.Err ? 1 : 0];
                if (record.EndsLine)
                    strand.LineStart = record.End.Of(strand.Stream);
            }
        );
    }

    /// <summary>
    /// Within a window the order between the streams is lost: output comes first, then errors. The times are those of the
    /// last write.
    /// </summary>
    private static RawLog Rebuild(
        string path,
        RawLogStrand[] strands,
        TimeProvider time,
        RawLogCuts cuts,
        (bool Lost, bool ErrorsFirst) how
    )
    {
        Array.ForEach(strands, strand => strand.LineStart = 0);
        var written = strands.Max(strand => strand.LastWrite);
        var log = new RawLog(RawLogIndex.Create(path, how.Lost), strands, cuts, time)
        {
            ErrorsFirst = how.ErrorsFirst,
        };
        while (log._cuts.Next(log.Indexed) is not null)
        {
            if (!log.TakeBoth((_, _) => false, RawLogRecord.MicrosecondsOf(written), final: true))
                log._cuts.GiveUp(log.Indexed);
        }
        return log;
    }

    private bool TakeBoth(RawLineHandler handler, long time, bool final)
    {
        var cut = _cuts.Next(Indexed);
        // Looked at in this order: what was said on the error stream before the last byte of output is within its length.
        var length = new RawPosition(_out.Length, _err.Length);
        RawLogLimit Limit(RawLogStrand strand) =>
            new(length.Of(strand.Stream), cut?.Of(strand.Stream), final);
        var any = false;
        while (ErrorsFirst && Take(_err, Limit(_err), handler, time))
            any = true;
        // What was written to last comes last. The kernel's clock is coarse; on a tie output goes first.
        RawLogStrand[] order = _err.LastWrite < _out.LastWrite ? [_err, _out] : [_out, _err];
        foreach (var strand in order)
            any |= Take(strand, Limit(strand), handler, time);
        return any;
    }

    private bool Take(RawLogStrand strand, RawLogLimit limit, RawLineHandler handler, long time)
    {
        var taken = strand.Take(Indexed, limit, time, handler);
        if (taken.Records.Count == 0)
            return false;
        _index.Append(taken.Records);
        strand.LineStart = taken.LineStart;
        return true;
    }

    private RawLogStrand StrandOf(LogStream stream) => stream == LogStream.Err ? _err : _out;
}
