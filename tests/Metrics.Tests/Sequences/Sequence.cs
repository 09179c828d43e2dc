using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Metrics.Samples.Playbooks;
using Metrics.Tests.Support;

namespace Metrics.Tests.Sequences;

/// <summary>
/// One sequence of random operations on metrics of its own. Each goes to the real host and to the plain model, and what the
/// host answers must be what the model says. Everything is drawn out of the seed, so the seed is the whole sequence.
/// </summary>
internal sealed partial class Sequence
{
    /// <summary>How many times the host is started for a sequence: all operations of a round go to one host.</summary>
    public const int Rounds = 3;

    /// <summary>How often a read is sent at most, where the service is too busy for it.</summary>
    private const int MaxReads = 5;

    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>What the service says where nobody can tell what became of a request, or where it is too busy to take it.</summary>
    private static readonly string[] Unanswered =
    [
        """{"status":"Failure","message":"The service is busy, nothing was changed, please try again later"}""",
        """{"status":"Failure","message":"The service is temporarily unavailable, whether the request took effect is unknown"}""",
    ];

    private readonly Draw _draw;
    private readonly List<PlainMetric> _metrics = [];
    private readonly StringBuilder _transcript = new();
    private readonly IReadOnlyList<(int Weight, Func<Task> Run)> _operations;
    private int _steps;

    // Those of the round.
    private HttpClient _client = null!;
    private DateTime _now;

    public Sequence(ulong seed)
    {
        Seed = seed;
        var random = new SplitMix64(seed);
        Organization = SequenceOrganization.All[random.Between(0, SequenceOrganization.All.Count - 1)];
        _draw = new Draw(random, Organization.Calendar, NowIn(round: 0));
        _operations =
        [
            (4, DefineAsync), (2, DefineAgainAsync), (3, ReadDefinitionAsync), (3, RenameAsync), (2, DeleteMetricAsync),
            (24, AddOneAsync), (14, AddManyAsync), (5, AddToSeveralAsync), (5, AddAtOnceAsync), (6, SendAgainAsync),
            (6, DeleteRangeAsync), (24, ReadDataAsync), (5, ReadKeysAsync), (8, MakeMistakeAsync),
        ];
    }

    /// <summary>All that it is made of.</summary>
    public ulong Seed { get; }

    /// <summary>How many requests were answered as the model says.</summary>
    public int Requests { get; private set; }

    /// <summary>Whether it ended early, because nobody can tell what became of a request: the service was too busy to say.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whose metrics they are.</summary>
    public SequenceOrganization Organization { get; }

    private PlainCalendar Calendar => Organization.Calendar;

    /// <summary>The time of day of the host. It moves on with each round, into the next day.</summary>
    public static DateTime NowIn(int round) => new DateTime(2024, 11, 5, 14, 44, 0, DateTimeKind.Utc).AddHours(5 * round);

    /// <summary>Runs the operations of a round, which begins and ends with a look at everything.</summary>
    /// <exception cref="SequenceException">The host answered something else than the model.</exception>
    public async Task RunAsync(int round, HttpClient client)
    {
        if (IsAbandoned)
        {
            return;
        }

        (_client, _now) = (client, NowIn(round));
        Note($"--- round {round}, {PlainText.Of(_now)}, {Organization.Name} ({Organization.ZoneName})");
        try
        {
            await ReadEverythingAsync();
            for (var left = _draw.Number(4, 12); left > 0; left--)
            {
                await (_metrics.Count == 0 ? DefineAsync() : _draw.OneOf(_operations)());
            }

            await ReadEverythingAsync();
            if (round == Rounds - 1)
            {
                await LeaveNothingAsync();
            }
        }
        catch (UnknownOutcomeException)
        {
            IsAbandoned = true;
        }
        catch (Exception exception) when (exception is not SequenceException)
        {
            throw new SequenceException(Seed, $"{_transcript}{exception}");
        }
    }

    /// <summary>Sends a request and holds the answer against this one.</summary>
    private async Task ExpectAsync(HttpMethod method, string path, string? body, HttpStatusCode status, string expected, SequenceBody? sent = null)
    {
        var answer = await SendAsync(method, path, body, sent);
        if (answer.Status != status || !IsSame(answer.Body, expected))
        {
            throw Mismatch($"{(int)status} {expected}");
        }
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body, SequenceBody? sent = null)
    {
        sent ??= new SequenceBody();
        _steps++;
        for (var left = method == HttpMethod.Get ? MaxReads : 0; ; await Task.Delay(ReadAgain))
        {
            var answer = await SendOnceAsync(method, path, body, sent);
            if (answer.Status != HttpStatusCode.ServiceUnavailable || --left <= 0)
            {
                return method == HttpMethod.Get ? Read(answer) : Known(answer);
            }
        }
    }

    private async Task<Answer> SendOnceAsync(HttpMethod method, string path, string? body, SequenceBody sent)
    {
        Note($"{_steps}. {method} {path}{sent}{(body is null ? "" : $"\n   {body.ReplaceLineEndings("\n   ")}")}");
        using var request = new HttpRequestMessage(method, path);
        sent.WriteTo(request, body);
        using var response = await _client.SendAsync(request);
        var answer = new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
        Note($"   -> {(int)answer.Status} {answer.Body}");
        return answer;
    }

    /// <summary>The answer to a read, which has changed nothing and can be repeated: so there is one.</summary>
    private Answer Read(Answer answer)
    {
        Requests++;
        return answer.Status == HttpStatusCode.ServiceUnavailable ? throw Mismatch($"an answer to one of {MaxReads} reads") : answer;
    }

    /// <summary>The answer to a request that may have changed something.</summary>
    private Answer Known(Answer answer)
    {
        Requests++;
        return answer.Status != HttpStatusCode.ServiceUnavailable ? answer
            : Unanswered.Contains(answer.Body) ? throw new UnknownOutcomeException()
            : throw Mismatch("one of the documented messages");
    }

    private SequenceException Mismatch(string expected) => new(Seed, $"{_transcript}   expected {expected}");

    private void Note(string line) => _transcript.Append(line).Append('\n');

    private PlainMetric AnyMetric() => _draw.OneOf(_metrics);

    /// <summary>The path of a metric, by its id or its name.</summary>
    private string PathOf(PlainMetric metric) =>
        $"/v2/customMetrics/{(_draw.Chance(50) ? metric.Id.ToString(CultureInfo.InvariantCulture) : Uri.EscapeDataString(metric.Name))}";

    /// <summary>Whether both are the same JSON, however it escapes; numbers to the letter.</summary>
    private static bool IsSame(string one, string other) =>
        one == other || (one.Length > 0 && other.Length > 0 && one[0] == '{' && other[0] == '{' && Plain(one) == Plain(other));

    private static string Plain(string json) => JsonNode.Parse(json)!.ToJsonString();
}

/// <summary>The host does not know what became of a request.</summary>
internal sealed class UnknownOutcomeException : Exception;

/// <summary>The host did not answer what the model says. The message has all operations up to there, and how to run them again.</summary>
internal sealed class SequenceException(ulong seed, string transcript)
    : Exception($"{SequenceRun.SeedVariable}={seed} runs this sequence again:\n{transcript}");
