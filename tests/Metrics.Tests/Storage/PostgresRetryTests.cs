using Metrics.Silo.Clustering;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Metrics.Tests.Storage;

/// <summary>Which statements are sent again, and after which failures.</summary>
public sealed class PostgresRetryTests : IDisposable
{
    private static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(5);
    private static readonly PostgresException Deadlock = OfServer(PostgresErrorCodes.DeadlockDetected);
    private static readonly NpgsqlException LostAnswer = new("Exception while reading from stream", new EndOfStreamException());

    private readonly PostgresPools _pools = new("Host=db;Username=u");
    private readonly FakeTimeProvider _time = new();
    private readonly PostgresRetry _retry;
    private int _attempts;

    private readonly StandstillGuard _guard;
    private SiloStatus _status = SiloStatus.Active;
    private SiloStatus _statusInTable = SiloStatus.Active;

    public PostgresRetryTests()
    {
        _guard = new StandstillGuard(
            StandIn.For<IClusterMembershipService>((_, _) => Refresh()),
            StandIn.For<ISiloStatusOracle>((_, _) => _status),
            _time,
            NullLogger<StandstillGuard>.Instance);
        _retry = new PostgresRetry(
            _pools,
            Options.Create(new StorageOptions { RetryTimeout = RetryTimeout }),
            _time,
            SilentMeters.Create(),
            NullLogger<PostgresRetry>.Instance,
            _guard);
    }

    public void Dispose()
    {
        _guard.Dispose();
        _pools.Dispose();
    }

    [Fact]
    public async Task A_statement_that_may_be_repeated_is_sent_again_whatever_has_become_of_it() =>
        Assert.Equal(2, await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(LostAnswer))));

    [Fact]
    public async Task Another_one_is_not_where_it_may_have_taken_effect()
    {
        await Assert.ThrowsAsync<NpgsqlException>(() => _retry.RunUnlessDoneAsync(() => FailOnceAsync(LostAnswer)));

        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Another_one_is_too_where_the_server_has_undone_it() =>
        Assert.Equal(2, await AdvanceAsync(_retry.RunUnlessDoneAsync(() => FailOnceAsync(Deadlock))));

    [Fact]
    public async Task Another_one_is_not_sent_by_a_silo_that_stood_still_and_is_no_member_any_more()
    {
        _statusInTable = SiloStatus.Dead;
        _time.Advance(StandstillGuard.Longest);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => _retry.RunUnlessDoneAsync(() => FailOnceAsync(Deadlock)));
        Assert.Equal(0, _attempts);

        // What recognises what was done before may be sent by anybody.
        await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(Deadlock)));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Of_several_hosts_one_that_may_come_back_is_enough()
    {
        var refused = new NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException());
        var stranger = OfServer(PostgresErrorCodes.InvalidPassword);

        Assert.Equal(2, await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(OfHosts(stranger, refused)))));
        _attempts = 0;
        await Assert.ThrowsAsync<NpgsqlException>(() => _retry.RunAsync(() => FailOnceAsync(OfHosts(stranger, stranger))));
    }

    [Fact]
    public async Task Once_time_was_up_for_one_each_is_sent_once_until_one_succeeds()
    {
        await Assert.ThrowsAsync<NpgsqlException>(() => _retry.RunAsync(() => FailLateAsync(LostAnswer)));

        await Assert.ThrowsAsync<NpgsqlException>(() => _retry.RunAsync(() => FailOnceAsync(LostAnswer)));
        Assert.Equal(2, await _retry.RunAsync(() => FailOnceAsync(LostAnswer)));
        _attempts = 0;
        Assert.Equal(2, await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(LostAnswer))));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public async Task Who_is_in_the_way_of_another_once_the_database_is_back_tries_again(string state)
    {
        await Assert.ThrowsAsync<NpgsqlException>(() => _retry.RunAsync(() => FailLateAsync(LostAnswer)));

        Assert.Equal(2, await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(OfServer(state)))));
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_for_long_does_not_mean_that_the_database_is_away()
    {
        await Assert.ThrowsAsync<PostgresException>(() => _retry.RunAsync(() => FailLateAsync(OfServer(PostgresErrorCodes.LockNotAvailable))));

        Assert.Equal(2, await AdvanceAsync(_retry.RunAsync(() => FailOnceAsync(Deadlock))));
    }

    private static PostgresException OfServer(string state) => new("It failed.", "ERROR", "ERROR", state);

    private static NpgsqlException OfHosts(params IEnumerable<Exception> failures) =>
        new("Unable to connect to a suitable host.", new AggregateException(failures));

    /// <summary>Lets the pause between two attempts pass.</summary>
    private Task<int> AdvanceAsync(Task<int> running)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return running;
    }

    /// <returns>Which attempt succeeded.</returns>
    private Task<int> FailOnceAsync(Exception failure) => ++_attempts == 1 ? Task.FromException<int>(failure) : Task.FromResult(_attempts);

    private Task<int> FailLateAsync(Exception failure)
    {
        _time.Advance(RetryTimeout);
        return Task.FromException<int>(failure);
    }

    /// <summary>The silo learns what the table has of it. An object, since a stand-in knows no other type.</summary>
    private object Refresh()
    {
        _status = _statusInTable;
        return default(ValueTask);
    }
}
