using System.Globalization;
using Metrics.Silo;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Benchmarks.Buckets;

/// <summary>One silo in this process, with a SQLite file of its own and without HTTP.</summary>
internal sealed class SiloHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IHost _host;

    private SiloHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Metrics"] = $"Data Source={_folder.File("metrics.db")};Pooling=False",
            ["Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.ClearProviders();
        builder.AddMetricsSilo();
        _host = builder.Build();
    }

    /// <summary>Leads to the grains of the silo.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Its buckets that have no grain yet.</summary>
    public YoungBuckets Young => _host.Services.GetRequiredService<YoungBuckets>();

    /// <summary>Starts a silo with an empty database.</summary>
    public static async Task<SiloHost> StartAsync()
    {
        var silo = new SiloHost();
        silo._host.Services.GetRequiredService<SchemaMigrator>().Migrate();
        await silo._host.StartAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }
}
