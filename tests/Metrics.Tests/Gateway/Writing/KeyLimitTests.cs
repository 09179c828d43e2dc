using System.Net;
using Metrics.Silo.Storage;
using Metrics.Tests.Gateway.Archive;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>A metric that has all the keys it may have: new ones are refused, those that are there go on.</summary>
public sealed class KeyLimitTests : IDisposable
{
    private const string Full = "name must not be a new key, because this customMetric has reached its limit of 3 keys";
    private const string Now = "2024-04-09T14:44:00Z";

    private static readonly Dictionary<string, string> Settings = new() { ["Limits:KeysPerMetric"] = "3" };

    private readonly TemporaryFolder _folder = new();
    private GatewayHost _host;

    public KeyLimitTests() => _host = new GatewayHost(_folder, Settings, Now);

    private HttpClient Client => _host.Client();

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_first_point_of_a_key_too_many_is_refused_and_the_others_go_on()
    {
        var (id, other, plain) = (await DefineFullAsync("full"), await Client.Define("other", keyed: true), await Client.Define("plain"));

        Assert.Equal(Refused, await AddAsync(id, "d"));
        Assert.Equal(Refused, await AddAsync("full", "A"));
        Assert.Contains("\"resultCount\":3,", (await Client.Get($"/v2/customMetrics/{id}/keys")).Body, StringComparison.Ordinal);

        Assert.Equal("""{"value":2.0,"date":"2024-04-09T00:00:00Z"}""", await Client.AddReturning(id, """{"name":"a","value":1}"""));
        Assert.Equal("""{"value":1.0,"date":"2020-02-01T00:00:00Z"}""", await Client.AddReturning(id, """{"name":"b","value":1,"date":"2020-02-01"}"""));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await Client.AddReturning(other, """{"name":"d","value":1}"""));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await Client.AddReturning(plain, """{"value":1}"""));
    }

    [Fact]
    public async Task Of_many_points_those_of_keys_too_many_are_named_and_none_is_applied()
    {
        var id = await Client.Define("bulk", keyed: true);
        await AddAsync(id, "a");
        await AddAsync(id, "b");

        var answer = await Client.PostData(
            $"/v2/customMetrics/{id}/data",
            """[{"name":"a","value":1},{"name":"c","value":1},{"name":"d","value":1},{"name":"b","value":1},{"name":"e","value":1},{"name":"d","value":1}]""");

        Assert.Equal(AllRefused(2, 4, 5), answer);
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await Client.AddReturning(id, """{"name":"a","value":0}"""));
        Assert.Equal("""{"value":0.0,"date":"2024-04-09T00:00:00Z"}""", await Client.AddReturning(id, """{"name":"c","value":0}"""));
    }

    [Fact]
    public async Task Of_many_points_to_several_metrics_each_keeps_its_own_limit()
    {
        await DefineFullAsync("full");
        await Client.Define("empty", keyed: true);
        await Client.Define("plain");
        const string good = """
            {"metric":"empty","name":"x","value":1}
            {"metric":"empty","name":"y","value":1}
            {"metric":"full","name":"a","value":1}
            {"metric":"plain","value":1}
            """;

        Assert.Equal(
            AllRefused(4, 5),
            await Client.PostData("/v2/customMetrics/data", good + "\n" + """
                {"metric":"full","name":"x","value":1}
                {"metric":"full","name":"y","value":1}
                {"metric":"empty","name":"z","value":1}
                """, BulkExtensions.Lines));
        Assert.Equal(
            """{"status":"Success","data":{"accepted":4}}""",
            (await Client.PostData("/v2/customMetrics/data", good, BulkExtensions.Lines)).Body);
    }

    [Fact]
    public async Task It_is_remembered_over_a_restart()
    {
        var id = await DefineFullAsync("full");

        Restart(Settings);
        Assert.Equal(Refused, await AddAsync(id, "d"));
        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "c")).Status);

        Restart(new() { ["Limits:KeysPerMetric"] = "4" });
        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "d")).Status);

        Restart(new() { ["Limits:KeysPerMetric"] = "1" });
        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "d")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AddAsync(id, "e")).Status);
    }

    [Fact]
    public async Task Deleted_values_make_room_after_a_while()
    {
        var id = await DefineFullAsync("full");
        await Client.Delete($"/v2/customMetrics/{id}/data?startDate=2020-01-01&name=b");
        Assert.Equal(Refused, await AddAsync(id, "d"));

        _host.Clock.Set(DateTimeOffset.Parse("2024-04-09T15:44:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var cleanup = _host.Services.GetServices<IHostedService>().OfType<Cleanup>().Single();
        await cleanup.RunOnceAsync();

        // The run after the clock was set is left out.
        await cleanup.RunOnceAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "d")).Status);
        Assert.Equal(Refused, await AddAsync(id, "e"));
    }

    [Fact]
    public async Task A_deleted_metric_of_the_same_name_counts_for_nothing()
    {
        await DefineFullAsync("full");
        await Client.Delete("/v2/customMetrics/full");

        await DefineFullAsync("full");
    }

    [Fact]
    public async Task A_refused_point_leaves_its_idempotency_key_free()
    {
        var id = await DefineFullAsync("full");
        var path = $"/v2/customMetrics/{id}/data";

        Assert.Equal(Refused, await Client.PostData(path, """{"name":"d","value":1}""", key: "k"));
        Assert.Equal(HttpStatusCode.NoContent, (await Client.PostData(path, """{"name":"a","value":1}""", key: "k")).Status);
    }

    [Fact]
    public async Task An_import_brings_all_its_keys_and_they_count()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 5).Select(i =>
            $$$"""{"customMetricData":{"metric":7,"name":"key {{{i}}}","date":"2024-04-09T00:00:00Z","count":1,"sum":"1"}}"""));

        await ArchiveTests.ImportAsync(
            Client, """{"customMetricConfig":{"id":7,"name":"imported","dataType":"Sum","interval":"Daily","keyedValues":true}}""" + "\n" + lines);

        Assert.Equal(Refused, await AddAsync("imported", "new"));
        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync("imported", "key 4")).Status);
    }

    [Fact]
    public async Task Clients_that_race_get_as_many_keys_in_as_there_is_room_for()
    {
        var id = await Client.Define("raced", keyed: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => AddAsync(id, $"key {i % 20}")));

        Assert.All(answers.Index().GroupBy(answer => answer.Index % 20), ofKey => Assert.Single(ofKey.Select(answer => answer.Item.Status).Distinct()));
        Assert.Equal(9, answers.Count(answer => answer.Status == HttpStatusCode.NoContent));
        Assert.Equal(51, answers.Count(answer => answer == Refused));
    }

    private static Answer Refused => Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {Full}");

    private static Answer AllRefused(params IEnumerable<int> indexes) => new(
        HttpStatusCode.BadRequest,
        "application/json",
        $$$"""{"status":"Failure","message":"The request was not properly formed: not all points are valid, see data.errors; nothing was applied","data":{"errors":[{{{string.Join(',', indexes.Select(i => $$"""{"index":{{i}},"message":"{{Full}}"}"""))}}}]}}""");

    private async Task<long> DefineFullAsync(string name)
    {
        var id = await Client.Define(name, keyed: true);
        foreach (var key in (string[])["a", "b", "c"])
        {
            Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, key)).Status);
        }

        return id;
    }

    private Task<Answer> AddAsync(object metric, string key) =>
        Client.Post($"/v2/customMetrics/{metric}/data", $$"""{"name":"{{key}}","value":1}""");

    private void Restart(Dictionary<string, string> settings)
    {
        _host.Dispose();
        _host = new GatewayHost(_folder, settings, Now);
    }
}
