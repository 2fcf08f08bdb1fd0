import type { ArmedTimer, Configuration, Session } from "../configuration.ts";
import { chainOf, type Machine, timerOf } from "../machine.ts";
import { endOf } from "./session.ts";

/** What falls due in. */
interface Open {
  readonly session: Session | null;
  readonly lanes: readonly {
    readonly configuration: Configuration;
    readonly session: Session | null;
  }[];
}

/** Something that falls due: a timer of a lane, or the end of a session (of a lane, or of all: null). */
export interface Due {
  readonly instant: number;
  /** Rule 10: `after` and `idle`, then (events, then) `within`, then ends. */
  readonly kind: 0 | 1 | 2;
  readonly lane: number;
  readonly timer: ArmedTimer | null;
  /** Rule 23: own timers, then groups inside out, in written order. */
  readonly owner: number;
}

export function dueIn(machine: Machine, visitor: Open): Due[] {
  const due: Due[] = [];
  for (const [lane, { configuration, session }] of visitor.lanes.entries()) {
    const owners = chainOf(machine, configuration.state).map(({ name }) => name);
    for (const timer of configuration.timers) {
      const kind = timerOf(machine, timer.owner, timer.index).kind === "within" ? 1 : 0;
      due.push({ instant: timer.due, kind, lane, timer, owner: owners.indexOf(timer.owner) });
    }
    if (session !== null)
      due.push({ instant: endOf(machine, session).instant, kind: 2, lane, timer: null, owner: 0 });
  }
  if (visitor.session !== null) {
    const { instant } = endOf(machine, visitor.session);
    due.push({ instant, kind: 2, lane: 0, timer: null, owner: 0 });
  }
  return due;
}

/** Rules 10 and 23: instant, kind, age of the lane, own timers before groups', written order. */
export const inOrder = (a: Due, b: Due): number =>
  a.instant - b.instant ||
  a.kind - b.kind ||
  a.lane - b.lane ||
  a.owner - b.owner ||
  (a.timer?.index ?? 0) - (b.timer?.index ?? 0);
