using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Contenders;
using Metrics.Samples.Playbooks;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Benchmarks.Reads;

/// <summary>The <c>reads</c> command: reads out of a million values in PostgreSQL, one at a time, and the memory of a read of all of them.</summary>
internal sealed class ReadsCommand
{
    /// <summary>How many requests of each kind go before those that are measured.</summary>
    private const int WarmUp = 10;

    private const string Data = $"/v2/customMetrics/{Protocol.Metric}/data";

    /// <summary>What is asked for, and how many times as rarely as the first.</summary>
    private static readonly IReadOnlyList<(string Name, int Share, Func<SplitMix64, string> Path)> Requests =
    [
        ("60 days of one key", 1, random => $"{Data}?startDate=-60d&name={ImportedDays.Key(random.Between(0, ImportedDays.PastKeys - 1))}"),
        ("top 10 of 100,000 keys today, and the others", 5, _ => $"{Data}?topKeys=10"),
        ("the same, added up", 5, _ => $"{Data}?topKeys=10&sumKeys=true"),
        ("the 10 keys with the largest current values", 20, _ => $"/v2/customMetrics/{Protocol.Metric}/keys?order=value&resultLimit=10"),
        ("60 days, all keys added up", 20, _ => $"{Data}?startDate=-60d&sumKeys=true"),
    ];

    private readonly Option<int> _requests = CommandParts.Number("--requests", 500, "How many requests for one key; there are fewer of those that read more.");

    public static Command Create(TimeProvider time, TextWriter output, TextWriter progress)
    {
        var reads = new ReadsCommand();
        var command = new Command("reads", "Fill ours with a million values in PostgreSQL, and print a table of what it takes to read them.") { reads._requests };
        command.SetAction((parsed, stop) => reads.RunAsync(parsed, time, output, progress, stop));
        return command;
    }

    private async Task RunAsync(ParseResult parsed, TimeProvider time, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        CommandParts.RequireSense();
        await Machine.WriteAsync(output, time, [CommandParts.Ours(OurPostgresContender.OneName)], stop);
        using var database = PostgresContenders.CreateDatabase();
        using var filled = await StartAsync(database, stop);
        var started = Stopwatch.GetTimestamp();
        await FillAsync(filled, database.ConnectionString, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), stop);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"- {ImportedDays.Count:N0} values, imported through the API in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s, then vacuumed and analyzed"));

        // Read from a process of its own: the memory of the one that took the import says nothing about reading.
        using var running = await StartAsync(database, stop);
        using var client = CreateClient(running);
        await progress.WriteLineAsync("filled");
        await WriteShortReadsAsync(client, database, parsed.GetValue(_requests), output, progress, stop);
        await WriteLongReadsAsync(client, running, output, progress, stop);
    }

    /// <summary>What the clients see first, and then once more with what PostgreSQL says of itself, which takes it some time.</summary>
    private static async Task WriteShortReadsAsync(
        HttpClient client, PostgresContenders.Database database, int requests, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        var seen = new List<double[]>();
        foreach (var (name, share, path) in Requests)
        {
            seen.Add(await MeasureAsync(client, path, Math.Max(10, requests / share), stop));
            await progress.WriteLineAsync(name);
        }

        var statements = await StatementTimes.BeginAsync(database.ConnectionString);
        await MarkdownTable.WriteHeadAsync(
            output, "Reads of 1,000,000 values in PostgreSQL, one request at a time",
            ["", "requests", "p50 ms", "p99 ms", "in PostgreSQL, mean ms", "longest statement ms"]);
        foreach (var ((name, _, path), times) in Requests.Zip(seen))
        {
            await MeasureAsync(client, path, times.Length, stop, () => statements.ReadNewAsync());
            var inside = await statements.ReadNewAsync();
            await MarkdownTable.WriteRowAsync(output,
            [
                name, MarkdownTable.Number(times.Length), MarkdownTable.Number(At(times, 0.5), 1), MarkdownTable.Number(At(times, 0.99), 1),
                MarkdownTable.Number(inside.Sum() / times.Length, 2), MarkdownTable.Number(inside.Max(), 2),
            ]);
        }
    }

    /// <summary>Twice each, since memory that a server keeps for good shows in the first only.</summary>
    private static async Task WriteLongReadsAsync(
        HttpClient client, RunningContender running, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        await MarkdownTable.WriteHeadAsync(output, "A read of all of them in one answer", LongRead.Columns);
        foreach (var mediaType in (string[])[LongRead.Json, LongRead.Csv, LongRead.Json, LongRead.Csv])
        {
            var read = await LongRead.RunAsync(client, running, $"{Data}?startDate=-90d", mediaType, stop);
            await MarkdownTable.WriteRowAsync(output, read.Cells);
            await progress.WriteLineAsync(mediaType);
        }
    }

    private static Task<RunningContender> StartAsync(PostgresContenders.Database database, CancellationToken stop) =>
        OurContender.StartAsync("Postgres", [database.ConnectionString], database.ServerId, new TemporaryFolder(), stop);

    private static HttpClient CreateClient(RunningContender running)
    {
        var client = new HttpClient { BaseAddress = running.Target.Addresses[0], Timeout = TimeSpan.FromMinutes(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Protocol.Token);
        return client;
    }

    /// <summary>By the product itself, so that all of its tables are as they would be.</summary>
    private static async Task FillAsync(RunningContender filled, string connectionString, DateOnly today, CancellationToken stop)
    {
        using var client = CreateClient(filled);
        using var content = new ImportedDays(today);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.PostAsync(new Uri("/v2/import", UriKind.Relative), content, stop);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ComparisonException($"The import failed: {await answer.Content.ReadAsStringAsync(stop)}");
        }

        // What the server would do by itself within minutes.
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false;Command Timeout=300");
        await using var vacuum = source.CreateCommand("VACUUM ANALYZE");
        await vacuum.ExecuteNonQueryAsync(stop);
        await using var checkpoint = source.CreateCommand("CHECKPOINT");
        await checkpoint.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The times of requests from the first byte sent to the last one read, in milliseconds, in their order by size.</summary>
    private static async Task<double[]> MeasureAsync(
        HttpClient client, Func<SplitMix64, string> path, int count, CancellationToken stop, Func<Task>? whenWarm = null)
    {
        var random = new SplitMix64(1);
        var times = new double[count];
        for (var i = -WarmUp; i < count; i++)
        {
            if (i == 0 && whenWarm is not null)
            {
                await whenWarm();
            }

            var sent = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(new Uri(path(random), UriKind.Relative), stop);
            times[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
