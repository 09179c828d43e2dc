using System.IO.Compression;
using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Archive;

/// <summary>An organization that is exported and imported. Each test has hosts of its own, since an export is of everything.</summary>
public sealed class ArchiveTests
{
    private static readonly string[] Types = ["Average", "Count", "First", "Last", "Max", "Min", "Sum"];

    [Fact]
    public async Task An_export_has_the_definitions_and_then_the_values()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        var keyed = await client.Define("one", keyed: true);
        var average = await client.Define("two", "Average", "Hourly");
        await client.Put($"/v2/customMetrics/{keyed}", """{"description":"about \"one\""}""");
        await client.AddReturning(keyed, """{"name":"b","value":"12.50","date":"2024-04-10"}""");
        await client.AddReturning(keyed, """{"name":"ä 🙂","value":1,"date":"2024-04-09"}""");
        await client.AddReturning(average, """{"value":90,"date":"2024-04-09T14:05:00Z"}""");
        await client.AddReturning(average, """{"value":0.1,"weight":2,"date":"2024-04-09T14:06:00Z"}""");

        var answer = await host.Client(TestUsers.ReaderToken).Get("/v2/export");

        Assert.Equal(
            new Answer(HttpStatusCode.OK, "application/x-ndjson", $$$"""
            {"customMetricConfig":{"id":{{{keyed}}},"name":"one","dataType":"Sum","interval":"Daily","keyedValues":true,"description":"about \"one\""}}
            {"customMetricConfig":{"id":{{{average}}},"name":"two","dataType":"Average","interval":"Hourly","keyedValues":false}}
            {"customMetricData":{"metric":{{{keyed}}},"name":"ä 🙂","date":"2024-04-09T00:00:00Z","count":1,"sum":"1.0"}}
            {"customMetricData":{"metric":{{{keyed}}},"name":"b","date":"2024-04-10T00:00:00Z","count":1,"sum":"12.5"}}
            {"customMetricData":{"metric":{{{average}}},"date":"2024-04-09T14:00:00Z","count":2,"weight":"3.0","weightedSum":"90.2"}}

            """),
            answer with { Body = answer.Body.Replace("\\uD83D\\uDE42", "🙂", StringComparison.Ordinal) });
        Assert.Equal("", (await host.Client(TestUsers.OtherOrganizationToken).Get("/v2/export")).Body);
    }

    [Fact]
    public async Task What_SQLite_exports_PostgreSQL_exports_again_to_the_byte()
    {
        using var sqlite = new GatewayHost();
        var source = sqlite.Client();
        foreach (var type in Types)
        {
            foreach (var interval in (string[])["Hourly", "Weekly", "Yearly"])
            {
                await AddManyAsync(source, $"{type} {interval}", type, interval);
            }
        }

        // An id that is in use nowhere, and one more after it.
        await source.Delete("/v2/customMetrics/Count%20Hourly");
        await source.Define("the last one");
        var exported = await source.Get("/v2/export");

        using var postgres = new GatewayHost(settings: PostgresSettings.ForNewDatabase());
        var target = postgres.Client();
        var imported = await ImportAsync(target, exported.Body);
        var again = await target.Get("/v2/export");

        Assert.Equal(Imported(Types.Length * 3, ((Types.Length * 3) - 1) * 8 * 3), imported);
        Assert.Equal(exported, again);
        Assert.Equal(imported, await ImportAsync(target, exported.Body));
        Assert.Equal(exported, await target.Get("/v2/export"));

        // Values go on from there, and ids beyond.
        var point = """{"name":"key 3","value":0.5,"weight":2,"date":"2024-04-09T14:00:00Z"}""";
        foreach (var type in Types.Except(["Count"]))
        {
            Assert.Equal(await source.AddReturning($"{type} Hourly", point), await target.AddReturning($"{type} Hourly", point));
        }

        Assert.Equal(await source.Define("new"), await target.Define("new"));
    }

    [Fact]
    public async Task An_import_puts_its_values_in_the_place_of_those_that_active_buckets_hold()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        await client.Define("replaced");
        await client.AddReturning("replaced", """{"value":5,"date":"2024-04-09"}""");
        var exported = (await client.Get("/v2/export")).Body;
        await client.AddReturning("replaced", """{"value":6,"date":"2024-04-09"}""");
        await client.AddReturning("replaced", """{"value":7,"date":"2024-04-10"}""");

        await ImportAsync(client, exported);

        Assert.Equal("""{"value":6.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning("replaced", """{"value":1,"date":"2024-04-09"}"""));
        Assert.Equal("""{"value":8.0,"date":"2024-04-10T00:00:00Z"}""", await client.AddReturning("replaced", """{"value":1,"date":"2024-04-10"}"""));
    }

    [Fact]
    public async Task A_metric_of_that_name_takes_the_values_and_the_description()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        var id = await client.Define("there");

        await ImportAsync(client, """
            {"customMetricConfig":{"id":700,"name":"there","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"new"}}
            {"customMetricData":{"metric":700,"date":"2024-04-09T00:00:00Z","count":3,"sum":"7"}}
            """);

        Assert.Equal(
            $$$$"""{"status":"Success","data":{"customMetricConfig":{"id":{{{{id}}}},"name":"there","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"new"}}}""",
            (await client.Get("/v2/customMetrics/there")).Body);
        Assert.Equal("""{"value":7.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning(id, """{"value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task An_export_of_many_values_goes_through_gzip_and_back_beyond_the_limit_of_other_bodies()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        var lines = new StringBuilder("""{"customMetricConfig":{"id":1,"name":"many","dataType":"Sum","interval":"Daily","keyedValues":true}}""" + "\n");
        for (var i = 0; i < 100_000; i++)
        {
            lines.Append($$$"""{"customMetricData":{"metric":1,"name":"key {{{i:D6}}} {{{new string('x', 60)}}}","date":"2024-04-09T00:00:00Z","count":1,"sum":"{{{i}}}.5"}}""").Append('\n');
        }

        var text = lines.ToString();
        Assert.True(text.Length > 12_000_000);
        Assert.Equal(Imported(1, 100_000), await ImportAsync(client, text, compress: true));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/export");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await client.SendAsync(request);
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        using var unpacked = new StreamReader(new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
        Assert.True(text == await unpacked.ReadToEndAsync());
        Assert.Equal(Imported(1, 100_000), await ImportAsync(client, text));
    }

    [Fact]
    public async Task A_packed_export_of_nothing_comes_in_as_it_went_out()
    {
        using var host = new GatewayHost();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/export") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var response = await host.Client().SendAsync(request);

        var packed = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(Imported(0, 0), await host.Client().PostData("/v2/import", packed, BulkExtensions.Lines, gzip: true));
    }

    [Fact]
    public async Task Definitions_by_the_thousand_come_in_with_their_ids_and_again_with_new_descriptions()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        string Lines(string description) => string.Concat(Enumerable.Range(1, 1201).Select(i =>
            $$$"""{"customMetricConfig":{"id":{{{i * 3}}},"name":"m{{{i}}}","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"{{{description}}}"}}""" + "\n"));

        Assert.Equal(Imported(1201, 0), await ImportAsync(client, Lines("old")));
        Assert.Equal(Imported(1201, 0), await ImportAsync(client, Lines("new")));

        Assert.Equal(Lines("new"), (await client.Get("/v2/export")).Body);
    }

    [Fact]
    public async Task What_stands_behind_a_definition_that_is_refused_keeps_its_id_for_when_that_is_mended()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        const string First = """{"customMetricConfig":{"id":1,"name":"a","dataType":"Sum","interval":"Daily","keyedValues":false}}""" + "\n";
        const string Other = """{"customMetricConfig":{"id":2,"name":"a","dataType":"Max","interval":"Daily","keyedValues":false}}""" + "\n";
        const string Last = """{"customMetricConfig":{"id":3,"name":"b","dataType":"Sum","interval":"Daily","keyedValues":false}}""" + "\n";

        Assert.Equal(HttpStatusCode.BadRequest, (await ImportAsync(client, First + Other + Last)).Status);
        Assert.Equal(Imported(2, 0), await ImportAsync(client, First + Last));

        Assert.Equal(First + Last, (await client.Get("/v2/export")).Body);
    }

    [Fact]
    public async Task A_name_that_stands_twice_in_an_import_is_one_metric()
    {
        using var host = new GatewayHost();
        var client = host.Client();

        Assert.Equal(Imported(2, 2), await ImportAsync(client, """
            {"customMetricConfig":{"id":4,"name":"twice","dataType":"Sum","interval":"Daily","keyedValues":false}}
            {"customMetricConfig":{"id":6,"name":"twice","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"second"}}
            {"customMetricData":{"metric":4,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1"}}
            {"customMetricData":{"metric":6,"date":"2024-04-10T00:00:00Z","count":1,"sum":"2"}}
            """));

        Assert.Equal(
            """
            {"customMetricConfig":{"id":4,"name":"twice","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"second"}}
            {"customMetricData":{"metric":4,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1.0"}}
            {"customMetricData":{"metric":4,"date":"2024-04-10T00:00:00Z","count":1,"sum":"2.0"}}

            """,
            (await client.Get("/v2/export")).Body);
    }

    [Fact]
    public async Task A_mark_at_the_beginning_and_blank_lines_say_nothing()
    {
        using var host = new GatewayHost();

        Assert.Equal(
            Imported(1, 1),
            await ImportAsync(
                host.Client(),
                "\uFEFF" + """{"customMetricConfig":{"id":1,"name":"marked","dataType":"Sum","interval":"Daily","keyedValues":false}}""" + "\r\n \t\r\n\n"
                + """{"customMetricData":{"metric":1,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1"}}""" + " \n  "));
    }

    [Fact]
    public async Task Only_an_administrator_imports()
    {
        using var host = new GatewayHost();

        Assert.Equal(
            Answer.Failure(HttpStatusCode.Forbidden, "The requested customMetric was not updated - access was denied"),
            await ImportAsync(host.Client(TestUsers.StandardToken), ""));
        Assert.Equal(Imported(0, 0), await ImportAsync(host.Client(), ""));
        Assert.Equal(
            Answer.Failure(HttpStatusCode.UnsupportedMediaType, "The Content-Type 'text/csv' is not supported, please send application/x-ndjson"),
            await ImportAsync(host.Client(), "", contentType: "text/csv"));
    }

    internal static async Task<Answer> ImportAsync(HttpClient client, string lines, bool compress = false, string contentType = "application/x-ndjson")
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(lines));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/import");
        request.Content = compress ? new ByteArrayContent(packed.ToArray()) : new StringContent(lines, Encoding.UTF8);
        request.Content.Headers.ContentType = new(contentType);
        request.Content.Headers.ContentEncoding.Add(compress ? "gzip" : "identity");
        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    internal static Answer Imported(int metrics, long values) =>
        new(HttpStatusCode.OK, "application/json", $$$"""{"status":"Success","data":{"customMetrics":{{{metrics}}},"values":{{{values}}}}}""");

    /// <summary>Three points each for eight keys in three buckets, in numbers that binary fractions cannot hold.</summary>
    private static async Task AddManyAsync(HttpClient client, string name, string type, string interval)
    {
        await client.Define(name, type, interval, keyed: true);
        var points = from round in Enumerable.Range(0, 3)
                     from key in (string[])["key 1", "key 2", "key 3", "Ä", "🙂", "\"q\"", "\\", "z"]
                     from date in (string[])["2022-04-09T14:44:00Z", "2023-04-09T14:44:00Z", "2024-04-09T14:44:00Z"]
                     select System.Text.Json.JsonSerializer.Serialize(new
                     {
                         name = key,
                         value = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{round - 1}.{key.Length}00000000000000000{round + 1}0"),
                         weight = round + 0.25,
                         date,
                     });
        await Task.WhenAll(points.Chunk(18).Select(async chunk =>
        {
            foreach (var point in chunk)
            {
                Assert.Equal(HttpStatusCode.NoContent, (await client.Post($"/v2/customMetrics/{Uri.EscapeDataString(name)}/data", point)).Status);
            }
        }));
    }
}
