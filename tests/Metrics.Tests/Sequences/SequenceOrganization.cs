using System.Globalization;

namespace Metrics.Tests.Sequences;

/// <summary>
/// An organization of the sequences. There are several of each calendar: an organization keeps its definitions in one document,
/// which is better kept small.
/// </summary>
internal sealed record SequenceOrganization(string Name, string ZoneName, DayOfWeek FirstDayOfWeek)
{
    public static IReadOnlyList<SequenceOrganization> All { get; } =
    [
        .. Enumerable.Range(1, 4).SelectMany(number => new[]
        {
            new SequenceOrganization($"Plain {number}", "UTC", DayOfWeek.Monday),
            new SequenceOrganization($"Berlin {number}", "Europe/Berlin", DayOfWeek.Monday),
            new SequenceOrganization($"New York {number}", "America/New_York", DayOfWeek.Sunday),
        }),
    ];

    /// <summary>All of them as configuration.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings => All.SelectMany((organization, i) => organization.SettingsAt(i));

    public PlainCalendar Calendar { get; } = new(ZoneName, FirstDayOfWeek);

    /// <summary>The token of its administrator.</summary>
    public string Token => $"token-of-{User}";

    private string User => Name.Replace(' ', '-').ToLowerInvariant();

    private IEnumerable<KeyValuePair<string, string>> SettingsAt(int position)
    {
        // After those that every test host has.
        var path = string.Create(CultureInfo.InvariantCulture, $"Organizations:{position + 100}");
        yield return new($"{path}:Name", Name);
        yield return new($"{path}:TimeZone", ZoneName);
        yield return new($"{path}:FirstDayOfWeek", FirstDayOfWeek.ToString());
        yield return new($"{path}:ApiUsers:0:AccessId", User);
        yield return new($"{path}:ApiUsers:0:Token", Token);
        yield return new($"{path}:ApiUsers:0:Role", "Administrator");
    }
}
