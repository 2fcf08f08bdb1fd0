import { noCounts } from "../../machine/counts.ts";
import type { KeptRunner } from "../../stream/runner.ts";
import { type ChangelogKey, readKey } from "../task/changelog-keys.ts";
import { slotOf, type WorkerPattern } from "../task/pattern.ts";
import type { ChangelogSink, Restored } from "../task/restore.ts";
import type { StoredMessage } from "../transport.ts";
import type { Claimed } from "./claimed.ts";
import { Laying } from "./laying.ts";
import type { Change, Header } from "./shelf.ts";
import { SleepingRunner } from "./sleeping-runner.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** A shelf on its way up to the changelog: what is read comes to what is there, or makes all of it anew. */
export class CatchingUp implements ChangelogSink, Restored {
  private readonly claimed: Claimed;
  private readonly numberOf: (slot: string) => number;
  /** Of what is there; null: it is made anew. */
  private readonly header: Header | null;
  /** null: what is read comes to what is there. */
  private readonly laying: Laying | null;
  private waiting = new Map<string, Change>();
  /** By pattern, keys of which it is not known yet when something is due. */
  private readonly unsettled = new Map<number, Set<string>>();
  readonly states: Restored["states"] = new Map();
  meta: Uint8Array | null = null;
  /** Where the task's record was found. */
  metaAt: number;
  records = 0;
  bytes = 0;

  constructor(
    claimed: Claimed,
    numberOf: (slot: string) => number,
    header: Header | null,
    metaAt: number,
  ) {
    this.claimed = claimed;
    this.numberOf = numberOf;
    this.header = header;
    this.laying = header === null ? new Laying(numberOf) : null;
    this.metaAt = metaAt;
  }

  take({ key, value, offset }: StoredMessage): void {
    this.records++;
    this.bytes += (key?.length ?? 0) + (value?.length ?? 0);
    if (key === null || this.lay(key, value)) return;
    const read = readKey(key);
    if (read?.kind === "meta") {
      this.meta = value;
      this.metaAt = offset;
    } else if (read?.kind === "state") this.state(read, value);
  }

  /** Whether it is a state, and all is made anew. */
  lay(key: Uint8Array, value: Uint8Array | null): boolean {
    return this.laying?.take(key, value) === true;
  }

  /** Whether what was laid has to rest. */
  get full(): boolean {
    return this.laying?.full === true;
  }

  private state(
    { pattern: slot, key }: ChangelogKey & { kind: "state" },
    bytes: Uint8Array | null,
  ): void {
    const pattern = this.numberOf(slot);
    this.waiting.set(`${pattern} ${key}`, { pattern, key, bytes, due: NEVER });
    const keys = this.unsettled.get(pattern) ?? new Set();
    this.unsettled.set(pattern, keys);
    keys.add(key);
  }

  rest(): Promise<void> | null {
    const { claimed, laying, waiting } = this;
    if (laying !== null)
      return laying.full ? claimed.build([(onto) => laying.setAside(onto)]) : null;
    this.waiting = new Map();
    return claimed.change(waiting.values(), this.header);
  }

  /** When something of the new states is due, as the patterns have it. */
  async settle(patterns: readonly WorkerPattern[]): Promise<void> {
    const { claimed, laying, unsettled } = this;
    const scratches = new Map(
      patterns.map((pattern) => {
        const number = this.numberOf(slotOf(pattern));
        return [number, new SleepingRunner(silent(pattern), pattern, number, claimed.shelf)];
      }),
    );
    if (laying !== null) {
      const dueOf = (pattern: number, key: string, state: Uint8Array): number | null =>
        scratches.get(pattern)?.dueOf(key, state) ?? null;
      return claimed.build(laying.steps(dueOf));
    }
    for (const [number, scratch] of scratches)
      await claimed.change(this.dues(unsettled.get(number) ?? [], number, scratch), this.header);
  }

  private *dues(
    keys: Iterable<string>,
    pattern: number,
    scratch: SleepingRunner,
  ): Iterable<Change> {
    for (const key of keys) {
      const bytes = this.claimed.shelf.get(pattern, key);
      if (bytes !== null) yield { pattern, key, bytes, due: scratch.dueOf(key, bytes) };
    }
  }
}

/** One that nobody hears. */
const silent = (pattern: WorkerPattern): KeptRunner =>
  pattern.runner({ counts: noCounts(), line: () => {}, dead: () => {} });
