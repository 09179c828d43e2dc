using System.Diagnostics;
using System.Globalization;

namespace Metrics.FaultTests.Support;

/// <summary>
/// A network of its own for each of a few processes, all on one switch, at which the tests and the database have addresses
/// too. Any two can be cut apart: packets between them are lost without a word, as when a cable is pulled.
/// </summary>
internal sealed class Network : IDisposable
{
    /// <summary>Nobody has this hardware address, so what is sent there goes nowhere.</summary>
    private const string Nowhere = "02:00:00:00:00:99";

    /// <summary>Whether what passes a bridge is held to the rules for what is forwarded, which Docker makes refuse all that is not its own.</summary>
    private static readonly bool IsFiltered = new FileInfo("/proc/sys/net/bridge/bridge-nf-call-iptables") is { Exists: true } setting
        && File.ReadAllText(setting.FullName).Trim() == "1";

    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"mf{Environment.ProcessId}");
    private readonly string _subnet = string.Create(CultureInfo.InvariantCulture, $"10.{200 + (Environment.ProcessId % 50)}.{Environment.ProcessId / 50 % 250}");
    private readonly int _places;

    /// <param name="places">How many processes there will be.</param>
    public Network(int places)
    {
        _places = places;
        Run("ip", "link", "add", Switch, "type", "bridge");
        Run("ip", "address", "add", $"{TestAddress}/24", "dev", Switch);
        Run("ip", "address", "add", $"{DatabaseAddress}/24", "dev", Switch);
        Run("ip", "link", "set", Switch, "up");
        LetPass("--insert");
        for (var place = 1; place <= places; place++)
        {
            var (port, space) = ($"{_prefix}p{place}", Space(place));
            Run("ip", "netns", "add", space);
            Run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space);
            Run("ip", "link", "set", port, "master", Switch, "up");
            Run("ip", "-n", space, "address", "add", $"{AddressOf(place)}/24", "dev", "eth0");
            Run("ip", "-n", space, "link", "set", "eth0", "up");
            Run("ip", "-n", space, "link", "set", "lo", "up");
        }
    }

    /// <summary>Why there can be no such network here; null where there can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>Where the tests send from.</summary>
    public string TestAddress => $"{_subnet}.1";

    /// <summary>Where the database listens, apart from the tests so that it can be cut off alone.</summary>
    public string DatabaseAddress => $"{_subnet}.2";

    private string Switch => $"{_prefix}br";

    /// <summary>The address of a process.</summary>
    /// <param name="place">From 1.</param>
    public string AddressOf(int place) => string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{10 + place}");

    /// <summary>The command that runs another one at a place.</summary>
    public string[] CommandAt(int place) => ["ip", "netns", "exec", Space(place)];

    /// <summary>Lets no packet through from the place to the address, nor any answer back.</summary>
    public void Cut(int place, string address) =>
        Run("ip", "-n", Space(place), "neighbour", "replace", address, "lladdr", Nowhere, "nud", "permanent", "dev", "eth0");

    /// <summary>Undoes <see cref="Cut"/>.</summary>
    public void Mend(int place, string address) => Run("ip", "-n", Space(place), "neighbour", "del", address, "dev", "eth0");

    public void Dispose()
    {
        for (var place = 1; place <= _places; place++)
        {
            Run("ip", "netns", "del", Space(place));
        }

        LetPass("--delete");
        Run("ip", "link", "del", Switch);
    }

    private static string? FindObstacle()
    {
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"mf{Environment.ProcessId}try");
            Run("ip", "netns", "add", name);
            Run("ip", "netns", "del", name);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Networks can be cut only where 'ip netns add' is there and permitted: {exception.Message}";
        }
    }

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {error.Trim()}");
        }
    }

    private void LetPass(string insertOrDelete)
    {
        if (IsFiltered)
        {
            Run("iptables", insertOrDelete, "FORWARD", "--in-interface", Switch, "--jump", "ACCEPT");
        }
    }

    private string Space(int place) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}n{place}");
}

/// <summary>A scenario that needs networks to cut.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = Network.Obstacle;
}
