import type { Machine } from "../machine/machine.ts";
import { outputLine } from "../machine/render.ts";
import { compiledRunner, type LineListener } from "./compiled-table.ts";
import { Coverage } from "./coverage.ts";
import { CauseRunner } from "./order/cause-runner.ts";
import { noOrderCounts } from "./order/order-counts.ts";
import { type Behind, OrderedRunner, type OrderListener } from "./order/ordered-runner.ts";
import { retractingRunner } from "./order/retract.ts";
import {
  type KeptRunner,
  kept,
  type Listener,
  type OpenRunner,
  referenceRunner,
} from "./runner.ts";

/**
 * Runs a pattern as it says: its order words first (rule 32), then its machine; outputs come as lines. The
 * machine is the twin where that is possible: `late retract` and `follow cause` keep configurations, which
 * only the reference gives away.
 */
export function patternRunner(machine: Machine, listener: LineListener): KeptRunner {
  const { order } = machine.automaton;
  if (order === undefined) return compiledRunner(machine, listener);
  if (order.cause !== null || order.late.kind === "retract")
    return steppedRunner(machine, bySteps(machine, listener));
  const made = ordered(machine, (dead) => compiledRunner(machine, { ...listener, dead }), {
    ...{ counts: listener.counts, order: listener.order ?? noOrderCounts() },
    dead: (step, event) => listener.dead(step, event),
    late: (output) => listener.line(outputLine(output)),
  });
  return kept(made);
}

/** The same on the reference, which tells every step. `plain`: what runs behind the order words. */
export function steppedRunner(machine: Machine, listener: Listener): KeptRunner;
export function steppedRunner(
  machine: Machine,
  listener: Listener,
  plain: (machine: Machine, listener: Listener) => OpenRunner,
): OpenRunner;
export function steppedRunner(
  machine: Machine,
  listener: Listener,
  plain: (machine: Machine, listener: Listener) => OpenRunner = referenceRunner,
): OpenRunner {
  const { order } = machine.automaton;
  if (order === undefined) return plain(machine, listener);
  const { cause, late, sequence } = order;
  const told = { ...listener, order: listener.order ?? noOrderCounts() };
  const behind: Behind = (dead) => {
    const inner = { ...told, dead };
    if (cause !== null) return new CauseRunner(machine, cause, inner);
    if (late.kind !== "retract") return plain(machine, inner);
    const options = { within: late.within, sequence: sequence?.field ?? null };
    return retractingRunner(machine, options, inner);
  };
  return ordered(machine, behind, { ...told, late: (output) => listener.output(output) });
}

/** Nothing stands before a machine whose words are all its own. */
function ordered(machine: Machine, behind: Behind, listener: OrderListener): OpenRunner {
  const { dedupe, reorder, sequence, late } = machine.automaton.order!;
  const keepsLate = late.kind === "drop" || late.kind === "emit";
  return dedupe === null && reorder === null && sequence === null && !keepsLate
    ? behind((step, event) => listener.dead(step, event))
    : new OrderedRunner(machine, machine.automaton.order!, behind, listener);
}

function bySteps(machine: Machine, { line, tally, ...books }: LineListener): Listener {
  const coverage = tally === undefined ? null : new Coverage(machine, tally);
  return {
    ...books,
    output: (output) => line(outputLine(output)),
    ...(coverage === null ? {} : { settled: (happening, key) => coverage.see(happening, key) }),
  };
}
