using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Silo.Clustering;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>Requests to a process that stood still, and may be none of its cluster any more.</summary>
public sealed class StandstillTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StandstillGuard _guard;
    private readonly RequestDelegate _pipeline;
    private readonly TaskCompletionSource _answer = new();
    private SiloStatus _status = SiloStatus.Active;
    private int _reached;

    public StandstillTests()
    {
        _guard = new StandstillGuard(
            StandIn.For<IClusterMembershipService>((_, _) => new ValueTask(_answer.Task)),
            StandIn.For<ISiloStatusOracle>((_, _) => _status),
            _time,
            NullLogger<StandstillGuard>.Instance);
        var app = new ApplicationBuilder(new ServiceCollection().AddSingleton(_guard).BuildServiceProvider());
        app.UseStandstillGuard();
        app.Run(_ =>
        {
            _reached++;
            return Task.CompletedTask;
        });
        _pipeline = app.Build();
        _time.Advance(StandstillGuard.Longest);
    }

    public void Dispose() => _guard.Dispose();

    [Fact]
    public async Task A_request_to_the_API_waits_until_it_is_certain_that_the_process_is_a_member()
    {
        var request = _pipeline(Request(new RequiredRole(Role.Reader, "read", "customMetric")));
        Assert.False(request.IsCompleted);
        Assert.Equal(0, _reached);

        _answer.SetResult();
        await request;

        Assert.Equal(1, _reached);
    }

    [Fact]
    public async Task A_request_to_the_API_of_a_process_that_is_none_fails()
    {
        var request = _pipeline(Request(new RequiredRole(Role.Reader, "read", "customMetric")));
        _status = SiloStatus.Dead;
        _answer.SetResult();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => request);

        Assert.Equal(0, _reached);
    }

    [Fact]
    public void What_is_not_of_the_API_is_answered_at_once()
    {
        Assert.True(_pipeline(Request()).IsCompletedSuccessfully);

        Assert.Equal(1, _reached);
    }

    [Fact]
    public void On_SQLite_nobody_is_asked_since_no_other_process_can_have_the_file()
    {
        using var host = new GatewayHost();

        Assert.Null(host.Services.GetService<StandstillGuard>());
    }

    private static DefaultHttpContext Request(params object[] metadata)
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), null));
        return context;
    }
}
