using System.Globalization;

namespace Metrics.Silo.Grains;

/// <summary>What memory this process may use.</summary>
internal static class MemoryLimit
{
    private const string MachineFile = "/proc/meminfo";

    /// <summary>
    /// True where the process may use less memory than the machine has, as in a container with a limit: there all memory in use is its
    /// own. Elsewhere other processes may have filled it, and shedding activations would not help.
    /// </summary>
    public static bool IsSet => File.Exists(MachineFile)
        && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < TotalOf(File.ReadLines(MachineFile).First());

    /// <param name="line">Such as <c>MemTotal:       24606652 kB</c>, which is the first of the file.</param>
    private static long TotalOf(string line) =>
        1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
