using System.Globalization;
using System.Security.Cryptography;
using Metrics.Tests.Support;

namespace Metrics.FaultTests.Support;

/// <summary>
/// What the environment asks of a run. <c>METRICS_FAULTS=long</c>: the long version. <c>METRICS_FAULTS_SEED</c>: the seed of
/// an earlier run, to draw the same faults and the same points again. <c>METRICS_FAULTS_LOG</c>: a file that the report is
/// appended to; what the silos write goes to files beside it. <c>METRICS_FAULTS_SCALE</c>: how many times the faults of the long version, such as 0.1.
/// <c>METRICS_FAULTS_ADDRESSES</c>: where a cluster runs that somebody else starts and breaks, with blanks between the addresses;
/// <c>METRICS_FAULTS_TOKEN</c>: the token of its administrator; <c>METRICS_FAULTS_STOP</c>: the file whose coming ends that load.
/// </summary>
internal static class FaultRun
{
    /// <summary>Whether this is the long version.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("METRICS_FAULTS") == "long";

    /// <summary>The seed that all seeds of the scenarios come from.</summary>
    public static ulong Seed { get; } = Environment.GetEnvironmentVariable("METRICS_FAULTS_SEED") is { Length: > 0 } seed
        ? ulong.Parse(seed, CultureInfo.InvariantCulture)
        : BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>The file that the report is appended to, or null.</summary>
    public static string? Log { get; } = Environment.GetEnvironmentVariable("METRICS_FAULTS_LOG") is { Length: > 0 } file ? file : null;

    /// <summary>The addresses of a cluster that is not of the tests.</summary>
    public static IReadOnlyList<Uri> Addresses { get; } = [.. (Environment.GetEnvironmentVariable("METRICS_FAULTS_ADDRESSES") ?? "")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(address => new Uri(address))];

    /// <summary>The token that clients send.</summary>
    public static string Token { get; } =
        Environment.GetEnvironmentVariable("METRICS_FAULTS_TOKEN") is { Length: > 0 } token ? token : TestUsers.AdministratorToken;

    private static double Scale { get; } =
        double.Parse(Environment.GetEnvironmentVariable("METRICS_FAULTS_SCALE") is { Length: > 0 } scale ? scale : "1", CultureInfo.InvariantCulture);

    /// <summary>How often a fault is injected.</summary>
    public static int Times(int brief, int longer) => IsLong ? Math.Max(1, (int)Math.Ceiling(longer * Scale)) : brief;

    /// <summary>How many seconds something lasts.</summary>
    public static TimeSpan Seconds(double brief, double longer) => TimeSpan.FromSeconds(IsLong ? longer : brief);

    /// <summary>Completes when the file is there that ends the load on a cluster of somebody else's, after ten minutes at the latest.</summary>
    public static async Task WaitForStopAsync()
    {
        var file = Environment.GetEnvironmentVariable("METRICS_FAULTS_STOP") ?? throw new InvalidOperationException("METRICS_FAULTS_STOP names no file");
        for (var tries = 0; tries < 6_000 && !File.Exists(file); tries++)
        {
            await Task.Delay(100);
        }
    }
}
