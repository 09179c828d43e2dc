using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.Tests.Operations;

/// <summary>The unit with which systemd runs the service.</summary>
public sealed class SystemdUnitTests
{
    private const string File = "deploy/metrics-orleans.service";

    /// <summary>By section and name, such as "Service Restart": systemd passes over a setting that stands in another section.</summary>
    private static readonly ILookup<string, string> Settings = Read();

    [Fact]
    public void It_starts_a_process_again_that_has_ended_for_whatever_reason_and_never_gives_up()
    {
        Assert.Equal(["always"], Settings["Service Restart"]);
        Assert.Equal(["0"], Settings["Unit StartLimitIntervalSec"]);
    }

    [Fact]
    public void A_stop_has_as_long_as_it_takes() =>
        Assert.InRange(int.Parse(Assert.Single(Settings["Service TimeoutStopSec"]), CultureInfo.InvariantCulture), 75, int.MaxValue);

    [Fact]
    public void The_process_writes_into_its_own_folder_alone_as_a_user_of_its_own()
    {
        Assert.Equal(["yes"], Settings["Service DynamicUser"]);
        Assert.Equal([$"/var/lib/{Assert.Single(Settings["Service StateDirectory"])}"], Settings["Service WorkingDirectory"]);
    }

    /// <summary>Without them it would start with a database and credentials of its own.</summary>
    [Fact]
    public void It_does_not_start_where_its_settings_are_missing() => Assert.Equal(["/etc/metrics-orleans/environment"], Settings["Service EnvironmentFile"]);

    /// <summary>It compiles while it runs.</summary>
    [Fact]
    public void Nothing_keeps_NET_from_running() => Assert.Empty(Settings["Service MemoryDenyWriteExecute"]);

    [Fact]
    public void The_gateway_knows_every_setting_of_the_unit()
    {
        var names = Settings["Service Environment"].Select(variable => variable.Split('=')[0]).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !KnownSettings.Contains(name));
    }

    private static ILookup<string, string> Read()
    {
        var section = "";
        var settings = new List<(string Name, string Value)>();
        foreach (var line in Repository.Read(File).Split('\n').Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']');
            }
            else if (line.Split('=', 2) is [var name, var value])
            {
                settings.Add(($"{section} {name}", value));
            }
        }

        return settings.ToLookup(setting => setting.Name, setting => setting.Value);
    }
}
