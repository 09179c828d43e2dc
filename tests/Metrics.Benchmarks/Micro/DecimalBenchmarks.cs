using System.Text;
using BenchmarkDotNet.Attributes;
using Metrics.Silo.Model;

namespace Metrics.Benchmarks.Micro;

/// <summary>Numbers from and to text.</summary>
[MemoryDiagnoser]
public class DecimalBenchmarks
{
    private readonly byte[] _output = new byte[ExactDecimal.MaxTextLength];
    private byte[] _text = [];
    private decimal _value;

    /// <summary>A count, an amount, and a number that needs the slow proof that nothing is rounded.</summary>
    [Params("1", "12345.75", "1.25e3")]
    public string Number { get; set; } = "1";

    [GlobalSetup]
    public void Setup()
    {
        _text = Encoding.UTF8.GetBytes(Number);
        _value = Parse();
    }

    [Benchmark]
    public decimal Parse() => ExactDecimal.TryParse(_text, out var value) ? value : throw new FormatException(Number);

    [Benchmark]
    public int Format() => ExactDecimal.Format(_value, _output);
}
