using System.CommandLine;
using BenchmarkDotNet.Running;

namespace Metrics.Benchmarks.Micro;

/// <summary>The <c>micro</c> command: BenchmarkDotNet over the hot pieces.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "Run the micro benchmarks. Takes the options of BenchmarkDotNet, such as --filter '*Point*'.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed => BenchmarkSwitcher
            .FromAssembly(typeof(MicroCommand).Assembly)
            .Run([.. parsed.UnmatchedTokens is { Count: > 0 } arguments ? arguments : ["--filter", "*"]]));
        return command;
    }
}
