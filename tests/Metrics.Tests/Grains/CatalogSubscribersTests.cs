using Metrics.Silo.Grains;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Grains;

/// <summary>Who keeps copies of a catalog, and how long a change waits for them.</summary>
public sealed class CatalogSubscribersTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>When a test gives up that something ends.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly CatalogSubscribers _subscribers;

    public CatalogSubscribersTests() => _subscribers = new CatalogSubscribers(_time, Lease);

    [Fact]
    public void One_that_answers_is_not_waited_for()
    {
        var observer = Renewed(new Observer());

        Assert.True(PublishAsync().IsCompletedSuccessfully);
        Assert.True(PublishAsync().IsCompletedSuccessfully);

        Assert.Equal(2, observer.Calls);
    }

    [Fact]
    public async Task One_that_cannot_be_reached_is_waited_for_until_its_lease_ends_and_then_forgotten()
    {
        var lost = Renewed(new Observer { IsLost = true });
        var reached = Renewed(new Observer());

        await AssertWaitsForEndOfLeaseAsync();

        Assert.True(PublishAsync().IsCompletedSuccessfully);
        Assert.Equal((1, 2), (lost.Calls, reached.Calls));
    }

    [Fact]
    public void One_whose_lease_has_ended_is_not_waited_for()
    {
        Renewed(new Observer { IsLost = true });
        _time.Advance(Lease);

        Assert.True(PublishAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task One_that_says_nothing_is_waited_for_no_longer_than_one_that_is_lost()
    {
        Renewed(new Observer { IsSilent = true });

        await AssertWaitsForEndOfLeaseAsync();

        Assert.True(PublishAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task One_that_renews_its_lease_meanwhile_may_not_hear_the_answer_and_is_waited_for_but_stays()
    {
        Renewed(new Observer { IsLost = true });
        _time.Advance(TimeSpan.FromSeconds(3));
        var returning = Renewed(new Observer { IsLost = true });

        var publishing = PublishAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        _subscribers.Renew(returning);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3) - Moment);
        Assert.False(publishing.IsCompleted);
        _time.Advance(Moment);
        await publishing.WaitAsync(Late);

        returning.IsLost = false;
        Assert.True(PublishAsync().IsCompletedSuccessfully);
        Assert.Equal(2, returning.Calls);
    }

    [Fact]
    public void One_is_known_from_its_second_renewal_on()
    {
        var observer = new Observer();

        Assert.False(_subscribers.Renew(observer));
        Assert.True(_subscribers.Renew(observer));
        Assert.False(_subscribers.Renew(new Observer()));
    }

    [Fact]
    public async Task Copies_from_before_the_activation_are_waited_for_until_the_last_of_their_leases_has_ended()
    {
        _time.Advance(TimeSpan.FromSeconds(2));

        var waiting = _subscribers.WaitForEarlierCopiesAsync();
        _time.Advance(TimeSpan.FromSeconds(3) - Moment);
        Assert.False(waiting.IsCompleted);
        _time.Advance(Moment);
        await waiting.WaitAsync(Late);

        Assert.True(_subscribers.WaitForEarlierCopiesAsync().IsCompletedSuccessfully);
    }

    private Observer Renewed(Observer observer)
    {
        _subscribers.Renew(observer);
        return observer;
    }

    /// <summary>A change comes 2 seconds after all copies were renewed, and is done when their lease of 5 has ended, not before.</summary>
    private async Task AssertWaitsForEndOfLeaseAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(2));

        var publishing = PublishAsync();
        _time.Advance(TimeSpan.FromSeconds(3) - Moment);
        Assert.False(publishing.IsCompleted);
        _time.Advance(Moment);
        await publishing.WaitAsync(Late);
    }

    private Task PublishAsync() => _subscribers.PublishAsync("o|Main", CatalogSnapshot.Empty);

    private sealed class Observer : ICatalogObserver
    {
        public bool IsLost { get; set; }

        public bool IsSilent { get; init; }

        public int Calls { get; private set; }

        public Task Publish(string catalogKey, CatalogSnapshot snapshot)
        {
            Calls++;
            return IsLost ? Task.FromException(new TimeoutException())
                : IsSilent ? Task.Delay(Timeout.Infinite)
                : Task.CompletedTask;
        }
    }
}
