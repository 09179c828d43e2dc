using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.Tests.Operations;

/// <summary>The unit with which systemd runs the service.</summary>
public sealed class SystemdUnitTests
{
    private const string File = "deploy/metrics-orleans.service";

    private static readonly ILookup<string, string> Settings = Repository.Read(File).Split('\n')
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .ToLookup(line => line.Split('=', 2)[0], line => line.Split('=', 2)[1]);

    [Fact]
    public void It_starts_a_process_again_that_has_ended_for_whatever_reason_and_never_gives_up()
    {
        Assert.Equal(["always"], Settings["Restart"]);
        Assert.Equal(["0"], Settings["StartLimitIntervalSec"]);
    }

    [Fact]
    public void A_stop_has_as_long_as_it_takes() =>
        Assert.InRange(int.Parse(Assert.Single(Settings["TimeoutStopSec"]), CultureInfo.InvariantCulture), 75, int.MaxValue);

    [Fact]
    public void The_process_writes_into_its_own_folder_alone_as_a_user_of_its_own()
    {
        Assert.Equal(["yes"], Settings["DynamicUser"]);
        Assert.Equal([$"/var/lib/{Assert.Single(Settings["StateDirectory"])}"], Settings["WorkingDirectory"]);
    }

    /// <summary>It compiles while it runs.</summary>
    [Fact]
    public void Nothing_keeps_NET_from_running() => Assert.Empty(Settings["MemoryDenyWriteExecute"]);

    [Fact]
    public void The_gateway_knows_every_setting_of_the_unit()
    {
        var names = Settings["Environment"].Select(variable => variable.Split('=')[0]).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !KnownSettings.Contains(name));
    }
}
