import type { Client, Metric, Point } from "./organization";

const hour = 3_600_000;
const day = 24 * hour;
const playbooks = { "Block IP": 30, "Disable account": 7, "Enrich indicator": 72, "Isolate host": 12, "Phishing triage": 46 };
const verdicts = { malicious: 5, spam: 17, benign: 9 };

/** Numbers between 0 and 1 that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** How busy a team is at a time: by day, less on weekends. */
function busy(time: number): number {
  const date = new Date(time);
  const byDay = 0.12 + Math.max(0, Math.sin(((date.getUTCHours() - 11) / 13) * Math.PI));
  return byDay * (date.getUTCDay() % 6 === 0 ? 0.35 : 1);
}

/** Makes metrics of a security team with some weeks of history that look like work, and returns their ids. */
export async function securityTeam(client: Client, now = Date.now()): Promise<Record<string, number>> {
  const draw = chance(7);
  const around = (value: number) => value * (0.8 + 0.4 * draw());
  const hours = (days: number) => Array.from({ length: days * 24 }, (_, place) => now - place * hour);
  const at = (time: number, value: number, name?: string): Point => ({ ...(name === undefined ? {} : { name }), value: Math.round(value), date: new Date(time).toISOString() });
  const make = async (metric: Metric, points: Point[]) => {
    const id = await client.create(metric);
    await client.add(id, ...points.filter((point) => point.value !== 0));
    return id;
  };

  return {
    playbookRuns: await make(
      { name: "playbookRuns", dataType: "Sum", interval: "Hourly", keyedValues: true, description: "Runs by playbook" },
      hours(35).flatMap((time) => Object.entries(playbooks).map(([name, usual]) => at(time, around(usual) * busy(time), name))),
    ),
    reports: await make(
      { name: "phishingReports", dataType: "Sum", interval: "Hourly", keyedValues: true, description: "Reported mails by verdict" },
      hours(35).flatMap((time) => Object.entries(verdicts).map(([name, usual]) => at(time, 1 + around(usual) * busy(time), name))),
    ),
    minutesSaved: await make(
      { name: "analystMinutesSaved", dataType: "Sum", interval: "Daily", description: "What playbooks did that people did not have to" },
      Array.from({ length: 62 }, (_, place) => at(now - place * day, around(620 - place * 3) * (new Date(now - place * day).getUTCDay() % 6 === 0 ? 0.4 : 1))),
    ),
    queueDepth: await make(
      { name: "queueDepth", dataType: "Last", interval: "Hourly", description: "Cases that wait" },
      hours(14).map((time) => at(time, 6 + around(34) * busy(time))),
    ),
    response: await make(
      { name: "responseSeconds", dataType: "Average", interval: "Hourly", keyedValues: true, description: "From alert to first action" },
      hours(14).flatMap((time) => [at(time, around(38) + 20 * busy(time), "Tier 1"), at(time, around(95) + 30 * busy(time), "Tier 2")]),
    ),
  };
}
