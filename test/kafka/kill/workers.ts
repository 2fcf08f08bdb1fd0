import { type ChildProcess, spawn } from "node:child_process";
import { wallClock } from "../../../src/worker/clock.ts";
import { OPTIONS } from "../../worker/rig.ts";

/** In these a transaction is open. */
const OPEN = new Set(["sending", "sent", "positions", "committing"]);
/** Of a chunk like any other. */
const AT_WORK = new Set([...OPEN, "reading", "stepping", "committed"]);
/** Of each worker. */
const KEPT_LINES = 100;

interface Running {
  readonly name: string;
  readonly phases: Map<number, string>;
  /** What it said last. */
  readonly said: string[];
}

/** Processes that run `process.ts`; what they say of their tasks is followed. */
export class Workers {
  readonly complaints: string[] = [];
  private readonly file: string;
  private readonly addresses: string;
  private readonly running = new Map<ChildProcess, Running>();
  private begun = 0;

  constructor(file: string, addresses: string) {
    this.file = file;
    this.addresses = addresses;
  }

  begin(): void {
    const name = `w${++this.begun}`;
    const args = [this.file, this.addresses, OPTIONS.app];
    const child = spawn(process.execPath, ["--no-warnings", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const running: Running = { name, phases: new Map(), said: [] };
    this.running.set(child, running);
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.hear(running, line);
    });
    child.stderr.on("data", (chunk: Buffer) => this.complaints.push(`${name}: ${chunk}`));
    child.on("close", (code) => {
      if (this.running.delete(child) && code !== 0)
        this.complaints.push(`${name} ended with ${code}`);
    });
  }

  private hear({ name, phases, said }: Running, line: string): void {
    const [kind, task, what] = line.split(" ");
    const timed = `${new Date().toISOString().slice(11, 23)} ${name} ${line}`;
    if (kind !== "phase" || !AT_WORK.has(what!)) said.push(timed);
    if (said.length > KEPT_LINES) said.shift();
    if (process.env.KILL_LOG) console.error(timed);
    if (kind === "phase" && what === "closed") phases.delete(Number(task));
    else if (kind === "phase") phases.set(Number(task), what!);
    else if (kind === "stopped" || (kind === "ended" && task !== "asked")) {
      this.complaints.push(`${name}: ${line}`);
    }
  }

  /** What each that runs said last. */
  testimony(): readonly string[] {
    return [...this.running.values()].flatMap(({ name, said }) => [`${name} runs`, ...said]);
  }

  /** Somebody has tasks; who is to be killed first. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (this.running.size === 0) break;
      if ([...this.running.values()].some(({ phases }) => phases.size > 0)) return;
      await wallClock.sleep(100);
    }
    throw new Error(`no worker has a task: ${this.complaints.join("\n")}`);
  }

  phases(): string {
    return [...this.running.values()]
      .flatMap(({ phases }) => [...phases])
      .sort(([a], [b]) => a - b)
      .map(([task, phase]) => `${task} ${phase}`)
      .join(", ");
  }

  /** kill -9 of one that has tasks, and another in its place. */
  async killOne(): Promise<{ what: string; open: boolean }> {
    const able = [...this.running].filter(([, { phases }]) => phases.size > 0);
    const [child, { name, phases }] = able[Math.floor(Math.random() * able.length)]!;
    this.running.delete(child);
    const closed = new Promise((done) => child.once("close", done));
    child.kill("SIGKILL");
    await closed; // all that it said has been read
    this.begin();
    const told = [...phases].sort(([a], [b]) => a - b).map(([task, phase]) => `${task} ${phase}`);
    const open = [...phases.values()].some((phase) => OPEN.has(phase));
    return { what: `${name}; tasks ${told.join(", ")}`, open };
  }

  async stop(): Promise<void> {
    const ends = [...this.running.keys()].map(
      (child) =>
        new Promise((done) => {
          child.once("close", done);
          child.kill("SIGTERM");
        }),
    );
    await Promise.all(ends);
  }

  killAll(): void {
    for (const child of this.running.keys()) child.kill("SIGKILL");
    this.running.clear();
  }
}
