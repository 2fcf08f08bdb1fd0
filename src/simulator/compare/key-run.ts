import { loadTwin } from "../../machine/compile.ts";
import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Counts } from "../../machine/output.ts";
import type { TwinTable } from "../../machine/twin/runtime.ts";

/** Fed by no event: the end of the input. */
export const AT_END = -1;

/** A way of running one key after the other. */
export interface Running {
  /** Outputs of the last run, as their lines. */
  readonly lines: readonly string[];
  /** By line: the place of the event with which it came, or `AT_END`. */
  readonly fedBy: readonly number[];
  readonly counts: Readonly<Counts>;
  /** By line: the instant that a watermark had to reach for it; leave it out where no watermark moves time on. */
  readonly due?: readonly (number | null)[];
  /** `after` is told when an event has been taken. */
  run(
    key: string,
    events: readonly Event[],
    after?: ((place: number) => void) | null,
    watermarks?: ArrayLike<number> | null,
  ): void;
}

/**
 * Runs one key after the other, each to the end of its input. A pattern's outputs are a function of the events of
 * a key (rule 29), so no key needs to know of another, and one table serves all.
 */
export class KeyRun implements Running {
  readonly lines: string[] = [];
  readonly fedBy: number[] = [];
  /** Steps that failed, of all runs. */
  dead = 0;
  readonly counts = noCounts();
  readonly #table: TwinTable;
  #place = AT_END;

  constructor(machine: Machine) {
    this.#table = loadTwin(machine)({
      counts: this.counts,
      line: (text) => {
        this.lines.push(text);
        this.fedBy.push(this.#place);
      },
      dead: () => {
        this.dead++;
      },
    });
  }

  run(key: string, events: readonly Event[], after: ((place: number) => void) | null = null): void {
    this.lines.length = 0;
    this.fedBy.length = 0;
    const table = this.#table;
    for (let place = 0; place < events.length; place++) {
      this.#place = place;
      table.feed(events[place]!, false);
      after?.(place);
    }
    this.#place = AT_END;
    const row = table.rowOf(key);
    if (row >= 0) table.advance(row, Number.POSITIVE_INFINITY, true);
  }
}
