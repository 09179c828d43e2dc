using System.Net;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Instant = NodaTime.Instant;

namespace Metrics.Tests.Gateway.Security;

/// <summary>Values that are kept for so long and no longer.</summary>
public sealed class RetentionTests
{
    private const string Now = "2024-04-09T14:44:00Z";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Organizations:0:Retention:Hourly"] = "2 days",
        ["Organizations:0:Retention:Monthly"] = "1 month",
    };

    [Fact]
    public async Task Old_values_are_deleted_and_young_ones_are_not()
    {
        using var folder = new TemporaryFolder();
        using (var before = new GatewayHost(folder, now: Now))
        {
            foreach (var token in (string[])[TestUsers.AdministratorToken, TestUsers.OtherOrganizationToken])
            {
                var client = before.Client(token);
                await client.Define("hourly", "Count", "Hourly");
                await client.Define("daily", "Count", "Daily");
                await client.Define("monthly", "Count", "Monthly");
                foreach (var date in (string[])["2020-01-01", "2024-02-29", "2024-03-01", "2024-04-07T13:59:59Z", "2024-04-07T14:00:00Z", "2024-04-09"])
                {
                    await AddAsync(client, "hourly", date);
                    await AddAsync(client, "daily", date);
                    await AddAsync(client, "monthly", date);
                }
            }
        }

        using var host = new GatewayHost(folder, Settings, Now);
        await PurgeAsync(host);

        Assert.Equal(
            [
                "1 2024-04-07T14:00:00Z", "1 2024-04-09T00:00:00Z",
                "2 2020-01-01T00:00:00Z", "2 2024-02-29T00:00:00Z", "2 2024-03-01T00:00:00Z", "2 2024-04-07T00:00:00Z", "2 2024-04-09T00:00:00Z",
                "3 2024-03-01T00:00:00Z", "3 2024-04-01T00:00:00Z",
            ],
            await ExportAsync(host.Client()));
        Assert.Equal(6 + 5 + 4, (await ExportAsync(host.Client(TestUsers.OtherOrganizationToken))).Count);
    }

    [Fact]
    public async Task It_is_done_once_an_hour_however_many_ask()
    {
        using var host = new GatewayHost(settings: Settings, now: Now);
        await PurgeAsync(host);
        var client = host.Client();
        await client.Define("hourly", "Count", "Hourly");
        await AddAsync(client, "hourly", "2024-04-09");

        // What asks for more than the configuration does, so that there would be something to do.
        var grain = GrainOf(host);
        Assert.Equal(0, await grain.Purge(new Dictionary<Interval, Instant> { [Interval.Hourly] = Instant.FromUtc(2024, 4, 10, 0, 0) }));

        Assert.Single(await ExportAsync(client));
    }

    [Fact]
    public async Task A_metric_that_fails_keeps_nobody_else_s_old_values_and_is_tried_again_before_the_hour_is_over()
    {
        using var folder = new TemporaryFolder();
        using (var before = new GatewayHost(folder, now: Now))
        {
            foreach (var metric in (string[])["first", "second", "third"])
            {
                await before.Client().Define(metric, "Count", "Hourly");
                await AddAsync(before.Client(), metric, "2020-01-01");
            }

            await ExecuteAsync(before, "CREATE TRIGGER stuck BEFORE DELETE ON metric_buckets WHEN old.metric_id = 1 BEGIN SELECT RAISE(ABORT, 'stuck'); END");
        }

        using var host = new GatewayHost(folder, Settings, Now);
        await PurgeAsync(host);
        Assert.Equal(["1 2020-01-01T00:00:00Z"], await ExportAsync(host.Client()));

        await ExecuteAsync(host, "DROP TRIGGER stuck");
        await PurgeAsync(host);

        Assert.Empty(await ExportAsync(host.Client()));
    }

    [Fact]
    public async Task A_run_ends_where_the_database_has_failed()
    {
        using var folder = new TemporaryFolder();
        using (var before = new GatewayHost(folder, now: Now))
        {
            for (var metric = 1; metric <= 12; metric++)
            {
                await before.Client().Define($"metric {metric}", "Count", "Hourly");
                await AddAsync(before.Client(), $"metric {metric}", "2020-01-01");
            }

            // Two runs, that of the start and this one, end after five metrics each.
            await ExecuteAsync(before, "CREATE TRIGGER away BEFORE DELETE ON metric_buckets WHEN old.metric_id < 11 BEGIN SELECT RAISE(ABORT, 'away'); END");
        }

        using var host = new GatewayHost(folder, Settings, Now);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => PurgeAsync(host));

        Assert.Equal(12, (await ExportAsync(host.Client())).Count);
    }

    [Fact]
    public async Task Metrics_that_fail_each_time_do_not_keep_a_run_from_the_others_for_ever()
    {
        using var folder = new TemporaryFolder();
        using (var before = new GatewayHost(folder, now: Now))
        {
            for (var metric = 1; metric <= 6; metric++)
            {
                await before.Client().Define($"metric {metric}", "Count", "Hourly");
                await AddAsync(before.Client(), $"metric {metric}", "2020-01-01");
            }

            await ExecuteAsync(before, "CREATE TRIGGER stuck BEFORE DELETE ON metric_buckets WHEN old.metric_id < 6 BEGIN SELECT RAISE(ABORT, 'stuck'); END");
        }

        using var host = new GatewayHost(folder, Settings, Now);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => PurgeAsync(host));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => PurgeAsync(host));

        Assert.Equal(["1", "2", "3", "4", "5"], (await ExportAsync(host.Client())).Select(value => value[..1]));
    }

    [Theory]
    [InlineData("Hourly", "2024-04-07T13:59:59Z", "2024-04-07T14:00:00Z", "2 days")]
    [InlineData("Monthly", "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z", "1 month")]
    public async Task A_point_that_is_too_old_is_refused(string interval, string refused, string taken, string period)
    {
        using var host = new GatewayHost(settings: Settings, now: Now);
        var client = host.Client();
        await client.Define("bounded", "Count", interval);

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                $"The request was not properly formed: date must not be older than {period}, for so long are values of {interval} customMetrics kept"),
            await client.Post("/v2/customMetrics/bounded/data", $$"""{"date":"{{refused}}"}"""));
        await AddAsync(client, "bounded", taken);
        await AddAsync(client, "bounded", Now);
        Assert.Equal(2, (await ExportAsync(client)).Count);
    }

    [Theory]
    [InlineData("bounded/data", """{"date":"2024-04-07T14:30:00Z"}""")]
    [InlineData("bounded/data", """[{"date":"2024-04-07T14:30:00Z"},{"date":"2024-04-09"}]""")]
    [InlineData("data", """[{"metric":"bounded","date":"2024-04-07T14:30:00Z"}]""")]
    public async Task A_request_that_comes_again_is_answered_as_the_first_time_though_its_points_are_too_old_by_now(string path, string body)
    {
        using var host = new GatewayHost(settings: Settings, now: "2024-04-09T14:59:00Z");
        var client = host.Client();
        await client.Define("bounded", "Count", "Hourly");
        var first = await client.PostData($"/v2/customMetrics/{path}?returnValue=true", body, key: "k");
        Assert.Equal(HttpStatusCode.OK, first.Status);

        host.Clock.Set(new DateTimeOffset(2024, 4, 10, 14, 58, 0, TimeSpan.Zero));

        Assert.Equal(first, await client.PostData($"/v2/customMetrics/{path}?returnValue=true", body, key: "k"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData($"/v2/customMetrics/{path}", body)).Status);
    }

    [Fact]
    public async Task An_import_of_old_values_comes_in()
    {
        using var host = new GatewayHost(settings: Settings, now: Now);
        await PurgeAsync(host);

        var answer = await host.Client().PostData(
            "/v2/import",
            """
            {"customMetricConfig":{"id":1,"name":"hourly","dataType":"Count","interval":"Hourly","keyedValues":false}}
            {"customMetricData":{"metric":1,"date":"2020-01-01T00:00:00Z","count":1}}
            """,
            BulkExtensions.Lines);

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success","data":{"customMetrics":1,"values":1}}"""), answer);
        Assert.Equal(["1 2020-01-01T00:00:00Z"], await ExportAsync(host.Client()));
    }

    [Fact]
    public async Task Without_it_values_are_kept_for_ever()
    {
        using var host = new GatewayHost(settings: Settings, now: Now);
        var client = host.Client();
        await client.Define("daily", "Count", "Daily");

        await AddAsync(client, "daily", "1970-01-01");
        await PurgeAsync(host);

        Assert.Single(await ExportAsync(client));
    }

    /// <summary>The host asks for this when it starts; whoever comes second waits for the first.</summary>
    private static Task<long> PurgeAsync(GatewayHost host) => GrainOf(host).Purge(new Dictionary<Interval, Instant>
    {
        [Interval.Hourly] = Instant.FromUtc(2024, 4, 7, 14, 0),
        [Interval.Monthly] = Instant.FromUtc(2024, 3, 1, 0, 0),
    });

    private static IRetentionGrain GrainOf(GatewayHost host) =>
        host.Services.GetRequiredService<IGrainFactory>().GetGrain<IRetentionGrain>(IRetentionGrain.KeyOf("Main"));

    private static async Task ExecuteAsync(GatewayHost host, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={host.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task AddAsync(HttpClient client, string metric, string date)
    {
        var answer = await client.Post($"/v2/customMetrics/{metric}/data", $$"""{"date":"{{date}}"}""");
        Assert.True(answer.Status == HttpStatusCode.NoContent, answer.Body);
    }

    /// <summary>The metric and the date of each value.</summary>
    private static async Task<IReadOnlyList<string>> ExportAsync(HttpClient client)
    {
        var lines = (await client.Get("/v2/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. from line in lines
                   where line.Contains("customMetricData", StringComparison.Ordinal)
                   let data = System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("customMetricData")
                   select $"{data.GetProperty("metric").GetInt64()} {data.GetProperty("date").GetString()}"];
    }
}
