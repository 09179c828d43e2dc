using System.Globalization;
using CsvHelper;

namespace Metrics.Samples.Load;

/// <summary>Which columns of which file become points.</summary>
internal sealed record CsvSource(FileInfo File, string Date, string Key, IReadOnlyList<ValueColumn> Values, DateOnly? Until)
{
    /// <summary>Refuses a file with a damaged line before anything is sent: its values may stand in the wrong columns.</summary>
    private static readonly CsvReaderOptions Dialect = new()
    {
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        TrackLineNumbers = true,
        PoolStrings = true, // Keys and dates repeat, and all are held at once.
    };

    /// <summary>Reads the whole file: the last day and the total must be known before the first point is sent.</summary>
    public LoadPlan Read()
    {
        try
        {
            using var reader = CsvReader.FromFile(File.FullName, Dialect);
            return Read(reader);
        }
        catch (Exception e) when (e is CsvFormatException or IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"{File} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads one line of comma-separated keys, quoted like a CSV: <c>US,"Korea, South"</c>.</summary>
    public static IReadOnlyList<string> ReadKeys(string line)
    {
        try
        {
            using var reader = CsvReader.FromText(line, Dialect with { HasHeader = false, Separator = ',' });
            return reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)] : [];
        }
        catch (CsvFormatException e)
        {
            throw new SampleException($"'{line}' is not a list of keys: {e.Message}", e);
        }
    }

    private LoadPlan Read(CsvReader csv)
    {
        int Column(string name) => csv.TryGetFieldIndex(name, out var index)
            ? index
            : throw new SampleException($"{File} has no column '{name}', only: {string.Join(", ", csv.Headers)}.");

        var (date, key, values) = (Column(Date), Column(Key), Values.Select(value => Column(value.Column)).ToArray());
        var points = new List<LoadPoint>();
        long skipped = 0;
        while (csv.Read())
        {
            var text = csv.GetString(date);
            var day = DayOf(text, csv.LineNumber);
            if (day > Until)
            {
                continue;
            }

            for (var metric = 0; metric < values.Length; metric++)
            {
                // An empty cell is an observation that was not made, which is not the observation of a 0.
                if (csv.GetString(values[metric]) is { Length: > 0 } value)
                {
                    points.Add(new LoadPoint(metric, csv.GetString(key), NumberOf(value, csv.LineNumber), text, day));
                }
                else
                {
                    skipped++;
                }
            }
        }

        return new LoadPlan(points, skipped);
    }

    /// <summary>The API takes ISO 8601 only, which begins with the day.</summary>
    private DateOnly DayOf(string date, long line) =>
        DateOnly.TryParseExact(date.AsSpan(0, Math.Min(date.Length, 10)), "yyyy-MM-dd", out var day)
            ? day
            : throw new SampleException($"{File}, line {line}: '{date}' is not an ISO 8601 date such as 2020-04-15.");

    private decimal NumberOf(string value, long line)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new SampleException($"{File}, line {line}: '{value}' is not a number.");
        }

        // .NET rounds what has too many digits, and the service would refuse it.
        return DigitsOf(value) == DigitsOf(number.ToString(CultureInfo.InvariantCulture))
            ? number
            : throw new SampleException($"{File}, line {line}: '{value}' has more digits than a number may have: at most 28, and 28 decimals.");
    }

    /// <summary>The digits of a number without the zeros around them, which are the same however it is written.</summary>
    private static string DigitsOf(string number) => string.Concat(number.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit)).Trim('0');
}
