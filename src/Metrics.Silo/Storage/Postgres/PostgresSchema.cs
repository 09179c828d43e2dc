using DbUp.Builder;
using DbUp.Postgresql;
using Npgsql;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>The schema in a PostgreSQL database, which several processes may want to bring up to date at once.</summary>
internal sealed class PostgresSchema(PostgresPools pools) : ISchema
{
    private const string TakeLock = $"SELECT pg_advisory_xact_lock({PostgresLocks.Schema})";

    /// <summary>A server or a network that is busy may miss the time limit of one attempt; a whole start is too much to lose to that.</summary>
    private const int Attempts = 3;

    /// <inheritdoc/>
    public string Folder => "Postgres/";

    /// <summary>Only its tables are made here, so it has to be.</summary>
    public bool IsThere => true;

    /// <inheritdoc/>
    public UpgradeEngineBuilder CreateTarget(bool isToBeChanged) =>
        PostgresqlExtensions.PostgresqlDatabase(new PostgresqlConnectionManager(pools.Control));

    /// <summary>The lock ends with its transaction, which is also how it ends where the process dies.</summary>
    public IDisposable Lock()
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = Connect();
            connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.CommandText = TakeLock;
            command.CommandTimeout = (int)SchemaMigrator.Patience.TotalSeconds;
            command.ExecuteNonQuery();
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            throw Explain(exception) ?? PostgresFailure.ToStartupException(exception, pools);
        }
    }

    /// <summary>A server may take no writes for a while; the service waits for it as long as that lasts.</summary>
    public void CheckWritable()
    {
    }

    /// <inheritdoc/>
    public StartupException? Explain(Exception exception) => exception switch
    {
        // A statement of a script that the server does not understand is the script's fault, a missing right is not.
        PostgresException { SqlState: not PostgresErrorCodes.InsufficientPrivilege and ['4', '2', ..] } => null,
        NpgsqlException => PostgresFailure.ToStartupException(exception, pools),
        _ => null,
    };

    private NpgsqlConnection Connect()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return pools.Control.OpenConnection();
            }
            catch (NpgsqlException exception) when (exception.InnerException is TimeoutException && attempt < Attempts)
            {
                // Once more.
            }
        }
    }
}
