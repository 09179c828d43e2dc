using System.Net;
using System.Text.Json;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Archive;

/// <summary>
/// Applies the lines of one import in their order, definitions and values each a page at a time. Whatever was applied stays where a later line is
/// wrong.
/// </summary>
/// <param name="organization">Where the lines go.</param>
/// <param name="catalog">Its definitions.</param>
/// <param name="archive">Its values.</param>
/// <param name="now">The time of the request.</param>
/// <param name="logger">Told of an import that was broken off though its lines are right: it may have run for an hour.</param>
internal sealed partial class Importer(
    Organization organization, IMetricCatalogGrain catalog, BucketArchive archive, Instant now, ILogger<Importer> logger)
{
    /// <summary>As many metrics as an organization has at most. More ids may still stand for them, and each is kept in mind.</summary>
    private const int MaxIds = 100_000;

    /// <summary>How many definitions are taken over at once: each time all of the organization's are written.</summary>
    private const int DefinitionsAtOnce = 500;

    /// <summary>The metrics of the import, by the ids that it has them under.</summary>
    private readonly Dictionary<long, MetricDefinition> _metrics = [];
    private readonly List<(long Line, MetricDefinition Definition)> _definitions = [];
    private readonly List<StoredBucket> _page = new(BucketArchive.PageSize);
    private long _line = 1;
    private long _values;

    private string Applied => $"the lines before it are applied ({_metrics.Count} customMetrics, {_values} values)";

    /// <summary>Applies all lines and returns how many there were of each kind.</summary>
    /// <exception cref="ApiFailure">400: a line is wrong; the lines before it are applied.</exception>
    public async Task<ImportData> RunAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines)
    {
        try
        {
            await ApplyAsync(lines);
        }
        catch (Exception exception) when (exception is not (ApiFailure or OperationCanceledException or IOException))
        {
            // What a client breaks off ends in one of the last two.
            var line = _definitions.Count > 0 ? _definitions[0].Line : _line;
            Log.BrokenOff(logger, organization.Name, line, _values, exception.Message);
            throw;
        }

        return new ImportData(_metrics.Count, _values);
    }

    private async Task ApplyAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines)
    {
        try
        {
            await ReadAsync(lines);
        }
        catch (Exception exception) when (Explain(exception) is { } why)
        {
            await ApplyPageAsync();
            throw ApiFailure.Malformed($"line {_line}: {why}; {Applied}");
        }
        catch (Exception exception) when (BrokenBody.IsTooSlow(exception))
        {
            await ApplyPageAsync();
            throw ApiFailure.BodyTooSlow($"line {_line} did not come; {Applied}");
        }

        await ApplyPageAsync();
    }

    private async Task ReadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines)
    {
        try
        {
            await foreach (var line in lines)
            {
                if (Read(Lines.ContentOf(line.Span, isFirst: _line == 1)) is { } content)
                {
                    await ApplyAsync(content);
                }

                _line++;
            }
        }
        catch (Exception exception) when (Explain(exception) is not null || BrokenBody.IsTooSlow(exception))
        {
            // One of those that were read before may be the first that is wrong.
            await ApplyDefinitionsAsync();
            throw;
        }

        await ApplyDefinitionsAsync();
    }

    /// <summary>What a line says; null where it is blank.</summary>
    private static ArchiveLine? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(utf8, V2JsonContext.Default.ArchiveLine) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw ApiFailure.Malformed("it is not a JSON object with the members of an export");
        }
    }

    private async Task ApplyAsync(ArchiveLine line)
    {
        switch (line)
        {
            case { CustomMetricConfig: { } definition, CustomMetricData: null }:
                if (_metrics.Count + _definitions.Count >= MaxIds)
                {
                    await ApplyDefinitionsAsync();
                }

                if (_metrics.Count == MaxIds && !_metrics.ContainsKey(definition.Id))
                {
                    throw ApiFailure.Malformed($"an import may have at most {MaxIds} ids of a customMetricConfig");
                }

                _definitions.Add((_line, definition.ToDefinition()));
                if (_definitions.Count == DefinitionsAtOnce)
                {
                    await ApplyDefinitionsAsync();
                }

                break;
            case { CustomMetricConfig: null, CustomMetricData: { } value }:
                await ApplyDefinitionsAsync();
                if (!_metrics.TryGetValue(value.Metric, out var metric))
                {
                    throw ApiFailure.Malformed($"no customMetricConfig with the id {value.Metric} stands before it");
                }

                _page.Add(value.ToBucket(metric, organization.Calendar, now));
                if (_page.Count == BucketArchive.PageSize)
                {
                    await ApplyPageAsync();
                }

                break;
            default:
                throw ApiFailure.Malformed("either customMetricConfig or customMetricData must be there");
        }
    }

    /// <summary>Takes over the definitions that were read. Where one is refused its line becomes the one that is at fault.</summary>
    private async Task ApplyDefinitionsAsync()
    {
        while (_definitions.Count > 0)
        {
            try
            {
                var imported = await catalog.Import([.. _definitions.Select(read => read.Definition)]);
                foreach (var (read, definition) in _definitions.Zip(imported))
                {
                    _metrics[read.Definition.Id] = definition;
                }

                _definitions.RemoveRange(0, imported.Length);
            }
            catch (Exception exception) when (Explain(exception) is not null)
            {
                _line = _definitions[0].Line;
                _definitions.Clear();
                throw;
            }
        }
    }

    private async Task ApplyPageAsync()
    {
        try
        {
            await archive.ReplaceAsync(_page);
            _values += _page.Count;
        }
        catch (MetricDeletedException)
        {
            throw ApiFailure.Malformed("a customMetric was deleted while its values came in");
        }
        finally
        {
            _page.Clear();
        }
    }

    /// <summary>What is wrong with a line; null for a failure that is none of its making.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        ApiFailure { Status: HttpStatusCode.BadRequest } failure => failure.Reason,
        AggregateOverflowException or MetricNameTakenException or LimitReachedException => exception.Message,
        InvalidDataException => "the body is not valid gzip from here on",
        _ => BrokenBody.Describe(exception),
    };

    private static partial class Log
    {
        [LoggerMessage(231, LogLevel.Warning, "An import into {Organization} was broken off at line {Line}, after {Values} values: {Reason}")]
        public static partial void BrokenOff(ILogger logger, string organization, long line, long values, string reason);
    }
}
