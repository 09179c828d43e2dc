using System.Diagnostics;
using Metrics.Tests.Support;

namespace Metrics.Tests.Operations;

/// <summary>The cluster of processes of this machine that deploy/run-local-cluster.sh keeps.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>After a restart of the machine the number of a replica may be that of anybody.</summary>
    [Fact]
    public async Task A_process_of_somebody_else_under_the_number_of_a_replica_is_left_alone()
    {
        using var stranger = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, UseShellExecute = false })!;
        await File.WriteAllTextAsync(_folder.File("replica-1.pid"), $"{stranger.Id}\n");

        var result = await RunAsync("kill", "1");

        // It ends by itself when it has nothing to read any more.
        stranger.StandardInput.Close();
        await stranger.WaitForExitAsync();
        Assert.Equal((0, "", 0), (result.ExitCode, result.Output, stranger.ExitCode));
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("down", "4")]
    [InlineData("up", "one")]
    public async Task A_replica_that_is_none_is_refused(params string[] arguments) =>
        Assert.Equal((1, "name a replica: 1, 2 or 3\n"), await RunAsync(arguments));

    [Fact]
    public async Task A_cluster_that_runs_is_not_started_again()
    {
        var folder = Directory.CreateDirectory(_folder.File("replica-2"));
        using var replica = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder.FullName })!;
        await File.WriteAllTextAsync(_folder.File("replica-2.pid"), $"{replica.Id}\n");

        var result = await RunAsync("start");

        replica.StandardInput.Close();
        await replica.WaitForExitAsync();
        Assert.Equal((1, "replica-2 runs already; stop ends all of them\n"), result);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        Tool.RunAsync("env", [$"CLUSTER_FOLDER={_folder.Path}", "deploy/run-local-cluster.sh", .. arguments]);
}
