using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests.Support;

/// <summary>Takes spans as a collector of OpenTelemetry does: OTLP over HTTP, in protocol buffers.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();

    private TraceCollector()
    {
        Address = $"http://127.0.0.1:{FreePort.Next()}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        _app = builder.Build();
        _app.MapPost("/v1/traces", TakeAsync);
        _app.MapPost("/v1/metrics", () => { });
    }

    /// <summary>A span as it came: what it is called, which trace it is of, and what came before it.</summary>
    public sealed record Span(string Name, string Trace, string Id, string Parent, IReadOnlyList<string> LinkedTraces);

    public string Address { get; }

    public static async Task<TraceCollector> StartAsync()
    {
        var collector = new TraceCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The spans of the first trace that has them all, as the condition says.</summary>
    public async Task<IReadOnlyList<Span>> WaitForTraceAsync(Func<IReadOnlyList<Span>, bool> isComplete)
    {
        IReadOnlyList<Span>? complete = null;
        await Wait.UntilAsync(
            () => Task.FromResult((complete = _spans.GroupBy(span => span.Trace).Select(group => group.ToList()).FirstOrDefault(isComplete)) is not null),
            () => string.Join('\n', _spans.Select(span => span.Name).Distinct()));
        return complete!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var span in
            from resource in ProtocolBuffer.Messages(body.ToArray(), 1)
            from scope in ProtocolBuffer.Messages(resource, 2)
            from span in ProtocolBuffer.Messages(scope, 2)
            select span)
        {
            _spans.Enqueue(new Span(
                ProtocolBuffer.Text(span, 5),
                ProtocolBuffer.Hex(span, 1),
                ProtocolBuffer.Hex(span, 2),
                ProtocolBuffer.Hex(span, 4),
                [.. ProtocolBuffer.Messages(span, 13).Select(link => ProtocolBuffer.Hex(link, 1))]));
        }
    }
}
