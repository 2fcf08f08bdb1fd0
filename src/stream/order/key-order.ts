import type { Order } from "../../automaton/automaton.ts";
import type { OrderState } from "../key-state.ts";
import { Duplicates } from "./duplicates.ts";
import { Reorder } from "./reorder.ts";
import { Sequence } from "./sequence.ts";

/** What the order words know of one key. */
export class KeyOrder {
  readonly key: string;
  private readonly remembers: boolean;
  readonly duplicates: Duplicates | null;
  readonly reorder: Reorder | null;
  readonly sequence: Sequence | null;
  /** The greatest time of its records that passed `ignore` and `dedupe`. */
  greatest = Number.NEGATIVE_INFINITY;
  /** How far the watermark has come here. */
  reached = Number.NEGATIVE_INFINITY;
  /** Until when a record belongs to the sequence at hand: by gap or max, the last end of its sessions. */
  sequenceEnd = Number.NEGATIVE_INFINITY;
  read = 0;
  /** Its row in the runner behind; -1: nothing is open there. */
  row = -1;

  constructor(key: string, { dedupe, reorder, sequence }: Order) {
    this.key = key;
    this.remembers = dedupe !== null || reorder !== null || sequence !== null;
    this.duplicates = dedupe === null ? null : new Duplicates(dedupe.within);
    this.reorder = reorder === null ? null : new Reorder(reorder.within);
    this.sequence = sequence === null ? null : new Sequence(sequence);
  }

  get held(): number {
    return (this.reorder?.size ?? 0) + (this.sequence?.size ?? 0);
  }

  /** The least time of what is held; Infinity: nothing is. */
  get oldestHeld(): number {
    return Math.min(
      this.reorder?.nextDue ?? Number.POSITIVE_INFINITY,
      this.sequence?.oldestHeld ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Whether nothing that is remembered of it could change anything any more, were nothing open or held. */
  get isForgotten(): boolean {
    return (
      this.reached >= this.forgotten &&
      (this.duplicates?.nextDue ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY
    );
  }

  /** What comes behind the watermark needs no greatest time, nor what it expected. */
  private get forgotten(): number {
    if (!this.remembers) return Number.NEGATIVE_INFINITY;
    return Math.max(this.greatest, this.sequenceEnd) + 1;
  }

  /** The instant at which something here falls due; Infinity: nothing is waited for or remembered. */
  get nextDue(): number {
    const { reached, forgotten } = this;
    return Math.min(
      this.duplicates?.nextDue ?? Number.POSITIVE_INFINITY,
      this.reorder?.nextDue ?? Number.POSITIVE_INFINITY,
      this.sequence?.nextDue ?? Number.POSITIVE_INFINITY,
      reached < forgotten ? forgotten : Number.POSITIVE_INFINITY,
    );
  }

  save(): OrderState {
    const { greatest, reached, sequenceEnd, read, duplicates, reorder, sequence } = this;
    return {
      ...{ greatest, reached, sequenceEnd, read },
      duplicates: duplicates?.save() ?? [],
      reorder: reorder?.save() ?? [],
      ...(sequence === null ? {} : { sequence: sequence.save() }),
    };
  }

  restore(state: OrderState): void {
    this.greatest = state.greatest;
    this.reached = state.reached;
    this.sequenceEnd = state.sequenceEnd;
    this.read = state.read;
    this.duplicates?.restore(state.duplicates);
    this.reorder?.restore(state.reorder);
    if (state.sequence !== undefined) this.sequence?.restore(state.sequence);
  }

  /** The next record begins a new sequence. */
  restart(): void {
    this.sequence!.restart();
    this.sequenceEnd = Number.NEGATIVE_INFINITY;
  }
}
