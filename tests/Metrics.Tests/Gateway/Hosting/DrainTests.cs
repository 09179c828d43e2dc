using System.Net;
using Metrics.Gateway.Hosting;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>The last answers of a process that stops.</summary>
public sealed class DrainTests
{
    [Theory]
    [InlineData("/v2/customMetrics", HttpStatusCode.OK)]
    [InlineData("/v2/customMetrics/none", HttpStatusCode.NotFound)]
    public async Task An_answer_ends_its_connection_whatever_it_says(string path, HttpStatusCode status)
    {
        using var host = new GatewayHost();
        using var client = host.Client();
        using var before = await client.GetAsync(new Uri(path, UriKind.Relative));

        await host.Services.GetRequiredService<Drain>().EndConnectionsAsync(CancellationToken.None);
        using var after = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((status, null), (before.StatusCode, before.Headers.ConnectionClose));
        Assert.Equal((status, true), (after.StatusCode, after.Headers.ConnectionClose));
    }

    [Fact]
    public async Task What_takes_too_long_is_broken_off_so_that_the_silo_has_time_to_take_its_leave()
    {
        var time = new FakeTimeProvider();
        var drain = new Drain(Options.Create(new StorageOptions { Provider = StorageProvider.Postgres }), time);
        await using var answered = new DefaultConnectionContext { ConnectionClosed = new CancellationToken(canceled: true) };
        await using var slow = new DefaultConnectionContext();
        var brokenOff = new TaskCompletionSource();
        slow.ConnectionClosed.Register(brokenOff.SetResult);
        drain.Add(slow);
        drain.Add(answered);

        var ended = drain.EndConnectionsAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(5));
        await ended;
        Assert.False(slow.ConnectionClosed.IsCancellationRequested);

        time.Advance(Drain.TimeToAnswer);
        await brokenOff.Task;
    }
}
