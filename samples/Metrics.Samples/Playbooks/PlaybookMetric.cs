namespace Metrics.Samples.Playbooks;

/// <summary>A metric that the traffic feeds.</summary>
/// <param name="Name">The name.</param>
/// <param name="DataType">The aggregation type, by its name on the wire.</param>
/// <param name="Interval">The interval, by its name on the wire.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Keys">The keys; empty for a metric without keys.</param>
internal sealed record PlaybookMetric(
    string Name, string DataType, string Interval, string Description, IReadOnlyList<string> Keys)
{
    /// <summary>Playbooks, the often run ones first.</summary>
    private static readonly string[] Playbooks =
        ["Phishing Triage", "Indicator Enrichment", "Block on Firewall", "Case Notifier", "Sandbox Detonation", "Weekly Digest"];

    public static readonly PlaybookMetric Runs = new(
        "playbookRuns", "Sum", "Hourly", "Playbook runs, by playbook", Playbooks);

    public static readonly PlaybookMetric Reports = new(
        "phishingReports", "Count", "Hourly", "Phishing mails reported by users, by verdict",
        ["spam", "benign", "malicious", "undetermined"]);

    public static readonly PlaybookMetric MinutesSaved = new(
        "analystMinutesSaved", "Sum", "Daily", "Minutes of work that playbooks took off analysts", []);

    public static readonly PlaybookMetric Confidence = new(
        "indicatorConfidence", "Average", "Hourly", "Confidence of imported indicators, by feed, weighted by their number",
        ["Open Source", "Partner ISAC", "Premium Feed", "Internal Sightings"]);

    public static readonly PlaybookMetric SlowestRun = new(
        "slowestRunSeconds", "Max", "Hourly", "The slowest run of the hour in seconds, by playbook", Playbooks);

    public static readonly PlaybookMetric QueueDepth = new(
        "queueDepth", "Last", "Hourly", "Runs waiting for a worker", []);

    /// <summary>Every metric of the traffic.</summary>
    public static readonly IReadOnlyList<PlaybookMetric> All =
        [Runs, Reports, MinutesSaved, Confidence, SlowestRun, QueueDepth];
}
