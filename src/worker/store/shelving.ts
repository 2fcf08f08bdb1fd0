import { noCounts } from "../../machine/counts.ts";
import type { KeptRunner } from "../../stream/runner.ts";
import { TransportFailure } from "../failure.ts";
import type { WorkerNews } from "../news.ts";
import { type ChangelogKey, readKey } from "../task/changelog-keys.ts";
import { decodeMeta, type Meta } from "../task/meta.ts";
import { slotOf, type WorkerPattern } from "../task/pattern.ts";
import {
  type ChangelogSink,
  decidedEnd,
  type Restored,
  type RestoreParts,
  readChangelog,
} from "../task/restore.ts";
import type { Partition, StoredMessage } from "../transport.ts";
import { Laying } from "./laying.ts";
import {
  type Change,
  type Header,
  type Owner,
  type Place,
  SHELF_FORMAT,
  type Shelf,
} from "./shelf.ts";
import { SleepingRunner } from "./sleeping-runner.ts";
import type { Store } from "./store.ts";
import { misfit, strayed, unfit } from "./trust.ts";

export interface ShelvingParts extends RestoreParts {
  readonly store: Store;
  readonly app: string;
  readonly changelog: Partition;
  readonly news: WorkerNews;
  /** Throws once the task is not ours any more. */
  check(): void;
  progress(offset: number, end: number): void;
}

/** Between two looks at the clock, and how long until others get their turn. */
const SLICE = 1_000;
const TURN_MS = 25;
const NEVER = Number.POSITIVE_INFINITY;
const DELETIONS = "delete.retention.ms";
const DELETIONS_MS = 24 * 3_600_000;

/**
 * One tenure's dealings with its shelf: it is brought up to the changelog before anything is stepped, and
 * written after each commit. So it is behind what is committed or equal to it, never ahead; what it is behind
 * by is the changelog's tail.
 */
export class Shelving implements ChangelogSink {
  private readonly shelf: Shelf;
  private readonly parts: ShelvingParts;
  private header: Header | null;
  /** Slots by their numbers on the shelf. */
  private slots: string[];
  /** Where the changelog has to be read on from, and how many records came behind. */
  private resume = 0;
  private behind = 0;
  /** Of the changelog, asked before the chunk at hand. */
  private decided: number | null = null;
  // What is being read.
  /** null: what is read comes to what is there. */
  private laying: Laying | null = null;
  private waiting = new Map<string, Change>();
  private unsettled: Map<number, Set<string>> | "all" = "all";
  private meta: Uint8Array | null = null;
  private metaAt = 0;
  private records = 0;
  private bytes = 0;

  /** Claims the task's shelf, once all former owners of the task are fenced. */
  static async open(owner: Owner, parts: ShelvingParts): Promise<Shelving> {
    const { app, changelog, store } = parts;
    const task = `${app}-${changelog.partition}`;
    const shelf = await store.shelf(task, owner);
    if (shelf === null)
      throw new TransportFailure("fenced", `the store of ${task} has a later owner`);
    return new Shelving(shelf, parts);
  }

  private constructor(shelf: Shelf, parts: ShelvingParts) {
    this.shelf = shelf;
    this.parts = parts;
    this.header = shelf.header();
    this.slots = this.header?.patterns.map(([slot]) => slot) ?? [];
  }

  // ------------------------------------------------------------ up to the changelog

  /** The task's record, and what came since the shelf was written; else all, where it cannot be trusted. */
  async read(): Promise<Restored> {
    const { changelog, app, clock, transport } = this.parts;
    const end = await decidedEnd(this.parts, changelog);
    const start = await transport.admin.offset(changelog, "earliest", "committed");
    const { header, shelf } = this;
    if (header === null) return this.anew(shelf.trouble, start, end);
    const why = unfit(header, {
      ...{ app, changelog: changelog.topic, task: changelog.partition, start, end },
      ...{ deletionsMs: await this.deletionsMs(), nowMs: clock.nowMs() },
    });
    if (why !== null) return this.anew(why, start, end);
    this.unsettled = new Map();
    await this.readOn(header.resume, end);
    const stray = strayed(header, this.meta === null ? null : decodeMeta(this.meta));
    return stray === null ? this.restored() : this.anew(stray, start, end);
  }

  /** All of it again, where what is there is of no use to the patterns that run. */
  async readFor(patterns: readonly WorkerPattern[]): Promise<void> {
    const why = this.header === null ? null : misfit(this.header, printsOf(patterns));
    if (why === null) return;
    const { changelog, transport } = this.parts;
    const start = await transport.admin.offset(changelog, "earliest", "committed");
    await this.anew(why, start, await decidedEnd(this.parts, changelog));
  }

  /** `why` null: there was nothing. */
  private async anew(why: string | null, start: number, end: number): Promise<Restored> {
    const { news, changelog } = this.parts;
    const { place } = this.shelf;
    if (why !== null) news.tell({ kind: "store anew", task: changelog.partition, place, why });
    this.mine(await this.shelf.clear());
    this.header = null;
    this.slots = [];
    this.unsettled = "all";
    this.meta = null;
    this.metaAt = end;
    this.laying = new Laying((slot) => this.numberOf(slot));
    await this.readOn(start, end);
    await this.lay(this.laying);
    this.laying = null;
    return this.restored();
  }

  private async readOn(offset: number, end: number): Promise<void> {
    const { parts } = this;
    this.records = 0;
    this.bytes = 0;
    const progress = (at: number): void => {
      parts.check();
      parts.progress(at, end);
    };
    await readChangelog(parts, { ...parts.changelog, offset }, end, this, progress);
  }

  private restored(): Restored {
    const { meta, records, bytes } = this;
    return { meta, records, bytes, states: new Map() };
  }

  take({ key, value, offset }: StoredMessage): void {
    this.records++;
    this.bytes += (key?.length ?? 0) + (value?.length ?? 0);
    if (key !== null && this.laying?.take(key, value) === true) return;
    const read = key === null ? null : readKey(key);
    if (read?.kind === "meta") {
      this.meta = value;
      this.metaAt = offset;
    } else if (read?.kind === "state") this.state(read, value);
  }

  private state(
    { pattern: slot, key }: ChangelogKey & { kind: "state" },
    bytes: Uint8Array | null,
  ) {
    const pattern = this.numberOf(slot);
    this.waiting.set(`${pattern} ${key}`, { pattern, key, bytes, due: NEVER });
    if (this.unsettled === "all") return;
    const keys = this.unsettled.get(pattern) ?? new Set();
    this.unsettled.set(pattern, keys);
    keys.add(key);
  }

  async rest(): Promise<void> {
    const { laying } = this;
    if (laying !== null) return laying.full ? this.lay(laying) : undefined;
    const changes = [...this.waiting.values()];
    this.waiting = new Map();
    await this.write(changes, this.header);
  }

  private async lay(laying: Laying): Promise<void> {
    const turn = this.turns();
    for (const states of laying.pieces()) {
      this.mine(await this.shelf.lay(states));
      await turn();
    }
  }

  /** When something of the new states is due, as the patterns have it; then the shelf says where it stands. */
  async settle(patterns: readonly WorkerPattern[], meta: Meta | null): Promise<void> {
    for (const pattern of patterns) {
      const number = this.numberOf(slotOf(pattern));
      const { unsettled } = this;
      const scratch = new SleepingRunner(silent(pattern), pattern, number, this.shelf);
      if (unsettled === "all") await this.settleAll(number, scratch);
      else await this.write(this.dues(unsettled.get(number) ?? [], number, scratch), this.header);
    }
    this.unsettled = new Map();
    this.resume = this.metaAt;
    this.behind = 0;
    this.slots.length = Math.max(this.slots.length, patterns.length);
    if (meta !== null) await this.write([], this.headerOf(meta, patterns));
  }

  private async settleAll(pattern: number, scratch: SleepingRunner): Promise<void> {
    const turn = this.turns();
    const dueOf = (key: string, bytes: Uint8Array): number => scratch.dueOf(key, bytes);
    for (let behind: Place | null = null; ; ) {
      const came = await this.shelf.set(pattern, behind, SLICE, dueOf);
      this.mine(came !== "lost");
      if (came === null || came === "lost") return;
      behind = came;
      await turn();
    }
  }

  private *dues(
    keys: Iterable<string>,
    pattern: number,
    scratch: SleepingRunner,
  ): Iterable<Change> {
    for (const key of keys) {
      const bytes = this.shelf.get(pattern, key);
      if (bytes !== null) yield { pattern, key, bytes, due: scratch.dueOf(key, bytes) };
    }
  }

  /** In slices, so that other tasks have their turns. */
  private async write(changes: Iterable<Change>, header: Header | null): Promise<void> {
    const turn = this.turns();
    let slice: Change[] = [];
    for (const change of changes) {
      slice.push(change);
      if (slice.length < SLICE) continue;
      this.mine(await this.shelf.change(slice, header));
      slice = [];
      await turn();
    }
    this.mine(await this.shelf.change(slice, header));
    this.header = header;
  }

  /** Between two slices: now and then others get their turn. */
  private turns(): () => Promise<void> {
    const { clock, check } = this.parts;
    let turnMs = clock.nowMs();
    return async () => {
      if (clock.nowMs() - turnMs < TURN_MS) return;
      await clock.sleep(0);
      check();
      turnMs = clock.nowMs();
    };
  }

  // ------------------------------------------------------------ while the task runs

  sleeping(pattern: WorkerPattern, runner: KeptRunner): SleepingRunner {
    return new SleepingRunner(runner, pattern, this.numberOf(slotOf(pattern)), this.shelf);
  }

  /** Before a transaction begins: now and then how much of the changelog is decided. */
  async before(): Promise<void> {
    if (this.behind < this.parts.store.again) return;
    const { transport, changelog } = this.parts;
    // One that cannot be asked now is asked at the next chunk.
    this.decided = await transport.admin.offset(changelog, "latest", "committed").catch(() => null);
  }

  /** What a chunk changed, once it is committed. */
  async keep(changes: readonly Change[], meta: Meta, patterns: readonly WorkerPattern[]) {
    this.behind += changes.length + 1;
    if (this.decided !== null) {
      // Behind it lies this chunk's own record, so it is found there.
      this.resume = this.decided;
      this.behind = changes.length + 1;
      this.decided = null;
    }
    const header = this.headerOf(meta, patterns);
    this.mine(await this.shelf.change(changes, header));
    this.header = header;
  }

  /** Other patterns, and these states of theirs, in the changelog already; `given` null: it says nothing new. */
  async replace(
    states: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>,
    given: Meta | null,
    patterns: readonly WorkerPattern[],
  ): Promise<void> {
    const meta = given ?? this.header?.meta ?? null;
    const turn = this.turns();
    this.mine(await this.shelf.clear());
    this.header = null;
    this.slots = [];
    for (const [slot, ofSlot] of states) {
      const pattern = this.numberOf(slot);
      const keys = [...ofSlot.keys()].map((key) => Buffer.from(key)).sort(Buffer.compare);
      for (let at = 0; at < keys.length; at += SLICE) {
        const slice = keys.slice(at, at + SLICE);
        const laid = slice.map((key) => ({ pattern, key, bytes: ofSlot.get(key.toString())! }));
        this.mine(await this.shelf.lay(laid));
        await turn();
      }
    }
    this.unsettled = "all";
    const { resume } = this;
    await this.settle(patterns, null);
    this.resume = resume;
    this.behind = this.parts.store.again;
    if (meta !== null) await this.write([], this.headerOf(meta, patterns));
  }

  /** How many keys may be awake. */
  get share(): number {
    return this.parts.store.share;
  }

  close(): Promise<void> {
    return this.parts.store.close(this.shelf);
  }

  private headerOf(meta: Meta, patterns: readonly WorkerPattern[]): Header {
    const { app, changelog, clock } = this.parts;
    const prints = new Map(printsOf(patterns));
    return {
      ...{ format: SHELF_FORMAT, app, changelog: changelog.topic, task: changelog.partition },
      ...{ resume: this.resume, writtenMs: clock.nowMs(), meta },
      patterns: this.slots.map((slot) => [slot, prints.get(slot) ?? ""]),
    };
  }

  private numberOf(slot: string): number {
    const known = this.slots.indexOf(slot);
    return known >= 0 ? known : this.slots.push(slot) - 1;
  }

  private mine(written: boolean): void {
    if (written) return;
    const what = `${this.shelf.place} is another owner's by now`;
    throw new TransportFailure("fenced", what);
  }

  private async deletionsMs(): Promise<number> {
    const { transport, changelog } = this.parts;
    // Not everybody may ask; then it is what brokers have unless told.
    const config = await transport.admin.config(changelog.topic).catch(() => new Map());
    const said = Number(config.get(DELETIONS));
    return Number.isFinite(said) && config.has(DELETIONS) ? said : DELETIONS_MS;
  }
}

const printsOf = (patterns: readonly WorkerPattern[]): Header["patterns"] =>
  patterns.map((pattern) => [slotOf(pattern), pattern.machine.version]);

/** One that nobody hears. */
const silent = (pattern: WorkerPattern): KeptRunner =>
  pattern.runner({ counts: noCounts(), line: () => {}, dead: () => {} });

export const metaOf = (bytes: Uint8Array | null): Meta | null => {
  const read = bytes === null ? null : decodeMeta(bytes);
  return read?.kind === "read" ? read.meta : null;
};
