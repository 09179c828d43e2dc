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

        var result = await Tool.RunAsync("env", $"CLUSTER_FOLDER={_folder.Path}", "deploy/run-local-cluster.sh", "kill", "1");

        // It ends by itself when it has nothing to read any more.
        stranger.StandardInput.Close();
        await stranger.WaitForExitAsync();
        Assert.Equal((0, "", 0), (result.ExitCode, result.Output, stranger.ExitCode));
    }
}
