using System.Globalization;

namespace Metrics.Client;

/// <summary>
/// When something was observed. A <see cref="DateTimeOffset"/> is a moment; a <see cref="DateOnly"/>, and a <see cref="DateTime"/>
/// of unspecified kind, are what calendar and clock of the organization show.
/// </summary>
public readonly record struct PointDate
{
    private const string WithoutZone = "yyyy-MM-dd'T'HH:mm:ss.fffffff";
    private const string Utc = WithoutZone + "'Z'";

    private readonly string? _iso;

    private PointDate(string iso) => _iso = iso;

    /// <summary>A moment.</summary>
    public static PointDate FromDateTimeOffset(DateTimeOffset moment) => new(moment.UtcDateTime.ToString(Utc, CultureInfo.InvariantCulture));

    /// <summary>A moment, or for an unspecified kind a time on the clock of the organization.</summary>
    public static PointDate FromDateTime(DateTime time) => new(time.Kind == DateTimeKind.Unspecified
        ? time.ToString(WithoutZone, CultureInfo.InvariantCulture)
        : time.ToUniversalTime().ToString(Utc, CultureInfo.InvariantCulture));

    /// <summary>A day of the organization's calendar.</summary>
    public static PointDate FromDateOnly(DateOnly day) => new(day.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>ISO 8601, which is sent as it stands: the service says whether it is a date.</summary>
    public static PointDate FromIso(string iso) => new(iso);

    /// <inheritdoc cref="FromDateTimeOffset"/>
    public static implicit operator PointDate(DateTimeOffset moment) => FromDateTimeOffset(moment);

    /// <inheritdoc cref="FromDateTime"/>
    public static implicit operator PointDate(DateTime time) => FromDateTime(time);

    /// <inheritdoc cref="FromDateOnly"/>
    public static implicit operator PointDate(DateOnly day) => FromDateOnly(day);

    /// <summary>ISO 8601.</summary>
    public override string ToString() => _iso ?? "";
}
