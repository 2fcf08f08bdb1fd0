import type { KeptRunner } from "../../stream/runner.ts";
import { TransportFailure } from "../failure.ts";
import type { WorkerNews } from "../news.ts";
import { stateKey } from "../task/changelog-keys.ts";
import { decodeMeta, type Meta } from "../task/meta.ts";
import { slotOf, type WorkerPattern } from "../task/pattern.ts";
import { decidedEnd, type Restored, type RestoreParts, readChangelog } from "../task/restore.ts";
import type { Partition } from "../transport.ts";
import { CatchingUp } from "./catching-up.ts";
import { Claimed } from "./claimed.ts";
import { type Change, type Header, type Owner, SHELF_FORMAT, type Shelf } from "./shelf.ts";
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

const DELETIONS = "delete.retention.ms";
const DELETIONS_MS = 24 * 3_600_000;

/**
 * One tenure's dealings with its shelf: it is brought up to the changelog before anything is stepped, and
 * written after each commit. So it is behind what is committed or equal to it, never ahead; what it is behind
 * by is the changelog's tail.
 */
export class Shelving {
  private readonly shelf: Shelf;
  private readonly claimed: Claimed;
  private readonly parts: ShelvingParts;
  private header: Header | null;
  /** Slots by their numbers on the shelf. */
  private slots: string[];
  /** Where the changelog has to be read on from, and how many records came behind. */
  private resume = 0;
  private behind = 0;
  /** Of the changelog, asked before the chunk at hand. */
  private decided: number | null = null;
  /** null: nothing was read yet. */
  private reading: CatchingUp | null = null;

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
    this.claimed = new Claimed(shelf, parts.clock, parts.check);
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
    const read = await this.readOn(header.resume, end);
    const stray = strayed(header, read.meta === null ? null : decodeMeta(read.meta));
    return stray === null ? read : this.anew(stray, start, end);
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
    await this.clear();
    return this.readOn(start, end);
  }

  private async clear(): Promise<void> {
    await this.claimed.clear();
    this.header = null;
    this.slots = [];
  }

  private async readOn(offset: number, end: number): Promise<CatchingUp> {
    const { parts } = this;
    const reading = this.catchUp(end);
    const progress = (at: number): void => {
      parts.check();
      parts.progress(at, end);
    };
    await readChangelog(parts, { ...parts.changelog, offset }, end, reading, progress);
    return reading;
  }

  /** What is there is gone on from; all is made anew where there is nothing whole. */
  private catchUp(end: number): CatchingUp {
    this.reading = new CatchingUp(this.claimed, (slot) => this.numberOf(slot), this.header, end);
    return this.reading;
  }

  /** When something of the new states is due, as the patterns have it; then the shelf says where it stands. */
  async settle(patterns: readonly WorkerPattern[], meta: Meta | null): Promise<void> {
    const { reading } = this;
    await reading?.settle(patterns);
    this.reading = null;
    this.resume = reading?.metaAt ?? this.resume;
    this.behind = 0;
    this.slots.length = Math.max(this.slots.length, patterns.length);
    if (meta !== null) await this.write([], this.headerOf(meta, patterns));
  }

  private async write(changes: Iterable<Change>, header: Header | null): Promise<void> {
    await this.claimed.change(changes, header);
    this.header = header;
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
    await this.write(changes, this.headerOf(meta, patterns));
  }

  /** Other patterns, and these states of theirs, in the changelog already; `given` null: it says nothing new. */
  async replace(
    states: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>,
    given: Meta | null,
    patterns: readonly WorkerPattern[],
  ): Promise<void> {
    const meta = given ?? this.header?.meta ?? null;
    await this.clear();
    const { resume } = this;
    const laying = this.catchUp(resume);
    for (const [slot, ofSlot] of states)
      for (const [key, bytes] of ofSlot) {
        laying.lay(stateKey(slot, key), bytes);
        if (laying.full) await laying.rest();
      }
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

export const metaOf = (bytes: Uint8Array | null): Meta | null => {
  const read = bytes === null ? null : decodeMeta(bytes);
  return read?.kind === "read" ? read.meta : null;
};
