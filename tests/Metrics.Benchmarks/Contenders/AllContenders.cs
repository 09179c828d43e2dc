namespace Metrics.Benchmarks.Contenders;

/// <summary>All that can be compared, in the order of the tables.</summary>
internal static class AllContenders
{
    /// <param name="time">The clock of those who need one.</param>
    /// <param name="upsertPool">How many connections the upsert service keeps to PostgreSQL.</param>
    public static IReadOnlyList<IContender> Create(TimeProvider time, int upsertPool) =>
    [
        new EmptyContender(), new UpsertContender(upsertPool), new RedisContender(), new InfluxContender(time), new VictoriaContender(time),
        new OurSqliteContender(), OurPostgresContender.One, OurPostgresContender.Three, OurPostgresContender.Apart,
    ];
}
