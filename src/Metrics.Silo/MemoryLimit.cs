using System.Globalization;

namespace Metrics.Silo;

/// <summary>What memory this process may use.</summary>
internal static class MemoryLimit
{
    private const string MachineFile = "/proc/meminfo";

    /// <summary>
    /// Whether that is less than the machine has, as in a container with a limit. There what is used is used by this process. On a machine
    /// without limits others may have filled the memory, and it would help nobody if this process kept nothing in its own.
    /// </summary>
    public static bool IsSet => File.Exists(MachineFile)
        && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < TotalOf(File.ReadLines(MachineFile).First());

    /// <param name="line">Such as <c>MemTotal:       24606652 kB</c>, which is the first of the file.</param>
    private static long TotalOf(string line) =>
        1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
