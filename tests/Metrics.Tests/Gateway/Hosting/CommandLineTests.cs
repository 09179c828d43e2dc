using Metrics.Gateway.Hosting;
using Metrics.Silo;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>Which words on the command line mean something.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("migrate")]
    [InlineData("check", "--Urls", "http://localhost:9000")]
    [InlineData("health", "--Urls=http://localhost:9000")]
    [InlineData("--Urls", "")]
    [InlineData("--Urls", "--Urls")]
    [InlineData("Urls=http://localhost:9000", "/Storage:MaxBatchSize", "100")]
    public void Commands_and_settings_are_understood(params string[] args) => CommandLine.Validate(args);

    [Theory]
    [InlineData("migarte", "migarte")]
    [InlineData("check", "check", "check")]
    [InlineData("check", "--Urls", "http://localhost:9000", "check")]
    [InlineData("--help", "--help")]
    [InlineData("--Urls", "migrate", "--Urls")]
    [InlineData("-v", "-v")]
    [InlineData("", "")]
    public void Any_other_word_is_named(string expected, params string[] args)
    {
        var failure = Assert.Throws<StartupException>(() => CommandLine.Validate(args));

        Assert.Equal(
            $"'{expected}' on the command line is neither a command nor a setting with a value. "
            + "The commands are check, health, migrate, and come first; a setting is given as --Urls http://localhost:8080.",
            failure.Message);
    }
}
