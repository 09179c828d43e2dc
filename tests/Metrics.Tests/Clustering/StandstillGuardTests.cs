using Metrics.Silo.Clustering;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Clustering;

/// <summary>A silo that may have been declared dead while it stood still.</summary>
public sealed class StandstillGuardTests : IDisposable
{
    private readonly TwoClocks _time = new();
    private readonly StandstillGuard _guard;
    private SiloStatus _status = SiloStatus.Active;
    private SiloStatus _statusInTable = SiloStatus.Active;
    private int _questions;

    public StandstillGuardTests() => _guard = new StandstillGuard(
        StandIn.For<IClusterMembershipService>((_, _) => Ask()),
        StandIn.For<ISiloStatusOracle>((_, _) => _status),
        _time,
        NullLogger<StandstillGuard>.Instance);

    public void Dispose() => _guard.Dispose();

    [Fact]
    public async Task One_that_runs_asks_nobody()
    {
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(StandstillGuard.Longest / 2);
            await _guard.RunOnceAsync();
            await _guard.EnsureMemberAsync();
        }

        Assert.Equal(0, _questions);
    }

    [Fact]
    public async Task One_that_stood_still_and_is_dead_answers_nobody()
    {
        _statusInTable = SiloStatus.Dead;
        _time.Advance(StandstillGuard.Longest);

        await Assert.ThrowsAsync<SiloUnavailableException>(_guard.EnsureMemberAsync);
        await Assert.ThrowsAsync<SiloUnavailableException>(_guard.EnsureMemberAsync);
    }

    [Fact]
    public async Task One_that_stood_still_and_is_a_member_goes_on()
    {
        _time.Advance(StandstillGuard.Longest);

        await AssertAsksUntilAnsweredAsync();
    }

    [Fact]
    public async Task One_whose_machine_was_suspended_asks_too()
    {
        _time.Moved = StandstillGuard.Longest;
        await _guard.RunOnceAsync();

        await AssertAsksUntilAnsweredAsync();
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_hides_no_standstill_and_is_none()
    {
        _time.Moved = -TimeSpan.FromHours(1);
        await _guard.EnsureMemberAsync();
        Assert.Equal(0, _questions);

        _time.Advance(StandstillGuard.Longest);
        await _guard.EnsureMemberAsync();

        Assert.InRange(_questions, 1, int.MaxValue);
    }

    [Fact]
    public async Task That_it_runs_again_does_not_hide_that_it_stood_still()
    {
        _time.Advance(StandstillGuard.Longest);
        await _guard.RunOnceAsync();

        await _guard.EnsureMemberAsync();

        Assert.InRange(_questions, 1, int.MaxValue);
    }

    [Fact]
    public async Task One_that_learns_otherwise_that_it_is_dead_answers_nobody()
    {
        await _guard.EnsureMemberAsync();
        _status = SiloStatus.Dead;

        await Assert.ThrowsAsync<SiloUnavailableException>(_guard.EnsureMemberAsync);
    }

    private async Task AssertAsksUntilAnsweredAsync()
    {
        await _guard.EnsureMemberAsync();
        var asked = _questions;
        await _guard.EnsureMemberAsync();

        Assert.InRange(asked, 1, int.MaxValue);
        Assert.Equal(asked, _questions);
    }

    /// <summary>The silo learns what the table has of it. An object, since a stand-in knows no other type.</summary>
    private object Ask()
    {
        _questions++;
        _status = _statusInTable;
        return default(ValueTask);
    }
}
