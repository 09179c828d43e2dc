using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>
/// What a process counts of known traffic. In a process of its own: meters are known by name, to all hosts of a process alike.
/// </summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _database = new(PostgresServer.Shared.CreateDatabase);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Points_are_counted_where_they_are_accepted_and_where_they_are_committed()
    {
        using var process = await StartAsync(TestUsers.Settings);
        using var client = process.Client(TestUsers.AdministratorToken);
        var id = await client.Define("counted", keyed: true);
        await client.AddReturning(id, """{"name":"a","value":1,"date":"2024-04-09"}""");
        await client.AddReturning(id, """{"name":"a","value":1,"date":"2024-04-09"}""");
        await client.PostData(Data(id), """[{"name":"a","value":1,"date":"2024-04-09"},{"name":"b","value":1,"date":"2024-04-09"},{"name":"b","value":1,"date":"2024-04-10"}]""");
        await client.Post(Data(id), "{}");

        // The server counts a request after its answer has gone.
        const string requests = "http_server_request_duration_seconds_count";
        const string refused = "http_response_status_code=\"400\"";
        var page = await MetricsPage.ReadAsync(process.Address);
        await Wait.UntilAsync(
            async () => page.Has(requests, refused) || (page = await MetricsPage.ReadAsync(process.Address)).Has(requests, refused),
            () => string.Join(", ", page.Names));

        Assert.Equal(5, page["metrics_points_accepted_total"]);
        Assert.Equal(5, page["metrics_points_committed_total"]);
        Assert.Equal(5, page["metrics_commit_size_sum"]);

        // That of the key that came twice. The others were opened for their request alone.
        Assert.Equal(1, page["metrics_buckets_active"]);
        Assert.Equal(page["metrics_commit_size_count"], page["metrics_commit_duration_seconds_count"]);
        Assert.Equal(0, page["metrics_commit_queue"]);
        Assert.Equal(0, page["metrics_receipts_replayed_total"]);
        Assert.Equal(1, page[requests, refused]);
    }

    [Fact]
    public async Task Receipts_that_answer_for_points_are_counted_and_the_points_are_not_committed_again()
    {
        using var process = await StartAsync(TestUsers.Settings);
        using var client = process.Client(TestUsers.AdministratorToken);
        var id = await client.Define("repeated", keyed: true);
        const string one = """{"name":"a","value":1,"date":"2024-04-09"}""";
        const string many = """[{"name":"a","value":1,"date":"2024-04-09"},{"name":"a","value":2,"date":"2024-04-09"},{"name":"b","value":1,"date":"2024-04-09"}]""";
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await client.PostData(Data(id), one, key: "one")).Status);
            Assert.Equal(HttpStatusCode.OK, (await client.PostData(Data(id), many, key: "many")).Status);
        }

        var page = await MetricsPage.ReadAsync(process.Address);

        Assert.Equal(3, page["metrics_receipts_replayed_total"]);
        Assert.Equal(4, page["metrics_points_committed_total"]);
        Assert.Equal(8, page["metrics_points_accepted_total"]);
    }

    [Fact]
    public async Task What_another_writer_and_a_lost_connection_make_it_do_again_is_counted()
    {
        using var process = await StartOnPostgresAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        var id = await client.Define("disturbed");
        await client.AddReturning(id, """{"value":1,"date":"2024-04-09"}""");

        PostgresServer.Shared.Query<long>("UPDATE metric_buckets SET version = version + 1, sum = 10 RETURNING version", _database.Value);
        Assert.Equal("""{"value":11.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning(id, """{"value":1,"date":"2024-04-09"}"""));
        PostgresServer.Shared.Query<long>($"SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = '{_database.Value}'");
        Assert.Equal("""{"value":12.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning(id, """{"value":1,"date":"2024-04-09"}"""));

        var page = await MetricsPage.ReadAsync(process.Address);
        Assert.Equal(1, page["metrics_rows_refused_total", "reason=\"conflict\""]);
        Assert.InRange(page["metrics_calls_repeated_total"], 1, double.MaxValue);
        Assert.InRange(page["metrics_statements_retried_total"], 1, double.MaxValue);
        Assert.Equal(0, page["metrics_commits_failed_total"]);
        Assert.Equal(3, page["metrics_points_committed_total"]);
    }

    [Fact]
    public async Task A_commit_that_the_database_does_not_confirm_is_counted_and_its_points_are_not()
    {
        using var process = await StartOnPostgresAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        var id = await client.Define("unconfirmed");
        await client.AddReturning(id, """{"value":1,"date":"2024-04-09"}""");

        PostgresServer.Shared.Query<string>("ALTER TABLE metric_buckets RENAME TO elsewhere; SELECT ''", _database.Value);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.Post(Data(id), """{"value":1,"date":"2024-04-09"}""")).Status);

        var page = await MetricsPage.ReadAsync(process.Address);
        Assert.Equal(1, page["metrics_commits_failed_total"]);
        Assert.Equal(1, page["metrics_requests_rejected_total", "reason=\"unavailable\""]);
        Assert.Equal(1, page["metrics_points_accepted_total"]);
        Assert.Equal(1, page["metrics_points_committed_total"]);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_shows_while_nobody_sends_anything()
    {
        var server = new PostgresServer();
        using var process = new GatewayProcess(_folder, PostgresSettings.ForConnection(server.ConnectionString(server.CreateDatabase())).WithUsers());
        await process.WaitUntilReadyAsync();
        await WaitUntilShownAsync(1);

        await server.ControlAsync("stop", "-m", "fast");
        await WaitUntilShownAsync(0);

        await server.ControlAsync("start");
        await WaitUntilShownAsync(1);

        Task WaitUntilShownAsync(double expected) => Wait.UntilAsync(
            async () => (await MetricsPage.ReadAsync(process.Address))["metrics_storage_up"] == expected, () => process.Output);
    }

    [Fact]
    public async Task Requests_that_are_refused_are_counted_by_reason()
    {
        using var process = await StartAsync(new Dictionary<string, string>(TestUsers.Settings) { ["Limits:PointsPerRequest"] = "2" });
        using var client = process.Client(TestUsers.AdministratorToken);
        using var reader = process.Client(TestUsers.ReaderToken);
        using var stranger = process.Client("a-stranger");
        var id = await client.Define("refused");
        const string point = """{"value":1,"date":"2024-04-09"}""";
        await client.PostData(Data(id), point, key: "k");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData(Data(id), $"[{point},{{}}]")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Post(Data(id), point)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Post(Data(id), point)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Post(Data(id + 1), point)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostData(Data(id), $"[{point},{point},{point}]")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostData(Data(id), """{"value":2,"date":"2024-04-09"}""", key: "k")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.Put(Data(id), point)).Status);

        var page = await MetricsPage.ReadAsync(process.Address);
        Assert.All(
            ["malformed", "unauthorized", "forbidden", "not_found", "too_large", "idempotency_key", "other"],
            reason => Assert.Equal(1, page["metrics_requests_rejected_total", $"reason=\"{reason}\""]));
        Assert.All(["too_many", "unavailable", "error"], reason => Assert.Equal(0, page["metrics_requests_rejected_total", $"reason=\"{reason}\""]));
    }

    [Fact]
    public async Task The_metric_with_most_keys_shows_before_it_has_all_that_it_may_have()
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["Limits:KeysPerMetric"] = "50" };
        using (var former = await StartAsync(settings))
        {
            using var client = former.Client(TestUsers.AdministratorToken);
            var (few, most) = (await client.Define("few", keyed: true), await client.Define("most", keyed: true));
            await client.PostData(Data(few), """[{"name":"a","value":1}]""");
            await client.PostData(Data(most), """[{"name":"a","value":1},{"name":"b","value":1},{"name":"c","value":1}]""");
            await former.KillAsync();
        }

        // They are counted at the start, and then once a minute.
        using var process = await StartAsync(settings);
        double largest = 0;
        await Wait.UntilAsync(
            async () => (largest = (await MetricsPage.ReadAsync(process.Address))["metrics_keys_largest"]) == 3,
            () => $"the metric with most keys has {largest}");

        Assert.Equal(50, (await MetricsPage.ReadAsync(process.Address))["metrics_keys_limit"]);
    }

    [Fact]
    public async Task No_label_holds_what_a_client_chose()
    {
        using var process = await StartAsync(TestUsers.Settings);
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("chosen-name", keyed: true);
        await client.AddReturning("chosen-name", """{"name":"chosen-key","value":1}""");
        await client.PostData(Data("chosen-name"), """[{"name":"chosen-key","value":1}]""", key: "chosen-request");
        await client.Get("/v2/customMetrics/chosen-name?owner=chosen-owner");
        await client.Get("/chosen-path");
        await client.SendJson(new HttpMethod("CHOSEN"), "/v2/customMetrics/chosen-name");

        Assert.DoesNotContain("chosen", (await client.Get("/metrics")).Body, StringComparison.OrdinalIgnoreCase);
    }

    private static string Data(object metric) => $"/v2/customMetrics/{metric}/data";

    private async Task<GatewayProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
        return process;
    }

    private Task<GatewayProcess> StartOnPostgresAsync() => StartAsync(PostgresSettings.For(_database.Value).WithUsers());
}
