using Metrics.Tests.Support;
using Xunit.Abstractions;

namespace Metrics.Tests.Sequences;

/// <summary>
/// Whatever is done in whatever order, the service answers as a plain list of points would: random sequences of operations,
/// with restarts in between, against the real host and against <see cref="PlainMetric"/>.
/// </summary>
public sealed class SequenceTests(ITestOutputHelper output)
{
    /// <summary>Starting a cluster takes longer than a file.</summary>
    private const int OnPostgres = 100;

    [Fact]
    public async Task Whatever_is_done_the_answers_are_those_of_a_plain_list_of_points() =>
        output.WriteLine(await SequenceRun.RunAsync(SequenceRun.Seeds(2_000)));

    [Fact]
    public async Task On_PostgreSQL_too() =>
        output.WriteLine(await SequenceRun.RunAsync([.. SequenceRun.Seeds(OnPostgres).Take(10 * OnPostgres)], PostgresSettings.ForNewDatabase));
}
