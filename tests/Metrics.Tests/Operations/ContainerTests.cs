using Metrics.Tests.Support;
using YamlDotNet.Serialization;

namespace Metrics.Tests.Operations;

/// <summary>The files that containers are made and started from. deploy/verify-image.sh builds and runs one.</summary>
public sealed class ContainerTests
{
    [Fact]
    public void The_gateway_knows_every_setting_of_the_image()
    {
        var image = Repository.Read("deploy/Dockerfile").Split("\nFROM ")[^1];
        var variables = image[(image.IndexOf("\nENV ", StringComparison.Ordinal) + 5)..image.IndexOf("\nWORKDIR", StringComparison.Ordinal)]
            .Split('\n').Select(line => line.Trim().Split('=')[0]).ToList();

        Assert.NotEmpty(variables);
        Assert.DoesNotContain(variables, name => !KnownSettings.Contains(name));
    }

    [Fact]
    public void The_image_runs_as_a_user_by_number() =>
        Assert.Contains("\nUSER 1654:1654\n", Repository.Read("deploy/Dockerfile"), StringComparison.Ordinal);

    [Theory]
    [InlineData("deploy/compose.yaml", 3)]
    [InlineData("deploy/compose.sqlite.yaml", 1)]
    public void Each_replica_gets_settings_that_the_gateway_knows_and_can_write_nowhere_else(string file, int count)
    {
        var replicas = Replicas(file);

        Assert.Equal(count, replicas.Count);
        Assert.All(replicas, replica =>
        {
            Assert.DoesNotContain(Names(replica, "environment").Concat(Names(replica, "secrets")), name => !KnownSettings.Contains(name));
            Assert.Equal("true", replica["read_only"]);
            Assert.Equal("75s", replica["stop_grace_period"]);
        });
    }

    [Fact]
    public void No_credential_stands_in_a_file_of_the_repository()
    {
        Assert.DoesNotContain("Password=", Repository.Read("deploy/compose.yaml"), StringComparison.Ordinal);
        Assert.All(Replicas("deploy/compose.yaml"), replica => Assert.Contains("ConnectionStrings__Metrics", Names(replica, "secrets")));
    }

    [Theory]
    [InlineData("Storage__Providr")]
    [InlineData("Organizations__0__ApiUsers__0__Tokens")]
    [InlineData("Nonsense")]
    public void A_setting_that_is_misspelt_would_be_found(string name) => Assert.False(KnownSettings.Contains(name));

    private static List<Dictionary<object, object>> Replicas(string file)
    {
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(Repository.Read(file))));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        return [.. ((Dictionary<object, object>)compose["services"])
            .Where(service => ((string)service.Key).StartsWith("metrics", StringComparison.Ordinal))
            .Select(service => (Dictionary<object, object>)service.Value)];
    }

    private static IEnumerable<string> Names(Dictionary<object, object> replica, string section) => replica.GetValueOrDefault(section) switch
    {
        Dictionary<object, object> map => map.Keys.Cast<string>(),
        List<object> list => list.Cast<string>(),
        _ => [],
    };
}
