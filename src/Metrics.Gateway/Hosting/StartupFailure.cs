using System.Net.Sockets;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>Says in one line why the service cannot start, for the kinds of failure that a person can mend.</summary>
internal static class StartupFailure
{
    /// <summary>The line, or null for a failure that only its stack trace explains.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        StartupException => exception.Message,
        IOException when exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException => $"{exception.Message} Choose another address in Urls.",
        FormatException when exception.Message.StartsWith("Invalid url", StringComparison.Ordinal) => $"{exception.Message} Urls takes addresses such as {HostingExtensions.DefaultUrl}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"Nobody can listen on the address in Urls: {exception.Message}. Choose another one.",
        AggregateException several => several.InnerExceptions.Select(Describe).FirstOrDefault(line => line is not null),
        { InnerException: { } inner } => Describe(inner),
        _ => null,
    };
}
