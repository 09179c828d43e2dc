using System.Diagnostics;
using Metrics.Silo.Storage.Sqlite;

namespace Metrics.Tests.Storage;

public sealed class SqliteWorkerTests
{
    [Fact]
    public async Task Work_has_nothing_of_the_request_that_made_the_worker()
    {
        using var request = new Activity("request").Start();
        await using var worker = new SqliteWorker<MemoryStream>("test", new MemoryStream());

        Assert.Null(await worker.RunAsync(_ => Activity.Current));
    }
}
