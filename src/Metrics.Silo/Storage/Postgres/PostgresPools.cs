using Npgsql;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// The connections to the PostgreSQL server, in three pools. Membership and the control plane have a small one of their own,
/// so that a silo under load, with all connections for data taken, still says in time that it is alive. Reads of many
/// aggregates have one as well, so that they never take the place of a commit.
/// </summary>
internal sealed class PostgresPools : IDisposable
{
    /// <summary>
    /// What holds where the connection string says nothing else. Time limits in seconds: a server that is gone must be noticed
    /// while those who wait still wait. No statement leaves anything behind in its session that would have to be reset. With
    /// three silos all pools together stay below the 100 connections that a server has by default. Encryption by GSS is not asked for: it
    /// takes a library that the image does not have. Of several hosts the driver does not ask one again that was away, for ten seconds by its
    /// own: that is longer than a statement is tried. A statement whose time is up is given up with its connection: to a commit that waits for
    /// a synchronous standby the server answers, when it is told to give up, that it is done, with no more than a warning.
    /// </summary>
    private const string Defaults =
        "Timeout=3;Command Timeout=10;Cancellation Timeout=-1;No Reset On Close=true;Maximum Pool Size=20;Host Recheck Seconds=1;"
        + "GSS Encryption Mode=Disable;Application Name=metrics;";

    /// <summary>
    /// With these the server notices within 25 seconds that a client is gone without a word, as with its machine, and ends what that client
    /// had under way, together with its locks. By default it takes two hours. Over a Unix socket they mean nothing.
    /// </summary>
    private const string SignsOfLife =
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000";

    /// <summary>
    /// What is acknowledged is on disk, whatever the server, the database or the role has by default; and on that of the synchronous standbys,
    /// where the server names some. Who wants less, or more, says so in the connection string, for this service alone.
    /// </summary>
    private const string Durability = "-c synchronous_commit=on";

    /// <summary>
    /// What the statements count on, whatever the database or the role has by default: each of a transaction sees what was committed before it,
    /// so that one that has waited for the lock of a deletion sees what was deleted.
    /// </summary>
    private const string Isolation = @"-c default_transaction_isolation=read\ committed";

    private const int ControlPoolSize = 5;

    private const int ReadPoolSize = 5;

    /// <summary>
    /// How long a connection of the two small pools is used, in seconds. One that was opened while the database took no writes takes none for its
    /// life, and nobody tells which of Orleans' are such: until they are gone no catalog can be activated. Reads do not need it, and bear it.
    /// </summary>
    private const int SmallPoolLifetime = 60;

    /// <summary>
    /// A read takes one core and leaves the others to the commits. To start helpers takes longer than they save on what is read
    /// here: a hundred thousand rows take a twentieth of a second.
    /// </summary>
    private const string OneCore = "SET max_parallel_workers_per_gather = 0";

    /// <exception cref="StartupException">The connection string is not one of PostgreSQL.</exception>
    public PostgresPools(string connectionString)
    {
        try
        {
            // What comes later in a connection string wins. Statements over arrays need connections of their own, and prepare
            // themselves: the driver's way to do that by itself loses count where one statement of several fails.
            var settings = new NpgsqlConnectionStringBuilder(Defaults + connectionString) { Multiplexing = false, MaxAutoPrepare = 0 };

            // Here too the later one wins. Where the string has none the driver would take those of the environment.
            settings.Options = $"{SignsOfLife} {Durability} {settings.Options ?? Environment.GetEnvironmentVariable("PGOPTIONS")} {Isolation}";
            if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
            {
                // By its own the driver takes any host that answers, such as the former primary that has come back as a standby.
                settings.TargetSessionAttributes ??= Environment.GetEnvironmentVariable("PGTARGETSESSIONATTRS") ?? "primary";
                Server = settings.Host;
            }
            else
            {
                Server = $"{settings.Host}:{settings.Port}";
            }

            Database = settings.Database ?? settings.Username ?? "";
            User = settings.Username ?? "";
            Data = CreateNamed(settings, "data");
            Reads = CreateSmall(settings, ReadPoolSize, "reads", source => source.UsePhysicalConnectionInitializer(UseOneCore, UseOneCoreAsync));
            Control = CreateSmall(settings, ControlPoolSize, "control");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new StartupException($"ConnectionStrings:Metrics is not a connection string of PostgreSQL: {exception.Message}", exception);
        }
    }

    /// <summary>For aggregates and all that comes with the load.</summary>
    public NpgsqlDataSource Data { get; }

    /// <summary>For reads of many aggregates.</summary>
    public NpgsqlDataSource Reads { get; }

    /// <summary>For membership, definitions and the schema.</summary>
    public NpgsqlDataSource Control { get; }

    /// <summary>Host and port, or the hosts, to be named to people.</summary>
    public string Server { get; }

    /// <summary>The database, to be named to people.</summary>
    public string Database { get; }

    /// <summary>The user, to be named to people.</summary>
    public string User { get; }

    /// <summary>Closes what is open for writes, once it is not in use, so that what comes next has a new connection.</summary>
    public void Renew()
    {
        Data.Clear();
        Control.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Data.Dispose();
        Reads.Dispose();
        Control.Dispose();
    }

    private static NpgsqlDataSource CreateSmall(
        NpgsqlConnectionStringBuilder settings, int size, string purpose, Action<NpgsqlDataSourceBuilder>? configure = null) => CreateNamed(
        new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            MaxPoolSize = size,
            MinPoolSize = 0,
            ConnectionLifetime = SmallPoolLifetime,
            ApplicationName = $"{settings.ApplicationName} {purpose}",
        },
        purpose,
        configure);

    /// <summary>What the driver measures of the pool bears its name; without one it would be the connection string.</summary>
    private static NpgsqlDataSource CreateNamed(
        NpgsqlConnectionStringBuilder settings, string name, Action<NpgsqlDataSourceBuilder>? configure = null)
    {
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };
        configure?.Invoke(source);
        return source.Build();
    }

    private static void UseOneCore(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(OneCore, connection);
        command.ExecuteNonQuery();
    }

    private static async Task UseOneCoreAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(OneCore, connection);
        await command.ExecuteNonQueryAsync();
    }
}
