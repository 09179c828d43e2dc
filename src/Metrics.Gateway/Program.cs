using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo;

try
{
    CommandLine.Validate(args);
    if (await HealthCommand.RunAsync(args) is { } exitCode)
    {
        return exitCode;
    }

    // Settings are found beside the program, wherever it is started from; data goes to where it is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddHosting();
    builder.AddMetricsSilo();
    builder.AddInsight();
    builder.Services.AddApiUsers(builder.Configuration);
    builder.Services.AddV2();
    builder.Services.AddApiDocument();

    await using var app = builder.Build();
    if (app.PrepareDatabase(args))
    {
        return 0;
    }

    app.UseDrain();
    app.UseFailureEnvelopes();
    app.UseOrleansDashboard();
    app.UseApiUsers();
    app.UseHeadAsGet();
    app.UsePathBase(V2Extensions.AlternativeBase);
    app.UseRouting();
    app.UseEnvelopesOfRouter();
    app.UseRateLimiter();
    app.UseRoles();
    app.UseStandstillGuard();
    app.MapV2();
    app.MapApiDocument();
    app.MapHosting();
    app.AnnounceOnStart();
    await app.RunToEndAsync();
    return 0;
}
catch (Exception exception) when (StartupFailure.Describe(exception) is { } line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}
