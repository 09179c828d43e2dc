using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Support;

/// <summary>
/// The real program in this process: its own silo, a SQLite file of its own, Kestrel on a port of the loopback. Tests
/// talk HTTP to it.
/// </summary>
public sealed class GatewayHost : IDisposable
{
    private readonly TemporaryFolder? _ownFolder;
    private readonly Factory _factory;

    /// <param name="folder">Where the database file lies; without one the host makes its own.</param>
    /// <param name="settings">Configuration on top of <see cref="TestUsers.Settings"/>.</param>
    /// <param name="now">
    /// The moment at which the clock of the host stands still, such as <c>2024-04-09T14:44:00Z</c>. From before it starts: a
    /// silo cannot live with a clock that goes back later.
    /// </param>
    public GatewayHost(TemporaryFolder? folder = null, IReadOnlyDictionary<string, string>? settings = null, string? now = null)
    {
        Clock.Set(now is null ? null : DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        _ownFolder = folder is null ? new TemporaryFolder() : null;
        Database = (folder ?? _ownFolder)!.File("metrics.db");
        _factory = new Factory(this, settings ?? new Dictionary<string, string>());
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
    }

    /// <summary>The clock of the host.</summary>
    public MovableClock Clock { get; } = new();

    /// <summary>The SQLite file.</summary>
    public string Database { get; }

    /// <summary>Where the host listens.</summary>
    public Uri Address { get; }

    /// <summary>What runs in the host.</summary>
    public IServiceProvider Services => _factory.Services;

    /// <summary>A client that sends this token.</summary>
    public HttpClient Client(string token = TestUsers.AdministratorToken)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public void Dispose()
    {
        _factory.Dispose();
        _ownFolder?.Dispose();
    }

    private sealed class Factory(GatewayHost host, IReadOnlyDictionary<string, string> settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:Metrics", $"Data Source={host.Database};Pooling=False");
            foreach (var (key, value) in TestUsers.Settings.Concat(settings))
            {
                builder.UseSetting(key, value);
            }

            // Why a test has met a 503 is else not to be seen.
            builder.UseSetting("Logging:LogLevel:Metrics.Gateway.V2.FailureHandler", "Debug");
            builder.UseSetting("Cluster:SiloPort", FreePort.Next().ToString(CultureInfo.InvariantCulture));
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(host.Clock));
        }
    }
}
