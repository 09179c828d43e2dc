using System.CommandLine;
using Metrics.Client;

namespace Metrics.Samples.Load;

/// <summary>The <c>load</c> command: a CSV file into keyed metrics.</summary>
internal sealed class LoadCommand
{
    private readonly ServerOptions _server = new();
    private readonly LoadOptions _load = new();

    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(TimeProvider time)
    {
        var load = new LoadCommand();
        var command = new Command("load", "Load a CSV file into keyed metrics, a point per row and metric.");
        load._load.AddTo(command);
        load._server.AddTo(command);
        command.SetAction((parsed, stop) => load.RunAsync(parsed, time, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var plan = _load.Source(parsed).Read();
        if (plan.Points.Count == 0)
        {
            throw new SampleException("There is nothing to load: no row up to that day has a value.");
        }

        var shown = new ShownValues(_load.Shown(parsed), plan.LastDay);
        var definitions = _load.Metrics(parsed, _server.Prefix(parsed));
        var connections = _load.Connections(parsed);
        using var client = _server.Connect(parsed, connections, time);
        var metrics = await CreateAsync(client, definitions, error, stop);

        var progress = new Progress(error, time, plan.Points.Count, inPlace: !Console.IsErrorRedirected);
        var loader = new Loader(client, metrics, _load.Batch(parsed), shown, progress);
        try
        {
            await progress.ShowWhileAsync(() => loader.RunAsync(plan, connections, stop));
        }
        catch (SampleException)
        {
            await error.WriteLineAsync($"Stopped after {progress.Summary()}.");
            throw;
        }

        if (progress.Points < plan.Points.Count)
        {
            await error.WriteLineAsync($"Interrupted after {progress.Summary()}.");
            return 1;
        }

        var skipped = plan.Skipped == 0 ? "" : $"; empty cells, which make no point: {plan.Skipped}";
        await output.WriteLineAsync($"Loaded {progress.Summary()}{skipped}.");
        await shown.WriteAsync(output, [.. definitions.Select(definition => definition.Name)]);
        return 0;
    }

    private static async Task<Metric[]> CreateAsync(
        MetricsClient client, IReadOnlyList<MetricDefinition> definitions, TextWriter error, CancellationToken stop)
    {
        var metrics = new Metric[definitions.Count];
        for (var i = 0; i < metrics.Length; i++)
        {
            var definition = definitions[i];
            var existed = await client.FindAsync(definition.Name, stop) is not null;
            metrics[i] = await client.GetOrCreateAsync(definition, stop);
            await error.WriteLineAsync(existed
                ? $"Warning: the metric {definition.Name} exists. These points come on top of those it has, so loading a " +
                  "file again doubles a sum. Give --prefix for metrics of their own."
                : $"Created the metric {definition.Name}, id {metrics[i].Id}.");
        }

        return metrics;
    }
}
