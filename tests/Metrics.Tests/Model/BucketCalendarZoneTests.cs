using CsCheck;
using Metrics.Silo.Model;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Model;

/// <summary>
/// Every zone of the time zone database, across each of its clock changes up to the year 2100: the buckets tile the
/// time line, and they are cut where the calendar on the wall turns its page.
/// </summary>
public sealed class BucketCalendarZoneTests
{
    private const int BucketsAround = 3;

    /// <summary>A day long before all others here, so that days and weeks count up from it.</summary>
    private static readonly LocalDate LongAgo = new(1, 1, 1);

    [Theory]
    [InlineData(Interval.Hourly, IsoDayOfWeek.Monday)]
    [InlineData(Interval.Daily, IsoDayOfWeek.Monday)]
    [InlineData(Interval.Weekly, IsoDayOfWeek.Monday)]
    [InlineData(Interval.Weekly, IsoDayOfWeek.Sunday)]
    [InlineData(Interval.Monthly, IsoDayOfWeek.Monday)]
    [InlineData(Interval.Yearly, IsoDayOfWeek.Monday)]
    public void Across_every_clock_change_of_every_zone_the_buckets_tile_the_time_line(Interval interval, IsoDayOfWeek firstDayOfWeek)
    {
        foreach (var zone in ClockChanges.Zones)
        {
            var calendar = new BucketCalendar(zone, firstDayOfWeek);
            var checkedUntil = Instant.MinValue;
            foreach (var change in ClockChanges.Of(zone))
            {
                AssertHeld(calendar, interval, change - Duration.Epsilon);
                AssertHeld(calendar, interval, change);
                checkedUntil = WalkAcross(calendar, interval, firstDayOfWeek, change, checkedUntil);
            }
        }
    }

    [Fact]
    public void Every_name_of_a_zone_has_been_looked_at()
    {
        var canonical = NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.CanonicalIdMap;
        var looked = ClockChanges.Zones.Select(zone => zone.Id).ToHashSet(StringComparer.Ordinal);

        Assert.All(DateTimeZoneProviders.Tzdb.Ids, id => Assert.Contains(canonical[id], looked));
    }

    [Fact]
    public void Every_instant_lies_in_one_bucket_and_all_instants_of_a_bucket_agree() =>
        Gen.Select(ClockChanges.AnyMoment, Gen.Enum<Interval>(), Gen.Int[1, 7], Gen.Double[0, 0.999]).Sample((moment, interval, day, share) =>
        {
            var calendar = new BucketCalendar(moment.Zone, (IsoDayOfWeek)day);
            var bucket = calendar.BucketOf(moment.Instant, interval);
            var inside = bucket.Start + ((bucket.End - bucket.Start) * share);

            Assert.True(bucket.Contains(moment.Instant));
            Assert.Equal(bucket, calendar.BucketOf(inside, interval));
            AssertTile(calendar, interval, (IsoDayOfWeek)day, bucket);
        }, iter: 20_000);

    /// <summary>Walks from some buckets before the change to some after it, but over nothing twice.</summary>
    /// <returns>The end of the walk.</returns>
    private static Instant WalkAcross(BucketCalendar calendar, Interval interval, IsoDayOfWeek firstDayOfWeek, Instant change, Instant from)
    {
        var bucket = calendar.BucketOf(change, interval);
        for (var before = 0; before < BucketsAround && bucket.Start > from; before++)
        {
            bucket = calendar.BucketOf(bucket.Start - Duration.Epsilon, interval);
        }

        for (var after = 0; after <= BucketsAround; after += bucket.Start > change ? 1 : 0)
        {
            if (bucket.Start >= from)
            {
                AssertTile(calendar, interval, firstDayOfWeek, bucket);
            }

            bucket = calendar.BucketOf(bucket.End, interval);
        }

        return bucket.Start;
    }

    private static void AssertHeld(BucketCalendar calendar, Interval interval, Instant instant)
    {
        var bucket = calendar.BucketOf(instant, interval);
        if (!bucket.Contains(instant) || calendar.BucketOf(bucket.Start, interval) != bucket)
        {
            Assert.Fail($"{calendar.Zone.Id}, {interval}: {instant} is not held by its bucket {bucket}.");
        }
    }

    /// <summary>The bucket is not empty, its first and last moment find it, its neighbour begins at its end, and it is one page of the calendar.</summary>
    private static void AssertTile(BucketCalendar calendar, Interval interval, IsoDayOfWeek firstDayOfWeek, TimeBucket bucket)
    {
        var last = bucket.End - Duration.Epsilon;
        var tiles = bucket.Start < bucket.End
            && calendar.BucketOf(bucket.Start, interval) == bucket
            && calendar.BucketOf(last, interval) == bucket
            && calendar.BucketOf(bucket.End, interval).Start == bucket.End
            && Instant.FromUnixTimeSeconds(bucket.Start.ToUnixTimeSeconds()) == bucket.Start;
        var isPage = interval == Interval.Hourly
            ? IsHour(calendar.Zone, bucket, last)
            : PageOf(bucket.Start - Duration.Epsilon) < PageOf(bucket.Start) && PageOf(bucket.Start) == PageOf(last);
        if (!tiles || !isPage)
        {
            Assert.Fail($"{calendar.Zone.Id}, {interval} from {firstDayOfWeek}: {bucket} tiles: {tiles}, one page of the calendar: {isPage}.");
        }

        int PageOf(Instant instant)
        {
            var date = instant.InZone(calendar.Zone).Date;
            return interval switch
            {
                Interval.Daily => Period.DaysBetween(LongAgo, date),
                Interval.Weekly => Period.DaysBetween(LongAgo.Next(firstDayOfWeek), date) / 7,
                Interval.Monthly => (date.Year * 12) + date.Month,
                _ => date.Year,
            };
        }
    }

    /// <summary>On the clock it begins with the hour or with a clock change, ends alike, and the clock runs through.</summary>
    private static bool IsHour(DateTimeZone zone, TimeBucket bucket, Instant last)
    {
        var offset = zone.GetUtcOffset(bucket.Start);
        var clock = bucket.Start.WithOffset(offset).TimeOfDay;
        return zone.GetUtcOffset(last) == offset
            && bucket.End - bucket.Start <= Duration.FromHours(1)
            && ((clock.Minute == 0 && clock.Second == 0) || zone.GetUtcOffset(bucket.Start - Duration.Epsilon) != offset);
    }
}
