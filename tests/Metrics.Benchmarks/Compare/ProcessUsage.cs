using System.Globalization;

namespace Metrics.Benchmarks.Compare;

/// <summary>What a process and its children have used, as Linux counts it in <c>/proc</c>.</summary>
internal static class ProcessUsage
{
    /// <summary>The unit of the times in <c>/proc</c>: 10 ms on every Linux that .NET runs on.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>User and system time so far, of these processes and all that descend from them: the backends of PostgreSQL are processes.</summary>
    public static TimeSpan CpuTime(params IReadOnlyList<int> processIds)
    {
        var processes = ReadProcesses();
        long ticks = 0;
        foreach (var (id, stat) in processes)
        {
            var ancestor = id;
            while (!processIds.Contains(ancestor) && processes.TryGetValue(ancestor, out var of))
            {
                ancestor = of.Parent;
            }

            // Children that have ended count with the parent, once it has taken notice of them.
            ticks += processIds.Contains(ancestor) ? stat.Own + stat.EndedChildren : 0;
        }

        return ticks * Tick;
    }

    /// <summary>The time so far in which the cores of the machine did anything, for whomever.</summary>
    public static TimeSpan MachineCpuTime()
    {
        // The first line: cpu user nice system idle iowait irq softirq ...
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long Field(int number) => long.Parse(fields[number], CultureInfo.InvariantCulture);
        return (Field(1) + Field(2) + Field(3) + Field(6) + Field(7)) * Tick;
    }

    /// <summary>The process that started this one.</summary>
    public static int ParentOf(int processId) =>
        TryReadStat(processId, out var stat) ? stat.Parent : throw new ComparisonException($"The process {processId} has ended.");

    /// <summary>The most memory the process has had resident since <see cref="ForgetPeakMemory"/>, in bytes.</summary>
    public static long PeakMemory(int processId) => ReadStatus(processId, "VmHWM:");

    /// <summary>The memory the process has resident now, in bytes.</summary>
    public static long Memory(int processId) => ReadStatus(processId, "VmRSS:");

    /// <summary>Counts the peak of the memory from what is resident now.</summary>
    public static void ForgetPeakMemory(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private static long ReadStatus(int processId, string name)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - " kB".Length).Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    private static Dictionary<int, (int Parent, long Own, long EndedChildren)> ReadProcesses()
    {
        var processes = new Dictionary<int, (int, long, long)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && TryReadStat(id, out var stat))
            {
                processes[id] = stat;
            }
        }

        return processes;
    }

    private static bool TryReadStat(int processId, out (int Parent, long Own, long EndedChildren) stat)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");

            // The second field is the name of the program in parentheses, which may hold anything; the third follows.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            stat = ((int)Field(4), Field(14) + Field(15), Field(16) + Field(17));
            return true;
        }
        catch (IOException)
        {
            // The process has ended since it was listed.
            stat = default;
            return false;
        }
    }
}
