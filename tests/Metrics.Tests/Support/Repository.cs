namespace Metrics.Tests.Support;

/// <summary>The files of the repository that no program is made of, such as manifests.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>The text of a file of the repository.</summary>
    public static string Read(string relative) => File.ReadAllText(Path(relative));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Metrics.Orleans.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
