using System.Text.Json;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>Points as a JSON array. Where the JSON itself is broken, what follows cannot be told apart, and is not read.</summary>
internal sealed class ArrayParser(PointReader points) : IPointParser
{
    private JsonReaderState _state;
    private bool _isSkipping;
    private bool _hasStarted;

    /// <inheritdoc/>
    public void Parse(BodyWindow window, PointList list)
    {
        if (!_hasStarted)
        {
            window.Consume(window.Unread.Length - JsonBody.WithoutByteOrderMark(window.Unread).Length);
            _hasStarted = true;
        }

        var json = new Utf8JsonReader(window.Unread, window.IsFinal, _state);
        var understood = json;
        try
        {
            while (!list.IsDecided && TryParseNext(ref json, list))
            {
                // After a point that was refused the reader stands inside it, and starts over to skip it.
                json = _isSkipping ? understood : json;
                understood = json;
            }
        }
        catch (JsonException exception)
        {
            list.RefuseRest(JsonBody.Describe(exception)!, isInLast: _isSkipping);
        }
        finally
        {
            window.Consume((int)understood.BytesConsumed);
            _state = understood.CurrentState;
        }
    }

    /// <summary>A bracket, a point, or the rest of a point that was refused. False where the window ends before it does.</summary>
    private bool TryParseNext(ref Utf8JsonReader json, PointList list)
    {
        if (!json.Read())
        {
            return false;
        }

        if (json.CurrentDepth == 0)
        {
            return true;
        }

        if (_isSkipping)
        {
            _isSkipping = !json.TrySkip();
            return !_isSkipping;
        }

        return TryParsePoint(ref json, list);
    }

    private bool TryParsePoint(ref Utf8JsonReader json, PointList list)
    {
        Point point;
        try
        {
            if (!points.TryRead(ref json, out point))
            {
                return false;
            }
        }
        catch (ApiFailure failure)
        {
            Skip(list, failure.Reason);
            return true;
        }
        catch (InvalidOperationException exception)
        {
            Skip(list, JsonBody.Describe(exception)!);
            return true;
        }

        list.Add(point);
        return true;
    }

    private void Skip(PointList list, string why)
    {
        list.Refuse(why);
        _isSkipping = true;
    }
}
