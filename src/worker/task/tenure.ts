import { fromText } from "../bytes.ts";
import { type Change, patternsText, samePatterns } from "../control/change.ts";
import type { Program, Programs, Running } from "../control/program.ts";
import {
  behind,
  carryOver,
  carryTimes,
  type States,
  type Switched,
  switchRecord,
} from "../control/switch.ts";
import type { ControlWatch } from "../control/watch.ts";
import type { ChunkCommitted, TaskPhase } from "../news.ts";
import type { WorkerOptions, WorkerParts } from "../options.ts";
import type { Change as ShelfChange } from "../store/shelf.ts";
import { metaOf, Shelving } from "../store/shelving.ts";
import type { Fetched, Message, Partition, Position, Reader, TaskProducer } from "../transport.ts";
import { markKey } from "./changelog-keys.ts";
import { bytesOf, type Chunk, changelogOf, commit, type Destination } from "./chunk.ts";
import { Merge, type Merged } from "./merge.ts";
import type { Draining, Meta } from "./meta.ts";
import { slotName, slotOf } from "./pattern.ts";
import { Rekeying } from "./rekeying.ts";
import { restore } from "./restore.ts";
import type { Looked, Stage } from "./stage.ts";
import { knownToGroup, type Standing, standing } from "./standing.ts";
import { Stepping, WrongRecord } from "./stepping.ts";
import { Stopped } from "./stopped.ts";

/** What a task is about, for as long as it runs. */
export interface TaskPlace {
  readonly task: number;
  readonly inputs: readonly Partition[];
  readonly changelog: Partition;
  /** Of the inputs. */
  readonly partitions: number;
  /** Partition counts of the topics that are written. */
  readonly counts: ReadonlyMap<string, number>;
  /** Records are only sent on, to this topic, under their patterns' keys. */
  readonly rekeyTo: string | null;
}

export interface TenureParts extends WorkerParts {
  readonly options: WorkerOptions;
  /** null: changes are not looked for. */
  readonly control: ControlWatch | null;
  readonly programs: Programs;
  readonly place: TaskPlace;
  tell(phase: TaskPhase): void;
  /** Throws `GivenUp` once the task is not ours any more. */
  check(): void;
  /** The chunk at hand is to be finished. */
  hurried(): boolean;
  /** Keys open in the whole process. */
  openSessions(): number;
}

/** Between two looks at the clock while stepping, and how long until others get their turn. */
const LOOK_EVERY = 128;
const TURN_MS = 50;

/**
 * One incarnation of a task: from taking the transactional id over until something fails. Nothing of
 * it outlives a failure; what is true is in the changelog.
 */
export class Tenure {
  private readonly parts: TenureParts;
  private readonly producer: TaskProducer;
  private readonly reader: Reader;
  private readonly destination: Destination;
  private program: Program;
  private stepping: Stage;
  /** null: all keys are in memory. */
  private readonly shelving: Shelving | null;
  /** Of the changelog; null: it has none yet. */
  private origin: string | null = null;
  /** What the changelog says that the task runs; null: it is not read yet. */
  running: Running | null = null;
  /** An announced change that cannot be made here, once it is told. */
  private waitsFor = 0;
  private chunks = 0;
  /** Nothing is written down of the task yet. */
  private first = false;
  private idleSinceMs: number;
  /** By input: records that were not fetched yet. */
  private readonly lags = new Map<number, number>();
  private merge = new Merge([], []);
  /** Of what is committed. */
  positions: readonly Position[] = [];
  /** A fetch that was asked for while the last chunk was being committed. */
  private early: Promise<readonly Fetched[]> | null = null;
  /** A record that stops the task once all before it is committed. */
  private wrong: WrongRecord | null = null;

  /** Fences whoever had the task, then reads: what is read before may still change. */
  static async open(parts: TenureParts): Promise<Tenure> {
    const { transport, options, place } = parts;
    parts.tell("opening");
    const producer = await transport.openTask({
      transactionalId: `${options.app}-${place.task}`,
      transactionTimeoutMs: options.timeouts.transactionMs,
    });
    parts.news.tell({ kind: "opened", task: place.task, epoch: producer.epoch });
    try {
      return new Tenure(parts, producer, await shelvingOf(parts, producer));
    } catch (error) {
      await producer.close();
      throw error;
    }
  }

  private constructor(parts: TenureParts, producer: TaskProducer, shelving: Shelving | null) {
    const { options, place, transport, clock } = parts;
    this.parts = parts;
    this.producer = producer;
    this.reader = transport.reader("committed");
    this.destination = {
      group: options.app,
      changelog: place.changelog,
      deadLetters: options.deadLetters,
      counts: place.counts,
    };
    this.program = parts.programs.own;
    this.shelving = shelving;
    this.stepping = this.newStepping(null);
    this.idleSinceMs = clock.nowMs();
  }

  private newStepping(shelving = this.shelving): Stage {
    const { options, place, dead, canary } = this.parts;
    const { patterns, reader, outputs } = this.program;
    const { disorderMs, aheadMs, keepLast = 0 } = options;
    const inputs = place.inputs.map((input, index) => ({ ...input, index }));
    const told = canary === undefined ? {} : { canary };
    const limits = { disorderMs, aheadMs, keepLast, inputs, ...told };
    const parts = { patterns, reader, outputs, dead, ...limits, shelving };
    const { rekeyTo } = place;
    return rekeyTo === null ? new Stepping(parts) : new Rekeying(parts, rekeyTo);
  }

  async restore(): Promise<void> {
    const { parts } = this;
    const { transport, clock, options, place, patterns, news, control } = parts;
    const { task, changelog, inputs, partitions } = place;
    parts.tell("restoring");
    const begunMs = clock.nowMs();
    const asking = { admin: transport.admin, options, patterns, inputs, partitions, control };
    const known = await knownToGroup(asking);
    const { shelving } = this;
    const restored = await (shelving === null
      ? restore({ transport, clock }, changelog, (offset, end) => {
          parts.check();
          news.tell({ kind: "restoring", task, offset, end });
        })
      : shelving.read());
    const where = await standing(asking, restored, known);
    this.positions = where.positions;
    this.merge = new Merge(where.positions, where.idleTo);
    this.chunks = where.chunk;
    this.origin = where.origin;
    this.take(where.running);
    if (shelving === null) await this.fill(restored.states, where.greatest);
    else {
      await shelving.readFor(this.program.patterns);
      await shelving.settle(this.program.patterns, metaOf(restored.meta));
      this.beginOnShelf(where.greatest);
    }
    this.idleSinceMs = clock.nowMs();
    const { records, bytes } = restored;
    const sessions = this.stepping.sessions;
    const ms = clock.nowMs() - begunMs;
    news.tell({ kind: "restored", task, sessions, records, bytes, ms, positions: this.positions });
    this.first = where.first;
  }

  /** Where the task begins must not depend on when it is asked again. */
  async begin(): Promise<void> {
    if (this.first) await this.commit(0, false);
  }

  /** Nothing is in memory yet. */
  private beginOnShelf(greatest: Standing["greatest"]): void {
    this.stepping = this.newStepping();
    this.stepping.resume(greatest ?? [], []);
  }

  private async fill(states: States, greatest: Standing["greatest"]): Promise<void> {
    const { clock, options } = this.parts;
    const { patterns } = this.program;
    const rows: number[][] = patterns.map(() => []);
    let turnMs = clock.nowMs();
    for (const [pattern, of] of patterns.entries()) {
      let filled = 0;
      for (const [key, state] of states.get(slotOf(of)) ?? []) {
        rows[pattern]!.push(this.stepping.restore(pattern, key, state));
        if (++filled % LOOK_EVERY !== 0 || clock.nowMs() - turnMs < TURN_MS) continue;
        await clock.sleep(0);
        this.parts.check();
        turnMs = clock.nowMs();
        this.mustHaveRoom(options.maxSessions);
      }
    }
    this.stepping.resume(greatest ?? [], rows);
  }

  /** One chunk; nothing where nothing came. */
  async chunk(): Promise<void> {
    const { clock } = this.parts;
    if (await this.change()) return;
    this.parts.tell("reading");
    const begun = await this.gather();
    if (begun === null) return this.idle();
    // Neither a canary nor a gap is a record of the input.
    if (await this.commit(clock.nowMs() - begun, false)) this.idleSinceMs = clock.nowMs();
    if (this.wrong !== null) throw this.wrong;
  }

  /** Reads and steps until the chunk is full or its time is over; when it began, or null: nothing came. */
  private async gather(): Promise<number | null> {
    const { clock, options, tell } = this.parts;
    const { records: most, ms } = options.chunk;
    let begun: number | null = null;
    let turnMs = clock.nowMs();
    for (let records = 0; records < most && this.wrong === null; ) {
      const merged = this.merge.take();
      if (merged !== null) {
        if (begun === null) tell("stepping");
        begun ??= clock.nowMs();
        this.step(merged);
        if (++records % LOOK_EVERY !== 0 || clock.nowMs() - turnMs < TURN_MS) continue;
        await clock.sleep(0);
        turnMs = clock.nowMs();
        continue;
      }
      if (begun !== null && this.parts.hurried()) break;
      const left = begun === null ? options.timeouts.fetchMs : begun + ms - clock.nowMs();
      if (left <= 0) break;
      const came = await this.more(left);
      this.parts.check();
      if (came === "nothing" && begun === null) return null;
      if (came === "gap") begun ??= clock.nowMs();
    }
    return begun;
  }

  /** Asks for the inputs whose next records are not known. */
  private async more(maxWaitMs: number): Promise<"records" | "gap" | "nothing"> {
    const { reader } = this.parts;
    const fetched = await this.fetch(maxWaitMs);
    let came: "records" | "gap" | "nothing" = "nothing";
    for (const each of fetched) {
      const { topic, messages, nextOffset, highWatermark } = each;
      const source = this.parts.place.inputs.findIndex((input) => input.topic === topic);
      const missing = reader.prepare(messages);
      if (missing !== null) await missing;
      const records = messages.map((message) => this.stepping.read(source, message));
      this.merge.offer(source, each, records);
      this.lags.set(source, Math.max(0, highWatermark - nextOffset));
      if (messages.length > 0) came = "records";
      else if (came === "nothing") came = "gap";
    }
    return came;
  }

  private async fetch(maxWaitMs: number): Promise<readonly Fetched[]> {
    const { early } = this;
    this.early = null;
    return early ?? this.ask(maxWaitMs);
  }

  private ask(maxWaitMs: number): Promise<readonly Fetched[]> {
    const { bytes } = this.parts.options.chunk;
    const limits = { maxBytes: bytes, maxBytesPerPartition: bytes, maxWaitMs };
    return this.reader.fetch(this.merge.wanted(this.parts.place.inputs), limits);
  }

  /** A record that stops the task: all before it still counts. */
  private step({ source, record }: Merged): void {
    try {
      this.stepping.step(source, record);
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      this.wrong = error;
      this.merge.putBack(source);
    }
  }

  /** Event time moves on with the clock where nothing comes: written down with what it makes due. */
  private async idle(): Promise<void> {
    const { clock, options } = this.parts;
    if (options.idleMs === null) return;
    const elapsedMs = clock.nowMs() - this.idleSinceMs;
    if (elapsedMs < options.idleMs) return;
    const held = this.merge.waitingFor;
    const to = held === null ? this.elapsed(elapsedMs) : held + elapsedMs;
    if (to === null) return;
    this.parts.tell("stepping");
    const idle = this.merge.wanted(this.parts.place.inputs).map(({ topic }) => topic);
    for (const [source, { topic }] of this.parts.place.inputs.entries()) {
      if (idle.includes(topic)) this.stepping.pass(source, to);
    }
    if (held !== null) this.merge.idle(to);
    await this.commit(0, true);
    this.idleSinceMs = clock.nowMs();
  }

  /** How far time has come where no input has anything; null: nothing would be due by then. */
  private elapsed(ms: number): number | null {
    const times = this.stepping.greatest.flat().filter((time) => time !== null);
    if (times.length === 0) return null;
    const to = Math.max(...times) + ms;
    return to - this.parts.options.disorderMs >= this.stepping.nextDue ? to : null;
  }

  /** Whether there were records of the input's own producers. */
  private async commit(steppingMs: number, idle: boolean): Promise<boolean> {
    const { clock, news, options, place } = this.parts;
    const stepped = this.stepping.take();
    const states = this.stepping.states();
    const greatest = this.stepping.greatest;
    const positions = place.inputs.map((input, source) => ({
      ...input,
      offset: this.merge.offset(source),
    }));
    const chunk: Chunk = {
      states: states.messages,
      marks: idle ? [markOf(positions, greatest)] : [],
      meta: {
        positions: positions.map(({ topic, offset }) => [topic, offset]),
        greatest,
        idleTo: this.merge.idleTo,
        ...this.runs(),
        ...{ partitions: place.partitions, chunk: this.chunks + 1 },
        origin: this.originOf(),
      },
      outputs: [...stepped.outputs, ...stepped.sung.outputs],
      letters: stepped.letters,
      positions,
    };
    if (this.wrong === null && !idle && this.merge.wanted(place.inputs).length > 0) {
      this.early = this.ask(options.chunk.ms);
      this.early.catch(() => {}); // told when it is taken
    }
    await this.shelving?.before();
    const begunMs = clock.nowMs();
    await commit(this.producer, chunk, this.destination, this.parts.tell);
    this.chunks++;
    this.positions = positions;
    await this.keep(states.changes, chunk.meta);
    news.tell({
      ...{ kind: "chunk", task: place.task, number: this.chunks, records: stepped.records },
      ...{ late: stepped.late, canaries: stepped.canaries, outputs: stepped.outputs.length },
      ...{ deadLetters: stepped.letters.length, dead: stepped.dead },
      ...{ keysWritten: states.messages.length, keysDeleted: states.deleted },
      ...{ changelogBytes: bytesOf(changelogOf(chunk)), sessions: this.sessions },
      ...{
        byPattern: this.byOwn(stepped.byPattern),
        steppingMs,
        transactionMs: clock.nowMs() - begunMs,
      },
      ...{
        positions,
        lag: [...this.lags.values()].reduce((sum, lag) => sum + lag, 0),
        watermarkMs: this.watermarkMs,
        idle,
      },
    } satisfies ChunkCommitted);
    for (const { sentMs, ...outcome } of stepped.sung.outcomes) {
      news.tell({ kind: "canary", task: place.task, ms: clock.nowMs() - sentMs, ...outcome });
    }
    this.mustHaveRoom(options.maxSessions);
    return stepped.records > stepped.canaries;
  }

  /** The disk is written only when a chunk is committed: so it is never ahead. */
  private async keep(changes: readonly ShelfChange[], meta: Meta): Promise<void> {
    const { shelving } = this;
    if (shelving === null) return;
    await shelving.keep(changes, meta, this.program.patterns);
    this.stepping.kept(changes);
  }

  /** The first of a changelog names it. */
  private originOf(): string {
    const { producerId, epoch } = this.producer;
    this.origin ??= `${producerId}.${epoch}@${this.parts.clock.nowMs()}`;
    return this.origin;
  }

  // ------------------------------------------------------------ changes

  /** What the task runs from here on. */
  private take(running: Running): void {
    const made = this.parts.programs.of(running);
    if (made.kind === "cannot") throw cannotRun(running, made.why);
    this.running = running;
    if (made.program === this.program) return;
    this.program = made.program;
    this.stepping = this.newStepping();
  }

  /** The next announced change, made here; whether there was one that could be. */
  private async change(): Promise<boolean> {
    const { running, parts } = this;
    const { control, programs, place, news, clock } = parts;
    if (running === null || control === null) return false;
    if (this.stepping.drained) await this.retire(running);
    const next = control.announced.after(running.changed?.number ?? 0);
    if (next === null) return false;
    if (!samePatterns(next.before, running.patterns)) throw strayed(next, running);
    const positions = this.offsets();
    const at = positions.map(({ topic, offset }) => [topic, offset] as const);
    const goesOn = behind(running, next, at, (pattern) => this.isOpen(pattern));
    const made = programs.of(goesOn);
    if (made.kind === "cannot") {
      if (this.waitsFor === next.number) return false;
      this.waitsFor = next.number;
      news.tell({ kind: "change waits", task: place.task, number: next.number, why: made.why });
      return false;
    }
    parts.tell("stepping");
    const begunMs = clock.nowMs();
    const [was, greatest] = [this.program, this.stepping.greatest];
    const carried = await this.carry(made.program, next);
    const times = carryTimes(greatest, was, made.program);
    this.running = goesOn;
    const chunk: Chunk = {
      ...{ states: carried.messages, marks: [], outputs: [], letters: [], positions },
      switched: switchRecord(next, at, greatest),
      meta: {
        ...{ positions: at, greatest: times, idleTo: this.merge.idleTo },
        ...this.runs(carried.states),
        ...{ partitions: place.partitions, chunk: this.chunks + 1 },
        origin: this.originOf(),
      },
    };
    await commit(this.producer, chunk, this.destination, parts.tell);
    this.chunks++;
    this.positions = positions;
    await this.goOn(made.program, carried.states, times, chunk.meta);
    const { states: _, messages: __, ...counts } = carried;
    const ms = clock.nowMs() - begunMs;
    news.tell({ kind: "changed", task: place.task, number: next.number, positions, ...counts, ms });
    return true;
  }

  /** A pattern whose old sessions are all over goes; the next chunk says so. */
  private async retire(running: Running): Promise<void> {
    const left = running.draining.filter(({ pattern, since }) =>
      this.isOpen(slotName(pattern, since)),
    );
    const rest = { ...running, draining: left };
    const made = this.parts.programs.of(rest);
    if (made.kind === "cannot") return;
    const times = carryTimes(this.stepping.greatest, this.program, made.program);
    const { states } = await this.carry(made.program, null);
    this.running = rest;
    await this.goOn(made.program, states, times, null);
  }

  private carry(to: Program, change: Change | null): Promise<Switched> {
    const { clock, check } = this.parts;
    let carried = 0;
    let turnMs = clock.nowMs();
    return carryOver(
      this.program,
      (at) => this.stepping.open(at),
      to,
      change,
      () => {
        if (++carried % LOOK_EVERY !== 0 || clock.nowMs() - turnMs < TURN_MS) return null;
        return clock.sleep(0).then(() => {
          check();
          turnMs = clock.nowMs();
        });
      },
    );
  }

  /** What was read for the former program is read again. */
  private async goOn(
    program: Program,
    states: States,
    greatest: Stage["greatest"],
    meta: Meta | null,
  ): Promise<void> {
    await this.early?.catch(() => {});
    this.early = null;
    const { idleTo } = this.merge;
    this.merge = new Merge(this.offsets(), idleTo);
    this.program = program;
    if (this.shelving !== null) {
      await this.shelving.replace(states, meta, program.patterns);
      return this.beginOnShelf(greatest);
    }
    this.stepping = this.newStepping();
    await this.fill(states, greatest);
  }

  private offsets(): readonly Position[] {
    return this.parts.place.inputs.map((input, source) => ({
      ...input,
      offset: this.merge.offset(source),
    }));
  }

  private isOpen(slot: string): boolean {
    const at = this.program.patterns.findIndex((one) => slotOf(one) === slot);
    if (at < 0) return false;
    for (const _ of this.stepping.open(at)) return true;
    return false;
  }

  /** As the task's own record has it; `states`: of a program that is not begun yet. */
  private runs(states?: States): Pick<Meta, "patterns" | "changed" | "draining"> {
    const { patterns = [], changed = null, draining = [] } = this.running ?? {};
    if (changed === null) return { patterns };
    const open = ({ pattern, since }: Draining): number => {
      const slot = slotName(pattern, since);
      const at = this.program.patterns.findIndex((one) => slotOf(one) === slot);
      return states?.get(slot)?.size ?? this.stepping.draining[at] ?? 0;
    };
    const left = draining.map((one) => ({ ...one, keys: open(one) }));
    return { patterns, changed, ...(left.length === 0 ? {} : { draining: left }) };
  }

  /** In the order of the process's own patterns. */
  private byOwn(outputs: readonly number[]): readonly number[] {
    const { patterns } = this.parts;
    if (this.program.patterns === patterns) return outputs;
    const sums = patterns.map(() => 0);
    for (const [at, { machine }] of this.program.patterns.entries()) {
      const { pattern } = machine.automaton;
      const own = patterns.findIndex((one) => one.machine.automaton.pattern === pattern);
      if (own >= 0) sums[own]! += outputs[at]!;
    }
    return sums;
  }

  private mustHaveRoom(most: number | null): void {
    const open = this.parts.openSessions();
    const full = this.parts.full?.() ?? null;
    if (full === null && (most === null || open <= most)) return;
    throw new Stopped(
      "too many sessions",
      full === null
        ? `${open} keys are open, more than --max-sessions ${most}`
        : `${full}, and ${open} keys are open`,
      "give the process more memory and a larger --max-sessions, add processes, or use --store disk",
    );
  }

  get sessions(): number {
    return this.stepping.sessions;
  }

  get watermarkMs(): number {
    return this.stepping.watermark;
  }

  look(key: string): Looked {
    return this.stepping.look(key);
  }

  /** After a failure the rest of the transaction is called off, so that readers need not wait for it. */
  async close(failed: boolean): Promise<void> {
    if (failed) await this.producer.abort().catch(() => {});
    await this.producer.close();
    await this.reader.close();
    await this.shelving?.close();
  }
}

async function shelvingOf(parts: TenureParts, owner: TaskProducer): Promise<Shelving | null> {
  const { store, options, place, news, clock, transport } = parts;
  if (store === undefined) return null;
  const { task, changelog } = place;
  return Shelving.open(owner, {
    ...{ store, app: options.app, changelog, news, clock, transport },
    check: () => parts.check(),
    progress: (offset, end) => news.tell({ kind: "restoring", task, offset, end }),
  });
}

const cannotRun = (running: Running, why: string): Stopped =>
  new Stopped(
    "pattern changed",
    `the task runs ${patternsText(running.patterns)}, which this worker cannot: ${why}`,
    "start the worker with the announced pattern's file and its configuration",
  );

const strayed = ({ number, before }: Change, { patterns }: Running): Stopped =>
  new Stopped(
    "pattern changed",
    `change ${number} goes on from ${patternsText(before)}, but the task runs ${patternsText(patterns)}`,
    "announce the change from what runs: `pda plan OLD NEW --apply`",
  );

const markOf = (positions: readonly Position[], greatest: Stage["greatest"]): Message => ({
  key: markKey(positions.map(({ topic, offset }) => `${topic}@${offset}`).join(",")),
  value: fromText(JSON.stringify({ greatest })),
  headers: [],
  timestampMs: 0,
});
