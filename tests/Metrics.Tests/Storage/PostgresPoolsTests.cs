using Metrics.Silo;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Tests.Storage;

public sealed class PostgresPoolsTests
{
    [Fact]
    public void Time_limits_are_short_where_the_connection_string_says_nothing()
    {
        using var pools = new PostgresPools("Host=db;Username=u");

        foreach (var pool in (NpgsqlDataSource[])[pools.Data, pools.Control])
        {
            var settings = new NpgsqlConnectionStringBuilder(pool.ConnectionString);
            Assert.Equal((3, 10), (settings.Timeout, settings.CommandTimeout));
        }
    }

    [Fact]
    public void No_connection_of_the_control_plane_lives_long_since_it_may_be_one_that_only_reads()
    {
        using var pools = new PostgresPools("Host=db;Username=u");

        Assert.Equal(60, new NpgsqlConnectionStringBuilder(pools.Control.ConnectionString).ConnectionLifetime);
    }

    [Fact]
    public void A_host_that_was_away_is_asked_again_while_a_statement_is_still_tried()
    {
        using var pools = new PostgresPools("Host=one,two;Username=u");

        var settings = new NpgsqlConnectionStringBuilder(pools.Data.ConnectionString);
        Assert.Equal((1, "one,two"), (settings.HostRecheckSeconds, pools.Server));
    }

    [Theory]
    [InlineData("Host=one,two;Username=u", "primary")]
    [InlineData("Host=one,two;Username=u;Target Session Attributes=any", "any")]
    [InlineData("Host=one;Username=u", null)]
    public void Of_several_hosts_it_is_the_primary_that_is_wanted(string connectionString, string? wanted)
    {
        using var pools = new PostgresPools(connectionString);

        foreach (var pool in (NpgsqlDataSource[])[pools.Data, pools.Reads, pools.Control])
        {
            Assert.Equal(wanted, new NpgsqlConnectionStringBuilder(pool.ConnectionString).TargetSessionAttributes);
        }
    }

    [Fact]
    public async Task A_commit_whose_standby_does_not_answer_is_not_taken_for_done()
    {
        var server = new PostgresServer(setting: "synchronous_standby_names = nobody");
        using var pools = new PostgresPools(server.ConnectionString("postgres") + ";Command Timeout=1");

        await using var command = pools.Data.CreateCommand("CREATE TABLE committed ()");
        var failure = await Assert.ThrowsAsync<NpgsqlException>(command.ExecuteNonQueryAsync);

        Assert.True(PostgresFailure.MayHaveTakenEffect(failure));
    }

    [Fact]
    public void What_the_connection_string_says_holds()
    {
        using var pools = new PostgresPools("Host=db;Username=u;timeout=7;Command Timeout=70;Maximum Pool Size=9;Application Name=mine");

        var settings = new NpgsqlConnectionStringBuilder(pools.Data.ConnectionString);
        Assert.Equal((7, 70, 9, "mine"), (settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize, settings.ApplicationName));
    }

    [Fact]
    public void The_control_plane_has_a_small_pool_of_its_own()
    {
        using var pools = new PostgresPools("Host=db;Username=u;Maximum Pool Size=50;Minimum Pool Size=20");

        var settings = new NpgsqlConnectionStringBuilder(pools.Control.ConnectionString);
        Assert.Equal((0, 5, "metrics control"), (settings.MinPoolSize, settings.MaxPoolSize, settings.ApplicationName));
        Assert.NotSame(pools.Data, pools.Control);
    }

    [Theory]
    [InlineData("", "10, 5, 3, 25000, 0, read committed")]
    [InlineData(
        @";Options=-c statement_timeout=7000 -c tcp_keepalives_idle=60 -c default_transaction_isolation=serializable",
        "60, 5, 3, 25000, 7000, read committed")]
    public async Task The_server_looks_for_clients_that_are_gone_unless_told_otherwise_and_isolates_as_the_statements_need(string options, string settings)
    {
        using var pools = new PostgresPools(PostgresServer.Shared.ConnectionString("postgres") + options);

        foreach (var pool in (NpgsqlDataSource[])[pools.Data, pools.Reads, pools.Control])
        {
            await using var command = pool.CreateCommand("""
                SELECT string_agg(s.setting, ', ' ORDER BY n.position)
                FROM unnest(ARRAY['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count', 'tcp_user_timeout', 'statement_timeout',
                    'default_transaction_isolation'])
                    WITH ORDINALITY AS n (name, position)
                JOIN pg_settings s USING (name)
                """);
            Assert.Equal(settings, await command.ExecuteScalarAsync());
        }
    }

    [Theory]
    [InlineData("", "on")]
    [InlineData(";Options=-c synchronous_commit=remote_apply", "remote_apply")]
    public async Task A_commit_waits_for_the_disk_whatever_the_database_has_by_default_unless_told_otherwise(string options, string setting)
    {
        var database = PostgresServer.Shared.CreateDatabase();
        PostgresServer.Shared.Query<object?>($"ALTER DATABASE {database} SET synchronous_commit = off");
        using var pools = new PostgresPools(PostgresServer.Shared.ConnectionString(database) + options);

        foreach (var pool in (NpgsqlDataSource[])[pools.Data, pools.Reads, pools.Control])
        {
            await using var command = pool.CreateCommand("SHOW synchronous_commit");
            Assert.Equal(setting, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public void Statements_never_share_a_connection()
    {
        using var pools = new PostgresPools("Host=db;Username=u;Multiplexing=true;Max Auto Prepare=10");

        var settings = new NpgsqlConnectionStringBuilder(pools.Data.ConnectionString);
        Assert.Equal((false, 0), (settings.Multiplexing, settings.MaxAutoPrepare));
    }

    [Theory]
    [InlineData("Data Source=data/metrics.db")]
    [InlineData("nonsense")]
    [InlineData("Host=db;Port=x")]
    [InlineData("Username=u")]
    public void What_is_not_a_connection_string_of_PostgreSQL_is_named(string connectionString)
    {
        var failure = Assert.Throws<StartupException>(() => new PostgresPools(connectionString));

        Assert.StartsWith("ConnectionStrings:Metrics is not a connection string of PostgreSQL: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
