import type { Clock } from "../../transport.ts";
import type { WriterSchema } from "./store.ts";

/** Damaged messages may name anything: of what nobody has, the latest so many are remembered. */
const UNKNOWN_MAX = 10_000;

/** What a store that asks elsewhere has learnt: schemas for good, and for a while that there is none. */
export class KnownSchemas {
  readonly #clock: Clock;
  readonly #unknownMs: number;
  readonly #known = new Map<string, WriterSchema>();
  /** Until when it counts as unknown; the order is that of time. */
  readonly #unknown = new Map<string, number>();

  constructor(clock: Clock, unknownMs: number) {
    this.#clock = clock;
    this.#unknownMs = unknownMs;
  }

  /** As `SchemaStore.find`. */
  find(id: string): WriterSchema | null | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const until = this.#unknown.get(id);
    return until !== undefined && until > this.#clock.nowMs() ? null : undefined;
  }

  get(id: string): WriterSchema | undefined {
    return this.#known.get(id);
  }

  all(): Iterable<WriterSchema> {
    return this.#known.values();
  }

  learn(id: string, schema: WriterSchema): void {
    this.#known.set(id, schema);
  }

  /** Nobody has it, for now. */
  miss(id: string): void {
    this.#unknown.delete(id);
    this.#unknown.set(id, this.#clock.nowMs() + this.#unknownMs);
  }

  /** To be called before asking, never after: who asked must find all that was answered. */
  forget(): void {
    let surplus = this.#unknown.size - UNKNOWN_MAX;
    for (const id of this.#unknown.keys()) {
      if (surplus-- <= 0) return;
      this.#unknown.delete(id);
    }
  }
}
