using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using Metrics.Silo;
using Metrics.Silo.Storage;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Metrics.Tests;

/// <summary>What must not exist: the directions of the house, as ARCHITECTURE.md states them.</summary>
public sealed class ArchitectureTests
{
    private const string Model = @"^Metrics\.Silo\.Model";
    private const string Storage = @"^Metrics\.Silo\.Storage";
    private const string Databases = @"^(Microsoft\.Data\.Sqlite|Npgsql|DbUp|System\.Data)";

    private const System.Reflection.BindingFlags OfTheType = System.Reflection.BindingFlags.DeclaredOnly
        | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;

    private static readonly System.Reflection.Assembly SiloAssembly = typeof(MetricsSiloExtensions).Assembly;
    private static readonly System.Reflection.Assembly GatewayAssembly = typeof(Program).Assembly;
    private static readonly Architecture Architecture = new ArchLoader().LoadAssemblies(SiloAssembly, GatewayAssembly).Build();

    [Fact]
    public void The_model_knows_no_grains_no_storage_and_no_database() => Check(
        Types().That().ResideInNamespaceMatching(Model)
            .Should().NotDependOnAny(Referenced().That().ResideInNamespaceMatching($@"^Metrics\.Silo\.(Grains|Storage)|^Metrics\.Gateway|{Databases}")));

    [Fact]
    public void The_model_knows_no_clock() => Check(
        Types().That().ResideInNamespaceMatching(Model)
            .Should().NotDependOnAny(Referenced().That().HaveFullNameMatching(@"^(System\.TimeProvider|NodaTime\.(IClock|SystemClock))$")));

    [Fact]
    public void Storage_knows_no_grains_and_no_cluster() => Check(
        Types().That().ResideInNamespaceMatching(Storage)
            .Should().NotDependOnAny(Referenced().That().ResideInNamespaceMatching(@"^Metrics\.Silo\.(Grains|Clustering)|^Metrics\.Gateway")));

    [Fact]
    public void Only_storage_knows_databases() => Check(
        Types().That().DoNotResideInNamespaceMatching(Storage).And().ResideInNamespaceMatching(@"^Metrics\.")
            .Should().NotDependOnAny(Referenced().That().ResideInNamespaceMatching(Databases)));

    [Fact]
    public void Storage_and_grains_know_nothing_of_the_gateway() =>
        Assert.DoesNotContain(SiloAssembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void The_gateway_reaches_storage_only_by_its_few_doors()
    {
        var doors = SiloAssembly.GetExportedTypes().Where(type => type.Namespace!.StartsWith(typeof(SchemaMigrator).Namespace!, StringComparison.Ordinal)).Select(type => type.Name);

        Assert.Equal(
            [
                nameof(Added),
                nameof(BucketArchive),
                nameof(BucketReader),
                nameof(KeyRegistry),
                nameof(MetricDeletedException),
                nameof(OutcomeUnknownException),
                nameof(RequestRegistry),
                nameof(SchemaMigrator),
                nameof(StorageLimitOptions),
                nameof(StorageMetrics),
                nameof(StorageOptions),
                nameof(StorageProbe),
                nameof(StorageProvider),
                nameof(StorageQueueFullException),
                nameof(StorageUnavailableException),
                nameof(StoredBucket),
            ],
            doors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_member_that_travels_between_silos_has_a_number() => Assert.Empty(
        from type in SiloAssembly.GetTypes()
        where type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
        from property in type.GetProperties(OfTheType)
        where type.GetField($"<{property.Name}>k__BackingField", OfTheType) is not null && !property.IsDefined(typeof(IdAttribute), inherit: false)
        select $"{type.Name}.{property.Name}");

    [Fact]
    public void No_namespace_shadows_Orleans() => Assert.DoesNotContain(
        SiloAssembly.GetTypes().Concat(GatewayAssembly.GetTypes()),
        type => type.Namespace?.StartsWith("Metrics.Orleans", StringComparison.Ordinal) == true);

    [Fact]
    public void The_rules_see_the_types_of_packages() => Assert.NotEmpty(
        Violations(Types().That().ResideInNamespaceMatching(Storage).Should().NotDependOnAny(Referenced().That().ResideInNamespaceMatching(Databases))));

    private static void Check(TypesShouldConjunction rule) => Assert.Empty(Violations(rule));

    private static IEnumerable<string> Violations(TypesShouldConjunction rule) =>
        rule.Evaluate(Architecture).Where(result => !result.Passed).Select(result => result.Description);

    /// <summary>Types of packages too, as far as ours use them.</summary>
    private static GivenTypes Referenced() => Types(includeReferenced: true);
}
