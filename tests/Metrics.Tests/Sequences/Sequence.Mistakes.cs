using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Metrics.Tests.Sequences;

internal sealed partial class Sequence
{
    private const string NotFound = """{"status":"Failure","message":"The requested resource was not found"}""";

    /// <summary>Sends what must be refused. That it changed nothing shows whenever values are read.</summary>
    private async Task MakeMistakeAsync()
    {
        var metric = AnyMetric();
        await _draw.OneOf<Func<PlainMetric, Task>>([SendBadPointAsync, SendBadPointsAsync, SendBadPointsAsync, AskForNonsenseAsync, OverflowAsync])(metric);
    }

    private Task SendBadPointAsync(PlainMetric metric) => ExpectRefusalAsync(HttpMethod.Post, $"{PathOf(metric)}/data", BadPoint(metric));

    /// <summary>One bad point among good ones: none of them counts, and the answer says which it was.</summary>
    private async Task SendBadPointsAsync(PlainMetric metric)
    {
        var points = DrawPoints(() => metric).ConvertAll(point => point.Point.Json);
        var position = _draw.Number(0, points.Count);
        points.Insert(position, BadPoint(metric, isJson: true));
        var sent = Bulk(new SequenceBody());
        var answer = await SendAsync(HttpMethod.Post, $"{PathOf(metric)}/data", Body(points, sent), sent);
        if (answer.Status != HttpStatusCode.BadRequest || FirstError(answer.Body) != position)
        {
            throw Mismatch($"400, with an error at the index {position}");
        }
    }

    private string BadPoint(PlainMetric metric, bool isJson = false)
    {
        var name = metric.IsKeyed ? $"\"name\":{Quote(_draw.Key())}," : "";
        List<string> points =
        [
            $$"""{{{name}}"value":1,"date":"2024-13-01"}""",
            $$"""{{{name}}"value":1,"date":"1969-12-30"}""",
            $$"""{{{name}}"value":1,"date":"{{PlainText.Of(_now.AddHours(25))}}"}""",
            $$"""{{{name}}"value":1,"weight":0}""",
            $$"""{{{name}}"value":1,"weight":"-1"}""",
            $$"""{{{name}}"value":1,"value":2}""",
            metric.IsKeyed ? """{"value":1}""" : """{"name":"a","value":1}""",
            metric.IsKeyed ? $$"""{"name":"{{new string('x', 256)}}","value":1}""" : """{"name":"","value":1}""",
            "7",
        ];
        if (metric.DataType != "Count")
        {
            points.AddRange([$$"""{{{name}}"value":"many"}""", $$"""{{{name}}"value":""}""", $$"""{{{name}}"value":1e40}""", $$"""{{{name}}"weight":1}"""]);
        }

        if (!isJson)
        {
            points.AddRange(["", """{"value":1""", """{"value":NaN}"""]);
        }

        return _draw.OneOf(points);
    }

    private Task AskForNonsenseAsync(PlainMetric metric)
    {
        var path = PathOf(metric);
        return _draw.Number(0, 7) switch
        {
            0 => ExpectRefusalAsync(HttpMethod.Delete, $"{path}/data", null),
            1 => ExpectRefusalAsync(HttpMethod.Delete, $"{path}/data?startDate=2024-04-09T00:00:01Z&endDate=2024-04-09T00:00:01Z", null),
            2 => ExpectRefusalAsync(HttpMethod.Get, $"{path}/data?startDate=2024-04-10&endDate=2024-04-09", null),
            3 => ExpectRefusalAsync(HttpMethod.Get, $"{path}/data?order=upwards", null),
            4 => ExpectRefusalAsync(HttpMethod.Put, path, """{"name":"12"}"""),
            5 => ExpectRefusalAsync(HttpMethod.Put, path, $$"""{"interval":"{{(metric.Interval == "Daily" ? "Hourly" : "Daily")}}"}"""),
            6 when _metrics.Find(other => other != metric) is { } other => ExpectRefusalAsync(HttpMethod.Put, path, $$"""{"name":{{Quote(other.Name)}}}"""),
            7 when !metric.IsKeyed => ExpectRefusalAsync(HttpMethod.Delete, $"{path}/data?startDate=1970-01-02&name=a", null),
            _ => ExpectAsync(HttpMethod.Delete, "/v2/customMetrics/nobody%20has%20this%20name", null, HttpStatusCode.NotFound, NotFound),
        };
    }

    /// <summary>To a sum that is above zero the largest number of all cannot be added.</summary>
    private async Task OverflowAsync(PlainMetric metric)
    {
        var full = metric.Buckets.Where(bucket => metric.DataType == "Sum" && metric.ValueOf(bucket.Value) >= 1).Select(bucket => bucket.Key)
            .Order(Comparer<(DateTime Start, string Key)>.Create((one, other) => one.CompareTo(other))).ToList();
        if (full.Count == 0)
        {
            return;
        }

        var (start, key) = _draw.OneOf(full);
        var point = $$"""{"value":{{decimal.MaxValue.ToString(CultureInfo.InvariantCulture)}},"date":"{{PlainText.Of(start)}}"{{(metric.IsKeyed ? $",\"name\":{Quote(key)}" : "")}}}""";
        var other = DrawPoint(metric);
        var isAlone = _draw.Chance(50) || (other.Start, other.Key) == (start, key);
        await ExpectRefusalAsync(HttpMethod.Post, $"{PathOf(metric)}/data", isAlone ? point : $"[{other.Json},{point}]");
    }

    private async Task ExpectRefusalAsync(HttpMethod method, string path, string? body)
    {
        if ((await SendAsync(method, path, body)).Status != HttpStatusCode.BadRequest)
        {
            throw Mismatch("400");
        }
    }

    private static int? FirstError(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("data", out var data) ? data.GetProperty("errors")[0].GetProperty("index").GetInt32() : null;
    }
}
