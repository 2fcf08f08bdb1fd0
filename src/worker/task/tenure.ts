import { fromText } from "../bytes.ts";
import type { Running } from "../control/program.ts";
import type { States } from "../control/switch.ts";
import type { ChunkCommitted } from "../news.ts";
import { Shelving } from "../store/shelving.ts";
import type { Message, Position, Reader, TaskProducer } from "../transport.ts";
import { markKey } from "./changelog-keys.ts";
import { Changing, type Write, type Written } from "./changing.ts";
import { type Chunk, commit, type Destination } from "./chunk.ts";
import { Gathering } from "./gathering.ts";
import { Intake } from "./intake.ts";
import { Loaded, mustHaveRoom } from "./loaded.ts";
import type { Meta } from "./meta.ts";
import type { TenureParts } from "./place.ts";
import { restore } from "./restore.ts";
import type { Looked, Stage } from "./stage.ts";
import { knownToGroup, standing } from "./standing.ts";

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
  private readonly gathering: Gathering;
  private readonly changing: Changing;
  /** null: all keys are in memory. */
  private readonly shelving: Shelving | null;
  /** Of the changelog; null: it has none yet. */
  private origin: string | null = null;
  private chunks = 0;
  /** Nothing is written down of the task yet. */
  private first = false;
  private idleSinceMs: number;
  /** Of what is committed. */
  positions: readonly Position[] = [];

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
    this.gathering = new Gathering({
      ...{ intake: this.intake, clock, limits: options.chunk, fetchMs: options.timeouts.fetchMs },
      ...{ hurried: () => parts.hurried(), check: () => parts.check() },
    });
    const { loaded, intake } = this;
    const write: Write = (what, greatest, states) => this.write(what, greatest, states);
    this.changing = new Changing({ parts, loaded, intake, write });
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
    this.changing.take(where.running);
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
    if (await this.changing.change()) return;
    this.parts.tell("reading");
    const begun = await this.gather();
    if (begun === null) return this.idle();
    // Neither a canary nor a gap is a record of the input.
    if (await this.commit(clock.nowMs() - begun, false)) this.idleSinceMs = clock.nowMs();
    const { wrong } = this.gathering;
    if (wrong !== null) throw wrong;
  }

  /** When the chunk began whose records are stepped; null: nothing came. */
  private gather(): Promise<number | null> {
    return this.gathering.chunk({
      prepare: (messages) => this.loaded.reader.prepare(messages),
      read: (source, message) => this.stepping.read(source, message),
      begin: () => this.parts.tell("stepping"),
      step: (source, record) => this.stepping.step(source, record),
    });
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
    const { clock, news, place } = this.parts;
    const stepped = this.stepping.take();
    const states = this.stepping.states();
    const { greatest } = this.stepping;
    const { positions } = this.intake;
    if (this.gathering.wrong === null && !idle) this.gathering.askEarly();
    await this.shelving?.before();
    const begunMs = clock.nowMs();
    const { meta, changelogBytes } = await this.write(
      {
        states: states.messages,
        marks: idle ? [markOf(positions, greatest)] : [],
        outputs: [...stepped.outputs, ...stepped.sung.outputs],
        letters: stepped.letters,
        positions,
      },
      greatest,
    );
    await this.loaded.keep(states.changes, meta);
    const told: ChunkCommitted = {
      kind: "chunk",
      task: place.task,
      number: this.chunks,
      records: stepped.records,
      late: stepped.late,
      canaries: stepped.canaries,
      outputs: stepped.outputs.length,
      byPattern: this.loaded.byOwn(stepped.byPattern),
      deadLetters: stepped.letters.length,
      dead: stepped.dead,
      keysWritten: states.messages.length,
      keysDeleted: states.deleted,
      changelogBytes,
      sessions: this.sessions,
      steppingMs,
      transactionMs: clock.nowMs() - begunMs,
      positions,
      lag: this.intake.lag,
      watermarkMs: this.watermarkMs,
      idle,
    };
    news.tell(told);
    for (const { sentMs, ...outcome } of stepped.sung.outcomes) {
      news.tell({ kind: "canary", task: place.task, ms: clock.nowMs() - sentMs, ...outcome });
    }
    mustHaveRoom(this.parts);
    return stepped.records > stepped.canaries;
  }

  /** `states`: of a program that is not begun yet. */
  private async write(
    what: Omit<Chunk, "meta">,
    greatest: Meta["greatest"],
    states?: States,
  ): Promise<Written> {
    const { place, tell } = this.parts;
    const chunk: Chunk = {
      ...what,
      meta: {
        positions: what.positions.map(({ topic, offset }) => [topic, offset]),
        ...{ greatest, idleTo: this.intake.idleTo },
        ...this.changing.runs(states),
        ...{ partitions: place.partitions, chunk: this.chunks + 1 },
        origin: this.originOf(),
      },
    };
    const changelogBytes = await commit(this.producer, chunk, this.destination, tell);
    this.chunks++;
    this.positions = chunk.positions;
    return { meta: chunk.meta, changelogBytes };
  }

  /** The first of a changelog names it. */
  private originOf(): string {
    const { producerId, epoch } = this.producer;
    this.origin ??= `${producerId}.${epoch}@${this.parts.clock.nowMs()}`;
    return this.origin;
  }

  /** What the changelog says that the task runs; null: it is not read yet. */
  get running(): Running | null {
    return this.changing.running;
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

const markOf = (positions: readonly Position[], greatest: Stage["greatest"]): Message => ({
  key: markKey(positions.map(({ topic, offset }) => `${topic}@${offset}`).join(",")),
  value: fromText(JSON.stringify({ greatest })),
  headers: [],
  timestampMs: 0,
});
