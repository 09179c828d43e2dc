namespace Metrics.Tests.Support;

/// <summary>Settings of a host on the PostgreSQL server of the tests: a cluster of one.</summary>
internal static class PostgresSettings
{
    /// <summary>On a new database.</summary>
    public static Dictionary<string, string> ForNewDatabase() => For(PostgresServer.Shared.CreateDatabase());

    /// <summary>On this database, with more patience than the service has by itself: the machine may be busy with other tests.</summary>
    public static Dictionary<string, string> For(string database) => ForConnection(PostgresServer.Shared.ConnectionString(database) + ";Timeout=30");

    /// <summary>On the database that the connection string leads to.</summary>
    public static Dictionary<string, string> ForConnection(string connectionString) => new()
    {
        ["Storage:Provider"] = "Postgres",
        ["ConnectionStrings:Metrics"] = connectionString,
        ["Cluster:AdvertisedAddress"] = "127.0.0.1",
    };

    /// <summary>The same, with those of <see cref="TestUsers"/>.</summary>
    public static Dictionary<string, string> WithUsers(this Dictionary<string, string> settings) => new(settings.Concat(TestUsers.Settings));
}
