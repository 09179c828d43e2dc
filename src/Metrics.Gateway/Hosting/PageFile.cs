using System.Security.Cryptography;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Metrics.Gateway.Hosting;

/// <summary>A file of the dashboard, and its compressed forms where the build has made them.</summary>
internal sealed class PageFile
{
    /// <summary>A copy may be kept, and is used only after the server was asked whether it is still the file.</summary>
    public const string AskEachTime = "no-cache";

    /// <summary>The names of these hold a digest of their content, so they never change.</summary>
    private const string HashedFolder = "assets/";

    private const string KeepForAYear = "public, max-age=31536000, immutable";

    /// <summary>From the smallest form to the largest.</summary>
    private static readonly (string Encoding, string Extension)[] Compressions = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly string _contentType;
    private readonly List<Form> _forms;

    private PageFile(string path, List<Form> forms)
    {
        Path = path;
        _forms = forms;
        var contentType = ContentTypes.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        _contentType = contentType.StartsWith("text/", StringComparison.Ordinal) ? $"{contentType}; charset=utf-8" : contentType;
    }

    /// <summary>Relative to the web root, with slashes: <c>assets/index-4f2a.js</c>.</summary>
    public string Path { get; }

    /// <summary>All files of the web root; none where there is no web root.</summary>
    public static IEnumerable<PageFile> ReadAll(IFileProvider root)
    {
        var files = Find(root, "").ToDictionary(file => file.Path, file => file.Info.PhysicalPath!);
        return files.Keys
            .Where(path => !Compressions.Any(compression => files.ContainsKey(WithoutExtension(path, compression.Extension))))
            .Select(path => new PageFile(
                path,
                [
                    .. Compressions.Where(compression => files.ContainsKey(path + compression.Extension))
                        .Select(compression => new Form(compression.Encoding, files[path + compression.Extension])),
                    new Form(null, files[path]),
                ]));
    }

    /// <summary>The smallest form that the client takes, or that it needs nothing since it has it already.</summary>
    public PhysicalFileHttpResult Send(HttpContext context)
    {
        var form = _forms.Find(form => form.Encoding is null || context.Request.Accepts(form.Encoding))!;
        var headers = context.Response.Headers;
        headers.CacheControl = Path.StartsWith(HashedFolder, StringComparison.Ordinal) ? KeepForAYear : AskEachTime;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (form.Encoding is not null)
        {
            headers.ContentEncoding = form.Encoding;
        }

        return TypedResults.PhysicalFile(form.File, _contentType, entityTag: form.Tag);
    }

    private static IEnumerable<(string Path, IFileInfo Info)> Find(IFileProvider root, string folder) =>
        root.GetDirectoryContents(folder).SelectMany(entry => entry.IsDirectory
            ? Find(root, $"{folder}{entry.Name}/")
            : [($"{folder}{entry.Name}", entry)]);

    private static string WithoutExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.Ordinal) ? path[..^extension.Length] : "";

    /// <summary>One form of a file.</summary>
    /// <param name="Encoding">What <c>Content-Encoding</c> calls it; null for the file as it is.</param>
    /// <param name="File">Where it lies.</param>
    private sealed record Form(string? Encoding, string File)
    {
        /// <summary>Says whether a copy is still the file.</summary>
        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(File))[..8])}\"");
    }
}
