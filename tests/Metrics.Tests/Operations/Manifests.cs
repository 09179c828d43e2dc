using k8s;
using k8s.Models;
using Metrics.Tests.Support;
using YamlDotNet.Serialization;

namespace Metrics.Tests.Operations;

/// <summary>The objects of a folder of k8s/, rendered and parsed strictly: a member that Kubernetes does not know fails.</summary>
internal sealed class Manifests
{
    private readonly IReadOnlyList<object> _objects;

    private Manifests(string yaml) => _objects = KubernetesYaml.LoadAllFromString(yaml, strict: true);

    public IEnumerable<IKubernetesObject<V1ObjectMeta>> All => _objects.Cast<IKubernetesObject<V1ObjectMeta>>();

    public static async Task<Manifests> RenderAsync(string folder)
    {
        var (exitCode, output) = await Tool.RunAsync("kubectl", "kustomize", folder);
        Assert.True(exitCode == 0, $"{folder}: {output}");
        return new Manifests(output);
    }

    public static Manifests Read(string file) => new(Repository.Read(file));

    /// <summary>The text of each patch that a file of kustomize names or holds.</summary>
    public static IEnumerable<string> Patches(string kustomization)
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(kustomization));
        return ((IEnumerable<object>)file.GetValueOrDefault("patches", Array.Empty<object>())).Cast<Dictionary<object, object>>().Select(patch =>
            (string?)patch.GetValueOrDefault("patch") ?? File.ReadAllText(Path.Combine(Path.GetDirectoryName(kustomization)!, (string)patch["path"])));
    }

    /// <summary>The one object of its kind whose name begins like this.</summary>
    public T One<T>(string name = "metrics")
        where T : IKubernetesObject<V1ObjectMeta> => Assert.Single(_objects.OfType<T>(), item => item.Metadata.Name.StartsWith(name, StringComparison.Ordinal));

    /// <summary>The names of all settings that pods of ours get, be it from a config map, a secret or directly.</summary>
    public IEnumerable<string> Settings()
    {
        IEnumerable<V1PodSpec> pods = [One<V1Deployment>().Spec.Template.Spec, One<V1Job>().Spec.Template.Spec];
        return One<V1ConfigMap>().Data.Keys
            .Concat(_objects.OfType<V1Secret>().Where(secret => secret.Metadata.Name.StartsWith("metrics", StringComparison.Ordinal)).SelectMany(Keys))
            .Concat(pods.SelectMany(pod => pod.Containers).SelectMany(container => container.Env ?? []).Select(variable => variable.Name));
    }

    /// <summary>The names of the settings in a secret.</summary>
    public static IEnumerable<string> Keys(V1Secret secret) => (secret.Data?.Keys ?? []).Concat(secret.StringData?.Keys ?? []);
}
