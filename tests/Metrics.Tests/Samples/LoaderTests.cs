using System.Diagnostics;
using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Samples;

/// <summary>The sample programs, as their own processes, against the real host.</summary>
public sealed class LoaderTests : IDisposable
{
    private readonly GatewayHost _host = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Any_CSV_file_can_be_loaded()
    {
        await File.WriteAllTextAsync(_folder.File("runs.csv"), """
            day,app,runs,minutes
            2024-04-08,"one, two",1,0.1
            2024-04-09,"one, two",2,0.2
            2024-04-09,three,4,0.5
            2024-04-10,three,8,1
            """);

        var output = await RunAsync(
            "load", _folder.File("runs.csv"), "--date", "day", "--key", "app", "--value", "Runs=runs", "--value", "Minutes=minutes",
            "--interval", "Monthly", "--until", "2024-04-09", "--show", "\"one, two\",three");

        Assert.Contains("Loaded 6 points", output, StringComparison.Ordinal);
        Assert.Equal(
            """
            Runs
              one, two  3.0
              three     4.0
            Minutes
              one, two  0.3
              three     0.5
            """,
            output[output.IndexOf("Runs\n", StringComparison.Ordinal)..].TrimEnd());
    }

    [Fact]
    public async Task Numbers_are_loaded_to_the_last_digit()
    {
        await File.WriteAllTextAsync(_folder.File("runs.csv"), """
            day,app,runs
            2024-04-08,a,79228162514264337593543950335
            2024-04-08,b,-00.12345678901234567890123456780000
            2024-04-08,c,1.50e3
            2024-04-08,d,0.0
            """);

        var output = await RunAsync(
            "load", _folder.File("runs.csv"), "--date", "day", "--key", "app", "--value", "Runs=runs", "--show", "a,b,c,d");

        Assert.EndsWith(
            "a  79228162514264337593543950335\n  b  -0.1234567890123456789012345678\n  c  1500.0\n  d  0.0", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10000000000000000000000000000.1")]
    [InlineData("0.12345678901234567890123456785")]
    [InlineData("1e-29")]
    public async Task A_number_with_too_many_digits_is_refused_and_not_rounded(string value)
    {
        await File.WriteAllTextAsync(_folder.File("runs.csv"), $"day,app,runs\n2024-04-08,one,{value}\n");

        var (code, output) = await StartAsync(
            TestUsers.SigningSecret, "load", _folder.File("runs.csv"), "--date", "day", "--key", "app", "--value", "Runs=runs");

        Assert.Equal(1, code);
        Assert.Contains($"line 2: '{value}' has more digits than a number may have", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_with_a_wrong_secret_ends_with_the_message_of_the_server()
    {
        await File.WriteAllTextAsync(_folder.File("runs.csv"), "day,app,runs\n2024-04-08,one,1\n");

        var (code, output) = await StartAsync("wrong", "load", _folder.File("runs.csv"), "--date", "day", "--key", "app", "--value", "Runs=runs");

        Assert.Equal(1, code);
        Assert.Contains("Signature data did not match expected result", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traffic_defines_metrics_and_keeps_them_alive()
    {
        var output = await RunAsync("traffic", "--days", "1", "--rate", "50", "--seconds", "1");

        Assert.Contains("6 of 6 metrics created", output, StringComparison.Ordinal);
        var answer = await _host.Client().Get("/v2/customMetrics/playbookRuns");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Traffic_whose_history_is_refused_says_what_to_do()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:KeysPerMetric"] = "1" });

        var (code, output) = await StartAsync(host, TestUsers.SigningSecret, "traffic", "--days", "1");

        Assert.Equal(1, code);
        Assert.Contains("reached its limit of 1 keys", output, StringComparison.Ordinal);
        Assert.Contains("The metrics exist now, so another run adds no history: delete them first, or give another --prefix.", output, StringComparison.Ordinal);
    }

    [RealInputFact]
    public async Task The_load_of_the_published_app_ends_in_its_numbers()
    {
        var output = await RunAsync(
            "load", RealInputFactAttribute.Path, "--date", "Date", "--key", "Country", "--value", "Confirmed=Confirmed",
            "--value", "Recovered=Recovered", "--value", "Deaths=Deaths", "--until", "2020-04-15", "--show", "US,Canada,Mexico",
            "--connections", "16");

        Assert.Contains("Loaded 47,940 points", output, StringComparison.Ordinal);
        Assert.Contains("Confirmed\n  US      637974.0\n  Canada  28209.0\n  Mexico  5847.0\n", output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output) = await StartAsync(TestUsers.SigningSecret, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    private Task<(int Code, string Output)> StartAsync(string secret, params string[] arguments) => StartAsync(_host, secret, arguments);

    private static async Task<(int Code, string Output)> StartAsync(GatewayHost host, string secret, params string[] arguments)
    {
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "Metrics.Samples.dll"), .. arguments,
            "--url", host.Address.ToString(), "--access-id", TestUsers.SigningId, "--secret", secret,
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", all)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
