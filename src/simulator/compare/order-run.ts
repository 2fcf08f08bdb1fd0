import type { Order } from "../../automaton/automaton.ts";
import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import { outputLine } from "../../machine/render.ts";
import { noOrderCounts } from "../../stream/order/order-counts.ts";
import { steppedRunner } from "../../stream/pattern-runner.ts";
import type { Runner } from "../../stream/runner.ts";
import { AT_END, type Running } from "./key-run.ts";

/** Runs one key after the other with order words before the machine (rules 32 to 37). */
export class OrderRun implements Running {
  readonly lines: string[] = [];
  readonly fedBy: number[] = [];
  /** By event of the last run: how many waited when it had been taken, for a number or for a cause. */
  readonly waiting: number[] = [];
  readonly counts = noCounts();
  readonly #machine: Machine;

  /** `order` instead of what the pattern says itself; outputs keep its fingerprint. */
  constructor(machine: Machine, order: Order) {
    this.#machine = { ...machine, automaton: { ...machine.automaton, order } };
  }

  run(_key: string, events: readonly Event[], after?: (place: number) => void): void {
    this.lines.length = 0;
    this.fedBy.length = 0;
    this.waiting.length = 0;
    const order = noOrderCounts();
    let now = AT_END;
    // A new one for each key: what it remembers of one would be in the way when the key comes with another seed. So
    // the reference, which needs no compiling.
    const runner = steppedRunner(this.#machine, {
      ...{ counts: this.counts, order },
      output: (output) => {
        this.lines.push(outputLine(output));
        this.fedBy.push(now);
      },
      dead: () => {},
    });
    let row = -1;
    for (let place = 0; place < events.length; place++) {
      now = place;
      row = runner.feed(events[place]!, false);
      this.waiting.push(order.held);
      after?.(place);
    }
    now = AT_END;
    runner.endInput?.();
    // As a stream does at its end: from one instant at which something is due to the next.
    for (let due = dueOf(runner, row), last = due; due < Number.POSITIVE_INFINITY; last = due) {
      runner.advance(row, due, true);
      due = dueOf(runner, row);
      if (due === last) return;
    }
  }
}

const dueOf = (runner: Runner, row: number): number =>
  row < 0 ? Number.POSITIVE_INFINITY : runner.nextDue(row);
