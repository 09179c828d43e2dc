using Metrics.Gateway.Hosting;
using Metrics.Silo;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>What is left for clients of the files that the process may have open.</summary>
public sealed class OpenFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Max open files            1024                 1024                 files     ", 512)]
    [InlineData("Max open files            1048576              1048576              files     ", 1_048_064)]
    [InlineData("Max open files            unlimited            unlimited            files     ", int.MaxValue)]
    [InlineData("Max processes             96308                96308                processes ", int.MaxValue)]
    public void Clients_get_what_the_process_does_not_need_itself(string line, int connections) =>
        Assert.Equal(connections, OpenFiles.ReadMaxConnections(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    [Fact]
    public void Too_few_files_are_refused() => Assert.Equal(
        "The process may have 1023 files open, and needs 1024 or more. Raise the limit: ulimit -n, or LimitNOFILE in systemd.",
        Assert.Throws<StartupException>(() => OpenFiles.ReadMaxConnections(["Max open files 1023 1023 files"])).Message);

    [Fact]
    public async Task Clients_that_take_all_connections_leave_the_process_the_files_that_it_needs()
    {
        using var process = new GatewayProcess(["prlimit", "--nofile=1024", "dotnet"], _folder, TestUsers.Settings);
        await process.WaitUntilReadyAsync();
        using (var clients = new SocketsHttpHandler())
        {
            using var many = new HttpClient(clients) { BaseAddress = process.Address };
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => AskAsync(many)));
            Assert.False(process.HasExited, process.Output);
        }

        using var client = process.Client(TestUsers.AdministratorToken);
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    return (await client.Get("/v2/customMetrics")).Status == System.Net.HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    // The connections of before are not gone yet.
                    return false;
                }
            },
            () => process.Output);
    }

    private static async Task AskAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/v2/customMetrics", UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            // There are more clients than connections.
        }
    }
}
