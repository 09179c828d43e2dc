using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Tests.Support;

namespace Metrics.Tests.Sequences;

internal sealed partial class Sequence
{
    private static readonly string[] DataTypes = ["Sum", "Count", "Min", "Max", "First", "Last", "Average"];
    private static readonly string[] Intervals = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

    private readonly List<string> _freeNames = [];
    private long _lastId;
    private int _names;

    /// <summary>Defines another metric, up to three at a time; perhaps under a name that another one had.</summary>
    private async Task DefineAsync()
    {
        if (_metrics.Count == 3)
        {
            return;
        }

        var name = FreeName();
        var (dataType, interval, isKeyed) = (_draw.OneOf(DataTypes), _draw.OneOf(Intervals), _draw.Chance(70));
        var description = _draw.Chance(30) ? $"about {name}" : null;
        var body = $$"""{"name":{{Quote(name)}},"dataType":"{{AnyCase(dataType)}}","interval":"{{AnyCase(interval)}}"{{(isKeyed ? ",\"keyedValues\":true" : "")}}{{Member(description)}}}""";
        var answer = await SendAsync(HttpMethod.Post, "/v2/customMetrics", body);
        var id = answer.Status == HttpStatusCode.Created ? answer.Id() : throw Mismatch("201");
        var metric = new PlainMetric { Id = id, Name = name, DataType = dataType, Interval = interval, IsKeyed = isKeyed, Description = description };
        _metrics.Add(metric);
        if (id <= _lastId || !IsSame(answer.Body, Definition(metric)))
        {
            throw Mismatch($"{Definition(metric)}, with an id that nobody has had");
        }

        _lastId = id;
    }

    private async Task DefineAgainAsync()
    {
        var metric = AnyMetric();
        await ExpectAsync(HttpMethod.Post, "/v2/customMetrics", Config(metric, withId: false), HttpStatusCode.OK, Definition(metric));

        var other = JsonNode.Parse(Config(metric, withId: false))!;
        other["keyedValues"] = !metric.IsKeyed;
        await ExpectAsync(
            HttpMethod.Post, "/v2/customMetrics", other.ToJsonString(), HttpStatusCode.BadRequest,
            """{"status":"Failure","message":"The name for this customMetric is invalid, a(n) customMetric with this name already exists"}""");
    }

    private async Task ReadDefinitionAsync()
    {
        var metric = AnyMetric();
        await ExpectAsync(HttpMethod.Get, PathOf(metric), null, HttpStatusCode.OK, Definition(metric));
    }

    private async Task RenameAsync()
    {
        var metric = AnyMetric();
        var path = PathOf(metric);
        var (former, description) = (metric.Name, _draw.Chance(30) ? _draw.OneOf(["another\nline", ""]) : null);
        metric.Name = FreeName();
        metric.Description = description is null ? metric.Description : description.Length == 0 ? null : description;
        await ExpectAsync(HttpMethod.Put, path, $$"""{"name":{{Quote(metric.Name)}}{{Member(description)}}}""", HttpStatusCode.OK, Definition(metric));
        await ExpectGoneAsync(former);
    }

    private Task DeleteMetricAsync() => DeleteAsync(AnyMetric());

    private async Task DeleteAsync(PlainMetric metric)
    {
        await ExpectAsync(HttpMethod.Delete, PathOf(metric), null, HttpStatusCode.OK, """{"status":"Success"}""");
        _metrics.Remove(metric);
        _sent.RemoveAll(request => request.Metric == metric);
        await ExpectGoneAsync(metric.Name);
    }

    private async Task ExpectGoneAsync(string name)
    {
        _freeNames.Add(name);
        var path = $"/v2/customMetrics/{Uri.EscapeDataString(name)}";
        await ExpectAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound, NotFound);
        await ExpectAsync(HttpMethod.Post, $"{path}/data", """{"value":1}""", HttpStatusCode.NotFound, NotFound);
    }

    private string FreeName()
    {
        if (_freeNames.Count > 0 && _draw.Chance(50))
        {
            var name = _draw.OneOf(_freeNames);
            _freeNames.Remove(name);
            return name;
        }

        return $"{Seed:x} {_draw.OneOf(["runs", "Größe", "50%"])} {++_names}";
    }

    /// <summary>All metrics of the sequence, by a search for what only their names have.</summary>
    private Task ReadDefinitionsAsync()
    {
        var list = string.Join(',', _metrics.OrderBy(metric => metric.Id).Select(metric => Config(metric)));
        return ExpectAsync(
            HttpMethod.Get, $"/v2/customMetrics?search={Seed:X}%20", null, HttpStatusCode.OK,
            $$$"""{"status":"Success","data":{"resultCount":{{{_metrics.Count}}},"customMetricConfig":[{{{list}}}]}}""");
    }

    /// <summary>Takes all metrics away, so that a long run does not carry them along.</summary>
    private async Task LeaveNothingAsync()
    {
        while (_metrics.Count > 0)
        {
            await DeleteAsync(_metrics[0]);
        }

        await ReadDefinitionsAsync();
    }

    private static string Definition(PlainMetric metric) => $$$"""{"status":"Success","data":{"customMetricConfig":{{{Config(metric)}}}}}""";

    private static string Config(PlainMetric metric, bool withId = true) => $$"""
        {{{(withId ? $"\"id\":{metric.Id}," : "")}}"name":{{Quote(metric.Name)}},"dataType":"{{metric.DataType}}","interval":"{{metric.Interval}}","keyedValues":{{(metric.IsKeyed ? "true" : "false")}}{{Member(metric.Description)}}}
        """;

    private static string Member(string? description) => description is null ? "" : $",\"description\":{Quote(description)}";

    private string AnyCase(string word) => _draw.Chance(80) ? word : word.ToUpperInvariant();

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
