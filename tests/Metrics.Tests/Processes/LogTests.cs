using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using Metrics.Silo;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests.Processes;

/// <summary>What the process writes: for people on a terminal, for machines in a container, and never a secret.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_line_is_one_JSON_object_where_that_is_asked_for()
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string> { ["Logging:Console:FormatterName"] = "json" });
        await process.WaitUntilReadyAsync();
        await process.WaitForOutputAsync("serves http");

        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.All(lines, line => Assert.NotEqual(0, line.GetProperty("EventId").GetInt32()));
        var started = lines.Single(line => line.GetProperty("EventId").GetInt32() == 221);
        Assert.Equal("Information", started.GetProperty("LogLevel").GetString());
        Assert.EndsWith("Z", started.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.Equal(process.Address.OriginalString, started.GetProperty("State").GetProperty("Url").GetString());
    }

    [Fact]
    public async Task No_line_holds_a_secret_at_any_level()
    {
        var settings = new Dictionary<string, string>(PostgresSettings.ForNewDatabase().WithUsers())
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
            ["Logging:Console:FormatterName"] = "json",
        };
        using var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        await process.Address.SendRaw("GET", "/v2/customMetrics", ["Authorization : Bearer a-token-before-which-a-blank-is"]);
        await client.Define("secretive");
        await client.AddReturning("secretive", """{"value":1}""");
        Assert.Equal(HttpStatusCode.OK, (await client.PostData("/v2/customMetrics/secretive/data", """[{"value":1},{"value":2}]""", key: "once")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData("/v2/customMetrics/secretive/data", """[{"value":1},{}]""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/v2/customMetrics?token=a-token-in-a-query")).Status);
        using var stranger = process.Client("a-token-that-is-wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Get("/v2/customMetrics")).Status);
        using var signing = new HttpClient { BaseAddress = process.Address };
        signing.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("TC", $"{TestUsers.SigningId}:c2lnbmF0dXJl");
        Assert.Equal(HttpStatusCode.Unauthorized, (await signing.Get("/v2/customMetrics")).Status);
        using var former = new HttpClient { BaseAddress = process.Address };
        former.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("TC-Token", "a-token-of-before");
        Assert.Equal(HttpStatusCode.Unauthorized, (await former.PostData("/v2/customMetrics/secretive/data", """[{"value":1}]""")).Status);
        await process.KillAsync();

        Assert.Contains("/v2/customMetrics", process.Output, StringComparison.Ordinal);
        Assert.All(
            [
                TestUsers.AdministratorToken, TestUsers.StandardToken, TestUsers.SigningSecret, "a-token-that-is-wrong", "a-token-in-a-query", "a-token-of-before",
                "a-token-before-which-a-blank-is", "c2lnbmF0dXJl", PostgresServer.Password,
            ],
            secret => Assert.DoesNotContain(secret, process.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_read_while_the_database_is_away_leaves_no_trace_of_a_stack()
    {
        var server = new PostgresServer();
        using var process = new GatewayProcess(_folder, PostgresSettings.ForConnection(server.ConnectionString(server.CreateDatabase())).WithUsers());
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("unread");
        await server.ControlAsync("stop", "-m", "fast");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.Post("/v2/customMetrics/unread/data", """{"value":1}""")).Status);
        await process.WaitForOutputAsync("[134]");
        await process.KillAsync();

        Assert.DoesNotContain("OnActivateAsync", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Error activating grain", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_message_has_an_event_id_of_its_own()
    {
        var ids = new[] { typeof(Program).Assembly, typeof(MetricsSiloExtensions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => message.EventId)
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct().Order(), ids.Order());
        Assert.DoesNotContain(0, ids);
    }
}
