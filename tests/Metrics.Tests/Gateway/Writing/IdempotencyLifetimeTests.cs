using System.Globalization;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>How long a request is known by its key.</summary>
public sealed class IdempotencyLifetimeTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-09T14:44:00Z");

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("2024-04-10T14:44:00Z", "5.0")]
    [InlineData("2024-04-10T15:43:59Z", "5.0")]
    [InlineData("2024-04-10T15:44:01Z", "10.0")]
    public async Task It_is_forgotten_an_hour_after_its_day_and_not_before(string then, string value)
    {
        var id = await _host.Client().Define("m");
        await AddAsync(id);

        _host.Clock.Set(DateTimeOffset.Parse(then, CultureInfo.InvariantCulture));
        var cleanup = _host.Services.GetServices<IHostedService>().OfType<Cleanup>().Single();
        await cleanup.RunOnceAsync();

        // The run after the clock was set is left out.
        await cleanup.RunOnceAsync();

        Assert.Equal($$"""{"value":{{value}},"date":"2024-04-09T00:00:00Z"}""", await AddAsync(id));
    }

    private async Task<string> AddAsync(long id)
    {
        using var client = _host.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "key");
        return await client.AddReturning(id, """{"value":5,"date":"2024-04-09"}""");
    }
}
