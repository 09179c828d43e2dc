using System.Security.Cryptography;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>Reads a body of many points while it comes in: a JSON array, or a point on each line.</summary>
internal static class BulkReader
{
    /// <summary>All points of the body, in their order.</summary>
    /// <param name="body">The body.</param>
    /// <param name="points">Reads a single point.</param>
    /// <param name="limit">How many points there may be.</param>
    /// <param name="digest">Takes all bytes of the body, or null.</param>
    /// <exception cref="ApiFailure">400 with the errors of single points, or 413; nothing was applied.</exception>
    public static async ValueTask<IReadOnlyList<Point>> ReadAsync(RequestBody body, PointReader points, int limit, IncrementalHash? digest)
    {
        var list = new PointList(limit);
        using var window = new BodyWindow(body, digest);
        IPointParser parser = body.IsLines ? new LineParser(points) : new ArrayParser(points);
        do
        {
            await window.FillAsync();
            while (!TryParse(parser, window, list))
            {
                await points.RefreshMetricsAsync();
            }
        }
        while (!window.IsFinal && !list.IsDecided);

        return list.ToValid();
    }

    /// <summary>False where the copy of the catalog lacks a metric; then the same point is read again from a newer one.</summary>
    private static bool TryParse(IPointParser parser, BodyWindow window, PointList list)
    {
        try
        {
            parser.Parse(window, list);
            return true;
        }
        catch (UnknownMetricException)
        {
            return false;
        }
    }
}

/// <summary>Understands what is in the window, as far as whole points reach, and consumes it.</summary>
internal interface IPointParser
{
    /// <summary>May be called again after it threw: it goes on where it threw.</summary>
    void Parse(BodyWindow window, PointList list);
}
