namespace Metrics.Silo.Model;

/// <summary>A saved page of cards.</summary>
/// <param name="Id">Chosen by who saves it first, unique in the organization: 1 to 64 characters out of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
/// <param name="Name">For people, 1 to 100 characters without control characters. Two dashboards may have the same.</param>
/// <param name="RefreshSeconds">How often an open card asks for its values: 5 to 86,400 seconds; 0 for never.</param>
/// <param name="Cards">In no particular order, at most 100: where each one stands is in its layout.</param>
/// <param name="Version">Another one after each save, and greater than all versions before it in the organization.</param>
[GenerateSerializer, Immutable, Alias("Metrics.Dashboard")]
public sealed record Dashboard(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] int RefreshSeconds,
    [property: Id(3)] IReadOnlyList<Card> Cards,
    [property: Id(4)] long Version)
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The most cards of one dashboard.</summary>
    public const int MaxCards = 100;

    /// <summary>The shortest time between two refreshes, in seconds.</summary>
    public const int MinRefreshSeconds = 5;

    /// <summary>The longest, a day.</summary>
    public const int MaxRefreshSeconds = 86_400;

    /// <summary>How often cards are refreshed where nobody said so, in seconds.</summary>
    public const int DefaultRefreshSeconds = 30;

    /// <summary>1 to 64 characters out of <c>a-z</c>, <c>0-9</c> and <c>-</c>: it stands in a path as it is.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= MaxIdLength && id.All(c => c == '-' || char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c));

    /// <summary>1 to 100 characters without control characters.</summary>
    public static bool IsName(string name) => Text.IsPrintable(name, MaxNameLength);

    /// <summary>0, or from 5 seconds to a day.</summary>
    public static bool IsRefresh(int seconds) => seconds is 0 or (>= MinRefreshSeconds and <= MaxRefreshSeconds);
}
