namespace Metrics.Tests.Support;

/// <summary>
/// A test on the real input, <c>shared/data/covid19-countries-2020.csv</c> beside the repository. The file is not part
/// of it; where it is not there the test is skipped, and says so.
/// </summary>
public sealed class RealInputFactAttribute : FactAttribute
{
    public RealInputFactAttribute()
    {
        if (!File.Exists(Path))
        {
            Skip = $"The real input is not there: {Path}";
        }
    }

    public static string Path { get; } = System.IO.Path.GetFullPath(Repository.Path("../shared/data/covid19-countries-2020.csv"));
}
