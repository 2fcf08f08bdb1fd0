import { createTopic } from "../../../src/worker/model/broker.ts";
import type { Fate, Request } from "../../../src/worker/model/faults.ts";
import type { Host } from "../../../src/worker/model/kafka.ts";
import { randomFrom } from "../../../src/worker/model/random.ts";
import type { News, TaskPhase } from "../../../src/worker/news.ts";
import type { WorkerOptions } from "../../../src/worker/options.ts";
import type { WireRecord } from "../../../src/worker/protocol/requests.ts";
import { Store } from "../../../src/worker/store/store.ts";
import { AHEAD } from "../../../src/worker/store/trust.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { type Changes, committed, OPTIONS, type Rig, rig, stored } from "../rig.ts";
import { MemoryDisk } from "../store/memory-shelves.ts";
import { judge } from "./oracles.ts";
import { type Fault, PARTITIONS, type Plan, type Strike } from "./plan.ts";
import { type Point, pointOf } from "./points.ts";

export interface Outcome {
  readonly wrong: readonly string[];
  readonly hits: readonly Point[];
  /** Those that struck. */
  readonly faults: number;
}

/** One safeguard less, put together from outside. */
export interface Mutation {
  readonly name: string;
  /** For one play. */
  changes(play: { readonly rig: Rig }): Changes;
}

const TIMEOUTS = {
  transactionMs: 1_200,
  sessionMs: 2_000,
  rebalanceMs: 2_500,
  heartbeatMs: 500,
  fetchMs: 1_000,
};

export const CAMPAIGN_OPTIONS: WorkerOptions = {
  ...OPTIONS,
  chunk: { records: 7, ms: 60, bytes: 6_000 },
  timeouts: TIMEOUTS,
};

/** A fault that waits for a phase longer than this strikes anyhow. */
const PATIENCE_MS = 1_500;
const END_MS = 90_000;

/** Few, so that keys fall asleep all the time, and the changelog's tail is short. */
export const AWAKE = 4;
export const AGAIN = 8;

interface Process {
  readonly host: Host;
  readonly disk: MemoryDisk | null;
  readonly worker: Worker;
  alive: boolean;
  phase: TaskPhase;
}

export async function play(
  plan: Plan,
  pattern: WorkerPattern,
  mutation?: Mutation,
): Promise<Outcome> {
  return new Play(plan, pattern, mutation).run();
}

class Play {
  readonly rig: Rig;
  private readonly plan: Plan;
  private readonly pattern: WorkerPattern;
  private readonly changes: Changes;
  private readonly random;
  private readonly processes: Process[] = [];
  private readonly hits: Point[] = [];
  private readonly recoveries: Promise<void>[] = [];
  /** Requests that will meet their fates. */
  private readonly fates: { readonly request: Request; readonly fate: Fate }[] = [];
  private waiting: { readonly phase: TaskPhase; fire(process: Process): void } | null = null;
  private trouble = true;
  private names = 0;
  private struck = 0;
  private ended = 0;
  private readonly wrong: string[] = [];
  private readonly disks: readonly (MemoryDisk | null)[];
  private readonly deletionsMs: number;
  /** As they were before what lies at rest was damaged. */
  private inputs: WireRecord[][] | null = null;
  private positions: (number | null)[] = [];
  private readonly stopped = new Set<number>();
  private readonly known: { readonly stable: number; readonly position: number | null }[] = [];

  constructor(plan: Plan, pattern: WorkerPattern, mutation?: Mutation) {
    this.plan = plan;
    this.pattern = pattern;
    this.random = randomFrom(plan.seed + 0x5eed);
    const { random } = this;
    this.rig = rig({
      partitions: PARTITIONS,
      options: CAMPAIGN_OPTIONS,
      faults: {
        fate: (_host, request) => this.fate(request),
        delayMs: () =>
          this.trouble && random.chance(0.01) ? random.below(700) : 1 + random.below(3),
      },
      settings: {
        requestTimeoutMs: 500,
        patienceMs: 2_500,
        markersMs: () => 1 + random.below(random.chance(0.1) ? 400 : 10),
      },
    });
    this.changes = mutation?.changes({ rig: this.rig }) ?? {};
    this.disks = disksOf(plan.seed);
    // What a disk relies on: the topic says how long what has ended can be told from what never was.
    this.deletionsMs = plan.seed % 2 === 0 ? 100 : 24 * 3_600_000;
    const { config } = this.rig.kafka.state.topics.get(OPTIONS.changelog)!;
    config.set("delete.retention.ms", String(this.deletionsMs));
  }

  async run(): Promise<Outcome> {
    const { time } = this.rig;
    await time.until(this.all());
    const { rig, pattern, inputs, positions, plan } = this;
    const wrong = judge({
      rig,
      pattern,
      inputs: inputs ?? this.records(),
      positions,
      ending: plan.ending,
    });
    return { wrong: [...this.wrong, ...wrong], hits: this.hits, faults: this.struck };
  }

  private async all(): Promise<void> {
    for (const disk of this.disks) this.begin(disk);
    await Promise.all([this.feed(), this.disturb()]);
    this.trouble = false;
    this.fates.length = 0;
    await this.end();
  }

  private begin(of?: MemoryDisk | null): Process {
    const disk = of === undefined ? (this.disks[this.names % this.disks.length] ?? null) : of;
    const host = this.rig.host(`w${this.names++}`);
    const { changes } = this;
    const shelves = disk?.shelves(() => host.clock.sleep(1));
    const store = shelves === undefined ? {} : { store: new Store(shelves, AWAKE, AGAIN) };
    const worker = this.rig.work(host, {
      ...changes,
      tell: (news) => this.tell(news, host),
      parts: { patterns: [this.pattern], ...store, ...changes.parts },
    });
    const process: Process = { host, disk, worker, alive: true, phase: "opening" };
    this.processes.push(process);
    worker.ended.then(() => {
      if (process.alive) this.ended++;
    });
    return process;
  }

  private tell(news: News, host: Host): void {
    if (news.kind === "stopped") this.stopped.add(news.task);
    const process = this.processes.find((p) => p.host === host);
    if (
      news.kind === "store anew" &&
      news.why.startsWith(AHEAD) &&
      this.plan.ending === "through"
    ) {
      this.wrong.push(`(8) the store of ${news.task}: ${news.why}`);
    }
    if (news.kind !== "phase" || process === undefined || !process.alive) return;
    process.phase = news.phase;
    const { waiting } = this;
    if (waiting === null || waiting.phase !== news.phase) return;
    this.waiting = null;
    waiting.fire(process);
  }

  private fate(request: Request): Fate {
    const i = this.fates.findIndex((f) => f.request === request);
    if (i >= 0) return this.fates.splice(i, 1)[0]!.fate;
    if (!this.trouble || !this.random.chance(0.002)) return "delivered";
    const drawn = this.random.below(3);
    return drawn === 0 ? "lost" : drawn === 1 ? "unheard" : "moved";
  }

  // ------------------------------------------------------------ records

  private async feed(): Promise<void> {
    const { time, kafka } = this.rig;
    const sequences = Array.from({ length: PARTITIONS }, () => 0);
    for (const { afterMs, partition, aborted, records } of this.plan.bursts) {
      await time.sleep(afterMs);
      const log = kafka.state.log({ topic: "in", partition });
      const firstSequence = sequences[partition]!;
      const messages = records.map((record) => ({
        key: Buffer.from(typeof record === "string" ? "nobody" : record.visitor),
        value: Buffer.from(typeof record === "string" ? record : JSON.stringify(record)),
        headers: [],
        timestampMs: time.nowMs(),
      }));
      log.append({ producerId: "source", epoch: 0, firstSequence, messages });
      sequences[partition] = firstSequence + messages.length;
      log.mark("source", 0, aborted ? "abort" : "commit", time.nowMs());
    }
  }

  // ------------------------------------------------------------ faults

  private async disturb(): Promise<void> {
    const { time } = this.rig;
    for (const fault of this.plan.faults) {
      await time.sleep(fault.afterMs);
      await this.meet(fault);
    }
    await Promise.all(this.recoveries);
  }

  /** Resolves when it has struck. */
  private meet({ phase, strike }: Fault): Promise<void> {
    const { time } = this.rig;
    return new Promise((done) => {
      const fire = (process: Process): void => {
        this.strike(strike, process);
        done();
      };
      const mine = { phase, fire };
      this.waiting = mine;
      time.at(time.nowMs() + PATIENCE_MS, () => {
        if (this.waiting !== mine) return;
        this.waiting = null;
        const alive = this.processes.filter((p) => p.alive);
        fire(alive[this.random.below(alive.length)]!);
      });
    });
  }

  private strike(strike: Strike, process: Process): void {
    const { kafka, time } = this.rig;
    const point = pointOf(strike, process.phase, TIMEOUTS.sessionMs);
    this.struck++;
    switch (strike.kind) {
      case "kill":
        this.kill(process);
        this.later(strike.backMs, () => void this.begin(process.disk));
        break;
      case "pause":
        process.host.pause();
        this.later(strike.ms, () => process.host.resume());
        break;
      case "request":
        this.fates.push(strike);
        break;
      case "join":
        if (this.processes.filter((p) => p.alive).length >= 3) return;
        this.begin();
        break;
      case "leave":
        process.alive = false;
        this.recoveries.push(process.worker.stop());
        this.begin();
        break;
      case "down":
        kafka.down(strike.ms);
        break;
      case "compact":
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const log = kafka.state.log({ topic: OPTIONS.changelog, partition });
          log.compact(log.end, time.nowMs(), this.deletionsMs);
        }
        break;
      case "forget positions":
        kafka.state.groups.forgetOffsets(OPTIONS.app);
        break;
      case "expire":
        if (!kafka.state.transactions.forget(`${OPTIONS.app}-${strike.task}`)) return;
        break;
    }
    if (point !== null) this.hits.push(point);
  }

  private kill(process: Process): void {
    process.alive = false;
    process.host.kill();
  }

  private later(ms: number, then: () => void): void {
    this.recoveries.push(this.rig.time.sleep(ms).then(then));
  }

  // ------------------------------------------------------------ the end

  private async end(): Promise<void> {
    const { ending } = this.plan;
    if (ending !== "through") await this.spoil();
    while (this.processes.filter((p) => p.alive).length < 2) this.begin();
    const { time } = this.rig;
    const limit = time.nowMs() + END_MS;
    while (!this.over()) {
      if (time.nowMs() > limit) {
        this.wrong.push("it does not end");
        return;
      }
      await time.sleep(200);
    }
    const alive = this.processes.filter((p) => p.alive);
    await Promise.all(alive.map(({ worker }) => worker.stop()));
    await time.sleep(2_000); // the last markers
  }

  /** All is down, and what lies at rest is damaged. */
  private async spoil(): Promise<void> {
    const { kafka, time } = this.rig;
    const { state } = kafka;
    for (const process of this.processes) if (process.alive) this.kill(process);
    await time.sleep(TIMEOUTS.transactionMs + 1_000); // what was under way is decided
    this.positions = this.standing();
    if (this.plan.ending === "truncated") {
      const log = state.log({ topic: "in", partition: 0 });
      this.rig.feed(0, [{ visitor: "0-0", ts: 0, type: "look", page: "lost", id: "lost" }]);
      this.inputs = this.records();
      log.truncate(log.end);
      this.hits.push("P13");
      return;
    }
    const { changelog } = OPTIONS;
    const partitions = PARTITIONS + (this.plan.ending === "partition count" ? 1 : 0);
    state.topics.delete(changelog);
    createTopic(state, { topic: changelog, partitions });
    this.hits.push("P14");
  }

  private standing(): (number | null)[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => {
      const { meta } = stored(this.rig.kafka, partition);
      return meta?.positions[0]?.[1] ?? null;
    });
  }

  private records(): WireRecord[][] {
    return Array.from({ length: PARTITIONS }, (_, partition) =>
      committed(this.rig.kafka, "in", partition),
    );
  }

  private over(): boolean {
    const { kafka } = this.rig;
    if (this.plan.ending === "partition count") return this.ended >= 2;
    return Array.from({ length: PARTITIONS }, (_, p) => p).every(
      (partition) =>
        this.stopped.has(partition) ||
        this.position(partition) === kafka.state.log({ topic: "in", partition }).end,
    );
  }

  /** Where a task stands, looked up again only where its changelog has something new. */
  private position(partition: number): number | null {
    const { kafka } = this.rig;
    const { stable } = kafka.state.log({ topic: OPTIONS.changelog, partition });
    const known = this.known[partition];
    if (known?.stable === stable) return known.position;
    const position = stored(kafka, partition).meta?.positions[0]?.[1] ?? null;
    this.known[partition] = { stable, position };
    return position;
  }
}

/** Of the first two processes: none, one machine's for both, or one for each. */
function disksOf(seed: number): readonly (MemoryDisk | null)[] {
  const drawn = randomFrom(seed + 0xd15c).next();
  const disk = new MemoryDisk();
  if (drawn < 0.4) return [null, null];
  return drawn < 0.7 ? [disk, disk] : [disk, new MemoryDisk()];
}
