using DbUp.Builder;

namespace Metrics.Silo.Storage;

/// <summary>The schema in one kind of database, as the migrator needs it.</summary>
internal interface ISchema
{
    /// <summary>The folder of the scripts, such as <c>Sqlite/</c>.</summary>
    string Folder { get; }

    /// <summary>Whether there is a database that can be looked at; false where <see cref="SchemaMigrator.Migrate"/> makes it.</summary>
    bool IsThere { get; }

    /// <summary>Where the scripts go.</summary>
    /// <param name="isToBeChanged">False where it is only to be found out which of them are missing: then nothing is created.</param>
    UpgradeEngineBuilder CreateTarget(bool isToBeChanged);

    /// <summary>
    /// Keeps other processes from changing the schema, or from using the database at all: at least until the result is disposed of. Waits
    /// for a process that is changing the schema.
    /// </summary>
    /// <exception cref="StartupException">The database cannot be used.</exception>
    IDisposable? Lock();

    /// <summary>Sees that the database may be written to, as far as that can be told without a write.</summary>
    /// <exception cref="StartupException">It may only be read.</exception>
    void CheckWritable();

    /// <summary>Explains a failure of the database itself; null where it is the script's.</summary>
    StartupException? Explain(Exception exception);
}
