using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Sends a statement again after a failure that passes, until <see cref="StorageOptions.RetryTimeout"/>.
/// </summary>
/// <remarks>
/// Once time was up for one, each is sent once only, until one succeeds: while the database is away, those who come then learn
/// it at once instead of waiting in a row.
/// </remarks>
internal sealed partial class PostgresRetry(
    PostgresPools pools,
    IOptions<StorageOptions> options,
    TimeProvider time,
    StorageMetrics metrics,
    ILogger<PostgresRetry> logger,
    IMembership membership)
{
    private const int FirstDelay = 10;
    private const int LongestDelay = 400;

    private readonly TimeSpan _timeout = options.Value.RetryTimeout;
    private volatile bool _isAway;

    /// <summary>
    /// Runs the statement until it succeeds, fails for good, or time is up; then its last failure is thrown. Only for statements that may
    /// be repeated although they took effect, such as those that recognise what they have done before.
    /// </summary>
    /// <param name="statement">The statement.</param>
    /// <param name="onAgain">Told each failure after which it is sent again.</param>
    public Task<T> RunAsync<T>(Func<Task<T>> statement, Action<Exception>? onAgain = null) =>
        RunAsync(statement, PostgresFailure.IsTransient, onAgain);

    /// <summary>
    /// As <see cref="RunAsync{T}(Func{Task{T}}, Action{Exception})"/>, for a statement that would do it over again: once it may have taken
    /// effect it is not sent again, since what was acknowledged meanwhile would be undone. Nor is it sent by a silo that stood still and is
    /// no member of its cluster any more: another has done it by now where the request was repeated.
    /// </summary>
    /// <exception cref="SiloUnavailableException">This silo is no member any more.</exception>
    public Task<T> RunUnlessDoneAsync<T>(Func<Task<T>> statement) => RunAsync(
        async () =>
        {
            await membership.EnsureMemberAsync();
            return await statement();
        },
        static failure => PostgresFailure.IsTransient(failure) && !PostgresFailure.MayHaveTakenEffect(failure),
        onAgain: null);

    private async Task<T> RunAsync<T>(Func<Task<T>> statement, Func<Exception, bool> mayRepeat, Action<Exception>? onAgain)
    {
        var start = time.GetTimestamp();
        for (var longest = FirstDelay; ; longest = Math.Min(longest * 2, LongestDelay))
        {
            // Half of it by chance, so that silos that failed together do not come back together.
            var delay = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(longest / 2, longest + 1));
            try
            {
                var result = await statement();
                _isAway = false;
                return result;
            }
            catch (Exception exception) when (mayRepeat(exception))
            {
                if (PostgresFailure.IsReadOnlyServer(exception))
                {
                    pools.Renew();
                }

                var isThere = PostgresFailure.IsContention(exception);
                if ((_isAway && !isThere) || time.GetElapsedTime(start) + delay >= _timeout)
                {
                    _isAway = !isThere;
                    throw;
                }

                onAgain?.Invoke(exception);
                metrics.StatementRetried();
                Log.Again(logger, exception.Message);
            }

            await Task.Delay(delay, time);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(133, LogLevel.Warning, "A statement failed and is sent again: {Reason}")]
        public static partial void Again(ILogger logger, string reason);
    }
}
