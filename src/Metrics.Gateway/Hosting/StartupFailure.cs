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
        FormatException when exception.Message.StartsWith("Invalid url", StringComparison.Ordinal) => $"{exception.Message} {ListenAddresses.Rule}",
        ArgumentOutOfRangeException { ParamName: "port" } => $"A port in Urls or Kestrel:Endpoints is not from 0 to 65535. {ListenAddresses.Rule}",
        InvalidDataException when exception.Message.StartsWith("Failed to load configuration", StringComparison.Ordinal) =>
            $"{exception.Message} {exception.GetBaseException().Message}",
        InvalidOperationException when exception.Message.StartsWith("Configuration value '", StringComparison.Ordinal) =>
            $"{exception.Message} Logging:LogLevel takes Trace, Debug, Information, Warning, Error, Critical and None.",
        InvalidOperationException when exception.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
            "Urls has an address with https, and there is no certificate for it. Name one in Kestrel:Certificates:Default:Path, or let a proxy speak TLS.",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"Nobody can listen on the address in Urls: {exception.Message}. Choose another one.",
        AggregateException several => several.InnerExceptions.Select(Describe).FirstOrDefault(line => line is not null),
        { InnerException: { } inner } => Describe(inner),
        _ => null,
    };
}
