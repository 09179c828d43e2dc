using k8s.Models;
using Metrics.Tests.Support;

namespace Metrics.Tests.Operations;

/// <summary>The rules that the objects for Kubernetes keep, whichever overlay they come from.</summary>
public sealed class ManifestTests
{
    private static readonly string[] Folders = ["k8s/base", "k8s/overlays/dev", "k8s/overlays/production"];

    [KubectlFact]
    public Task Replicas_go_one_by_one_and_never_below_their_number() => ForEachAsync(manifests =>
    {
        var spec = manifests.One<V1Deployment>().Spec;

        Assert.Equal("0", spec.Strategy.RollingUpdate.MaxUnavailable);
        Assert.Equal("1", manifests.One<V1PodDisruptionBudget>().Spec.MaxUnavailable);
        Assert.Equal(
            ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
            spec.Template.Spec.TopologySpreadConstraints.Select(constraint => constraint.TopologyKey));
    });

    [KubectlFact]
    public async Task Production_has_three_replicas_or_more()
    {
        var manifests = await Manifests.RenderAsync("k8s/overlays/production");

        Assert.Null(manifests.One<V1Deployment>().Spec.Replicas);
        Assert.Equal(3, manifests.One<V2HorizontalPodAutoscaler>().Spec.MinReplicas);
    }

    [KubectlFact]
    public Task Each_probe_asks_its_own_question() => ForEachAsync(manifests =>
    {
        var container = Container(manifests);

        Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
        Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
    });

    [KubectlFact]
    public Task A_pod_has_longer_to_end_than_it_takes() => ForEachAsync(manifests =>
    {
        var pause = Container(manifests).Lifecycle.PreStop.Sleep.Seconds;

        Assert.True(pause > 0);
        Assert.True(Pod(manifests).TerminationGracePeriodSeconds > pause + 60);
    });

    [KubectlFact]
    public Task A_silo_is_reached_at_the_address_of_its_pod() => ForEachAsync(manifests =>
        Assert.Equal("status.podIP", Container(manifests).Env.Single(variable => variable.Name == "Cluster__AdvertisedAddress").ValueFrom.FieldRef.FieldPath));

    [KubectlFact]
    public Task Every_pod_of_ours_is_restricted_and_has_no_token() => ForEachAsync(manifests =>
    {
        foreach (var pod in new[] { Pod(manifests), manifests.One<V1Job>().Spec.Template.Spec })
        {
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.False(pod.EnableServiceLinks);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.True(pod.SecurityContext.RunAsUser > 0);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            var container = Assert.Single(pod.Containers);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
            Assert.Contains("memory", container.Resources.Limits.Keys);
        }

        Assert.False(manifests.One<V1ServiceAccount>().AutomountServiceAccountToken);
    });

    [KubectlFact]
    public Task Only_silos_of_the_deployment_reach_the_silo_port_and_only_named_namespaces_HTTP() => ForEachAsync(manifests =>
    {
        var policy = manifests.One<V1NetworkPolicy>().Spec;
        var silos = manifests.One<V1Deployment>().Spec.Selector.MatchLabels;

        Assert.Equal(["Ingress"], policy.PolicyTypes);
        Assert.Equal(["http", "silo"], policy.Ingress.Select(rule => Assert.Single(rule.Ports).Port.Value).Order());
        var silo = Assert.Single(policy.Ingress.Single(rule => rule.Ports[0].Port.Value == "silo").FromProperty);
        Assert.Equal(silos, silo.PodSelector.MatchLabels);
        Assert.Null(silo.NamespaceSelector);
        var http = Assert.Single(policy.Ingress.Single(rule => rule.Ports[0].Port.Value == "http").FromProperty);
        var names = Assert.Single(http.NamespaceSelector.MatchExpressions);
        Assert.Equal(("kubernetes.io/metadata.name", "In"), (names.Key, names.OperatorProperty));
        Assert.Contains(policy.PodSelector.MatchLabels, label => silos.Contains(label));
    });

    [KubectlFact]
    public Task The_service_leads_to_HTTP_of_the_silos_alone() => ForEachAsync(manifests =>
    {
        var service = manifests.One<V1Service>().Spec;

        Assert.Equal("http", Assert.Single(service.Ports).TargetPort.Value);
        Assert.Equal(manifests.One<V1Deployment>().Spec.Selector.MatchLabels, service.Selector);
        Assert.NotEqual(service.Selector, manifests.One<V1Job>().Spec.Template.Metadata.Labels);
    });

    [KubectlFact]
    public Task The_schema_comes_from_the_job_and_no_replica_changes_it() => ForEachAsync(manifests =>
    {
        Assert.Equal(["migrate"], Assert.Single(manifests.One<V1Job>().Spec.Template.Spec.Containers).Args);
        Assert.Equal("false", manifests.One<V1ConfigMap>().Data["Storage__MigrateOnStart"]);
        Assert.Equal(Container(manifests).Image, manifests.One<V1Job>().Spec.Template.Spec.Containers[0].Image);
    });

    [KubectlFact]
    public Task The_gateway_knows_every_setting() => ForEachAsync(manifests =>
        Assert.DoesNotContain(manifests.Settings(), name => !KnownSettings.Contains(name)));

    /// <summary>An overlay cannot take away what the base says, and the user of a token that was given up has to go.</summary>
    [KubectlFact]
    public async Task Users_are_those_of_the_overlay_alone()
    {
        foreach (var folder in Folders)
        {
            var users = (await Manifests.RenderAsync(folder)).One<V1ConfigMap>().Data.Where(setting => setting.Key.Contains("ApiUsers", StringComparison.Ordinal));

            Assert.Equal(
                folder == "k8s/base" ? [] : [("Organizations__0__ApiUsers__0__AccessId", "admin"), ("Organizations__0__ApiUsers__0__Role", "Administrator")],
                users.Select(setting => (setting.Key, setting.Value)).Order());
        }
    }

    /// <summary>Which kustomize takes only since the version in kubectl 1.31.</summary>
    [Fact]
    public void No_patch_has_two_documents()
    {
        var patches = Directory.EnumerateFiles(Repository.Path("k8s"), "kustomization.yaml", SearchOption.AllDirectories).SelectMany(Manifests.Patches).ToList();

        Assert.NotEmpty(patches);
        Assert.All(patches, patch => Assert.DoesNotMatch("(?m)^---", patch.TrimStart('-')));
    }

    [KubectlFact]
    public async Task Dev_brings_its_own_database()
    {
        var manifests = await Manifests.RenderAsync("k8s/overlays/dev");

        Assert.Equal("postgres", manifests.One<V1StatefulSet>("postgres").Spec.ServiceName);
        Assert.NotNull(manifests.One<V1Service>("postgres"));
        Assert.Contains(manifests.All, item => item is V1Secret && item.Metadata.Name.StartsWith("metrics-secrets", StringComparison.Ordinal));
    }

    [Fact]
    public void The_examples_are_what_Kubernetes_takes_and_the_gateway_reads()
    {
        Assert.DoesNotContain(Manifests.Keys(Manifests.Read("k8s/examples/secret.yaml").One<V1Secret>()), name => !KnownSettings.Contains(name));
        var ingress = Manifests.Read("k8s/examples/ingress.yaml").One<V1Ingress>().Spec;
        Assert.NotEmpty(ingress.Tls);

        // Else ingress-nginx 1.12.0 to 1.12.5 and 1.13.0 to 1.13.1 refuse all of it.
        Assert.DoesNotContain(
            ingress.Rules.SelectMany(rule => rule.Http.Paths),
            path => path.PathType != "ImplementationSpecific" && !path.Path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/'));
    }

    private static async Task ForEachAsync(Action<Manifests> check)
    {
        foreach (var folder in Folders)
        {
            check(await Manifests.RenderAsync(folder));
        }
    }

    private static V1PodSpec Pod(Manifests manifests) => manifests.One<V1Deployment>().Spec.Template.Spec;

    private static V1Container Container(Manifests manifests) => Assert.Single(Pod(manifests).Containers);
}
