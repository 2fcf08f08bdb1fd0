import type { Order } from "../../automaton/automaton.ts";
import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import { outputLine } from "../../machine/render.ts";
import { CauseRunner } from "../../stream/order/cause-runner.ts";
import { noOrderCounts } from "../../stream/order/order-counts.ts";
import { OrderedRunner } from "../../stream/order/ordered-runner.ts";
import { retractingRunner } from "../../stream/order/retract.ts";
import { type Listener, type Runner, referenceRunner } from "../../stream/runner.ts";
import { AT_END, type Running } from "./key-run.ts";

/** Runs one key after the other with order words before the machine (rules 32 to 37). */
export class OrderRun implements Running {
  readonly lines: string[] = [];
  readonly fedBy: number[] = [];
  readonly counts = noCounts();
  readonly #machine: Machine;
  readonly #order: Order;

  constructor(machine: Machine, order: Order) {
    this.#machine = machine;
    this.#order = order;
  }

  run(key: string, events: readonly Event[], after?: (place: number) => void): void {
    this.lines.length = 0;
    this.fedBy.length = 0;
    let now = AT_END;
    const runner = orderRunner(this.#machine, this.#order, {
      counts: this.counts,
      output: (output) => {
        this.lines.push(outputLine(output));
        this.fedBy.push(now);
      },
      dead: () => {},
    });
    let row = -1;
    for (let place = 0; place < events.length; place++) {
      now = place;
      row = runner.feed({ ...events[place]!, key }, false);
      after?.(place);
    }
    now = AT_END;
    runner.endInput?.();
    for (let open = row; open >= 0 && runner.nextDue(open) < Number.POSITIVE_INFINITY; ) {
      const before = runner.nextDue(open);
      runner.advance(open, Number.POSITIVE_INFINITY, true);
      if (runner.nextDue(open) === before) open = -1;
    }
  }
}

function orderRunner(machine: Machine, order: Order, listener: Listener): Runner {
  const counts = noOrderCounts();
  const { dedupe, reorder, sequence, late, cause } = order;
  if (late.kind === "retract")
    return retractingRunner(machine, { withinMs: late.within, counts }, listener);
  const behind =
    cause === null
      ? referenceRunner(machine, listener)
      : new CauseRunner(
          machine,
          { cause: cause.field, id: cause.id, waitMs: cause.wait, keep: cause.keep },
          listener,
          counts,
        );
  return new OrderedRunner(
    machine,
    {
      dedupe: dedupe === null ? null : { field: dedupe.field, withinMs: dedupe.within },
      reorder: reorder === null ? null : { withinMs: reorder.within },
      sequence:
        sequence === null
          ? null
          : {
              field: sequence.field,
              from: sequence.from === null ? null : BigInt(sequence.from),
              waitMs: sequence.wait,
            },
      late,
    },
    behind,
    listener,
    counts,
  );
}
