using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Metrics.Client;

/// <summary>
/// A client of the service. It is thread-safe; one serves for the life of the program. Every call repeats its request where that may
/// help, and points count once all the same: see <see cref="MetricsClientOptions.MaxRetries"/>. Every call throws a
/// <see cref="MetricsException"/> if the service refuses or does not answer, and an <see cref="OperationCanceledException"/> if it is
/// cancelled; a request that was under way then may have taken effect.
/// </summary>
/// <param name="options">Where the service is, and who asks.</param>
/// <param name="handler">
/// Sends the requests, each attempt anew, and is disposed of with the client. Null for connections of the client's own.
/// </param>
public sealed class MetricsClient(MetricsClientOptions options, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>The most points that the service takes in one request.</summary>
    public const int MaxPointsPerRequest = 10_000;

    private const int PageSize = 10_000;

    private readonly ApiTransport _transport = new(options, handler);

    /// <summary>The clock.</summary>
    internal TimeProvider Time => options.Time;

    /// <summary>Creates the metric, or finds the one that is there with the same name, type, interval and keys.</summary>
    /// <remarks>A description that somebody has reworded is kept, and no reason to fail.</remarks>
    /// <exception cref="ArgumentException">Half a surrogate pair is in the name, or in the description of a metric that has to be created.</exception>
    /// <exception cref="MetricsException">400 where a metric of that name is something else.</exception>
    public async Task<Metric> GetOrCreateAsync(MetricDefinition definition, CancellationToken cancellationToken = default)
    {
        if (await FindSameAsync(definition, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        try
        {
            return await CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        }
        catch (MetricsException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            // Another program may have created it in between, with another description.
            if (await FindSameAsync(definition, cancellationToken).ConfigureAwait(false) is { } created)
            {
                return created;
            }

            throw;
        }
    }

    /// <summary>Creates the metric. One that is there with the very same definition is returned as if it were new.</summary>
    /// <exception cref="ArgumentException">The name or the description has half a surrogate pair.</exception>
    /// <exception cref="MetricsException">400 where a metric of that name is defined differently.</exception>
    public Task<Metric> CreateAsync(MetricDefinition definition, CancellationToken cancellationToken = default) =>
        SendDefinitionAsync(HttpMethod.Post, MetricRef.AllPath, WireDefinition.Of(definition), cancellationToken);

    /// <summary>The metric, or null where there is none.</summary>
    /// <exception cref="MetricsException">404 where it is not the service that says so, but what stands before it or is at another path.</exception>
    public async Task<Metric?> FindAsync(MetricRef metric, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Get, metric.Path()) { MayBeMissing = true };
        var answer = await _transport.SendAsync(request, WireJsonContext.Default.DefinitionAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Data.CustomMetricConfig.ToMetric();
    }

    /// <summary>All metrics of the organization, by id.</summary>
    /// <remarks>
    /// They come in pages of 10,000, by number: where a metric is deleted between two pages, another one may be left out.
    /// </remarks>
    /// <param name="search">A part of the name, in any case; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<Metric> ListAsync(string? search = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var query = new QueryText().Add("search", search);
        await foreach (var metric in PagesAsync(
            MetricRef.AllPath, query, WireJsonContext.Default.DefinitionListAnswer, answer => answer.Data.CustomMetricConfig, cancellationToken).ConfigureAwait(false))
        {
            yield return metric.ToMetric();
        }
    }

    /// <summary>Renames a metric, changes its description, or both. The id and the data stay.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="name">Its new name, or null to keep the one it has.</param>
    /// <param name="description">Its new description, the empty text for none, or null to keep the one it has.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A text has half a surrogate pair.</exception>
    public Task<Metric> UpdateAsync(
        MetricRef metric, string? name = null, string? description = null, CancellationToken cancellationToken = default) =>
        SendDefinitionAsync(HttpMethod.Put, metric.Path(), new WireDefinition(name, Description: description), cancellationToken);

    /// <summary>Deletes a metric and all its data.</summary>
    /// <remarks>A deletion that is cancelled, or whose outcome is unknown, may still take effect after the call.</remarks>
    /// <exception cref="MetricsException">404 where there is none, unless an attempt before may have deleted it.</exception>
    public async Task DeleteAsync(MetricRef metric, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Delete, metric.Path()) { IsDoneWhenGone = true };
        await _transport.SendAsync(request, WireJsonContext.Default.SuccessAnswer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a point. It is committed when this returns.</summary>
    public Task AddAsync(MetricRef metric, Point point, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(Post($"{metric.Path()}/data", json => point.WriteTo(json)), cancellationToken);

    /// <summary>Adds a point and returns the value of its time bucket right after it.</summary>
    public async Task<RunningValue> AddAndReturnAsync(MetricRef metric, Point point, CancellationToken cancellationToken = default)
    {
        var request = Post($"{metric.Path()}/data?returnValue=true", json => point.WriteTo(json));
        return (await _transport.SendAsync(request, WireJsonContext.Default.RunningValue, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Adds points to one metric in one request: all of them, or, where one is not valid, none.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="points">At most <see cref="MaxPointsPerRequest"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="MetricsException">400, with what was wrong with which point in <see cref="MetricsException.Errors"/>.</exception>
    public Task AddAsync(MetricRef metric, IEnumerable<Point> points, CancellationToken cancellationToken = default) => SendPointsAsync(
        Post($"{metric.Path()}/data", json => WriteArray(json, points, point => point.WriteTo(json))), cancellationToken);

    /// <summary>Adds points to any number of metrics in one request: all of them, or, where one is not valid, none.</summary>
    /// <inheritdoc cref="AddAsync(MetricRef, IEnumerable{Point}, CancellationToken)"/>
    public Task AddAsync(IEnumerable<(MetricRef Metric, Point Point)> points, CancellationToken cancellationToken = default) => SendPointsAsync(
        Post($"{MetricRef.AllPath}/data", json => WriteArray(json, points, item => item.Point.WriteTo(json, item.Metric))), cancellationToken);

    /// <summary>Gathers points and sends them in batches; dispose of it to send the last ones.</summary>
    public PointBatcher CreateBatcher(PointBatcherOptions? batching = null) => new(this, batching ?? new PointBatcherOptions());

    /// <summary>Reads values back. Every point that was acknowledged before is in them.</summary>
    /// <remarks>
    /// They come in pages of 10,000, each read when the one before it has been taken. What is added meanwhile may be there or not. Where
    /// values are deleted between two pages, another one may be left out; with <see cref="DataQuery.TopKeys"/> or <see cref="DataQuery.Fill"/>
    /// also where the first point of a bucket comes in, and then a value may be there twice.
    /// </remarks>
    /// <param name="metric">The metric.</param>
    /// <param name="query">Which values; null for those of the current time bucket.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<DataPoint> ReadAsync(
        MetricRef metric, DataQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = $"{metric.Path()}/data";
        var pages = new DataPages(query ?? new DataQuery());
        IReadOnlyList<DataPoint> page;
        do
        {
            page = await ReadPageAsync(
                path, pages.Rest.ToQuery(), pages.Skip, WireJsonContext.Default.PointsAnswer, answer => answer.Data.CustomMetricData, cancellationToken).ConfigureAwait(false);
            foreach (var point in pages.Take(page))
            {
                yield return point;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>The keys of a metric, each with its latest value.</summary>
    /// <remarks>
    /// They come in pages of 10,000, by number: where keys come in or go between two pages, or by value where values change, a key may be left
    /// out or be there twice.
    /// </remarks>
    /// <param name="metric">A keyed metric.</param>
    /// <param name="search">A part of the key, in any case; null for all.</param>
    /// <param name="byValue">Whether the largest value comes first; otherwise the keys are in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<KeyValue> ReadKeysAsync(
        MetricRef metric, string? search = null, bool byValue = false, CancellationToken cancellationToken = default) => PagesAsync(
        $"{metric.Path()}/keys",
        new QueryText().Add("search", search).Add("order", byValue ? "value" : "name"),
        WireJsonContext.Default.KeysAnswer,
        answer => answer.Data.CustomMetricKey,
        cancellationToken);

    /// <summary>Deletes the values of a range, to correct a load that went wrong. Points that are added afterwards count from zero.</summary>
    /// <remarks>A deletion that is cancelled, or whose outcome is unknown, may still take effect after the call, also for points that are added then.</remarks>
    /// <param name="metric">The metric.</param>
    /// <param name="start">The first date of the range.</param>
    /// <param name="end">The date at which the range ends.</param>
    /// <param name="keys">Only these keys, and nothing where there are none; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many values were deleted, by the last attempt: one before it whose answer was lost may have deleted others.</returns>
    /// <exception cref="ArgumentException">A date is empty: without one the range would be open. Or a key has half a surrogate pair.</exception>
    /// <exception cref="MetricsException">404 where there is no such metric, also where it was there when an attempt before was made.</exception>
    public async Task<long> DeleteDataAsync(
        MetricRef metric, PointDate start, PointDate end, IEnumerable<string>? keys = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(start.ToString(), nameof(start));
        ArgumentException.ThrowIfNullOrEmpty(end.ToString(), nameof(end));
        string[]? only = keys is null ? null : [.. keys];
        if (only is [])
        {
            // To the service a request that names no key speaks of all.
            return 0;
        }

        var query = new QueryText().Add("startDate", start.ToString()).Add("endDate", end.ToString()).AddEach("name", only);
        var request = new ApiRequest(HttpMethod.Delete, query.On($"{metric.Path()}/data"));
        var answer = await _transport.SendAsync(request, WireJsonContext.Default.DeletedAnswer, cancellationToken).ConfigureAwait(false);
        return answer!.Data.Deleted;
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Sends a request that adds many points.</summary>
    private async Task SendPointsAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await _transport.SendAsync(request, WireJsonContext.Default.AcceptedAnswer, cancellationToken).ConfigureAwait(false);

    /// <summary>The metric that is as defined but for its description, or null.</summary>
    private async Task<Metric?> FindSameAsync(MetricDefinition definition, CancellationToken cancellationToken)
    {
        var found = await FindAsync(definition.Name, cancellationToken).ConfigureAwait(false);
        return found is not null && found.Definition with { Description = definition.Description } == definition ? found : null;
    }

    private async Task<Metric> SendDefinitionAsync(HttpMethod method, string path, WireDefinition definition, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(method, path) { Body = JsonSerializer.SerializeToUtf8Bytes(definition, WireJsonContext.Default.WireDefinition) };
        var answer = await _transport.SendAsync(request, WireJsonContext.Default.DefinitionAnswer, cancellationToken).ConfigureAwait(false);
        return answer!.Data.CustomMetricConfig.ToMetric();
    }

    /// <summary>Reads a list page by page, and asks for the next one when the one before has been taken.</summary>
    private async IAsyncEnumerable<TItem> PagesAsync<TAnswer, TItem>(
        string path,
        QueryText query,
        JsonTypeInfo<TAnswer> json,
        Func<TAnswer, IReadOnlyList<TItem>> items,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TAnswer : class
    {
        IReadOnlyList<TItem> page;
        var start = 0;
        do
        {
            page = await ReadPageAsync(path, query, start, json, items, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
            {
                yield return item;
            }

            start += page.Count;
        }
        while (page.Count == PageSize);
    }

    private async Task<IReadOnlyList<TItem>> ReadPageAsync<TAnswer, TItem>(
        string path, QueryText query, int start, JsonTypeInfo<TAnswer> json, Func<TAnswer, IReadOnlyList<TItem>> items, CancellationToken cancellationToken)
        where TAnswer : class
    {
        // The caller may go through the list again, with the same query: it must stay as it is.
        var page = query
            .With("resultLimit", PageSize.ToString(CultureInfo.InvariantCulture))
            .With("resultStart", start.ToString(CultureInfo.InvariantCulture));
        return items((await _transport.SendAsync(new ApiRequest(HttpMethod.Get, page.On(path)), json, cancellationToken).ConfigureAwait(false))!);
    }

    private static ApiRequest Post(string path, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return new ApiRequest(HttpMethod.Post, path) { Body = buffer.WrittenMemory, IdempotencyKey = ApiRequest.NewIdempotencyKey() };
    }

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }
}
