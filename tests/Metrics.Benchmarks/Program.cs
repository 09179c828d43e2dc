using System.CommandLine;
using Metrics.Benchmarks.Buckets;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Micro;
using Metrics.Benchmarks.Reads;
using Metrics.Benchmarks.Servers;
using Metrics.Benchmarks.Soak;

var root = new RootCommand("Measures Metrics.Orleans: its hot pieces alone, and the whole service against others on one machine.")
{
    MicroCommand.Create(),
    CompareCommand.Create(TimeProvider.System, Console.Out, Console.Error),
    BucketsCommand.Create(TimeProvider.System, Console.Out, Console.Error),
    ReadsCommand.Create(TimeProvider.System, Console.Out, Console.Error),
    SoakCommand.Create(TimeProvider.System, Console.Out, Console.Error),
    ServeCommands.CreateEmpty(),
    ServeCommands.CreateUpsert(TimeProvider.System),
    ServeCommands.CreateRedis(TimeProvider.System),
};

var invocation = new InvocationConfiguration
{
    // The default handler would print a stack trace for what is the user's to mend, such as a missing program.
    EnableDefaultExceptionHandler = false,

    // How long Ctrl+C waits for the servers to be stopped. Must be set: System.CommandLine 2.0.0 documents a default and has none.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
};

try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (ComparisonException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
