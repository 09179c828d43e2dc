using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Metrics.Tests.Storage;

public sealed class SqliteControlPlaneTests : ControlPlaneContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFile _file;

    public SqliteControlPlaneTests()
    {
        _file = new SqliteFile($"Data Source={_folder.File("metrics.db")};Pooling=False");
        new SchemaMigrator(new SqliteSchema(_file), NullLogger<SchemaMigrator>.Instance).Migrate();
    }

    public override Task DisposeAsync()
    {
        _file.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    protected override void Configure(AdoNetGrainStorageOptions options)
    {
        options.Invariant = "System.Data.SQLite";
        options.ConnectionString = _file.ConnectionString;
    }
}
