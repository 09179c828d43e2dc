using System.CommandLine;
using Metrics.Client;
using Metrics.Samples;
using Metrics.Samples.Load;
using Metrics.Samples.Traffic;

var root = new RootCommand("Clients of the custom metrics API to try a server with.")
{
    LoadCommand.Create(TimeProvider.System),
    TrafficCommand.Create(TimeProvider.System),
};

var invocation = new InvocationConfiguration
{
    // The default handler would print a stack trace for what is the user's to mend, such as a refused point.
    EnableDefaultExceptionHandler = false,

    // How long Ctrl+C waits for requests in flight. Must be set: System.CommandLine 2.0.0 documents a default of
    // 2 seconds and has none, so Ctrl+C would kill the process (dotnet/command-line-api issue 2739).
    ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
};

try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted before the first point. Some of the metrics may exist now.");
    return 1;
}
catch (Exception failure) when (failure is SampleException or MetricsException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
