using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>History that is loaded into a process with little memory.</summary>
public sealed class BackfillTests : IDisposable
{
    private const int Requests = 30;
    private const int Points = 10_000;

    private static readonly DateTime First = new(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_hundred_thousand_hours_go_through_a_quarter_of_a_gigabyte()
    {
        // They take some 700 MB where all of them stay.
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["DOTNET_gcServer"] = "0", ["DOTNET_GCHeapHardLimit"] = "0x10000000" };
        using var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("history", "Count", "Hourly");

        for (var request = 0; request < Requests; request++)
        {
            var hours = Enumerable.Range(request * Points, Points).Select(hour => $$"""{"date":"{{First.AddHours(hour):yyyy-MM-ddTHH}}:00:00Z"}""");
            var answer = await client.PostData("/v2/customMetrics/history/data", string.Join('\n', hours), BulkExtensions.Lines);
            Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success","data":{"accepted":10000}}"""), answer);
        }

        var read = await client.Get("/v2/customMetrics/history/data?startDate=1990-01-01&resultLimit=1");
        Assert.Equal(Requests * Points, read.ResultCount());
    }
}
