using System.Net;
using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>What the .NET client repeats, when, and what it says where that did not help. The answers are those of no server.</summary>
public sealed class RetryTests
{
    private const string Definition =
        """{"status":"Success","data":{"customMetricConfig":{"id":7,"name":"runs","dataType":"Sum","interval":"Daily","keyedValues":false}}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>For a test whose attempt has to run out of time. That is real time, in which a busy machine may do nothing else.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly Metric Runs = new(7, new MetricDefinition("runs", DataType.Sum, Interval.Daily));

    private readonly ImmediateTime _time = new();

    public static TheoryData<string> AttemptsThatMayHaveCounted => ["timeout", "broken connection", "broken answer", "502", "503"];

    [Theory]
    [MemberData(nameof(AttemptsThatMayHaveCounted))]
    public async Task A_refusal_says_that_the_outcome_is_unknown_where_an_attempt_before_it_may_have_counted(string attempt)
    {
        var first = attempt switch
        {
            "timeout" => ScriptedHandler.IsSilent,
            "broken connection" => ScriptedHandler.Throws(new HttpRequestException(HttpRequestError.ResponseEnded, "Broken.")),
            "broken answer" => ScriptedHandler.AnswersWithout(HttpStatusCode.OK, new UnfinishedContent(breaks: true)),
            "502" => ScriptedHandler.Answers(HttpStatusCode.BadGateway),
            _ => ScriptedHandler.Answers(HttpStatusCode.ServiceUnavailable),
        };
        using var client = Client([first, .. ScriptedHandler.Times(8, ScriptedHandler.Answers(HttpStatusCode.TooManyRequests))], attemptTimeout: attempt == "timeout" ? Short : Long);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync("runs", new Point(1)).WaitAsync(Patience));

        Assert.Equal((HttpStatusCode.TooManyRequests, true), (failure.Status, failure.IsOutcomeUnknown));
        Assert.EndsWith("an attempt before may have taken effect", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outcome_is_known_where_every_attempt_was_turned_away()
    {
        using var client = Client(ScriptedHandler.Times(9, ScriptedHandler.Answers(HttpStatusCode.TooManyRequests)));

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync("runs", new Point(1)));

        Assert.Equal((HttpStatusCode.TooManyRequests, false), (failure.Status, failure.IsOutcomeUnknown));
    }

    [Fact]
    public async Task What_came_too_slowly_for_the_service_is_sent_again()
    {
        using var client = Client([ScriptedHandler.Answers(HttpStatusCode.RequestTimeout), ScriptedHandler.Answers(HttpStatusCode.NoContent, "")]);

        await client.AddAsync("runs", new Point(1));
    }

    [Fact]
    public async Task Points_that_may_have_counted_are_not_sent_again_after_a_day()
    {
        using var handler = new ScriptedHandler(Sleeps(HttpStatusCode.ServiceUnavailable, TimeSpan.FromHours(25)), ScriptedHandler.Answers(HttpStatusCode.NoContent, ""));
        using var client = Client(handler);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync("runs", new Point(1)));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, true, 1), (failure.Status, failure.IsOutcomeUnknown, handler.Requests));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 22)]
    [InlineData(HttpStatusCode.TooManyRequests, 25)]
    public async Task Points_that_cannot_count_twice_are_sent_again_after_a_long_time(HttpStatusCode first, int hours)
    {
        using var client = Client([Sleeps(first, TimeSpan.FromHours(hours)), ScriptedHandler.Answers(HttpStatusCode.NoContent, "")]);

        await client.AddAsync("runs", new Point(1));
    }

    [Fact]
    public async Task What_needs_no_key_to_be_repeated_is_repeated_after_any_time()
    {
        using var client = Client(
            [Sleeps(HttpStatusCode.ServiceUnavailable, TimeSpan.FromDays(9)), ScriptedHandler.Answers(HttpStatusCode.OK, Definition)]);

        Assert.Equal(Runs, await client.FindAsync("runs"));
    }

    public static TheoryData<HttpStatusCode, string> SuccessesOfOthers => new()
    {
        { HttpStatusCode.OK, "<html>Please sign in</html>" },
        { HttpStatusCode.OK, "" },
        { HttpStatusCode.OK, "{}" },
        { HttpStatusCode.OK, "null" },
        { HttpStatusCode.Accepted, """{"message":"queued"}""" },
    };

    [Theory]
    [MemberData(nameof(SuccessesOfOthers))]
    public async Task A_success_that_is_not_of_the_API_is_none(HttpStatusCode status, string body)
    {
        Func<MetricsClient, Task>[] calls =
        [
            client => client.AddAsync("runs", new Point(1)),
            client => client.AddAsync("runs", [new Point(1)]),
            client => client.AddAndReturnAsync("runs", new Point(1)),
            client => client.DeleteAsync("runs"),
            client => client.DeleteDataAsync("runs", new DateOnly(2024, 4, 9), new DateOnly(2024, 4, 10)),
            client => client.FindAsync("runs"),
            client => client.CreateAsync(Runs.Definition),
            client => client.ReadAsync("runs").ToListAsync().AsTask(),
        ];
        foreach (var call in calls)
        {
            using var client = Client([ScriptedHandler.Answers(status, body)]);

            var failure = await Assert.ThrowsAsync<MetricsException>(() => call(client));

            Assert.Equal((status, true), (failure.Status, failure.IsOutcomeUnknown));
        }
    }

    [Fact]
    public async Task The_outcome_is_unknown_where_a_success_is_not_of_the_API()
    {
        using var client = Client([ScriptedHandler.Answers(HttpStatusCode.OK, "<html>")]);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync("runs", [new Point(1)]));

        Assert.Equal((HttpStatusCode.OK, true), (failure.Status, failure.IsOutcomeUnknown));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_does_not_end_is_asked_for_again(bool breaks)
    {
        using var client = Client(
            [ScriptedHandler.AnswersWithout(HttpStatusCode.OK, new UnfinishedContent(breaks)), ScriptedHandler.Answers(HttpStatusCode.OK, Definition)],
            attemptTimeout: breaks ? Long : Short);

        Assert.Equal(Runs, await client.FindAsync("runs").WaitAsync(Patience));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.OK, false)]
    [InlineData(HttpStatusCode.BadRequest, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    public async Task An_answer_that_never_ends_is_no_answer(HttpStatusCode status, bool breaks)
    {
        using var client = Client(
            ScriptedHandler.Times(2, ScriptedHandler.AnswersWithout(status, new UnfinishedContent(breaks))), maxRetries: 1, attemptTimeout: breaks ? Long : Short);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync("runs", [new Point(1)]).WaitAsync(Patience));

        Assert.Equal((null, true), (failure.Status, failure.IsOutcomeUnknown));
        Assert.Contains("got no answer in 2 attempts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pauses_grow_at_random_also_where_the_service_asks_for_a_second()
    {
        var busy = ScriptedHandler.Answers(HttpStatusCode.ServiceUnavailable, retryAfter: TimeSpan.FromSeconds(1));
        using var client = Client([.. ScriptedHandler.Times(8, busy), ScriptedHandler.Answers(HttpStatusCode.NoContent, "")]);

        await client.AddAsync("runs", new Point(1));

        AssertPauses([1, 1, 1, 1.6, 3.2, 4, 4, 4]);
    }

    [Fact]
    public async Task Pauses_grow_at_random_where_nothing_is_asked_for()
    {
        using var client = Client(
            [.. ScriptedHandler.Times(8, ScriptedHandler.Answers(HttpStatusCode.BadGateway)), ScriptedHandler.Answers(HttpStatusCode.NoContent, "")]);

        await client.AddAsync("runs", new Point(1));

        AssertPauses([0.2, 0.4, 0.8, 1.6, 3.2, 4, 4, 4]);
    }

    [Fact]
    public async Task A_pause_is_never_longer_than_the_longest_and_a_half_whatever_is_asked_for()
    {
        var busy = ScriptedHandler.Answers(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromHours(1));
        using var client = Client([.. ScriptedHandler.Times(200, busy), ScriptedHandler.Answers(HttpStatusCode.NoContent, "")], maxRetries: 200);

        await client.AddAsync("runs", new Point(1));

        AssertPauses(Enumerable.Repeat(4.0, 200));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_as_such_and_is_not_repeated()
    {
        using var stop = new CancellationTokenSource();
        using var handler = new ScriptedHandler((passOn, cancellationToken) =>
        {
            stop.Cancel();
            return ScriptedHandler.IsSilent(passOn, cancellationToken);
        });
        using var client = Client(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.AddAsync("runs", new Point(1), stop.Token).WaitAsync(Patience));

        Assert.Equal(1, handler.Requests);
    }

    [Fact]
    public async Task A_delete_that_was_turned_away_first_does_not_find_what_never_was()
    {
        using var client = Client([ScriptedHandler.Answers(HttpStatusCode.TooManyRequests), ScriptedHandler.Answers(HttpStatusCode.NotFound)]);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.DeleteAsync("runs"));

        Assert.Equal((HttpStatusCode.NotFound, false), (failure.Status, failure.IsOutcomeUnknown));
    }

    [Fact]
    public async Task A_delete_of_data_that_finds_its_metric_gone_says_that_the_outcome_is_unknown()
    {
        using var client = Client([ScriptedHandler.Answers(HttpStatusCode.ServiceUnavailable), ScriptedHandler.Answers(HttpStatusCode.NotFound)]);
        var day = new DateOnly(2024, 4, 9);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.DeleteDataAsync("runs", day, day.AddDays(1)));

        Assert.Equal((HttpStatusCode.NotFound, true), (failure.Status, failure.IsOutcomeUnknown));
    }

    [Theory]
    [InlineData("<html>default backend - 404</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"message":"no Route matched with those values"}""")]
    [InlineData("""{"status":404,"message":"No message available"}""")]
    [InlineData("""{"status":"Failure"}""")]
    public async Task What_is_not_found_by_somebody_else_may_be_there(string body)
    {
        var notFound = ScriptedHandler.Answers(HttpStatusCode.NotFound, body);
        using var finding = Client([notFound]);
        using var deleting = Client([ScriptedHandler.Answers(HttpStatusCode.ServiceUnavailable), notFound]);

        var unfound = await Assert.ThrowsAsync<MetricsException>(() => finding.FindAsync("runs"));
        var undeleted = await Assert.ThrowsAsync<MetricsException>(() => deleting.DeleteAsync("runs"));

        Assert.Equal((HttpStatusCode.NotFound, false), (unfound.Status, unfound.IsOutcomeUnknown));
        Assert.Equal((HttpStatusCode.NotFound, true), (undeleted.Status, undeleted.IsOutcomeUnknown));
        Assert.Contains("which is not of the API", unfound.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_that_may_be_done_is_when_the_service_finds_nothing()
    {
        using var client = Client(
            [ScriptedHandler.Answers(HttpStatusCode.ServiceUnavailable), ScriptedHandler.Answers(HttpStatusCode.NotFound, ScriptedHandler.NotFound)]);

        await client.DeleteAsync("runs");
    }

    /// <summary>Each pause is the one that is due, or up to half as long again, and they are not all alike.</summary>
    private void AssertPauses(IEnumerable<double> seconds)
    {
        var due = seconds.Select(TimeSpan.FromSeconds).ToList();
        Assert.Equal(due.Count, _time.Pauses.Count);
        var added = due.Zip(_time.Pauses, (shortest, pause) => pause / shortest).ToList();
        Assert.All(added, factor => Assert.InRange(factor, 0.99, 1.5));
        Assert.True(added.Distinct().Count() > 1);
    }

    /// <summary>The answer comes, and then the machine is suspended for a while.</summary>
    private ScriptedHandler.Step Sleeps(HttpStatusCode status, TimeSpan time) => (passOn, cancellationToken) =>
    {
        _time.Ahead += time;
        return ScriptedHandler.Answers(status)(passOn, cancellationToken);
    };

    private MetricsClient Client(ScriptedHandler.Step[] steps, int maxRetries = 8, TimeSpan? attemptTimeout = null) =>
        Client(new ScriptedHandler(steps), maxRetries, attemptTimeout);

    private MetricsClient Client(ScriptedHandler handler, int maxRetries = 8, TimeSpan? attemptTimeout = null) => new(
        new MetricsClientOptions
        {
            Server = new Uri("http://localhost:1"),
            Credentials = MetricsCredentials.Token("token"),
            MaxRetries = maxRetries,
            AttemptTimeout = attemptTimeout ?? Long,
            Time = _time,
        },
        handler);
}
