using System.Collections.Immutable;
using Metrics.Silo.Storage;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Grains;

/// <summary>
/// In which silo a bucket is opened that is in none. Each silo works it out by itself, by rendezvous hashing over those that are active, so that
/// points of one bucket meet wherever they come in, without a question to anybody.
/// </summary>
/// <remarks>
/// Where silos disagree, as for a moment when one comes or goes, and with clocks that differ, a bucket may be opened in two of them. The version
/// of its row tells, as with two activations: who writes second is refused, and adds anew by way of the grain.
/// </remarks>
public sealed class BucketOwners : ISiloStatusListener
{
    private readonly ISiloStatusOracle _silos;
    private readonly KeyCache _keys;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private volatile Membership _membership = new([], default, 0);

    internal BucketOwners(ISiloStatusOracle silos, KeyCache keys, TimeProvider time)
    {
        (_silos, _keys, _time) = (silos, keys, time);
        _silos.SubscribeToSiloStatusEvents(this);
        LookAround();
    }

    /// <summary>When silos came or went last, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    internal long ChangedAt => _membership.Timestamp;

    /// <summary>
    /// The silo in which the bucket may be opened without its grain, as it can be in no other: its time began after the last silo came or went,
    /// its key was just admitted as new, or there is only one silo.
    /// </summary>
    /// <returns>Null where the bucket may have its grain somewhere.</returns>
    public SiloAddress? Find(BucketKey bucket, GrainId grain)
    {
        var membership = _membership;
        return membership.Active switch
        {
            // Which is not yet active, or the last that leaves.
            [] => _silos.SiloAddress,

            // This one, or the other of two of which this one leaves.
            [var only] => only,
            _ when bucket.BucketStart >= membership.Since || _keys.IsNew(new MetricKey(bucket.MetricId, bucket.Key)) => membership.OwnerOf(grain),
            _ => null,
        };
    }

    /// <summary>Where the grain of the bucket is to be activated, if it is not: where the bucket may be already.</summary>
    /// <returns>Null where there is only one silo.</returns>
    public SiloAddress? PlaceOf(GrainId grain) => _membership is { Active.Length: > 1 } membership ? membership.OwnerOf(grain) : null;

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => LookAround();

    /// <summary>Sees which silos there are. To be repeated now and then: what Orleans has at hand when it tells of a change may be from before it.</summary>
    internal void LookAround()
    {
        lock (_lock)
        {
            ImmutableArray<SiloAddress> active = [.. _silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Order()];
            if (!active.SequenceEqual(_membership.Active))
            {
                _membership = new Membership(active, _time.GetCurrentInstant(), _time.GetTimestamp());
            }
        }
    }

    /// <param name="Active">The silos, in an order that is the same in all.</param>
    /// <param name="Since">Since when they have been these.</param>
    /// <param name="Timestamp">The same, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    private sealed record Membership(ImmutableArray<SiloAddress> Active, Instant Since, long Timestamp)
    {
        public SiloAddress OwnerOf(GrainId grain) => Active.MaxBy(silo => Score(grain, silo))!;

        /// <summary>Spread evenly, and the same in every process: these hash codes are, unlike those of .NET.</summary>
        private static ulong Score(GrainId grain, SiloAddress silo)
        {
            var bits = ((ulong)grain.GetUniformHashCode() << 32) | (uint)silo.GetConsistentHashCode();
            bits = (bits ^ (bits >> 32)) * 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 29)) * 0xD6E8FEB86659FD93;
            return bits ^ (bits >> 32);
        }
    }
}
