using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Metrics.Tests.Sequences;

internal sealed partial class Sequence
{
    /// <summary>More buckets would only be slow: some fifty years have half a million hours.</summary>
    private const int MaxFilled = 200;

    private async Task ReadDataAsync()
    {
        var metric = AnyMetric();
        var (range, query) = DrawRange(metric, isBounded: _draw.Chance(70));
        query = query with
        {
            Names = metric.IsKeyed && _draw.Chance(30) ? _draw.Keys() : [],
            IsDescending = _draw.Chance(30),
            SumKeys = _draw.Chance(25),
            TopKeys = _draw.Chance(25) ? _draw.Number(1, 3) : null,
            Fill = _draw.Chance(40) && !query.IsLonger(MaxFilled, metric, Calendar, _now),
        };
        var names = string.Concat(query.Names.Select(name => $"&name={Uri.EscapeDataString(name)}"));
        var options = (query.IsDescending ? "&order=desc" : "") + (query.SumKeys ? "&sumKeys=true" : "") + (query.Fill ? "&fill=true" : "")
            + (query.TopKeys is { } top ? $"&topKeys={top}" : "");
        await ExpectDataAsync(metric, query, $"{range}{names}{options}", _draw.Chance(25) ? _draw.Number(0, 5) : 0, _draw.Chance(25) ? _draw.Number(1, 5) : null);
    }

    private async Task ReadEverythingAsync()
    {
        await ReadDefinitionsAsync();
        foreach (var metric in _metrics)
        {
            await ExpectDataAsync(metric, new PlainQuery { Start = DateTime.UnixEpoch }, "startDate=1970-01-01T00:00:00Z", 0, null);
        }
    }

    private async Task ExpectDataAsync(PlainMetric metric, PlainQuery query, string text, int skip, int? limit)
    {
        var all = query.Read(metric, Calendar, _now);
        var hasNames = metric.IsKeyed && !query.SumKeys;
        var elements = all.Skip(skip).Take(limit ?? int.MaxValue).Select(element =>
            $"{{\"date\":\"{PlainText.Of(element.Date)}\"" + (hasNames ? $",\"name\":{Quote(element.Key)}" : "")
            + (element.Value is { } value ? $",\"value\":{PlainText.Of(value)}" : "") + $",\"count\":{element.Count}}}");
        var expected = $$$"""{"status":"Success","data":{{{{(skip == 0 ? $"\"resultCount\":{all.Count}," : "")}}}"customMetricData":[{{{string.Join(',', elements)}}}]}}""";
        var page = (skip > 0 ? $"&resultStart={skip}" : "") + (limit is null ? "" : $"&resultLimit={limit}");
        var answer = await SendAsync(HttpMethod.Get, $"{PathOf(metric)}/data?{text}{page}", null);
        var (given, wanted) = metric.DataType == "Average" && metric.IsKeyed && (query.SumKeys || query.TopKeys is not null)
            ? (Rounded(answer.Body), Rounded(expected))
            : (answer.Body, expected);
        if (answer.Status != HttpStatusCode.OK || !IsSame(given, wanted))
        {
            throw Mismatch(expected);
        }
    }

    private async Task ReadKeysAsync()
    {
        var metric = AnyMetric();
        if (!metric.IsKeyed)
        {
            await ExpectRefusalAsync(HttpMethod.Get, $"{PathOf(metric)}/keys", null);
            return;
        }

        var (isByValue, search, skip, limit) = (_draw.Chance(50), _draw.Chance(30) ? _draw.Key().EnumerateRunes().First().ToString() : "", _draw.Chance(20) ? 1 : 0, _draw.Chance(20) ? 2 : 100);
        var latest = metric.Buckets.GroupBy(bucket => bucket.Key.Key).Select(key => key.MaxBy(bucket => bucket.Key.Start))
            .Select(bucket => (bucket.Key.Key, bucket.Key.Start, Value: metric.ValueOf(bucket.Value)))
            .Where(key => key.Key.Contains(search, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(key => isByValue ? key.Value : 0).ThenBy(key => key.Key, PlainText.ByCodePoints).ToList();
        var page = latest.Skip(skip).Take(limit).Select(key => $$"""{"name":{{Quote(key.Key)}},"value":{{PlainText.Of(key.Value)}},"date":"{{PlainText.Of(key.Start)}}"}""");
        await ExpectAsync(
            HttpMethod.Get, $"{PathOf(metric)}/keys?search={Uri.EscapeDataString(search)}&order={(isByValue ? "value" : "name")}&resultStart={skip}&resultLimit={limit}", null, HttpStatusCode.OK,
            $$$"""{"status":"Success","data":{{{{(skip == 0 ? $"\"resultCount\":{latest.Count}," : "")}}}"customMetricKey":[{{{string.Join(',', page)}}}]}}""");
    }

    private async Task DeleteRangeAsync()
    {
        var metric = AnyMetric();
        var (range, query) = DrawRange(metric, isBounded: true);
        query = query with { Names = metric.IsKeyed && _draw.Chance(40) ? _draw.Keys() : [] };
        var names = string.Concat(query.Names.Select(name => $"&name={Uri.EscapeDataString(name)}"));
        var doomed = query.Select(metric, Calendar, _now);
        doomed.ForEach(bucket => metric.Buckets.Remove(bucket));
        await ExpectAsync(
            HttpMethod.Delete, $"{PathOf(metric)}/data?{range}{names}", null, HttpStatusCode.OK, $$$"""{"status":"Success","data":{"deleted":{{{doomed.Count}}}}}""");
    }

    /// <summary>A time: often with ends at which buckets begin, or back from now; both ends, one, or none where that may be.</summary>
    private (string Text, PlainQuery Query) DrawRange(PlainMetric metric, bool isBounded)
    {
        if (!isBounded)
        {
            return ("", new PlainQuery());
        }

        var hasStart = _draw.Chance(80);
        DrawnDate? start = !hasStart ? null : _draw.Chance(25) ? _draw.DateBack(_now) : DrawEnd(metric);
        DrawnDate? end = hasStart && _draw.Chance(40) ? null : DrawEnd(metric);
        if (start is { } from && end is { } to && from.Time >= to.Time)
        {
            (start, end) = from.Time == to.Time ? (start, null) : (end, start);
        }

        var parts = new[] { ("startDate", start), ("endDate", end) }.Where(part => part.Item2 is not null);
        return (
            string.Join('&', parts.Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!.Value.Text!)}")),
            new PlainQuery { Start = start?.Time, End = end?.Time });
    }

    private DrawnDate DrawEnd(PlainMetric metric)
    {
        var start = metric.Buckets.Count > 0 && _draw.Chance(70)
            ? _draw.OneOf([.. metric.Buckets.Keys.Select(bucket => bucket.Start).Order()])
            : Calendar.StartOf(_draw.Time(_now), metric.Interval);
        var time = _draw.OneOf([start, start, Calendar.StartAfter(start, metric.Interval), start.AddSeconds(1), start.AddSeconds(-1), _draw.Time(_now)]);
        return _draw.Date(time);
    }

    /// <summary>Sums of averages are rounded in their last digits, and not in one and the same way.</summary>
    private static string Rounded(string json) => LongFraction.Replace(
        json, number => decimal.Round(decimal.Parse(number.Value, CultureInfo.InvariantCulture), 15).ToString("0.0##############", CultureInfo.InvariantCulture));

    private static Regex LongFraction { get; } = new(@"-?\d+\.\d{15,}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
