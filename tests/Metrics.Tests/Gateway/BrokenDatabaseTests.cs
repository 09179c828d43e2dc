using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Metrics.Gateway.Archive;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Instant = NodaTime.Instant;

namespace Metrics.Tests.Gateway;

/// <summary>Requests that are long in the database, while a table of it is not there.</summary>
public sealed class BrokenDatabaseTests : IDisposable
{
    private const string Unknown = """{"status":"Failure","message":"The service is temporarily unavailable, whether the request took effect is unknown"}""";

    private readonly TemporaryFolder _folder = new();
    private GatewayHost _host;

    public BrokenDatabaseTests() => _host = new GatewayHost(_folder);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("DELETE", "/v2/customMetrics/m/data?startDate=2020-01-01", "")]
    [InlineData("GET", "/v2/export", "")]
    [InlineData("POST", "/v2/import", """
        {"customMetricConfig":{"id":1,"name":"m","dataType":"Sum","interval":"Daily","keyedValues":false}}
        {"customMetricData":{"metric":1,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1.0"}}
        """)]
    public async Task They_are_answered_as_any_failure_of_the_database_and_may_come_again(string method, string path, string body)
    {
        var client = _host.Client();
        await client.Define("m");
        await client.AddPoints("m", "2024-04-09=1");
        await ExecuteAsync("ALTER TABLE metric_buckets RENAME TO away");

        var answer = await SendAsync(method, path, body);
        await ExecuteAsync("ALTER TABLE away RENAME TO metric_buckets");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1", Unknown), (answer.Status, answer.Header("Retry-After"), answer.Body));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(method, path, body)).Status);
    }

    [Fact]
    public async Task An_export_that_has_begun_is_broken_off_and_not_taken_for_a_whole_one()
    {
        await BreakSecondMetricAsync();

        using var response = await _host.Client().GetAsync(new Uri("/v2/export", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Accept-Encoding: gzip\r\n")]
    public async Task Over_HTTP_1_0_such_an_export_ends_with_a_reset(string header)
    {
        await BreakSecondMetricAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(_host.Address.Host, _host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v2/export HTTP/1.0\r\n{header}Authorization: Bearer {TestUsers.AdministratorToken}\r\n\r\n"));
        using var reader = new StreamReader(stream);

        await Assert.ThrowsAsync<IOException>(() => reader.ReadToEndAsync());
    }

    [Fact]
    public async Task HEAD_reads_no_further_than_the_headers_need()
    {
        await BreakSecondMetricAsync();

        // What is broken ends the connection, and the second request would not be answered.
        using var socket = new TcpClient();
        await socket.ConnectAsync(_host.Address.Host, _host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HEAD /v2/export HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {TestUsers.AdministratorToken}\r\n\r\nHEAD /health/live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);

        Assert.Equal(2, Regex.Count(await reader.ReadToEndAsync(), "^HTTP/1.1 200 OK\r$", RegexOptions.Multiline));
    }

    [Fact]
    public async Task An_import_that_the_database_breaks_off_is_told_with_how_far_it_came()
    {
        var logger = new RecordingLogger<Importer>();
        var services = _host.Services;
        var organization = services.GetRequiredService<ApiUserDirectory>().Organizations.First(organization => organization.Name == "Main");
        var importer = new Importer(
            organization, services.GetRequiredService<MetricDirectory>().CatalogOf(organization), services.GetRequiredService<BucketArchive>(), Instant.FromUtc(2024, 4, 9, 0, 0), logger);
        await _host.Client().Define("m");
        await ExecuteAsync("ALTER TABLE metric_buckets RENAME TO away");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => importer.RunAsync(Lines(
            """{"customMetricConfig":{"id":1,"name":"m","dataType":"Sum","interval":"Daily","keyedValues":false}}""",
            """{"customMetricData":{"metric":1,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1.0"}}""")));

        var line = Assert.Single(logger.Lines);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("An import into Main was broken off at line 3, after 0 values: The database did not answer: ", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_whose_data_could_not_be_removed_is_gone_and_its_data_goes_later()
    {
        var client = _host.Client();
        var id = await client.Define("m");
        await client.AddPoints("m", "2024-04-09=1", "2024-04-10=1");
        await ExecuteAsync("ALTER TABLE metric_buckets RENAME TO away");

        var answer = await client.Delete($"/v2/customMetrics/{id}");

        Assert.Equal(new Answer(HttpStatusCode.ServiceUnavailable, "application/json", Unknown), answer);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Delete($"/v2/customMetrics/{id}")).Status);
        Assert.True(await client.Define("m") > id);

        // A restart tries at once, as a minute does.
        _host.Dispose();
        await ExecuteAsync("ALTER TABLE away RENAME TO metric_buckets");
        Assert.Equal(2, await ExecuteAsync($"SELECT count(*) FROM metric_buckets WHERE metric_id = {id}"));
        _host = new GatewayHost(_folder);
        await _host.Client().AddPoints("m", "2024-04-09=5");
        long left = 0;
        await Wait.UntilAsync(
            async () => (left = await ExecuteAsync($"SELECT count(*) FROM metric_buckets WHERE metric_id = {id}")) == 0, () => $"{left} values are left");

        Assert.Equal(["2024-04-09=5.0"], await _host.Client().ReadPoints("m", "startDate=2020-01-01"));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(params IEnumerable<string> lines)
    {
        await Task.CompletedTask;
        foreach (var line in lines)
        {
            yield return Encoding.UTF8.GetBytes(line);
        }
    }

    private Task<RawAnswer> SendAsync(string method, string path, string body) =>
        _host.Address.SendRaw(method, path, [$"Authorization: Bearer {TestUsers.AdministratorToken}"], body);

    /// <summary>Defines two metrics with a value each, of which that of the second cannot be read.</summary>
    private async Task BreakSecondMetricAsync()
    {
        var client = _host.Client();
        await client.Define("m");
        var broken = await client.Define("broken");
        await client.AddPoints("m", "2024-04-09=1");
        await client.AddPoints("broken", "2024-04-09=1");
        await ExecuteAsync($"UPDATE metric_buckets SET sum = 'no number' WHERE metric_id = {broken}");
    }

    /// <returns>The first value of the result; 0 where there is none.</returns>
    private async Task<long> ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_host.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is long value ? value : 0;
    }
}
