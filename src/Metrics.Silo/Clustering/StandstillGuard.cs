using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Clustering;

/// <summary>
/// Keeps a silo that stood still from answering out of memory what is not so any more. While a process is stopped, or its machine is, the
/// others may declare it dead and activate its grains anew. When it goes on it does not know that, and its own grains answer as if nothing had
/// happened. So after a standstill the table of members is asked first.
/// </summary>
public sealed class StandstillGuard : PeriodicService, IMembership
{
    /// <summary>How long a silo may stand still without a question: less than the three probes, one each second, after which it is declared dead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.5);

    /// <summary>Who waits for longer is better off with another silo.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(3);

    private readonly IClusterMembershipService _members;
    private readonly ISiloStatusOracle _silos;
    private readonly SharedCall<bool> _question;
    private volatile Moment _ran;

    /// <summary>The guard of this silo.</summary>
    public StandstillGuard(IClusterMembershipService members, ISiloStatusOracle silos, TimeProvider time, ILogger<StandstillGuard> logger)
        : base(Period, time, logger)
    {
        (_members, _silos) = (members, silos);
        _question = new(AskAsync);
        _ran = new Moment(time);
    }

    private bool HasRunLately => _ran.Age < Longest;

    /// <inheritdoc/>
    public Task EnsureMemberAsync()
    {
        RequireAlive();
        return HasRunLately ? Task.CompletedTask : _question.NextAsync();
    }

    /// <summary>Notes that the silo runs; but after a standstill only the answer of the table counts.</summary>
    public override Task RunOnceAsync()
    {
        // From before the look, or a standstill between the two would not show.
        var now = new Moment(Time);
        if (HasRunLately)
        {
            _ran = now;
        }

        return Task.CompletedTask;
    }

    private async Task<bool> AskAsync()
    {
        // From before the question: the silo may stand still during it.
        var now = new Moment(Time);

        // The first may be one that was under way before the standstill, as Orleans asks once for all who want to know.
        await RefreshAsync();
        await RefreshAsync();
        RequireAlive();
        _ran = now;
        return true;
    }

    private Task RefreshAsync() => DatabaseCall.RunAsync(() => _members.Refresh().AsTask().WaitAsync(TimeToAnswer, Time));

    private void RequireAlive()
    {
        if (_silos.CurrentStatus == SiloStatus.Dead)
        {
            throw new SiloUnavailableException("This silo was declared dead, and is about to end.");
        }
    }
}
