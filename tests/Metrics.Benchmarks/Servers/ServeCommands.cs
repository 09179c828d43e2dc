using System.CommandLine;
using StackExchange.Redis;

namespace Metrics.Benchmarks.Servers;

/// <summary>The commands that the comparison starts as processes of their own: the services ours is compared with.</summary>
internal static class ServeCommands
{
    public const string Empty = "serve-empty";
    public const string Upsert = "serve-upsert";
    public const string Redis = "serve-redis";

    private static readonly Option<string> Url = new("--url") { Description = "Where to listen.", Required = true };
    private static readonly Option<string> Database = new("--database") { Description = "The connection string of the database.", Required = true };
    private static readonly Option<int> Pool = new("--pool") { Description = "How many connections to the database.", Required = true };

    public static Command CreateEmpty()
    {
        var command = new Command(Empty, "Parse points and forget them.") { Url };
        command.SetAction((parsed, stop) => PlainServer.RunAsync(parsed.GetRequiredValue(Url), (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask, stop));
        return command;
    }

    public static Command CreateUpsert(TimeProvider time)
    {
        var command = new Command(Upsert, "Add each point to a row in PostgreSQL.") { Url, Database, Pool };
        command.SetAction(async (parsed, stop) =>
        {
            await using var database = UpsertStore.Open(parsed.GetRequiredValue(Database), parsed.GetRequiredValue(Pool));
            var store = new UpsertStore(database, time);
            await store.CreateSchemaAsync();
            await PlainServer.RunAsync(parsed.GetRequiredValue(Url), store.AddAsync, store.AddAsync, stop);
        });
        return command;
    }

    public static Command CreateRedis(TimeProvider time)
    {
        var command = new Command(Redis, "Add each point to a hash in Redis.") { Url, Database };
        command.SetAction(async (parsed, stop) =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(parsed.GetRequiredValue(Database));
            var store = new RedisStore(connection.GetDatabase(), time);
            await PlainServer.RunAsync(parsed.GetRequiredValue(Url), store.AddAsync, storeMany: null, stop);
        });
        return command;
    }
}
