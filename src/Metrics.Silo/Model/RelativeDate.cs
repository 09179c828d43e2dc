using System.Globalization;
using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>Dates that go back from now, such as <c>-24h</c>, <c>-60d</c>, <c>-8w</c>, <c>-6m</c> or <c>-1y</c>: of up to five digits.</summary>
public static class RelativeDate
{
    private const int MaxDigits = 5;

    /// <summary>The longest way back in years. No data is older, and the calendar does not go on for ever.</summary>
    private const int MaxYears = 1_000;

    /// <summary>Whether the text is such a date.</summary>
    public static bool IsValid(string text) =>
        text is ['-', .. { Length: > 0 and <= MaxDigits } digits, 'h' or 'd' or 'w' or 'm' or 'y'] && digits.All(char.IsAsciiDigit);

    /// <summary>Reads the text. Hours are hours of time; all that is longer goes by the calendar, so that it is the same time of day then.</summary>
    public static bool TryParse(string text, DateTimeZone zone, Instant now, out Instant instant)
    {
        instant = default;
        if (!IsValid(text))
        {
            return false;
        }

        var count = int.Parse(text.AsSpan(1..^1), NumberStyles.None, CultureInfo.InvariantCulture);
        var local = now.InZone(zone).LocalDateTime;
        LocalDateTime? then = text[^1] switch
        {
            'd' => local.PlusDays(-count),
            'w' => local.PlusWeeks(-count),
            'm' => local.PlusMonths(-Math.Min(count, 12 * MaxYears)),
            'y' => local.PlusYears(-Math.Min(count, MaxYears)),
            _ => null,
        };
        instant = then?.InZoneLeniently(zone).ToInstant() ?? now - Duration.FromHours(count);
        return true;
    }
}
