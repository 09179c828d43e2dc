using System.Globalization;
using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Sequences;

internal sealed partial class Sequence
{
    /// <summary>A point as it is sent, and where it counts.</summary>
    private sealed record DrawnPoint(string Members, DateTime Start, string Key, PlainPoint Point)
    {
        public string Json => $"{{{Members}}}";
    }

    /// <summary>A request that may be sent again: it is answered as the first time, and counts no more.</summary>
    private sealed record SentRequest(PlainMetric Metric, string Path, string Body, SequenceBody Sent, HttpStatusCode Status, string Answer);

    private readonly List<SentRequest> _sent = [];

    private async Task AddOneAsync()
    {
        var metric = AnyMetric();
        var point = DrawPoint(metric);
        var value = Count(metric, point);
        var returns = _draw.Chance(60);
        var (path, sent) = Address(metric, returns);
        var (status, expected) = returns
            ? (HttpStatusCode.OK, $$"""{"value":{{PlainText.Of(value)}},"date":"{{PlainText.Of(point.Start)}}"}""")
            : (HttpStatusCode.NoContent, "");
        await ExpectAsync(HttpMethod.Post, path, point.Json, status, expected, sent);
        Remember(new SentRequest(metric, path, point.Json, sent, status, expected));
    }

    private async Task AddManyAsync()
    {
        var metric = AnyMetric();
        var points = DrawPoints(() => metric);
        var returns = _draw.Chance(50);
        var (path, sent) = Address(metric, returns);
        sent = Bulk(sent);
        var body = Body(points.Select(point => point.Point.Json), sent);
        var expected = Accepted(points, returns, withMetric: false);
        await ExpectAsync(HttpMethod.Post, path, body, HttpStatusCode.OK, expected, sent);
        Remember(new SentRequest(metric, path, body, sent, HttpStatusCode.OK, expected));
    }

    private Task AddToSeveralAsync()
    {
        var points = DrawPoints(AnyMetric);
        var (returns, sent) = (_draw.Chance(50), Bulk(new SequenceBody()));
        var bodies = points.Select(point => $$"""{"metric":{{NameOrId(point.Metric)}},{{point.Point.Members}}}""").ToList();
        return ExpectAsync(
            HttpMethod.Post, $"/v2/customMetrics/data{Returning(returns)}", Body(bodies, sent), HttpStatusCode.OK, Accepted(points, returns, withMetric: true), sent);
    }

    /// <summary>Points to one bucket at the same moment, whose order nobody knows: where it does not matter.</summary>
    private async Task AddAtOnceAsync()
    {
        if (_metrics.Find(metric => metric.DataType is not ("First" or "Last")) is not { } metric)
        {
            return;
        }

        var first = DrawPoint(metric);
        var points = Enumerable.Range(0, _draw.Number(2, 6)).Select(_ => DrawPoint(metric) with { Key = first.Key, Start = first.Start }).ToList();
        var date = PlainText.Of(first.Start);
        var path = $"{PathOf(metric)}/data";
        var bodies = points.ConvertAll(point => $$"""
            {"date":"{{date}}","value":{{point.Point.Value.ToString(CultureInfo.InvariantCulture)}},"weight":{{point.Point.Weight.ToString(CultureInfo.InvariantCulture)}}{{(metric.IsKeyed ? $",\"name\":{Quote(first.Key)}" : "")}}}
            """);
        points.ForEach(point => Count(metric, point));
        Note($"{++_steps}. POST {path}, at once\n   {string.Join("\n   ", bodies)}");
        var answers = await Task.WhenAll(bodies.Select(body => _client.Post(path, body)));
        Note($"   -> {string.Join("\n   -> ", answers.Select(answer => $"{(int)answer.Status} {answer.Body}"))}");
        if (Array.Exists(answers, answer => Known(answer).Status != HttpStatusCode.NoContent))
        {
            throw Mismatch("204 each time");
        }
    }

    private async Task SendAgainAsync()
    {
        if (_sent.Count == 0)
        {
            return;
        }

        var request = _draw.OneOf(_sent);
        await ExpectAsync(HttpMethod.Post, request.Path, request.Body, request.Status, request.Answer, request.Sent);

        // A blank more is another body.
        await ExpectAsync(
            HttpMethod.Post, request.Path, request.Body.Insert(1, " "), HttpStatusCode.UnprocessableEntity,
            """{"status":"Failure","message":"The Idempotency-Key was used for a request with another body, please use a new key for a new request"}""", request.Sent);
    }

    private DrawnPoint DrawPoint(PlainMetric metric)
    {
        var date = _draw.PointDate(_now);
        var (value, weight) = (_draw.Decimal(), _draw.Decimal(isPositive: true));
        var (key, isWeighted) = (metric.IsKeyed ? _draw.Key() : "", _draw.Chance(metric.DataType == "Average" ? 60 : 10));
        List<string> members = [];
        if (metric.IsKeyed)
        {
            members.Add($"\"name\":{Quote(key)}");
        }

        if (metric.DataType != "Count" || _draw.Chance(30))
        {
            members.Add($"\"value\":{value.Json}");
        }

        if (date.Text is not null)
        {
            members.Add($"\"date\":{date.Text}");
        }

        if (isWeighted)
        {
            members.Add($"\"weight\":{weight.Json}");
        }

        return new DrawnPoint(
            string.Join(',', members.Append("\"more\":{}")), Calendar.StartOf(date.Time, metric.Interval), key,
            new PlainPoint(value.Value, isWeighted ? weight.Value : 1));
    }

    private List<(PlainMetric Metric, DrawnPoint Point)> DrawPoints(Func<PlainMetric> next) => [.. Enumerable.Range(0, _draw.Number(1, 12)).Select(_ =>
    {
        var metric = next();
        return (metric, DrawPoint(metric));
    })];

    private static decimal Count(PlainMetric metric, DrawnPoint point) => metric.Add(point.Start, point.Key, point.Point);

    /// <summary>Counts the points and says what is answered: a running value for each bucket, in the order in which they were touched.</summary>
    private static string Accepted(List<(PlainMetric Metric, DrawnPoint Point)> points, bool returns, bool withMetric)
    {
        points.ForEach(point => Count(point.Metric, point.Point));
        var touched = points.DistinctBy(point => (point.Metric, point.Point.Start, point.Point.Key)).Select(touch =>
        {
            var (metric, point) = touch;
            var value = PlainText.Of(metric.ValueOf(metric.Buckets[(point.Start, point.Key)]));
            return $$"""
                {"date":"{{PlainText.Of(point.Start)}}"{{(metric.IsKeyed ? $",\"name\":{Quote(point.Key)}" : "")}},"value":{{value}}{{(withMetric ? $",\"metric\":{Quote(metric.Name)}" : "")}}}
                """;
        });
        var data = returns ? $",\"customMetricData\":[{string.Join(',', touched)}]" : "";
        return $$$"""{"status":"Success","data":{"accepted":{{{points.Count}}}{{{data}}}}}""";
    }

    /// <summary>Where a point goes. A request that may be sent again names its metric by the id, which stays.</summary>
    private (string Path, SequenceBody Sent) Address(PlainMetric metric, bool returns)
    {
        var isRepeatable = _draw.Chance(25);
        var path = isRepeatable ? $"/v2/customMetrics/{metric.Id}" : PathOf(metric);
        return ($"{path}/data{Returning(returns)}", new SequenceBody { IdempotencyKey = isRepeatable ? $"request {_steps}" : null });
    }

    private SequenceBody Bulk(SequenceBody sent) => sent with { IsLines = _draw.Chance(50), IsPacked = _draw.Chance(25) };

    private string Body(IEnumerable<string> points, SequenceBody sent) =>
        sent.IsLines ? string.Join(_draw.OneOf(["\n", "\r\n", "\n\n"]), points) + _draw.OneOf(["", "\n"]) : $"[{string.Join(',', points)}]";

    private static string Returning(bool returns) => returns ? "?returnValue=true" : "";

    private string NameOrId(PlainMetric metric) => _draw.Chance(50) ? metric.Id.ToString(CultureInfo.InvariantCulture) : Quote(metric.Name);

    private void Remember(SentRequest request)
    {
        if (request.Sent.IdempotencyKey is not null)
        {
            _sent.Add(request);
        }
    }
}
