import type { Order } from "../../automaton/automaton.ts";
import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import { outputLine } from "../../machine/render.ts";
import { noOrderCounts, type OrderCounts } from "../../stream/order/order-counts.ts";
import { steppedRunner } from "../../stream/pattern-runner.ts";
import { AT_END, type Running } from "./key-run.ts";
import { passThrough } from "./passing.ts";

/** Runs one key after the other with order words before the machine (rules 32 to 37). */
export class OrderRun implements Running {
  readonly lines: string[] = [];
  /** Of what a watermark let go: the place of the last event before it. */
  readonly fedBy: number[] = [];
  /** By line: the instant that the watermark had to reach for it; null: none had to. */
  readonly due: (number | null)[] = [];
  /** What the words kept from the machine, of the last run. */
  kept: OrderCounts = noOrderCounts();
  /** By event of the last run: how many waited when it had been taken, for a number or for a cause. */
  readonly waiting: number[] = [];
  readonly counts = noCounts();
  readonly #machine: Machine;

  /** `order` instead of what the pattern says itself; outputs keep its fingerprint. */
  constructor(machine: Machine, order: Order) {
    this.#machine = { ...machine, automaton: { ...machine.automaton, order } };
  }

  /** `watermarks`: before each event, then after the last; null: the key is all there is. */
  run(
    _key: string,
    events: readonly Event[],
    after: ((place: number) => void) | null = null,
    watermarks: ArrayLike<number> | null = null,
  ): void {
    this.lines.length = 0;
    this.fedBy.length = 0;
    this.due.length = 0;
    this.waiting.length = 0;
    const order = noOrderCounts();
    this.kept = order;
    let now = AT_END;
    let due: number | null = null;
    // A new one for each key: what it remembers of one would be in the way when the key comes with another seed. So
    // the reference, which needs no compiling.
    const runner = steppedRunner(this.#machine, {
      ...{ counts: this.counts, order },
      output: (output) => {
        this.lines.push(outputLine(output));
        this.fedBy.push(now);
        this.due.push(due);
      },
      dead: () => {},
    });
    passThrough(runner, events, watermarks, {
      taking: (place) => {
        now = place;
      },
      taken: (place) => {
        this.waiting.push(order.held);
        after?.(place);
      },
      due: (instant) => {
        due = instant;
      },
      ending: () => {
        now = AT_END;
      },
    });
  }
}
