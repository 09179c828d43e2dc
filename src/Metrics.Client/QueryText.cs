namespace Metrics.Client;

/// <summary>The query of a request, percent-encoded. What is null is left out.</summary>
internal sealed class QueryText
{
    private readonly List<string> _parts;

    public QueryText() => _parts = [];

    private QueryText(IEnumerable<string> parts) => _parts = [.. parts];

    /// <summary>Adds a parameter.</summary>
    /// <exception cref="ArgumentException">The value has half a surrogate pair.</exception>
    public QueryText Add(string name, string? value)
    {
        if (value is not null)
        {
            _parts.Add($"{name}={Uri.EscapeDataString(WellFormed.Text(value, name)!)}");
        }

        return this;
    }

    /// <summary>Adds a parameter once for each value. One that is null counts as empty: left out, it would make the others speak of less, or of all.</summary>
    public QueryText AddEach(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            Add(name, value ?? "");
        }

        return this;
    }

    /// <summary>Another query with one more parameter.</summary>
    public QueryText With(string name, string value) => new QueryText(_parts).Add(name, value);

    /// <summary>The path with the query behind it.</summary>
    public string On(string path) => _parts.Count == 0 ? path : $"{path}?{string.Join('&', _parts)}";
}
