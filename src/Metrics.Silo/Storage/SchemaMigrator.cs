using DbUp.Engine;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Brings the schema up to date: runs the embedded scripts that the database has not seen yet, in the order of their
/// names, each in a transaction of its own.
/// </summary>
public sealed partial class SchemaMigrator
{
    /// <summary>How long one script may run, and how long another process that migrates is waited for.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What a person does about a schema that is not up to date, or not there.</summary>
    internal const string Remedy = "Run Metrics.Gateway migrate, or set Storage:MigrateOnStart to true.";

    private readonly ISchema _schema;
    private readonly ILogger _logger;

    /// <summary>For this schema.</summary>
    internal SchemaMigrator(ISchema schema, ILogger<SchemaMigrator> logger)
    {
        _schema = schema;
        _logger = logger;
    }

    /// <summary>Brings the schema up to date. Several processes may do so at once.</summary>
    /// <exception cref="StartupException">The database cannot be used, or a script failed; then the database is as it was before that script.</exception>
    public void Migrate()
    {
        using var held = _schema.Lock();
        var result = CreateEngine(isToBeChanged: true).PerformUpgrade();
        if (!result.Successful)
        {
            throw _schema.Explain(result.Error)
                ?? new StartupException($"The schema script {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }

        foreach (var script in result.Scripts)
        {
            Log.AppliedScript(_logger, script.Name);
        }

        _schema.CheckWritable();
    }

    /// <summary>Sees that the schema is up to date, and changes nothing.</summary>
    /// <param name="isToBeUsed">Whether this process goes on to use the database: then one that is changing the schema is waited for.</param>
    /// <exception cref="StartupException">The database cannot be used, or it lacks a script.</exception>
    public void Check(bool isToBeUsed)
    {
        using var held = isToBeUsed ? _schema.Lock() : null;
        var missing = FindMissing();
        if (missing.Count > 0)
        {
            throw new StartupException($"The schema of the database lacks {string.Join(", ", missing.Select(script => script.Name))}. {Remedy}");
        }

        _schema.CheckWritable();
    }

    /// <summary>Looks at what <see cref="Migrate"/> has to do, and changes nothing.</summary>
    /// <returns>The scripts that the database lacks.</returns>
    /// <exception cref="StartupException">The database cannot be used.</exception>
    public IReadOnlyList<string> FindPending()
    {
        if (!_schema.IsThere)
        {
            return [.. CreateEngine(isToBeChanged: false).GetDiscoveredScripts().Select(script => script.Name)];
        }

        var missing = FindMissing();
        _schema.CheckWritable();
        return [.. missing.Select(script => script.Name)];
    }

    /// <summary>
    /// Explains a failure of the database that comes after its schema was found to be there, such as a right that is missing; null for
    /// any other failure.
    /// </summary>
    public StartupException? Explain(Exception exception) =>
        _schema.Explain(exception) ?? (exception.InnerException is { } inner ? Explain(inner) : null);

    private List<SqlScript> FindMissing()
    {
        try
        {
            return CreateEngine(isToBeChanged: false).GetScriptsToExecute();
        }
        catch (Exception exception)
        {
            throw _schema.Explain(exception) ?? new StartupException($"The schema of the database cannot be looked at: {exception.Message}", exception);
        }
    }

    private UpgradeEngine CreateEngine(bool isToBeChanged) => _schema.CreateTarget(isToBeChanged)
        .WithScriptsEmbeddedInAssembly(typeof(SchemaMigrator).Assembly, name => name.StartsWith(_schema.Folder, StringComparison.Ordinal))
        .WithTransactionPerScript()
        .WithExecutionTimeout(Patience)
        .WithVariablesDisabled()
        .LogTo(new DbUp.Engine.Output.NoOpUpgradeLog())
        .Build();

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Information, "Applied the schema script {Script}.")]
        public static partial void AppliedScript(ILogger logger, string script);
    }
}
