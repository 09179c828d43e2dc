using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>
/// Reads the dates of ISO 8601 that clients send: <c>2018-10-19</c>, <c>2018-10-19T14:44</c>, with seconds and
/// fractions, with <c>Z</c>, an offset (<c>+02:00</c>, <c>+0200</c>, <c>+02</c>) or no zone at all.
/// </summary>
public static class IsoDate
{
    private const int MaxFractionDigits = 9;

    private static readonly LocalDateTime EndOfTime = new LocalDate(9999, 12, 31) + LocalTime.MaxValue;

    /// <summary>
    /// Reads the text. Without a zone it is the organization's clock: of a time that the clock shows twice the
    /// first is meant, and one that it skips counts from the moment before the gap. False where the text is no such date.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, DateTimeZone zone, out Instant instant)
    {
        instant = default;
        if (!TryReadDate(ref text, out var date))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return TryToInstant(date.AtMidnight().InZoneLeniently(zone).ToOffsetDateTime(), out instant);
        }

        if (!TryReadTime(ref text, out var time))
        {
            return false;
        }

        var local = date + time;
        if (text.IsEmpty)
        {
            return TryToInstant(local.InZoneLeniently(zone).ToOffsetDateTime(), out instant);
        }

        return TryReadOffset(text, out var offset) && TryToInstant(local.WithOffset(offset), out instant);
    }

    /// <summary>Time ends with the year 9999 of UTC. A clock that is behind shows the last hours of that year after the end.</summary>
    private static bool TryToInstant(OffsetDateTime shown, out Instant instant)
    {
        if (shown.Offset < Offset.Zero && shown.LocalDateTime > EndOfTime.PlusSeconds(shown.Offset.Seconds))
        {
            instant = default;
            return false;
        }

        instant = shown.ToInstant();
        return true;
    }

    private static bool TryReadDate(ref ReadOnlySpan<byte> text, out LocalDate date)
    {
        date = default;
        if (!TryReadDigits(ref text, 4, out var year) || !TrySkip(ref text, "-"u8)
            || !TryReadDigits(ref text, 2, out var month) || !TrySkip(ref text, "-"u8)
            || !TryReadDigits(ref text, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month))
        {
            return false;
        }

        date = new LocalDate(year, month, day);
        return true;
    }

    private static bool TryReadTime(ref ReadOnlySpan<byte> text, out LocalTime time)
    {
        time = default;
        var second = 0;
        long nanoseconds = 0;
        if (!TrySkip(ref text, "Tt "u8)
            || !TryReadDigits(ref text, 2, out var hour) || !TrySkip(ref text, ":"u8)
            || !TryReadDigits(ref text, 2, out var minute)
            || (TrySkip(ref text, ":"u8) && !(TryReadDigits(ref text, 2, out second) && TryReadFraction(ref text, out nanoseconds)))
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = LocalTime.FromHourMinuteSecondNanosecond(hour, minute, second, nanoseconds);
        return true;
    }

    /// <summary>An optional fraction of a second; digits beyond the nanosecond are cut off.</summary>
    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!TrySkip(ref text, ".,"u8))
        {
            return true;
        }

        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length : length;
        for (var i = 0; i < MaxFractionDigits; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < length ? text[i] - '0' : 0);
        }

        text = text[length..];
        return length > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out Offset offset)
    {
        offset = Offset.Zero;
        if (TrySkip(ref text, "Zz"u8))
        {
            return text.IsEmpty;
        }

        var sign = text[0] == '-' ? -1 : 1;
        var minutes = 0;
        if (!TrySkip(ref text, "+-"u8) || !TryReadDigits(ref text, 2, out var hours))
        {
            return false;
        }

        if (!text.IsEmpty)
        {
            TrySkip(ref text, ":"u8);
            if (!TryReadDigits(ref text, 2, out minutes))
            {
                return false;
            }
        }

        if (!text.IsEmpty || hours > 18 || minutes > 59 || (hours == 18 && minutes > 0))
        {
            return false;
        }

        offset = Offset.FromHoursAndMinutes(sign * hours, sign * minutes);
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> anyOf)
    {
        if (text.IsEmpty || !anyOf.Contains(text[0]))
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryReadDigits(ref ReadOnlySpan<byte> text, int count, out int number)
    {
        number = 0;
        if (text.Length < count)
        {
            return false;
        }

        foreach (var c in text[..count])
        {
            if (!char.IsAsciiDigit((char)c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        text = text[count..];
        return true;
    }
}
