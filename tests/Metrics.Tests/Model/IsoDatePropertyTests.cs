using System.Text;
using CsCheck;
using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Model;

/// <summary>Dates as NodaTime writes them, and text that only looks like dates.</summary>
public sealed class IsoDatePropertyTests
{
    private static readonly Instant Earliest = Instant.FromUtc(1, 1, 3, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(9999, 12, 29, 0, 0);

    private static readonly LocalDateTimePattern ToTheMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    private static readonly Gen<Instant> AnyInstant = Gen.Select(
        Gen.Long[Earliest.ToUnixTimeSeconds(), Latest.ToUnixTimeSeconds()],
        Gen.OneOf(Gen.Const(0L), Gen.Long[0, 999].Select(milliseconds => milliseconds * 1_000_000), Gen.Long[0, 999_999_999]),
        (seconds, nanoseconds) => Instant.FromUnixTimeSeconds(seconds).PlusNanoseconds(nanoseconds));

    private static readonly Gen<DateTimeZone> AnyZone = Gen.OneOf([.. ClockChanges.Zones]);

    [Fact]
    public void An_instant_is_read_back_to_the_nanosecond() =>
        Gen.Select(AnyInstant, AnyZone).Sample(
            (instant, zone) => Parse(InstantPattern.ExtendedIso.Format(instant), zone) == instant, iter: 10_000);

    [Fact]
    public void An_instant_is_read_back_from_the_clock_of_any_offset() =>
        Gen.Select(AnyInstant, Gen.Int[-18 * 60, 18 * 60], AnyZone).Sample((instant, minutes, zone) =>
        {
            var written = instant.WithOffset(Offset.FromSeconds(minutes * 60));
            return Parse(OffsetDateTimePattern.Rfc3339.Format(written), zone) == instant
                && Parse(OffsetDateTimePattern.GeneralIso.Format(written), zone) == Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        }, iter: 10_000);

    [Fact]
    public void Every_time_on_a_clock_of_its_zone_is_read_as_the_first_moment_that_shows_it() =>
        Gen.Select(ClockChanges.AnyMoment, Gen.Bool).Sample((moment, wholeMinute) =>
        {
            var local = moment.Instant.InZone(moment.Zone).LocalDateTime;
            local = wholeMinute ? local.Date + new LocalTime(local.Hour, local.Minute) : local;
            var text = (wholeMinute ? ToTheMinute : LocalDateTimePattern.ExtendedIso).Format(local);
            var shown = moment.Zone.MapLocal(local);
            return shown.Count == 0 || Parse(text, moment.Zone) == shown.First().ToInstant();
        }, iter: 10_000);

    [Fact]
    public void A_date_alone_is_a_moment_of_the_day_it_names() =>
        ClockChanges.AnyMoment.Sample(moment =>
        {
            var date = moment.Instant.InZone(moment.Zone).Date;
            var day = new BucketCalendar(moment.Zone).BucketOf(moment.Zone.AtStartOfDay(date).ToInstant(), Interval.Daily);
            return Parse(LocalDatePattern.Iso.Format(date), moment.Zone) is { } instant && day.Contains(instant);
        }, iter: 10_000);

    [Fact]
    public void Any_text_is_read_or_refused_without_a_fuss() =>
        Gen.Select(Gen.OneOf("0123456789+-.,:TtZz \0"u8.ToArray()).Array[0, 40], AnyZone)
            .Sample((text, zone) => IsoDate.TryParse(text, zone, out var instant) || instant == default, iter: 10_000);

    [Fact]
    public void A_date_with_a_few_bytes_changed_is_read_or_refused_without_a_fuss() =>
        Gen.Select(
            Gen.OneOf("9999-12-31T23:59:59.999999999-18:00", "0001-01-01T00:00:00.000000000+18:00", "2024-02-29T12:30:15", "9999-12-31", "0001-01-01"),
            Gen.Select(Gen.Int[0, 34], Gen.OneOf("0123456789+-.,:TZ"u8.ToArray())).Array[0, 4],
            Gen.Int[0, 35],
            AnyZone).Sample((date, changes, length, zone) =>
        {
            var text = Encoding.ASCII.GetBytes(date);
            foreach (var (at, with) in changes)
            {
                text[at % text.Length] = with;
            }

            return IsoDate.TryParse(text.AsSpan(0, Math.Min(length, text.Length)), zone, out var instant) || instant == default;
        }, iter: 10_000);

    private static Instant? Parse(string text, DateTimeZone zone) =>
        IsoDate.TryParse(Encoding.ASCII.GetBytes(text), zone, out var instant) ? instant : null;
}
