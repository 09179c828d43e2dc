using System.Globalization;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Servers;
using Metrics.Tests.Support;
using StackExchange.Redis;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A key-value store in memory that syncs its log before it answers.</summary>
internal sealed class RedisContender : IContender
{
    public const string Program = "redis-server";

    public string Name => "redis";

    public string Description => "the same, with StackExchange.Redis and one `HINCRBYFLOAT` per request; append-only file, `appendfsync always`";

    public string? Missing => ContenderStart.HasProgram(Program) ? null : $"needs {Program} (on Debian: apt-get install redis-server)";

    public (string Program, string Package)? Package => ("Redis", "redis-server");

    public bool Takes(Scenario scenario) => !scenario.IsBulk && scenario != Scenario.Wide && scenario != Scenario.Steady;

    public async Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var port = FreePort.Next();
        var folder = new TemporaryFolder();
        var redis = ServerProcess.Start(
            folder.Path, Program, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "");
        var database = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        await ContenderStart.OrDisposeAsync(redis, () => redis.WaitUntilAsync(() => AnswersAsync(database), stop));
        return await PlainContender.StartAsync([ServeCommands.Redis, "--database", database], redis.Id, stop, redis, folder);
    }

    private static async Task<bool> AnswersAsync(string database)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(database);
            return true;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }
}
