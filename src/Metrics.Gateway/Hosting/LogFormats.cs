using Metrics.Silo;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// How log lines look: one readable line for each message, or with <c>Logging:Console:FormatterName=json</c>, as in containers,
/// one JSON object.
/// </summary>
internal static class LogFormats
{
    private const string FormatterKey = "Logging:Console:FormatterName";

    /// <summary>
    /// Writes each request down with its query, in which a client may have put its token. As long as it may write anything at all, it
    /// also makes a scope and an activity for each request. What goes wrong in a request others write down.
    /// </summary>
    private const string RequestLogger = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Quotes the line of a request that is no HTTP: one of a client, say, that puts a blank before the colon of Authorization.</summary>
    private const string BadRequestLogger = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    private static readonly string[] Formatters = [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <exception cref="StartupException">There is no format of that name; the console would take another one.</exception>
    public static void AddLogFormats(this WebApplicationBuilder builder)
    {
        builder.Configuration.RequireOneOf(FormatterKey, Formatters, StringComparer.OrdinalIgnoreCase);
        builder.Logging.AddFilter(RequestLogger, LogLevel.None).AddFilter(BadRequestLogger, LogLevel.None);

        // Without a name the console would take no notice of the options of the formatter.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName ??= ConsoleFormatterNames.Simple);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(line => line.SingleLine = true);
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            json.UseUtcTimestamp = true;
        });
    }

    /// <summary>Whether machines read what the process writes.</summary>
    public static bool IsJson(IConfiguration configuration) =>
        string.Equals(configuration[FormatterKey], ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase);
}
