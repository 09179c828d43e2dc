using System.Globalization;

namespace Metrics.Benchmarks.Compare;

/// <summary>What the service tells of itself at <c>/metrics</c>, of all its processes together.</summary>
internal sealed class ServerTelemetry(IReadOnlyList<Uri> addresses) : IDisposable
{
    private readonly HttpClient _client = new();

    /// <summary>The managed heap after the last garbage collection, in bytes.</summary>
    public Task<double?> HeapAsync(CancellationToken stop) => SumAsync("dotnet_gc_last_collection_heap_size_bytes", stop);

    /// <summary>How many running values wait to be written.</summary>
    public Task<double?> QueueLengthAsync(CancellationToken stop) => SumAsync("metrics_commit_queue", stop);

    public void Dispose() => _client.Dispose();

    /// <summary>The sum of all values under a name, whatever their labels; null where there is none.</summary>
    private async Task<double?> SumAsync(string name, CancellationToken stop)
    {
        double? sum = null;
        foreach (var address in addresses)
        {
            var text = await _client.GetStringAsync(new Uri(address, "/metrics"), stop);
            foreach (var line in text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.AsSpan(name.Length) is ['{' or ' ', ..]))
            {
                sum = (sum ?? 0) + double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }
}
