using System.Net.Sockets;
using Npgsql;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>What a failure of PostgreSQL, or of the way to it, means for whoever has sent a statement.</summary>
internal static class PostgresFailure
{
    /// <summary>What the driver says where none of several hosts is the primary, or each was away a moment ago, so that it asks none.</summary>
    private const string NoHost = "No suitable host was found.";

    /// <summary>
    /// Whether the same statement may succeed when it is sent again: the connection is lost or refused, the server stops,
    /// starts or is full, or another transaction was in the way. Whether the statement took effect is unknown.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // After a failover a connection may still lead to the server that only reads now.
        _ when IsReadOnlyServer(exception) => true,

        // Although an insertion passes over a row that is there (ON CONFLICT): while an index is made anew beside the running service
        // (REINDEX CONCURRENTLY) two transactions that insert a row at once may not agree on the index that tells. Next time it sees the row.
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,

        // Several hosts, and none of them can be used.
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(IsTransient),
        NpgsqlException failure => failure.IsTransient || failure.Message == NoHost,
        _ => false,
    };

    /// <summary>Whether the connection is one that only reads, as all that are open stay where a server was told so for a while.</summary>
    public static bool IsReadOnlyServer(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>Whether another transaction was in the way: then the server is there, and has answered.</summary>
    public static bool IsContention(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>
    /// Whether the statement may have taken effect all the same. An error that the server tells has ended its transaction, unless it is
    /// about a connection, as a pooler may tell it (class 08, and 40003); after all else nobody knows.
    /// </summary>
    public static bool MayHaveTakenEffect(Exception exception) => exception is not PostgresException
    {
        InvariantSeverity: "ERROR", SqlState: not (['0', '8', ..] or "40003"),
    };

    /// <summary>
    /// Whether the data is what the database cannot take, such as a text that is not Unicode. Nothing of the statement took
    /// effect, and the same data will fail again.
    /// </summary>
    public static bool IsOfData(Exception exception) => exception switch
    {
        // Class 22 is data, 23 constraints, 54 sizes that are too large.
        PostgresException { SqlState: ['2', '2', ..] or ['2', '3', ..] or ['5', '4', ..] } failure => !IsTransient(failure),

        // The driver could not even write it down.
        ArgumentException or InvalidCastException or OverflowException => true,
        _ => false,
    };

    /// <summary>Why the service cannot start, in one line for the person who starts it.</summary>
    public static StartupException ToStartupException(Exception exception, PostgresPools pools) => new(Describe(exception, pools), exception);

    private static string Describe(Exception exception, PostgresPools pools) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } failure =>
            $"The database server {pools.Server} does not let the user '{pools.User}' in: {failure.MessageText}. Check the user and the password in ConnectionStrings:Metrics.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"The database server {pools.Server} has no database '{pools.Database}'. Create it, or name another one in ConnectionStrings:Metrics.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } failure =>
            $"The database user '{pools.User}' lacks a right: {failure.MessageText}. As the owner of the database '{pools.Database}' run GRANT USAGE, CREATE ON SCHEMA public TO \"{pools.User}\"; of tables that another user owns, GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \"{pools.User}\".",
        PostgresException failure => $"The database server {pools.Server} refuses: {failure.MessageText} ({failure.SqlState}).",
        { InnerException: AggregateException several } => Describe(several.InnerExceptions[0], pools),
        { InnerException: SocketException or TimeoutException } => DescribeUnreachable(exception.InnerException, pools),
        SocketException => DescribeUnreachable(exception, pools),
        _ => $"The database server {pools.Server} cannot be used: {exception.Message}",
    };

    private static string DescribeUnreachable(Exception exception, PostgresPools pools) =>
        $"The database server {pools.Server} cannot be reached: {exception.Message}. Check the host and the port in ConnectionStrings:Metrics.";
}
