import { rekeyApplication, rekeyedChangelog, rekeyedTopic } from "./config/topics.ts";
import { notAnnounced } from "./control/admit.ts";
import { samePatterns } from "./control/change.ts";
import { Programs, patternsOf } from "./control/program.ts";
import { type PlanView, planView } from "./control/progress.ts";
import { tails } from "./control/tail.ts";
import { ControlWatch } from "./control/watch.ts";
import { isFailure } from "./failure.ts";
import type { Generation, Membership } from "./membership.ts";
import type { Stop, StopReason, WorkerNews } from "./news.ts";
import type { WorkerOptions, WorkerParts } from "./options.ts";
import { resetCommand } from "./task/standing.ts";
import { Stopped, stopOf } from "./task/stopped.ts";
import { Task } from "./task/task.ts";
import { type Topics, topicsOf } from "./topics.ts";
import type { TaskView, Worker, WorkerEnd } from "./view.ts";

/** What no task of the worker can go on with. */
const OF_ALL = new Set<StopReason>(["too many sessions", "store", "partition count", "refused"]);

const AGAIN_MS = 500;
/** Between two looks at partition counts. */
const GROWTH_MS = 30_000;
const CLOSING_MS = 4_000;

/** Joins the group and runs what it is given, until `stop`. */
export function startWorker(options: WorkerOptions, parts: WorkerParts): Worker {
  if (!options.rekey) return new RunningWorker(options, parts, null);
  const { topic, ...names } = rekeyTopics(options.app);
  // Their tasks have the same numbers: only what goes wrong is told of the first.
  const news: WorkerNews = {
    tell(one) {
      if (one.kind === "failed" || one.kind === "stopped") parts.news.tell(one);
      else if (one.kind === "chunk") {
        const { task, records, canaries, dead, lag } = one;
        parts.news.tell({ kind: "rekeyed", task, records: records - canaries, dead, lag });
      } else if (one.kind === "closed") {
        parts.news.tell({ ...{ kind: "rekeyed", task: one.task, records: 0 }, ...UNREAD });
      }
    },
  };
  const { control: _, ...before } = options;
  const first = { ...before, ...names, rekey: false, maxSessions: null, idleMs: null };
  const second = { ...options, inputs: [topic], from: "earliest" as const, aheadMs: null };
  const { store: __, ...keepsNothing } = parts;
  return bothStages(
    new RunningWorker(first, { ...keepsNothing, patterns: [], news }, topic),
    new RunningWorker(second, parts, null),
  );
}

/** Of a task that another has now. */
const UNREAD = { dead: { record: 0, ahead: 0, step: 0 }, lag: null } as const;

const recounted = ({ app, inputs }: WorkerOptions, before: number, now: number): Stopped =>
  new Stopped(
    "partition count",
    `${inputs.join(", ")} had ${before} partitions when the worker began and ${now < before ? "has" : "has grown to"} ${now}: keys lie elsewhere now`,
    `build the state anew from the records: ${resetCommand(app)}`,
  );

/** What the stage before the patterns has, where records come under other keys. */
export const rekeyTopics = (
  app: string,
): { readonly app: string; readonly changelog: string; readonly topic: string } => ({
  app: rekeyApplication(app),
  changelog: rekeyedChangelog(app),
  topic: rekeyedTopic(app),
});

/** Two stages of one process: they begin and end together. */
function bothStages(first: Worker, second: Worker): Worker {
  const ended = Promise.race([first.ended, second.ended]).then(async (how) => {
    await Promise.all([first.stop(), second.stop()]);
    return how;
  });
  return {
    tasks: () => second.tasks(),
    owners: () => second.owners(),
    ready: () => first.ready() && second.ready(),
    plan: () => second.plan(),
    async stop() {
      await Promise.all([first.stop(), second.stop()]);
    },
    ended,
  };
}

class RunningWorker implements Worker {
  readonly ended: Promise<WorkerEnd>;
  private readonly options: WorkerOptions;
  private readonly parts: WorkerParts;
  private readonly rekeyTo: string | null;
  private readonly running = new Map<number, Task>();
  /** Those that end but have not ended: their numbers must not run twice at once. */
  private readonly leaving = new Map<number, Promise<unknown>>();
  private readonly control: ControlWatch | null;
  private readonly programs: Programs;
  private membership: Membership | null = null;
  private generation: Generation | null = null;
  private known: ReadonlyMap<number, string> = new Map();
  private stopping: Promise<void> | null = null;
  private readonly over = new AbortController();
  private end: (how: WorkerEnd) => void = () => {};

  constructor(options: WorkerOptions, parts: WorkerParts, rekeyTo: string | null) {
    this.rekeyTo = rekeyTo;
    this.options = options;
    this.parts = parts;
    const { transport, clock, equip = null } = parts;
    const { control } = options;
    this.control = control === undefined ? null : new ControlWatch(transport, clock, control);
    this.programs = new Programs(parts, equip, this.control?.announced ?? null);
    this.ended = new Promise((end) => {
      this.end = end;
    });
    this.begin().catch((error) => this.fail(error));
  }

  tasks(): readonly TaskView[] {
    return [...this.running.values()].sort((a, b) => a.task - b.task);
  }

  owners(): ReadonlyMap<number, string> {
    return this.known;
  }

  ready(): boolean {
    const waiting = (phase: string): boolean => phase === "opening" || phase === "restoring";
    return this.generation !== null && !this.tasks().some(({ phase }) => waiting(phase));
  }

  async plan(): Promise<PlanView> {
    const { changelog } = this.options;
    const { transport } = this.parts;
    const count = (await transport.admin.partitions([changelog])).get(changelog) ?? 0;
    return planView(this.control?.announced ?? null, await tails(transport, changelog, count));
  }

  stop(): Promise<void> {
    return this.finish({ kind: "asked" });
  }

  private async begin(): Promise<void> {
    // What is wrong is told before the group is troubled.
    const topics = await this.topics();
    if (this.stopping !== null) return;
    await this.patiently(() => this.mustBeAnnounced(topics));
    if (this.stopping !== null) return;
    this.follow();
    void this.watchPartitions(topics.partitions);
    const { app, inputs, timeouts, address } = this.options;
    this.membership = await this.parts.transport.join({
      ...{ group: app, topics: inputs, address },
      sessionTimeoutMs: timeouts.sessionMs,
      rebalanceTimeoutMs: timeouts.rebalanceMs,
      heartbeatMs: timeouts.heartbeatMs,
      assigned: (generation) => this.assigned(generation),
      revoked: (generation, lost) => this.revoked(generation, lost),
      outside: this.once("outside the group"),
      ended: (reason) => this.fail(reason),
    });
  }

  /** Partition counts, however long nobody answers. */
  private async topics(): Promise<Topics> {
    const { options, rekeyTo } = this;
    const { transport } = this.parts;
    const outputTopics = rekeyTo === null ? this.parts.outputTopics : [rekeyTo];
    const written = [...outputTopics, options.deadLetters];
    return this.patiently(() => topicsOf(transport.admin, options, written));
  }

  /** A topic that grows would put keys elsewhere: noticed while running, not only when tasks are given anew. */
  private async watchPartitions(before: number): Promise<void> {
    const { clock } = this.parts;
    for (;;) {
      await clock.sleep(GROWTH_MS, this.over.signal);
      if (this.stopping !== null) return;
      try {
        const { partitions } = await this.topics();
        if (partitions !== before) throw recounted(this.options, before, partitions);
      } catch (error) {
        // Brokers that have just started do not know all topics.
        const grown = error instanceof Stopped && error.stop.reason === "partition count";
        if (grown) return this.fail(error);
      }
    }
  }

  private async patiently<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!isFailure(error, "unavailable") || this.stopping !== null) throw error;
        await this.parts.clock.sleep(AGAIN_MS);
      }
    }
  }

  /** A process whose patterns are neither what runs nor announced must not take tasks from those that work. */
  private async mustBeAnnounced({ partitions }: Topics): Promise<void> {
    const { control, parts, options } = this;
    if (control === null) return;
    await control.refresh();
    const { announced } = control;
    if (announced.latest === null) return;
    const own = patternsOf(parts.patterns);
    const standing = await tails(parts.transport, options.changelog, partitions);
    const begun = standing.filter((meta) => meta !== null);
    const least = Math.min(
      announced.latest.number,
      ...begun.map(({ changed }) => changed?.number ?? 0),
    );
    const good =
      samePatterns(own, announced.latest.after) ||
      begun.some(({ patterns }) => samePatterns(own, patterns)) ||
      announced.since(least).some(({ after }) => samePatterns(own, after));
    if (!good) throw notAnnounced(own, announced.latest.after);
  }

  /** What is announced from now on. */
  private follow(): void {
    const tell = this.once("control unread");
    this.control?.follow((error) => tell(error instanceof Error ? error.message : String(error)));
  }

  /** Tells what is tried again, and not each time. */
  private once(kind: "control unread" | "outside the group"): (message: string) => void {
    let told = "";
    return (message) => {
      if (message !== told) this.parts.news.tell({ kind, message });
      told = message;
    };
  }

  private assigned(generation: Generation): void {
    const { id, tasks, owners } = generation;
    this.parts.news.tell({ kind: "assigned", generation: id, tasks });
    this.generation = generation;
    this.known = owners;
    if (this.stopping !== null) return;
    this.take(generation).catch((error) => this.fail(error));
  }

  /** Tasks that stay ours go on where they rest: had another had them meanwhile, they would be fenced. */
  private async take(generation: Generation): Promise<void> {
    const ours = new Set(generation.tasks);
    for (const [number, task] of this.running) {
      if (!ours.has(number)) this.letGo(number, task);
      else task.resume();
    }
    if (generation.tasks.every((number) => this.running.has(number))) return;
    const topics = await this.topics();
    await Promise.all(generation.tasks.map((number) => this.leaving.get(number)));
    if (this.generation !== generation || this.stopping !== null) return;
    for (const number of generation.tasks) {
      if (!this.running.has(number)) this.start(number, topics);
    }
  }

  private start(number: number, { partitions, counts }: Topics): void {
    const { options } = this;
    const task = new Task({
      ...this.parts,
      options,
      place: {
        task: number,
        inputs: options.inputs.map((topic) => ({ topic, partition: number })),
        changelog: { topic: options.changelog, partition: number },
        ...{ partitions, counts, rekeyTo: this.rekeyTo },
      },
      ...{ control: this.control, programs: this.programs },
      confirm: async () => (await this.membership?.confirm()) ?? false,
      openSessions: () => this.tasks().reduce((sum, { sessions }) => sum + sessions, 0),
    });
    this.running.set(number, task);
    task.ended.then(
      (outcome) => {
        if (outcome === "stopped") this.stopped(task.stop!);
        if (outcome !== "fenced" || this.running.get(number) !== task) return;
        this.running.delete(number);
        // Ours again only in a newer generation, if that gives it to us.
        this.membership?.rejoin();
      },
      (error) => this.fail(error),
    );
  }

  private letGo(number: number, task: Task): void {
    this.running.delete(number);
    const ended = task.close();
    this.leaving.set(number, ended);
    ended.finally(() => {
      if (this.leaving.get(number) === ended) this.leaving.delete(number);
    });
  }

  private async revoked(generation: Generation, lost: boolean): Promise<void> {
    this.parts.news.tell({ kind: "revoked", generation: generation.id, lost });
    this.generation = null;
    if (lost) for (const [number, task] of this.running) this.letGo(number, task);
    else await Promise.all([...this.running.values()].map((task) => task.rest()));
  }

  /** One task stops alone; where nothing else is left, or all would meet the same, the worker does. */
  private stopped(stop: Stop): void {
    const nothingRuns = this.tasks().every((task) => task.stop !== null);
    if (!nothingRuns && !OF_ALL.has(stop.reason)) return;
    this.finish({ kind: "stopped", stop }).catch(() => {}); // told through `ended`
  }

  private fail(error: unknown): void {
    if (this.stopping !== null) return;
    const stop = stopOf(error, resetCommand(this.options.app)) ?? {
      reason: "refused" as const,
      message: error instanceof Error ? error.message : String(error),
      remedy: "see whether the brokers can be reached, then start again",
    };
    this.finish({ kind: "stopped", stop }).catch(() => {}); // told through `ended`
  }

  private finish(how: WorkerEnd): Promise<void> {
    this.stopping ??= this.closeAll().finally(() => this.end(how));
    return this.stopping;
  }

  private async closeAll(): Promise<void> {
    this.control?.stop();
    this.over.abort();
    const tasks = [...this.running.values()];
    const closed = (async () => {
      await Promise.all(tasks.map((task) => task.rest()));
      await Promise.all([...tasks.map((task) => task.close()), ...this.leaving.values()]);
    })();
    // What is not committed by then the next owner calls off and does again.
    const enough = new AbortController();
    await Promise.race([closed, this.parts.clock.sleep(CLOSING_MS, enough.signal)]);
    enough.abort();
    await this.membership?.leave();
  }
}
