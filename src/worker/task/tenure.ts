import { fromText } from "../bytes.ts";
import { type Change, patternsText, samePatterns } from "../control/change.ts";
import type { Running } from "../control/program.ts";
import { behind, type States, switchRecord } from "../control/switch.ts";
import type { ChunkCommitted } from "../news.ts";
import type { MessageRecord } from "../records/message-record.ts";
import { Shelving } from "../store/shelving.ts";
import type { Message, Position, Reader, TaskProducer } from "../transport.ts";
import { markKey } from "./changelog-keys.ts";
import { bytesOf, type Chunk, changelogOf, commit, type Destination } from "./chunk.ts";
import { Intake } from "./intake.ts";
import { Loaded, mustHaveRoom } from "./loaded.ts";
import type { Draining, Meta } from "./meta.ts";
import { slotName } from "./pattern.ts";
import type { TenureParts } from "./place.ts";
import { restore } from "./restore.ts";
import type { Looked, Stage } from "./stage.ts";
import { knownToGroup, standing } from "./standing.ts";
import { WrongRecord } from "./stepping.ts";
import { Stopped } from "./stopped.ts";
import { Turns } from "./turns.ts";

/**
 * One incarnation of a task: from taking the transactional id over until something fails. Nothing of
 * it outlives a failure; what is true is in the changelog.
 */
export class Tenure {
  private readonly parts: TenureParts;
  private readonly producer: TaskProducer;
  private readonly reader: Reader;
  private readonly destination: Destination;
  private readonly loaded: Loaded;
  private readonly intake: Intake;
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
  /** Of what is committed. */
  positions: readonly Position[] = [];
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
    this.shelving = shelving;
    this.loaded = new Loaded(parts, shelving);
    this.intake = new Intake({
      ...{ reader: this.reader, inputs: place.inputs, maxBytes: options.chunk.bytes },
    });
    this.idleSinceMs = clock.nowMs();
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
    this.intake.begin(where.positions, where.idleTo);
    this.chunks = where.chunk;
    this.origin = where.origin;
    this.take(where.running);
    await this.loaded.restore(restored, where.greatest);
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
    const turns = new Turns(clock);
    for (let records = 0; records < most && this.wrong === null; ) {
      const record = this.intake.take();
      if (record !== null) {
        if (begun === null) tell("stepping");
        begun ??= clock.nowMs();
        this.step(record);
        records++;
        const waiting = turns.next();
        if (waiting !== null) await waiting;
        continue;
      }
      if (begun !== null && this.parts.hurried()) break;
      const left = begun === null ? options.timeouts.fetchMs : begun + ms - clock.nowMs();
      if (left <= 0) break;
      const came = await this.intake.more(left, begun !== null, {
        prepare: (messages) => this.loaded.reader.prepare(messages),
        read: (source, message) => this.stepping.read(source, message),
      });
      this.parts.check();
      if (came === "nothing" && begun === null) return null;
      if (came === "gap") begun ??= clock.nowMs();
    }
    return begun;
  }

  /** A record that stops the task: all before it still counts. */
  private step(record: MessageRecord): void {
    const { source } = record;
    try {
      this.stepping.step(source, record);
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      this.wrong = error;
      this.intake.putBack(source);
    }
  }

  /** Event time moves on with the clock where nothing comes: written down with what it makes due. */
  private async idle(): Promise<void> {
    const { clock, options } = this.parts;
    if (options.idleMs === null) return;
    const elapsedMs = clock.nowMs() - this.idleSinceMs;
    if (elapsedMs < options.idleMs) return;
    const held = this.intake.waitingFor;
    const to = held === null ? this.elapsed(elapsedMs) : held + elapsedMs;
    if (to === null) return;
    this.parts.tell("stepping");
    const idle = this.intake.wanted.map(({ topic }) => topic);
    for (const [source, { topic }] of this.parts.place.inputs.entries()) {
      if (idle.includes(topic)) this.stepping.pass(source, to);
    }
    if (held !== null) this.intake.idle(to);
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
    const { positions } = this.intake;
    const chunk: Chunk = {
      states: states.messages,
      marks: idle ? [markOf(positions, greatest)] : [],
      meta: {
        positions: positions.map(({ topic, offset }) => [topic, offset]),
        greatest,
        idleTo: this.intake.idleTo,
        ...this.runs(),
        ...{ partitions: place.partitions, chunk: this.chunks + 1 },
        origin: this.originOf(),
      },
      outputs: [...stepped.outputs, ...stepped.sung.outputs],
      letters: stepped.letters,
      positions,
    };
    if (this.wrong === null && !idle) this.intake.askEarly(options.chunk.ms);
    await this.shelving?.before();
    const begunMs = clock.nowMs();
    await commit(this.producer, chunk, this.destination, this.parts.tell);
    this.chunks++;
    this.positions = positions;
    await this.loaded.keep(states.changes, chunk.meta);
    news.tell({
      ...{ kind: "chunk", task: place.task, number: this.chunks, records: stepped.records },
      ...{ late: stepped.late, canaries: stepped.canaries, outputs: stepped.outputs.length },
      ...{ deadLetters: stepped.letters.length, dead: stepped.dead },
      ...{ keysWritten: states.messages.length, keysDeleted: states.deleted },
      ...{ changelogBytes: bytesOf(changelogOf(chunk)), sessions: this.sessions },
      ...{
        byPattern: this.loaded.byOwn(stepped.byPattern),
        steppingMs,
        transactionMs: clock.nowMs() - begunMs,
      },
      ...{
        positions,
        lag: this.intake.lag,
        watermarkMs: this.watermarkMs,
        idle,
      },
    } satisfies ChunkCommitted);
    for (const { sentMs, ...outcome } of stepped.sung.outcomes) {
      news.tell({ kind: "canary", task: place.task, ms: clock.nowMs() - sentMs, ...outcome });
    }
    mustHaveRoom(this.parts);
    return stepped.records > stepped.canaries;
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
    this.loaded.begin(made.program);
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
    const { positions } = this.intake;
    const at = positions.map(({ topic, offset }) => [topic, offset] as const);
    const goesOn = behind(running, next, at, (pattern) => this.loaded.isOpen(pattern));
    const made = programs.of(goesOn);
    if (made.kind === "cannot") {
      if (this.waitsFor === next.number) return false;
      this.waitsFor = next.number;
      news.tell({ kind: "change waits", task: place.task, number: next.number, why: made.why });
      return false;
    }
    parts.tell("stepping");
    const begunMs = clock.nowMs();
    const { greatest } = this.stepping;
    const carried = await this.loaded.carry(made.program, next);
    const times = this.loaded.carryTimes(made.program);
    this.running = goesOn;
    const chunk: Chunk = {
      ...{ states: carried.messages, marks: [], outputs: [], letters: [], positions },
      switched: switchRecord(next, at, greatest),
      meta: {
        ...{ positions: at, greatest: times, idleTo: this.intake.idleTo },
        ...this.runs(carried.states),
        ...{ partitions: place.partitions, chunk: this.chunks + 1 },
        origin: this.originOf(),
      },
    };
    await commit(this.producer, chunk, this.destination, parts.tell);
    this.chunks++;
    this.positions = positions;
    await this.intake.again();
    await this.loaded.goOn(made.program, carried.states, times, chunk.meta);
    const { states: _, messages: __, ...counts } = carried;
    const ms = clock.nowMs() - begunMs;
    news.tell({ kind: "changed", task: place.task, number: next.number, positions, ...counts, ms });
    return true;
  }

  /** A pattern whose old sessions are all over goes; the next chunk says so. */
  private async retire(running: Running): Promise<void> {
    const left = running.draining.filter(({ pattern, since }) =>
      this.loaded.isOpen(slotName(pattern, since)),
    );
    const rest = { ...running, draining: left };
    const made = this.parts.programs.of(rest);
    if (made.kind === "cannot") return;
    const times = this.loaded.carryTimes(made.program);
    const { states } = await this.loaded.carry(made.program, null);
    this.running = rest;
    await this.intake.again();
    await this.loaded.goOn(made.program, states, times, null);
  }

  /** As the task's own record has it; `states`: of a program that is not begun yet. */
  private runs(states?: States): Pick<Meta, "patterns" | "changed" | "draining"> {
    const { patterns = [], changed = null, draining = [] } = this.running ?? {};
    if (changed === null) return { patterns };
    const open = (one: Draining): number =>
      states?.get(slotName(one.pattern, one.since))?.size ?? this.loaded.draining(one);
    const left = draining.map((one) => ({ ...one, keys: open(one) }));
    return { patterns, changed, ...(left.length === 0 ? {} : { draining: left }) };
  }

  private get stepping(): Stage {
    return this.loaded.stepping;
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
