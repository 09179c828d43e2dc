using System.CommandLine;
using Metrics.Client;

namespace Metrics.Samples.Load;

/// <summary>What the <c>load</c> command takes, besides the server.</summary>
internal sealed class LoadOptions
{
    private readonly Argument<FileInfo> _csv = new Argument<FileInfo>("csv") { Description = "A CSV file with a header." }
        .AcceptExistingOnly();

    private readonly Option<string> _date = new("--date") { Description = "The column of the date, ISO 8601.", Required = true };

    private readonly Option<string> _key = new("--key") { Description = "The column of the key.", Required = true };

    private readonly Option<ValueColumn[]> _values = new("--value")
    {
        Description = "A metric and the column of its values; repeat it for more metrics.",
        HelpName = "metric name=column",
        CustomParser = ValueColumn.Parse,
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    private readonly Option<DataType> _type = new("--type")
    {
        Description = "The metrics' data type.",
        DefaultValueFactory = _ => DataType.Sum,
    };

    private readonly Option<Interval> _interval = new("--interval")
    {
        Description = "The metrics' interval.",
        DefaultValueFactory = _ => Interval.Daily,
    };

    private readonly Option<DateOnly?> _until = new("--until")
    {
        Description = "The last day to load, inclusive.",
        HelpName = "yyyy-MM-dd",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", out var day))
            {
                return day;
            }

            result.AddError("--until takes a day such as 2020-04-15.");
            return null;
        },
    };

    private readonly Option<int> _connections = new Option<int>("--connections")
    {
        Description = "How many requests at a time. The points of one key of one metric always go one after another.",
        DefaultValueFactory = _ => 1,
    }.Within(1, 1000);

    private readonly Option<int> _batch = new Option<int>("--batch")
    {
        Description = "How many points go in one request. 1 sends each by itself, as clients of the v2 API do.",
        DefaultValueFactory = _ => 1_000,
    }.Within(1, MetricsClient.MaxPointsPerRequest);

    private readonly Option<string> _show = new("--show")
    {
        Description = "Keys, comma-separated, whose running values on the last day are printed.",
        DefaultValueFactory = _ => "",
    };

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_csv);
        foreach (Option option in (Option[])[_date, _key, _values, _type, _interval, _until, _connections, _batch, _show])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Which columns of which file.</summary>
    public CsvSource Source(ParseResult parsed) => new(
        parsed.GetRequiredValue(_csv), parsed.GetRequiredValue(_date), parsed.GetRequiredValue(_key),
        parsed.GetRequiredValue(_values), parsed.GetValue(_until));

    /// <summary>The metrics to create, in the order of the values.</summary>
    public IReadOnlyList<MetricDefinition> Metrics(ParseResult parsed, string prefix) =>
    [
        .. parsed.GetRequiredValue(_values).Select(value => new MetricDefinition(
            prefix + value.Metric, parsed.GetValue(_type), parsed.GetValue(_interval), KeyedValues: true)),
    ];

    /// <summary>How many requests at a time.</summary>
    public int Connections(ParseResult parsed) => parsed.GetValue(_connections);

    /// <summary>How many points go in one request.</summary>
    public int Batch(ParseResult parsed) => parsed.GetValue(_batch);

    /// <summary>The keys to show.</summary>
    public IReadOnlyList<string> Shown(ParseResult parsed) => CsvSource.ReadKeys(parsed.GetRequiredValue(_show));
}
