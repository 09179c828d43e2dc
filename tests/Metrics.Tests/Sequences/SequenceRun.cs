using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Metrics.Tests.Support;

namespace Metrics.Tests.Sequences;

/// <summary>
/// Many sequences at once on one host. All pause at the end of a round, the host stops and starts again on the same database,
/// and they go on. What the environment asks for: <c>METRICS_SEQUENCES</c>, how many of them, such as 100000;
/// <c>METRICS_SEQUENCES_SEED</c>, the seed of the one that is to be run alone.
/// </summary>
internal static class SequenceRun
{
    public const string SeedVariable = "METRICS_SEQUENCES_SEED";

    private const string CountVariable = "METRICS_SEQUENCES";

    /// <summary>How many sequences a database gets, before a new one takes its place.</summary>
    private const int BatchSize = 500;

    /// <summary>How many requests are under way at a time.</summary>
    private const int Concurrency = 128;

    /// <summary>How many may end early for a service that is too busy, as a share of all.</summary>
    private const double MaxAbandoned = 0.05;

    /// <summary>How many of those that fail are told: the rest says no more.</summary>
    private const int MaxFailures = 3;

    /// <summary>The seeds that are asked for: one alone, or as many as the environment wants, drawn anew for each run.</summary>
    public static IReadOnlyList<ulong> Seeds(int count)
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } seed)
        {
            return [ulong.Parse(seed, CultureInfo.InvariantCulture)];
        }

        var wanted = Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : count;
        ulong first = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        return [.. Enumerable.Range(0, wanted).Select(i => (first << 20) + (ulong)i)];
    }

    /// <summary>Runs a sequence for each seed.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="createSettings">Configuration that leads to another empty database, on top of a SQLite file.</param>
    /// <returns>What was run, in words.</returns>
    public static async Task<string> RunAsync(IReadOnlyList<ulong> seeds, Func<IReadOnlyDictionary<string, string>>? createSettings = null)
    {
        var (requests, abandoned) = (0L, 0);
        foreach (var batch in seeds.Chunk(BatchSize))
        {
            var sequences = Array.ConvertAll(batch, seed => new Sequence(seed));
            await RunBatchAsync(sequences, createSettings?.Invoke() ?? new Dictionary<string, string>());
            requests += sequences.Sum(sequence => sequence.Requests);
            abandoned += sequences.Count(sequence => sequence.IsAbandoned);
        }

        Assert.True(abandoned <= seeds.Count * MaxAbandoned, $"{abandoned} of {seeds.Count} sequences met a service too busy to answer");
        return $"{seeds.Count} sequences from the seed {seeds[0]} on, {requests} requests, {abandoned} sequences ended early by a 503";
    }

    private static async Task RunBatchAsync(IReadOnlyList<Sequence> sequences, IReadOnlyDictionary<string, string> settings)
    {
        using var folder = new TemporaryFolder();
        var all = new Dictionary<string, string>(SequenceOrganization.Settings.Concat(settings));
        for (var round = 0; round < Sequence.Rounds; round++)
        {
            using var host = new GatewayHost(folder, all, PlainText.Of(Sequence.NowIn(round)));
            await RunRoundAsync(sequences, round, SequenceOrganization.All.ToDictionary(organization => organization, organization => host.Client(organization.Token)));
        }
    }

    private static async Task RunRoundAsync(IReadOnlyList<Sequence> sequences, int round, Dictionary<SequenceOrganization, HttpClient> clients)
    {
        var failures = new ConcurrentQueue<SequenceException>();
        await Parallel.ForEachAsync(sequences, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (sequence, _) =>
        {
            try
            {
                if (failures.Count < MaxFailures)
                {
                    await sequence.RunAsync(round, clients[sequence.Organization]);
                }
            }
            catch (SequenceException failure)
            {
                failures.Enqueue(failure);
            }
        });
        if (!failures.IsEmpty)
        {
            Assert.Fail(string.Join("\n\n", failures.Take(MaxFailures).Select(failure => failure.Message)));
        }
    }
}
