import type { Gateway, Role } from "./gateway";

export interface Metric {
  name: string;
  dataType: "Sum" | "Count" | "Min" | "Max" | "First" | "Last" | "Average";
  interval: "Hourly" | "Daily" | "Weekly" | "Monthly" | "Yearly";
  keyedValues?: boolean;
  description?: string;
}

export interface Point {
  name?: string;
  value?: number | string;
  date?: string;
}

export interface Card {
  id: string;
  title: string;
  metric: number;
  chart: string;
  startDate: string;
  endDate?: string;
  keys?: string[];
  shortDates?: boolean;
  layout: { x: number; y: number; w: number; h: number };
}

/** Two cards stand beside each other. */
function usualCard(place: number): Partial<Card> {
  return { id: `card-${place}`, title: `Card ${place}`, chart: "Line", startDate: "-30d", layout: { x: (place % 2) * 6, y: Math.floor(place / 2) * 4, w: 6, h: 4 } };
}

/** How many points one request takes along; the server takes up to 10,000. */
const pointsPerRequest = 5_000;

/** An organization of a gateway, as a client of the API sees it. */
export class Client {
  constructor(
    private readonly gateway: Gateway,
    readonly organization: string,
  ) {}

  token(role: Role = "Administrator"): string {
    return this.gateway.token(this.organization, role);
  }

  /** Creates a metric and returns its id. */
  async create(metric: Metric): Promise<number> {
    const answer = (await this.send("POST", "/v2/customMetrics", metric)) as { data: { customMetricConfig: { id: number } } };
    return answer.data.customMetricConfig.id;
  }

  /** Adds points, in their order. */
  async add(metric: number, ...points: Point[]): Promise<void> {
    for (let start = 0; start < points.length; start += pointsPerRequest) {
      await this.send("POST", `/v2/customMetrics/${metric}/data`, points.slice(start, start + pointsPerRequest));
    }
  }

  /** Saves a dashboard. What a card does not say is as in a new one. */
  async saveDashboard(id: string, name: string, cards: readonly Partial<Card>[], refreshSeconds = 5): Promise<void> {
    await this.send("PUT", `/v2/dashboards/${id}`, { name, refreshSeconds, cards: cards.map((card, place) => ({ ...usualCard(place), ...card })) });
  }

  async dashboard(id: string): Promise<{ name: string; cards: Card[] }> {
    return ((await this.send("GET", `/v2/dashboards/${id}`)) as { data: { dashboard: { name: string; cards: Card[] } } }).data.dashboard;
  }

  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.gateway.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token()}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
