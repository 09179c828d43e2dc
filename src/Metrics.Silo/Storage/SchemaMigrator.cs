using DbUp;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Brings the schema up to date: runs the embedded scripts that the database has not seen yet, in the order of their
/// names, each in a transaction of its own.
/// </summary>
public sealed partial class SchemaMigrator
{
    private readonly SqliteFile _file;
    private readonly ILogger _logger;

    /// <summary>For this file, which is locked against other processes from now on.</summary>
    internal SchemaMigrator(SqliteFile file, ILogger<SchemaMigrator> logger)
    {
        _file = file;
        _logger = logger;
    }

    /// <exception cref="StartupException">A script failed; the database is as it was before that script.</exception>
    public void Migrate()
    {
        var result = DeployChanges.To
            .SqliteDatabase(_file.ConnectionString)
            .WithScriptsEmbeddedInAssembly(typeof(SchemaMigrator).Assembly, name => name.StartsWith("Sqlite/", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new DbUp.Engine.Output.NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();

        if (!result.Successful)
        {
            throw new StartupException($"The schema script {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }

        foreach (var script in result.Scripts)
        {
            Log.AppliedScript(_logger, script.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Information, "Applied the schema script {Script}.")]
        public static partial void AppliedScript(ILogger logger, string script);
    }
}
