using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo;
using Metrics.Silo.Storage;

try
{
    // Settings are found beside the program, wherever it is started from; data goes to where it is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddHosting();
    builder.AddMetricsSilo();
    builder.Services.AddApiUsers(builder.Configuration);
    builder.Services.AddV2();
    builder.Services.AddApiDocument();
    builder.Services.AddHealth();

    await using var app = builder.Build();
    app.UseExceptionHandler(_ => { });
    app.UseEnvelopeStatusPages();
    app.UsePathBase(V2Extensions.AlternativeBase);
    app.UseRouting();
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapV2();
    app.MapApiDocument();
    app.MapHealth();
    app.MapGet("/", () => Results.Redirect("/docs")).ExcludeFromDescription();
    app.AnnounceOnStart();
    await app.RunAsync();
    return 0;
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
