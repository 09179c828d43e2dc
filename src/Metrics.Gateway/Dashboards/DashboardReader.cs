using System.Globalization;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Dashboards;

/// <summary>Turns the request to save a dashboard into the dashboard, or says what is wrong with it.</summary>
internal static class DashboardReader
{
    /// <summary>The size of a request that saves a dashboard, in bytes: 256 KiB.</summary>
    public const int MaxBodySize = 256 * 1024;

    private static readonly string IdRule = FormattableString.Invariant($"must have 1 to {Dashboard.MaxIdLength} characters out of a-z, 0-9 and -");

    /// <summary>The dashboard, with the version 0.</summary>
    /// <param name="request">The body.</param>
    /// <param name="id">The segment of the path.</param>
    /// <exception cref="ApiFailure">400: a member is missing or not valid.</exception>
    public static Dashboard ToDashboard(this DashboardRequest request, string id)
    {
        Require(Dashboard.IsId(id), $"the id of a dashboard {IdRule}");
        Require(request.Name is not null && Dashboard.IsName(request.Name), $"name must have 1 to {Dashboard.MaxNameLength} characters, and no control characters");
        var refresh = request.RefreshSeconds ?? Dashboard.DefaultRefreshSeconds;
        Require(Dashboard.IsRefresh(refresh), $"refreshSeconds must be 0, or from {Dashboard.MinRefreshSeconds} to {Dashboard.MaxRefreshSeconds}");
        var cards = request.Cards ?? [];
        Require(cards.Count <= Dashboard.MaxCards, $"a dashboard may have at most {Dashboard.MaxCards} cards");
        for (var i = 0; i < cards.Count; i++)
        {
            Check(cards[i], string.Create(CultureInfo.InvariantCulture, $"cards[{i}]"));
        }

        Require(cards.DistinctBy(card => card.Id).Count() == cards.Count, $"the ids of the cards must differ");
        return new Dashboard(id, request.Name, refresh, cards, Version: 0);
    }

    private static void Check(Card? card, string path)
    {
        Require(card is not null, $"{path} must be a JSON object");
        Require(card.Id is not null && Dashboard.IsId(card.Id), $"{path}.id {IdRule}");
        Require(card.Title is not null && Card.IsTitle(card.Title), $"{path}.title must have 1 to {Card.MaxTitleLength} characters, and no control characters");
        Require(card.Metric > 0, $"{path}.metric must be the id of a metric");
        Require(Enum.IsDefined(card.Chart), $"{path}.chart must be one of {string.Join(", ", Enum.GetNames<CardChart>())}");
        Require(card.StartDate is not null && Card.IsDate(card.StartDate), $"{path}.startDate must be an ISO 8601 date, or relative, such as -60d or -24h");
        Require(card.EndDate is null || Card.IsDate(card.EndDate), $"{path}.endDate must be an ISO 8601 date, or relative, such as -60d or -24h");
        Require(
            card.Keys is null || (card.Keys.Count <= Card.MaxKeys && card.Keys.All(key => key is not null && Text.IsKey(key))),
            $"{path}.keys must be at most {Card.MaxKeys} keys, each of 1 to {Text.MaxKeyLength} characters without control characters");
        Require(card.TopKeys is null or (>= 1 and <= Card.MaxTopKeys), $"{path}.topKeys must be from 1 to {Card.MaxTopKeys}");
        Require(card.Layout is not null && CardLayout.IsOnGrid(card.Layout), $"{path}.layout must lie on a grid of {CardLayout.Columns} columns");
    }

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition, FormattableString why)
    {
        if (!condition)
        {
            throw ApiFailure.Malformed(FormattableString.Invariant(why));
        }
    }
}
