using Metrics.Silo;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Storage;

/// <summary>The first contact with a server, and the failures that a person can mend.</summary>
public sealed class PostgresSchemaTests
{
    private static readonly string EmptyDatabase = PostgresServer.Shared.CreateDatabase();

    [Fact]
    public async Task Several_processes_may_bring_the_schema_up_to_date_at_once()
    {
        var database = PostgresServer.Shared.CreateDatabase();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var pools = PoolsOf(database);
            MigratorOf(pools).Migrate();
        })));

        using var pools = PoolsOf(database);
        MigratorOf(pools).Check(isToBeUsed: true);
        await using var command = pools.Control.CreateCommand("SELECT count(*) FROM schemaversions");
        Assert.Equal((long)Scripts.Length, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_check_names_the_scripts_that_the_database_lacks(bool isToBeUsed)
    {
        using var pools = PoolsOf(EmptyDatabase);

        var failure = Assert.Throws<StartupException>(() => MigratorOf(pools).Check(isToBeUsed));

        Assert.Equal(
            $"The schema of the database lacks {string.Join(", ", Scripts)}. Run Metrics.Gateway migrate, or set Storage:MigrateOnStart to true.",
            failure.Message);
    }

    [Theory]
    [InlineData("Password=wrong", "does not let the user 'metrics' in: password authentication failed")]
    [InlineData("Username=nobody", "does not let the user 'nobody' in: password authentication failed")]
    [InlineData("Database=missing", "has no database 'missing'")]
    [InlineData("Port=1", "127.0.0.1:1 cannot be reached: Connection refused")]
    [InlineData("Host=no.such.host.invalid", "no.such.host.invalid:")]
    public void A_database_that_cannot_be_used_is_named_in_one_line(string change, string expected)
    {
        using var pools = new PostgresPools($"{PostgresServer.Shared.ConnectionString(EmptyDatabase)};{change}");

        AssertRefused(pools, expected);
        Assert.Contains(expected, Assert.Throws<StartupException>(() => MigratorOf(pools).Check(isToBeUsed: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_without_the_right_to_create_tables_is_told_which_one_it_is()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        PostgresServer.Shared.Query<string>("CREATE ROLE guest LOGIN PASSWORD 'guest'; SELECT ''");
        using var pools = new PostgresPools($"{PostgresServer.Shared.ConnectionString(database)};Username=guest;Password=guest");

        AssertRefused(pools, "permission denied for schema public. As the owner of the database");
    }

    private static void AssertRefused(PostgresPools pools, string expected)
    {
        var failure = Assert.Throws<StartupException>(MigratorOf(pools).Migrate);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static string[] Scripts { get; } = [.. typeof(PostgresSchema).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Postgres/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static PostgresPools PoolsOf(string database) => new(PostgresServer.Shared.ConnectionString(database));

    private static SchemaMigrator MigratorOf(PostgresPools pools) => new(new PostgresSchema(pools), NullLogger<SchemaMigrator>.Instance);
}
