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
