using System.Globalization;
using System.Net;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>The points of one request, as they are read, and what is wrong with some of them.</summary>
/// <param name="limit">How many there may be.</param>
internal sealed class PointList(int limit)
{
    /// <summary>A client that gets everything wrong needs no more to see it.</summary>
    public const int MaxErrors = 100;

    private readonly List<Point> _points = [];
    private readonly List<PointError> _errors = [];
    private int _index;

    /// <summary>Whether nothing that follows can change the answer.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Takes the next point.</summary>
    /// <exception cref="ApiFailure">413: it is one too many.</exception>
    public void Add(in Point point)
    {
        CountOne();
        _points.Add(point);
    }

    /// <summary>Notes what is wrong with the next point.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void Refuse(string why)
    {
        CountOne();
        _errors.Add(new PointError(_index - 1, why));
        IsDecided = _errors.Count >= MaxErrors;
    }

    /// <summary>Notes why nothing more can be read. That is no point, and so not one too many.</summary>
    /// <param name="why">What is wrong.</param>
    /// <param name="isInLast">Whether it is in the point that was refused last, and not behind it.</param>
    public void RefuseRest(string why, bool isInLast)
    {
        _errors.Add(new PointError(isInLast ? _index - 1 : _index, why));
        IsDecided = true;
    }

    /// <summary>All points, in the order in which they came.</summary>
    /// <exception cref="ApiFailure">400: some of them are not valid.</exception>
    public IReadOnlyList<Point> ToValid() => _errors.Count == 0 ? _points : throw ApiFailure.BadPoints(_errors);

    private void CountOne()
    {
        if (_index++ == limit)
        {
            throw new ApiFailure(
                HttpStatusCode.RequestEntityTooLarge, string.Create(CultureInfo.InvariantCulture, $"The request has too many points, at most {limit} are allowed"));
        }
    }
}
