using System.CommandLine;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Compare;

/// <summary>The <c>compare</c> command: ours against other services, in one run on one machine.</summary>
internal sealed class CompareCommand
{
    private readonly Option<int> _rounds = CommandParts.Number("--rounds", 5, "How often each contender is started and measured.");
    private readonly Option<int> _seconds = CommandParts.Number("--seconds", 10, "How long each scenario is measured.");
    private readonly Option<int> _warmUp = CommandParts.Number("--warm-up", 15, "For how many seconds each contender runs before it is measured.");
    private readonly Option<int> _pool = CommandParts.Number("--upsert-pool", 64, "The connections of the upsert service to PostgreSQL.");
    private readonly Option<string?> _file = new("--file") { Description = "Keeps the measurements in this file; rounds are added to those that are there, and the tables are of all." };
    private readonly Option<string[]> _contenders = new("--contenders") { Description = "Which take part. Default: all that can.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _scenarios = new("--scenarios") { Description = "Which are measured. Default: all.", AllowMultipleArgumentsPerToken = true };

    public static Command Create(TimeProvider time, TextWriter output, TextWriter progress)
    {
        var compare = new CompareCommand();
        var command = new Command("compare", "Measure ours and other services under the same load, by turns, and print a table in Markdown.")
        {
            compare._rounds, compare._seconds, compare._warmUp, compare._pool, compare._file, compare._contenders, compare._scenarios,
        };
        compare._scenarios.AcceptOnlyFromAmong([.. Scenario.All.Select(scenario => scenario.Name)]);
        compare._contenders.AcceptOnlyFromAmong([.. AllContenders.Create(time, upsertPool: 1).Select(contender => contender.Name)]);
        command.SetAction((parsed, stop) => compare.RunAsync(parsed, time, output, progress, stop));
        return command;
    }

    private async Task RunAsync(ParseResult parsed, TimeProvider time, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        CommandParts.RequireSense();
        var contenders = Chosen(AllContenders.Create(time, parsed.GetValue(_pool)), contender => contender.Name, parsed.GetValue(_contenders));
        foreach (var absent in contenders.Where(contender => contender.Missing is not null))
        {
            await progress.WriteLineAsync($"Without {absent.Name}: {absent.Missing}.");
        }

        contenders = [.. contenders.Where(contender => contender.Missing is null)];
        var machine = await Machine.DescribeAsync(time, contenders, stop);
        var comparison = new Comparison(
            contenders,
            Chosen(Scenario.All, scenario => scenario.Name, parsed.GetValue(_scenarios)),
            TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            progress);
        var file = parsed.GetValue(_file);
        var measurements = new List<Measurement>(file is null ? [] : MeasurementFile.Read(file));
        var firstRound = measurements.Select(measurement => measurement.Round).DefaultIfEmpty(0).Max() + 1;
        await comparison.RunAsync(
            firstRound,
            parsed.GetValue(_rounds),
            measurement =>
            {
                measurements.Add(measurement);
                return file is null ? Task.CompletedTask : MeasurementFile.AppendAsync(file, measurement, stop);
            },
            stop);
        await Report.WriteAsync(output, machine, contenders, measurements);
    }

    private static IReadOnlyList<T> Chosen<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string[]? names) =>
        names is { Length: > 0 } ? [.. all.Where(one => names.Contains(nameOf(one)))] : all;
}
