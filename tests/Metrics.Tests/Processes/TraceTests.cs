using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>Where a collector is named, a request leaves a trace from the request to the commit, or to the grain that it calls.</summary>
public sealed class TraceTests : IDisposable
{
    private const string Request = "POST /v2/customMetrics/{metric}/data";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_point_is_traced_from_the_request_to_the_commit()
    {
        await using var collector = await TraceCollector.StartAsync();
        using var process = await StartAsync(collector);
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("traced");

        await client.AddReturning("traced", """{"value":1}""");

        var trace = await WaitForCommitAsync(collector);
        Assert.NotEmpty(AncestorsOfCommit(trace));

        // The look for its row brought the bucket into the process; to add to it took no call.
        Assert.Contains(trace, span => span.Name == "read");
        Assert.DoesNotContain(trace, IsOfBucketGrain);
    }

    [Fact]
    public async Task Many_points_with_a_key_are_traced_from_the_request_to_the_commit_and_their_repetition_to_the_grains()
    {
        await using var collector = await TraceCollector.StartAsync();
        using var process = await StartAsync(collector);
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("traced", "Sum", "Hourly");
        var later = TimeProvider.System.GetUtcNow().AddHours(2);
        var points = $$"""[{"value":1},{"value":1,"date":"{{later:yyyy-MM-ddTHH:mm:ssZ}}"}]""";

        await client.PostData("/v2/customMetrics/traced/data", points, key: "k");

        var trace = await WaitForCommitAsync(collector);
        Assert.NotEmpty(AncestorsOfCommit(trace));
        Assert.Contains(trace, span => span.Name == "claim of requests");

        await client.PostData("/v2/customMetrics/traced/data", points, key: "k");

        var repetition = await collector.WaitForTraceAsync(
            spans => spans.Any(span => span.Name == Request) && spans.Any(span => span.Name == "look-up of receipts"));
        var request = repetition.Single(span => span.Name == Request);
        Assert.Equal(2, repetition.Count(span => span.Parent == request.Id && span.Name.EndsWith("IBucketGrain/AddOnce", StringComparison.Ordinal)));
    }

    private static Task<IReadOnlyList<TraceCollector.Span>> WaitForCommitAsync(TraceCollector collector) => collector.WaitForTraceAsync(
        spans => spans.Any(span => span.Name == Request) && spans.Any(span => span.Name == "commit"));

    /// <summary>What lies between the request, which is the last, and its commit.</summary>
    private static List<TraceCollector.Span> AncestorsOfCommit(IReadOnlyList<TraceCollector.Span> trace)
    {
        var request = trace.Single(span => span.Name == Request);
        Assert.Equal("", request.Parent);
        var ancestors = Ancestors(trace, trace.First(span => span.Name == "commit")).ToList();
        Assert.Equal(request, ancestors[^1]);
        return ancestors;
    }

    private static bool IsOfBucketGrain(TraceCollector.Span span) => span.Name.Contains("IBucketGrain/", StringComparison.Ordinal);

    private async Task<GatewayProcess> StartAsync(TraceCollector collector)
    {
        var process = new GatewayProcess(_folder, new Dictionary<string, string>(PostgresSettings.ForNewDatabase().WithUsers())
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        });
        await process.WaitUntilReadyAsync();
        return process;
    }

    private static IEnumerable<TraceCollector.Span> Ancestors(IReadOnlyList<TraceCollector.Span> trace, TraceCollector.Span span)
    {
        while (trace.FirstOrDefault(other => other.Id == span.Parent) is { } parent)
        {
            yield return parent;
            span = parent;
        }
    }
}
