using System.Diagnostics;
using System.Net.Http.Headers;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Reads;

/// <summary>A read of all values in one answer, and how the memory of the server grew meanwhile.</summary>
/// <param name="MediaType">In which form.</param>
/// <param name="Values">How many came.</param>
/// <param name="Bytes">How long the answer was.</param>
/// <param name="Time">From the request to the last byte.</param>
/// <param name="Before">What the server had resident before, in bytes.</param>
/// <param name="Peak">The most it had resident meanwhile, in bytes.</param>
internal sealed record LongRead(string MediaType, int Values, long Bytes, TimeSpan Time, long Before, long Peak)
{
    public const string Json = "application/json";
    public const string Csv = "text/csv";

    /// <summary>The columns of <see cref="Cells"/>.</summary>
    public static readonly IReadOnlyList<string> Columns = ["", "values", "MB", "seconds", "values/s", "resident before MB", "peak MB", "growth MB"];

    public IEnumerable<string> Cells =>
    [
        MediaType, MarkdownTable.Number(Values), MarkdownTable.Number(Bytes / 1e6, 1),
        MarkdownTable.Number(Time.TotalSeconds, 1), MarkdownTable.Number(Values / Time.TotalSeconds),
        MarkdownTable.Number(Before / 1e6), MarkdownTable.Number(Peak / 1e6), MarkdownTable.Number((Peak - Before) / 1e6),
    ];

    /// <summary>Reads as fast as the server sends, and keeps nothing.</summary>
    /// <exception cref="ComparisonException">The answer did not have all values.</exception>
    public static async Task<LongRead> RunAsync(HttpClient client, RunningContender running, string path, string mediaType, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        running.ForgetPeakMemory();
        var before = running.Memory;
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        var (values, bytes) = await CountAsync(body, mediaType == Csv ? (byte)'\n' : (byte)'{', stop);
        var time = Stopwatch.GetElapsedTime(started);

        // Linux sums up what is resident now more often than it looks for the peak.
        var peak = Math.Max(before, running.PeakMemory);

        // One line is the head; and two braces stand around all values.
        values -= mediaType == Csv ? 1 : 2;
        return values == ImportedDays.Count
            ? new LongRead(mediaType, values, bytes, time, before, peak)
            : throw new ComparisonException($"The answer in {mediaType} had {values} values and not {ImportedDays.Count}.");
    }

    private static async Task<(int Marks, long Bytes)> CountAsync(Stream body, byte mark, CancellationToken stop)
    {
        var (buffer, marks, bytes) = (new byte[1 << 16], 0, 0L);
        for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; bytes += read)
        {
            marks += buffer.AsSpan(0, read).Count(mark);
        }

        return (marks, bytes);
    }
}
