using System.Globalization;
using System.Net;
using System.Text;
using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Reads;

/// <summary>
/// The body of an import of a million values: 60 past days of 15,000 keys, and today of 100,000 keys. Written while it is sent.
/// </summary>
internal sealed class ImportedDays(DateOnly today) : HttpContent
{
    public const int PastDays = 60;
    public const int PastKeys = 15_000;
    public const int Keys = 100_000;

    /// <summary>How many values these are.</summary>
    public const int Count = (PastDays * PastKeys) + Keys;

    /// <summary>Numbers between which there is no order, for the largest of them to be anywhere.</summary>
    private const int Mixer = 7_919;

    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key{number:D6}");

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        await writer.WriteAsync($$$"""{"customMetricConfig":{"id":1,"name":"{{{Protocol.Metric}}}","dataType":"Sum","interval":"Daily","keyedValues":true}}""" + "\n");
        for (var back = PastDays; back >= 0; back--)
        {
            var date = today.AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            for (var key = 0; key < (back == 0 ? Keys : PastKeys); key++)
            {
                var sum = (decimal)((key + back) * Mixer % 100_003) / 100;
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"customMetricData":{"metric":1,"name":"{{{Key(key)}}}","date":"{{{date}}}T00:00:00Z","count":1,"sum":"{{{sum}}}"}}""");
                await writer.WriteAsync($"{line}\n");
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
