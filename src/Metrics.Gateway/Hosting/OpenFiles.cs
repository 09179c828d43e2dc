using System.Globalization;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// How many files the system lets the process have open, connections among them. Clients may not take the last of them: a part of .NET
/// that is loaded just then is not found, also later, and the process fails or ends.
/// </summary>
internal static class OpenFiles
{
    /// <summary>Those of the process itself: the program, the database, other silos, and some to spare. Measured: 340.</summary>
    public const int Own = 512;

    private const int Least = 2 * Own;
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>How many connections clients may have.</summary>
    /// <exception cref="StartupException">There are too few files to serve anybody.</exception>
    public static int FindMaxConnections() => ReadMaxConnections(File.Exists(Limits) ? File.ReadLines(Limits) : []);

    /// <inheritdoc cref="FindMaxConnections"/>
    /// <param name="limits">The lines of <c>/proc/self/limits</c>. .NET has raised the soft limit to the hard one.</param>
    internal static int ReadMaxConnections(IEnumerable<string> limits)
    {
        var columns = limits.FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns is null || !long.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out var files))
        {
            return int.MaxValue;
        }

        return files >= Least
            ? (int)Math.Min(files - Own, int.MaxValue)
            : throw new StartupException($"The process may have {files} files open, and needs {Least} or more. Raise the limit: ulimit -n, or LimitNOFILE in systemd.");
    }
}
