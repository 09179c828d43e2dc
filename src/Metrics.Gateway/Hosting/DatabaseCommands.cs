using Metrics.Silo;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>The schema comes before everything else: the silo reads its queries from the database when it starts.</summary>
internal static class DatabaseCommands
{
    /// <summary>The argument with which the program brings the schema up to date and ends.</summary>
    public const string Migrate = "migrate";

    /// <summary>The argument with which the program looks at its settings and its database, changes and creates nothing, and ends.</summary>
    public const string Check = "check";

    /// <summary>Brings the schema up to date, if the configuration or the command line asks for it, else sees that it is.</summary>
    /// <returns>Whether that was all the command line asked for.</returns>
    /// <exception cref="StartupException">The database cannot be used, or its schema is behind and nobody brings it up to date; or <see cref="Check"/> found a setting that there is not.</exception>
    public static bool PrepareDatabase(this WebApplication app, string[] args)
    {
        var command = args.FirstOrDefault();
        var migrator = app.Services.GetRequiredService<SchemaMigrator>();
        var storage = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (command == Check)
        {
            if (SettingNames.FindUnknown(app.Configuration).FirstOrDefault() is { } unknown)
            {
                throw new StartupException(unknown);
            }

            Console.Out.WriteLine("The settings are valid.");
            if (storage.MigrateOnStart && migrator.FindPending() is { Count: > 0 } pending)
            {
                Console.Out.WriteLine(
                    $"The start will bring the schema of the database ({storage.Provider}) up to date, which lacks {string.Join(", ", pending)}.");
            }
            else
            {
                migrator.Check(isToBeUsed: false);
                Console.Out.WriteLine($"The database ({storage.Provider}) answers, and its schema is up to date.");
            }
        }
        else if (command == Migrate || storage.MigrateOnStart)
        {
            migrator.Migrate();
        }
        else
        {
            migrator.Check(isToBeUsed: true);
        }

        return command is Check or Migrate;
    }
}
