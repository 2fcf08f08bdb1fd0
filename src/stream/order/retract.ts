import type { Machine } from "../../machine/machine.ts";
import type { Output } from "../../machine/output.ts";
import { nextDue } from "../../machine/visitor.ts";
import type { Listener, Runner } from "../runner.ts";
import type { Arrival } from "./arrival.ts";
import { History } from "./history.ts";
import type { OrderCounts } from "./order-counts.ts";
import { Revisions } from "./revisions.ts";

/** One key of a pattern that says `late retract within D`. */
class RetractingKey {
  readonly key: string;
  readonly history: History;
  readonly revisions = new Revisions();
  /** The greatest time of a counted event. */
  greatest = Number.NEGATIVE_INFINITY;
  read = 0;

  constructor(key: string, history: History) {
    this.key = key;
    this.history = history;
  }
}

/**
 * The reference, with `late retract within D` (rule 36): an event that comes late is put in its place, and
 * what was said before is corrected. It needs a watermark: without one, nothing is ever forgotten.
 */
export function retractingRunner(
  machine: Machine,
  order: { readonly withinMs: number; readonly counts: OrderCounts },
  listener: Listener,
): Runner {
  const { withinMs } = order;
  const rows = new Map<string, number>();
  const keys: (RetractingKey | null)[] = [];
  const free: number[] = [];
  let open = 0;
  const tell = (outputs: readonly Output[]): void => {
    for (const output of outputs) listener.output(output);
  };
  const release = (row: number): void => {
    rows.delete(keys[row]!.key);
    keys[row] = null;
    free.push(row);
  };
  const settle = (row: number, reached: number): void => {
    const key = keys[row]!;
    key.history.settle(reached - withinMs);
    if (key.history.betweenSessions) key.revisions.settle(reached - withinMs);
    if (key.history.forgotten) release(row);
  };
  const during = (key: RetractingKey, act: () => void): void => {
    const before = key.history.visitor !== null;
    act();
    open += Number(key.history.visitor !== null) - Number(before);
  };
  return {
    feed(event, behindWatermark) {
      const { ignore } = machine.automaton;
      const known = rows.get(event.key);
      if (event.name === null ? ignore.undeclared : machine.ignored.has(event.name)) {
        listener.counts.handedOn++;
        listener.counts.ignored++;
        return known ?? -1;
      }
      const row = known ?? free.pop() ?? keys.length;
      rows.set(event.key, row);
      keys[row] ??= new RetractingKey(event.key, new History(machine, listener.counts));
      const key = keys[row];
      const { history, revisions } = key;
      if (event.time + withinMs < Math.max(key.greatest, history.latest)) {
        order.counts.lateBeyond++;
        return row;
      }
      key.read++;
      key.greatest = Math.max(key.greatest, event.time);
      const arrival: Arrival = { event, behindWatermark, place: key.read };
      during(key, () => {
        const { before, now, dead } = history.insert(arrival);
        tell(revisions.corrections(before, now));
        for (const step of dead) listener.dead(step);
      });
      settle(row, Math.max(key.greatest, history.latest));
      return row;
    },
    advance(row, until, through) {
      const key = keys[row]!;
      during(key, () => {
        const { outputs, dead } = key.history.advance(until, through);
        tell(key.revisions.first(outputs));
        for (const step of dead) listener.dead(step);
      });
      settle(row, Math.max(key.greatest, until));
    },
    nextDue(row) {
      const key = keys[row];
      if (key == null) return Number.POSITIVE_INFINITY;
      const { visitor, latest } = key.history;
      return visitor === null
        ? Math.max(latest, key.greatest) + withinMs + 2
        : (nextDue(machine, visitor) ?? Number.POSITIVE_INFINITY);
    },
    keyOf: (row) => keys[row]!.key,
    rows: () => rows.values(),
    size: () => open,
  };
}
