using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Points as lines of JSON (NDJSON). A line may end in CRLF, the last one in nothing; blank lines do not count. What is wrong
/// with one line says nothing about the next.
/// </summary>
internal sealed class LineParser(PointReader points) : IPointParser
{
    private long _lines;

    /// <inheritdoc/>
    public void Parse(BodyWindow window, PointList list)
    {
        while (!list.IsDecided)
        {
            var unread = window.Unread;
            var end = unread.IndexOf((byte)'\n');
            if (end < 0 && !window.IsFinal)
            {
                return;
            }

            ParseLine(end < 0 ? unread : unread[..end], list);
            _lines++;
            window.Consume(end < 0 ? unread.Length : end + 1);
            if (end < 0)
            {
                return;
            }
        }
    }

    private void ParseLine(ReadOnlySpan<byte> line, PointList list)
    {
        line = Lines.ContentOf(line, isFirst: _lines == 0);
        if (line.IsEmpty)
        {
            return;
        }

        Point point;
        try
        {
            point = points.ReadBody(line);
        }
        catch (ApiFailure failure)
        {
            list.Refuse(failure.Reason);
            return;
        }
        catch (Exception exception) when (JsonBody.Describe(exception, _lines) is { } why)
        {
            list.Refuse(why);
            return;
        }

        list.Add(point);
    }
}
