using Metrics.Gateway.Hosting;
using Metrics.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Metrics.Tests.Gateway.Hosting;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData(null, null, null, "http://localhost:8080")]
    [InlineData("", "", "", "http://localhost:8080")]
    [InlineData(null, "8081", null, "http://*:8081")]
    [InlineData(null, null, "8443", "https://*:8443")]
    [InlineData("", "8081; 8082", "8443", "http://*:8081;http://*:8082;https://*:8443")]
    [InlineData("http://127.0.0.1:9000", "8081", "abc", "http://127.0.0.1:9000")]
    public void The_server_listens_where_Urls_says_or_else_on_ports_of_every_interface(string? urls, string? httpPorts, string? httpsPorts, string expected)
    {
        var settings = new Dictionary<string, string?> { ["Urls"] = urls, ["http_ports"] = httpPorts, ["https_ports"] = httpsPorts };

        Assert.Equal(expected, ListenAddresses.Find(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }

    [Fact]
    public void An_empty_address_is_the_default()
    {
        var builder = WebApplication.CreateBuilder(["--Urls", ""]);
        builder.AddListenAddresses();

        Assert.Equal(ListenAddresses.Default, builder.Configuration["Urls"]);
    }

    [Theory]
    [InlineData("http_ports", "abc")]
    [InlineData("http_ports", "65536")]
    [InlineData("https_ports", "-1")]
    public void A_port_that_is_none_is_refused(string name, string port)
    {
        var builder = WebApplication.CreateBuilder([$"--{name}", $"8080;{port}"]);

        var failure = Assert.Throws<StartupException>(builder.AddListenAddresses);

        Assert.Equal($"{name} cannot have '{port}': a port is a number from 0 to 65535.", failure.Message);
    }
}
