import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = process.env.GATEWAY_PROGRAM ?? fileURLToPath(new URL("../../../src/Metrics.Gateway/bin/Release/net10.0/Metrics.Gateway", import.meta.url));
const startTimeout = 180_000;

/** An organization of the tests, with one user for each role, whose token is `<role>-<name>`. */
export interface Organization {
  readonly name: string;
  readonly timeZone?: string;
}

export const roles = ["Administrator", "StandardUser", "Reader"] as const;
export type Role = (typeof roles)[number];

/** The real program on an SQLite file of its own, which a test may kill and start again. */
export class Gateway {
  private readonly folder = mkdtempSync(join(tmpdir(), "metrics-dashboard-"));
  private process: ChildProcess | null = null;
  private output = "";

  private constructor(
    private readonly organizations: readonly Organization[],
    private readonly ports: readonly [number, number],
  ) {}

  static async start(organizations: readonly Organization[]): Promise<Gateway> {
    const gateway = new Gateway(organizations, [await freePort(), await freePort()]);
    await gateway.start();
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports[0]}`;
  }

  token(organization: string, role: Role): string {
    return `${role}-${organization.replaceAll(" ", "-")}`;
  }

  async start(): Promise<void> {
    const started = spawn(program, { cwd: this.folder, env: { ...process.env, ...this.settings() } });
    this.process = started;
    for (const stream of [started.stdout, started.stderr]) stream.on("data", (text: Buffer) => (this.output += text.toString()));
    for (const end = Date.now() + startTimeout; ; await setTimeout(100)) {
      if (await fetch(`${this.url}/health/ready`).then((answer) => answer.ok, () => false)) return;
      if (started.exitCode !== null || Date.now() > end) throw new Error(`The gateway did not start:\n${this.output}`);
    }
  }

  /** SIGKILL, as when a machine fails. */
  async kill(): Promise<void> {
    const killed = this.process;
    if (killed === null || killed.exitCode !== null) return;
    const ended = new Promise((resolve) => killed.once("exit", resolve));
    killed.kill("SIGKILL");
    await ended;
    this.process = null;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private settings(): Record<string, string> {
    const settings: Record<string, string> = { Urls: this.url, Cluster__SiloPort: String(this.ports[1]) };
    this.organizations.forEach((organization, place) => {
      settings[`Organizations__${place}__Name`] = organization.name;
      settings[`Organizations__${place}__TimeZone`] = organization.timeZone ?? "UTC";
      roles.forEach((role, user) => {
        const prefix = `Organizations__${place}__ApiUsers__${user}`;
        settings[`${prefix}__AccessId`] = this.token(organization.name, role);
        settings[`${prefix}__Token`] = this.token(organization.name, role);
        settings[`${prefix}__Role`] = role;
      });
    });
    return settings;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
