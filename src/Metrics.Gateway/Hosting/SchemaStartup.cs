using Metrics.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>The schema comes before everything else: the silo reads its queries from the database when it starts.</summary>
internal static class SchemaStartup
{
    /// <summary>The argument with which the program brings the schema up to date and ends.</summary>
    private const string MigrateCommand = "migrate";

    /// <summary>Brings the schema up to date, if the configuration or the command line asks for it, else sees that it is.</summary>
    /// <returns>Whether that was all the command line asked for.</returns>
    public static bool MigrateSchema(this WebApplication app, string[] args)
    {
        var isCommand = args is [MigrateCommand, ..];
        var migrator = app.Services.GetRequiredService<SchemaMigrator>();
        if (isCommand || app.Services.GetRequiredService<IOptions<StorageOptions>>().Value.MigrateOnStart)
        {
            migrator.Migrate();
        }
        else
        {
            migrator.Check();
        }

        return isCommand;
    }
}
