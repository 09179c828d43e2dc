using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Support;

/// <summary>
/// The same as <see cref="GatewayHost"/>, except that its clock stands still at a moment of the past from before it
/// starts. A clock that goes back later is none the silo can live with: Orleans activates no grain that would have to
/// be collected before the moment it last collected.
/// </summary>
public sealed class StoppedClockHost : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Factory _factory;

    /// <param name="now">The moment, with its offset: <c>2024-04-09T14:44:00Z</c>.</param>
    public StoppedClockHost(string now)
    {
        var clock = new MovableClock();
        clock.Set(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        _factory = new Factory(clock, _folder.File("metrics.db"));
        _factory.UseKestrel(0);
        _factory.StartServer();
    }

    /// <summary>Where the host listens.</summary>
    public Uri Address => _factory.ClientOptions.BaseAddress;

    /// <summary>A client that sends this token.</summary>
    public HttpClient Client(string token = TestUsers.AdministratorToken) =>
        new() { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    public void Dispose()
    {
        _factory.Dispose();
        _folder.Dispose();
    }

    private sealed class Factory(MovableClock clock, string database) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in TestUsers.Settings)
            {
                builder.UseSetting(key, value);
            }

            builder.UseSetting("ConnectionStrings:Metrics", $"Data Source={database};Pooling=False");
            builder.UseSetting("Cluster:SiloPort", FreePort.Next().ToString(CultureInfo.InvariantCulture));
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        }
    }
}
