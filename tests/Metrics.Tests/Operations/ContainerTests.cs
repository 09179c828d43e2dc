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

    /// <summary>nginx resolves the names in its file when it starts, and the name of a replica that is stopped is not there.</summary>
    [Fact]
    public void The_balancer_knows_each_replica_also_while_that_is_stopped()
    {
        var services = Services("deploy/compose.yaml");
        var addresses = services.Where(IsReplica).ToDictionary(
            service => service.Key, service => (string)Map(Map(service.Value["networks"])["cluster"])["ipv4_address"]);

        Assert.Equal(
            addresses.Keys.Order(StringComparer.Ordinal),
            Repository.Read("deploy/nginx.conf").Split('\n').Select(line => line.Trim().Split(' ', ':')).Where(words => words is ["server", _, "8080", ..]).Select(words => words[1]));
        Assert.Equal(addresses, Map(services["nginx"]["extra_hosts"]).ToDictionary(host => (string)host.Key, host => (string)host.Value));
        Assert.All(addresses, replica => Assert.Equal(replica.Value, Map(services[replica.Key]["environment"])["Cluster__AdvertisedAddress"]));
    }

    /// <summary>Two that export one tag at the same time can end with "already exists".</summary>
    [Theory]
    [InlineData("deploy/compose.yaml")]
    [InlineData("deploy/compose.sqlite.yaml")]
    public void One_service_builds_the_image_and_the_others_ask_no_registry_for_it(string file)
    {
        var builds = Replicas(file).ToLookup(replica => replica.ContainsKey("build"));

        var image = Assert.Single(builds[true])["image"];
        Assert.All(builds[false], replica => Assert.Equal((image, "never"), (replica["image"], replica.GetValueOrDefault("pull_policy"))));
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

    private static List<Dictionary<object, object>> Replicas(string file) => [.. Services(file).Where(IsReplica).Select(service => service.Value)];

    private static bool IsReplica(KeyValuePair<string, Dictionary<object, object>> service) => service.Key.StartsWith("metrics", StringComparison.Ordinal);

    private static Dictionary<string, Dictionary<object, object>> Services(string file)
    {
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(Repository.Read(file))));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        return Map(compose["services"]).ToDictionary(service => (string)service.Key, service => Map(service.Value));
    }

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private static IEnumerable<string> Names(Dictionary<object, object> replica, string section) => replica.GetValueOrDefault(section) switch
    {
        Dictionary<object, object> map => map.Keys.Cast<string>(),
        List<object> list => list.Cast<string>(),
        _ => [],
    };
}
