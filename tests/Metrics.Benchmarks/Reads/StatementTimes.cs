using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Metrics.Benchmarks.Reads;

/// <summary>
/// How long PostgreSQL itself executes each statement of the service: what <c>EXPLAIN (ANALYZE)</c> would say, written into the log
/// of the server by its module <c>auto_explain</c>.
/// </summary>
internal sealed partial class StatementTimes
{
    private static readonly (string Name, string Value)[] Settings =
    [
        ("session_preload_libraries", "auto_explain"),
        ("auto_explain.log_min_duration", "0"),
        ("auto_explain.log_analyze", "on"),
        ("auto_explain.log_timing", "off"),
    ];

    private readonly string _log;
    private long _read;

    private StatementTimes(string log) => _log = log;

    /// <summary>Begins to write the times of a database down. Its connections are ended, since only new ones do so.</summary>
    public static async Task<StatementTimes> BeginAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        foreach (var (setting, value) in Settings)
        {
            await using var set = source.CreateCommand($"LOAD 'auto_explain'; ALTER DATABASE {name} SET {setting} = '{value}'");
            await set.ExecuteNonQueryAsync();
        }

        await using var end = source.CreateCommand(
            """
            SELECT count(pg_terminate_backend(pid, 10000)), current_setting('data_directory')
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
            """);
        await using var reader = await end.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new StatementTimes(Path.Combine(reader.GetString(1), "..", "log"));
    }

    /// <summary>The times of the statements over values since the last call, in milliseconds.</summary>
    public async Task<IReadOnlyList<double>> ReadNewAsync()
    {
        await using var file = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        using var reader = new StreamReader(file);
        var text = await reader.ReadToEndAsync();
        _read = file.Position;
        return [.. Duration().Matches(text).Select(match => double.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture))];
    }

    /// <summary>The text of the statement follows on the next line; statements over other tables are not asked for.</summary>
    [GeneratedRegex(@"duration: (?<time>[\d.]+) ms  plan:\n\s*Query Text: (?=(?:(?!duration: )[\s\S])*?metric_buckets)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Duration();
}
