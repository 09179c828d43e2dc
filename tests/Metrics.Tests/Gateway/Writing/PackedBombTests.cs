using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Small bodies that unpack to large ones. Alone, since what a process allocates is measured for all that runs in it.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class PackedBombTests : IDisposable
{
    private readonly GatewayHost _host = new();
    private readonly HttpClient _client;

    public PackedBombTests() => _client = _host.Client();

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("lines of blanks", "\n", BulkExtensions.Lines)]
    [InlineData("blanks", " ", BulkExtensions.Json)]
    [InlineData("zeros", "\0", BulkExtensions.Json)]
    [InlineData("one long line", "x", BulkExtensions.Lines)]
    public async Task A_small_body_that_unpacks_to_a_quarter_of_a_gigabyte_is_refused_and_not_unpacked(string what, string unit, string type)
    {
        var id = await _client.Define($"bomb of {what}", keyed: true);
        var bomb = await Bomb.Of((byte)unit[0], megabytes: 256);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = await _client.PostData($"/v2/customMetrics/{id}/data", bomb, type, gzip: true);

        Assert.True(bomb.Length < 10 * 1024 * 1024);
        Assert.Equal(Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request body is too large, at most 10485760 bytes are allowed"), answer);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100L * 1024 * 1024);
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}
