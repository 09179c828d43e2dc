using System.Globalization;
using System.Text.Json;
using Metrics.Samples.Playbooks;

namespace Metrics.Tests.Sequences;

/// <summary>A date as a request writes it, and the time that it means.</summary>
internal readonly record struct DrawnDate(string? Text, DateTime Time);

/// <summary>Draws what requests are made of, out of one seed: few different times and keys, so that points meet.</summary>
internal sealed class Draw
{
    /// <summary>In another order by UTF-16, one that means something elsewhere, and some that want escaping in a URL or in JSON.</summary>
    private static readonly string[] AllKeys = ["a", "A", "b", "other", "ü", "～", "🙂", "a|b", "50% & more", "\"quoted\"", "zz"];

    /// <summary>Times around which clocks change or calendars turn, in UTC.</summary>
    private static readonly string[] Turns =
    [
        "2024-03-31T00:40:00Z", "2024-10-27T00:20:00Z", "2024-03-10T06:50:00Z", "2024-11-03T05:30:00Z", "2023-12-31T22:30:00Z", "2024-01-01T04:10:00Z",
        "2024-02-29T12:00:00Z", "2024-06-30T22:00:00Z", "2021-01-03T23:00:00Z", "1999-12-31T23:59:59Z", "1970-01-15T00:00:00Z",
    ];

    private readonly SplitMix64 _random;
    private readonly PlainCalendar _calendar;
    private readonly IReadOnlyList<DateTime> _times;
    private readonly IReadOnlyList<string> _keys;

    /// <summary>Begins with the times and keys that this sequence is about.</summary>
    public Draw(SplitMix64 random, PlainCalendar calendar, DateTime now)
    {
        (_random, _calendar) = (random, calendar);
        var recent = Enumerable.Range(0, 2).Select(_ => now.AddHours(-Number(0, 72)));
        _times = [now, .. recent, now.AddDays(-Number(3, 500)), Time(OneOf(Turns)), Time(OneOf(Turns))];
        _keys = [.. Enumerable.Range(0, Number(1, 5)).Select(_ => OneOf(AllKeys)).Distinct()];
    }

    /// <summary>A whole number, both ends included.</summary>
    public int Number(int least, int most) => _random.Between(least, most);

    public bool Chance(int percent) => Number(1, 100) <= percent;

    public T OneOf<T>(IReadOnlyList<T> items) => items[Number(0, items.Count - 1)];

    /// <summary>The operation that is next, each as likely as it is heavy.</summary>
    public T OneOf<T>(IReadOnlyList<(int Weight, T Item)> items) => items[_random.Pick([.. items.Select(item => item.Weight)])].Item;

    public string Key() => OneOf(_keys);

    /// <summary>Some keys, each once.</summary>
    public IReadOnlyList<string> Keys() => [.. Enumerable.Range(0, Number(1, 3)).Select(_ => Key()).Distinct()];

    /// <summary>A number, and one of the ways to write it in JSON.</summary>
    public (string Json, decimal Value) Decimal(bool isPositive = false)
    {
        var value = new decimal(Number(isPositive ? 1 : -2_000, 5_000)) / OneOf([1m, 1m, 10m, 1_000m]);
        var plain = value.ToString(CultureInfo.InvariantCulture);
        var hundredfold = (value * 100).ToString(CultureInfo.InvariantCulture);
        return (OneOf([plain, plain, $"\"{plain}\"", $"{hundredfold}e-2", $"\"{hundredfold}E-2\""]), value);
    }

    /// <summary>A time near one of those that the sequence is about, not as late as a day from now.</summary>
    public DateTime Time(DateTime now)
    {
        var time = OneOf(_times) + OneOf([TimeSpan.Zero, TimeSpan.FromMinutes(Number(-130, 130)), TimeSpan.FromSeconds(Number(-9, 9)), TimeSpan.FromDays(Number(-2, 2))]);
        return time > now.AddHours(23) ? now : time;
    }

    /// <summary>The date of a point, also one that is not there.</summary>
    public DrawnDate PointDate(DateTime now) => Chance(15) ? new DrawnDate(OneOf([null, "null", "\"\""]), now) : Quoted(Date(Time(now)));

    /// <summary>A date in one of the ways in which ISO 8601 writes it. A day or a time without a zone is another time than the one that was drawn.</summary>
    public DrawnDate Date(DateTime time)
    {
        var local = _calendar.ToLocal(time);
        return Number(0, 5) switch
        {
            0 => new DrawnDate(Text(time.AddHours(2), "yyyy-MM-ddTHH:mm:ss") + "+02:00", time),
            1 => new DrawnDate(Text(local, "yyyy-MM-ddTHH:mm:ss"), _calendar.ToUtc(local)),
            2 => new DrawnDate(Text(local.AddHours(-1), "yyyy-MM-dd HH:mm:ss"), _calendar.ToUtc(local.AddHours(-1))),
            3 => new DrawnDate(Text(local, "yyyy-MM-dd"), _calendar.ToUtc(local.Date)),
            4 => new DrawnDate(Text(time, "yyyy-MM-ddTHH:mm:ss.500Z"), time.AddMilliseconds(500)),
            _ => new DrawnDate(PlainText.Of(time), time),
        };
    }

    /// <summary>A date back from now: hours are of time, all else goes by the calendar.</summary>
    public DrawnDate DateBack(DateTime now)
    {
        var local = _calendar.ToLocal(now);
        var count = Number(1, 40);
        return Number(0, 4) switch
        {
            0 => new DrawnDate($"-{count}h", now.AddHours(-count)),
            1 => new DrawnDate($"-{count}d", _calendar.ToUtc(local.AddDays(-count))),
            2 => new DrawnDate($"-{count}w", _calendar.ToUtc(local.AddDays(-7 * count))),
            3 => new DrawnDate($"-{count}m", _calendar.ToUtc(local.AddMonths(-count))),
            _ => new DrawnDate($"-{count}y", _calendar.ToUtc(local.AddYears(-count))),
        };
    }

    private static DrawnDate Quoted(DrawnDate date) => date with { Text = JsonSerializer.Serialize(date.Text) };

    private static string Text(DateTime time, string format) => time.ToString(format.Replace("Z", "'Z'", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static DateTime Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
