using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Tests.Grains;

/// <summary>In which silo a bucket is opened that is in none, as each silo of a cluster sees it.</summary>
public sealed class BucketOwnersTests
{
    private static readonly SiloAddress[] s_silos =
        [.. Enumerable.Range(1, 4).Select(i => SiloAddress.FromParsableString($"10.0.0.{i}:11111@{100 + i}"))];

    private readonly FakeTimeProvider _time = new();
    private readonly KeyCache _keys;
    private readonly Dictionary<SiloAddress, SiloStatus> _statuses = [];

    public BucketOwnersTests() => _keys = new KeyCache(_time);

    private Instant Now => _time.GetCurrentInstant();

    [Fact]
    public void One_silo_opens_all()
    {
        var owners = Join(s_silos[..1])[0];

        Assert.Equal(s_silos[0], Find(owners, Bucket("a", Instant.MinValue)));
        Assert.Null(owners.PlaceOf(Grain(Bucket("a", Now))));
    }

    [Fact]
    public void The_last_one_opens_all_also_for_one_that_leaves()
    {
        var each = Join(s_silos[..2]);

        each.ForEach(owners => Change(owners, s_silos[0], SiloStatus.ShuttingDown));

        Assert.All(each, owners => Assert.Equal(s_silos[1], Find(owners, Bucket("a", Instant.MinValue))));
    }

    [Fact]
    public void Silos_agree_and_each_opens_its_share()
    {
        var each = Join(s_silos[..3]);
        var buckets = Enumerable.Range(0, 3_000).Select(i => Bucket($"key{i}", Now)).ToList();

        var found = buckets.ConvertAll(bucket => Find(each[0], bucket));

        Assert.All(each[1..], owners => Assert.Equal(found, buckets.Select(bucket => Find(owners, bucket))));
        Assert.Equal(found, buckets.Select(bucket => each[0].PlaceOf(Grain(bucket))));
        Assert.All(found.CountBy(silo => silo!), share => Assert.InRange(share.Value, 900, 1_100));
    }

    [Fact]
    public void Where_a_silo_comes_only_its_share_moves()
    {
        var owners = Join(s_silos[..3])[0];
        var buckets = Enumerable.Range(0, 4_000).Select(i => Bucket($"key{i}", Now + Duration.FromHours(1))).ToList();
        var before = buckets.ConvertAll(bucket => Find(owners, bucket));

        Change(owners, s_silos[3], SiloStatus.Active);

        var moved = buckets.Where((bucket, i) => !Equals(Find(owners, bucket), before[i])).ToList();
        Assert.InRange(moved.Count, 900, 1_100);
        Assert.All(moved, bucket => Assert.Equal(s_silos[3], Find(owners, bucket)));
    }

    [Fact]
    public void What_may_have_a_grain_from_before_the_last_change_is_nobodys()
    {
        var owners = Join(s_silos[..2])[0];
        var (before, after) = (Bucket("a", Now - Duration.FromSeconds(1)), Bucket("a", Now));
        Assert.Null(Find(owners, before));
        Assert.NotNull(Find(owners, after));
        Assert.NotNull(owners.PlaceOf(Grain(before)));

        // That one is about to come changes nothing; that it is there does.
        _time.Advance(TimeSpan.FromMinutes(1));
        Change(owners, s_silos[2], SiloStatus.Joining);
        Assert.NotNull(Find(owners, after));
        Change(owners, s_silos[2], SiloStatus.Active);
        Assert.Null(Find(owners, after));

        _time.Advance(TimeSpan.FromMinutes(1));
        after = Bucket("a", Now - Duration.FromSeconds(1));
        Assert.NotNull(Find(owners, after));
        Change(owners, s_silos[2], SiloStatus.ShuttingDown);
        Assert.Null(Find(owners, after));
    }

    [Fact]
    public void A_key_that_was_just_admitted_as_new_has_no_grain_yet()
    {
        var owners = Join(s_silos[..2])[0];
        var bucket = Bucket("new", Now - Duration.FromHours(1));
        _keys.Add(new MetricKey(bucket.MetricId, "known"), isNew: false);
        _keys.Add(new MetricKey(bucket.MetricId, "new"), isNew: true);

        Assert.NotNull(Find(owners, bucket));
        Assert.Null(Find(owners, bucket with { Key = "known" }));

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(Find(owners, bucket));
    }

    private static SiloAddress? Find(BucketOwners owners, BucketKey bucket) => owners.Find(bucket, Grain(bucket));

    private static GrainId Grain(BucketKey bucket) => GrainId.Create("bucket", bucket.ToGrainKey());

    private static BucketKey Bucket(string key, Instant start) => new(1, start, key);

    /// <summary>What each silo of a cluster of these finds.</summary>
    private List<BucketOwners> Join(SiloAddress[] silos)
    {
        foreach (var silo in silos)
        {
            _statuses.Add(silo, SiloStatus.Active);
        }

        return [.. silos.Select(self => new BucketOwners(TestSilos.OracleOf(self, _statuses), _keys, _time))];
    }

    private void Change(BucketOwners owners, SiloAddress silo, SiloStatus status)
    {
        _statuses[silo] = status;
        owners.SiloStatusChangeNotification(silo, status);
    }
}
