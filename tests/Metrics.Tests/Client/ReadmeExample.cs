using System.Reflection;
using System.Text;
using Metrics.Client;
using Metrics.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Metrics.Tests.Client;

/// <summary>The program in the README of the client, compiled as it stands there.</summary>
internal static class ReadmeExample
{
    private static readonly string Readme = Repository.Read("src/Metrics.Client/README.md");

    /// <summary>What it is said to print.</summary>
    public static string Output { get; } = Block("On an empty service it prints\n\n```\n");

    /// <summary>Compiles the program and runs it.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var main = Compile(Block("```csharp\n")).EntryPoint!;
        var console = Console.Out;
        var output = new ExampleOutput(console);
        Console.SetOut(output);
        try
        {
            // The compiler makes an entry point of its own that blocks until the asynchronous one is done.
            await Task.Run(() => main.Invoke(null, [arguments]));
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    private static Assembly Compile(string program)
    {
        const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "ReadmeExample",
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(program)],
            [.. platform.Append(typeof(MetricsClient).Assembly.Location).Distinct().Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(assembly.ToArray());
    }

    private static string Block(string fence)
    {
        var start = Readme.IndexOf('\n' + fence, StringComparison.Ordinal) + 1 + fence.Length;
        return Readme[start..Readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    /// <summary>Keeps what is written by whoever made it and by what that calls. Servers of tests that run beside write where they did.</summary>
    private sealed class ExampleOutput : TextWriter
    {
        private readonly TextWriter _others;
        private readonly AsyncLocal<StringBuilder?> _own = new();

        public ExampleOutput(TextWriter others)
        {
            (_others, _own.Value) = (others, new StringBuilder());
            NewLine = "\n";
        }

        public override Encoding Encoding => _others.Encoding;

        public override void Write(char value)
        {
            if (_own.Value is { } own)
            {
                own.Append(value);
            }
            else
            {
                _others.Write(value);
            }
        }

        public override string ToString() => _own.Value!.ToString();
    }
}
