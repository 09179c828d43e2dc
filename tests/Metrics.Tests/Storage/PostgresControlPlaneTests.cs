using Metrics.Tests.Support;
using Orleans.Configuration;

namespace Metrics.Tests.Storage;

public sealed class PostgresControlPlaneTests(PostgresDatabase database) : ControlPlaneContract, IClassFixture<PostgresDatabase>
{
    protected override void Configure(AdoNetGrainStorageOptions options)
    {
        options.Invariant = "Npgsql";
        options.DataSource = database.Pools.Control;
    }
}
