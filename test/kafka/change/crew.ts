import { type ChildProcess, spawn } from "node:child_process";
import { wallClock } from "../../../src/worker/clock.ts";
import type { Point } from "../../worker/change/crash.ts";
import type { PatternName } from "./setting.ts";

interface Member {
  readonly child: ChildProcess;
  readonly tasks: Set<number>;
  armed: boolean;
  /** What it said, for the case that something takes too long. */
  readonly said: string[];
  /** With the signal that ended it. */
  readonly ended: Promise<string | null>;
}

const TRIES = 1200;
const EVERY_MS = 50;

/** Processes that run `process.ts`. */
export class Crew {
  readonly complaints: string[] = [];
  private readonly file: string;
  private readonly brokers: string;
  private readonly app: string;
  private readonly members = new Set<Member>();

  constructor(file: string, brokers: string, app: string) {
    this.file = file;
    this.brokers = brokers;
    this.app = app;
  }

  begin(...names: readonly PatternName[]): Member {
    const child = spawn(
      process.execPath,
      ["--no-warnings", this.file, this.brokers, this.app, ...names],
      { stdio: ["ignore", "pipe", "pipe", "ipc"] },
    );
    const ended = new Promise<string | null>((done) =>
      child.once("close", (_, signal) => done(signal)),
    );
    const member: Member = { child, tasks: new Set(), armed: false, said: [], ended };
    this.members.add(member);
    let rest = "";
    child.stdout!.on("data", (bytes: Buffer) => {
      const lines = (rest + bytes.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.hear(member, line);
    });
    child.stderr!.on("data", (bytes: Buffer) => this.complaints.push(bytes.toString()));
    void ended.then(() => this.members.delete(member));
    return member;
  }

  private hear(member: Member, line: string): void {
    const [kind, what] = line.split(" ");
    member.said.push(line);
    if (kind === "opened") member.tasks.add(Number(what));
    else if (kind === "closed") member.tasks.delete(Number(what));
    else if (kind === "armed") member.armed = true;
    else this.complaints.push(line);
  }

  /** Tells one that works, or the one given, where to end. */
  async arm(point: Point, operator?: Member): Promise<Member> {
    let member = operator;
    await this.until(`somebody to kill where ${point}`, () => {
      member ??= [...this.members].find(({ tasks }) => tasks.size > 0);
      return member !== undefined;
    });
    member!.child.send(point);
    await this.until("it to know", () => member!.armed);
    return member!;
  }

  async until(what: string, so: () => Promise<boolean> | boolean): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await so()) return;
      await wallClock.sleep(EVERY_MS);
    }
    const said = [...this.members].map((member) => member.said.join(", "));
    throw new Error([`waited for ${what} in vain`, ...said, ...this.complaints].join("\n"));
  }

  /** Workers that have tasks. */
  get atWork(): number {
    return [...this.members].filter(({ tasks }) => tasks.size > 0).length;
  }

  async stop(): Promise<void> {
    const all = [...this.members];
    for (const { child } of all) child.kill("SIGTERM");
    await Promise.all(all.map(({ ended }) => ended));
  }

  killAll(): void {
    for (const { child } of this.members) child.kill("SIGKILL");
  }
}
