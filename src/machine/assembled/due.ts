import type { Layout } from "../twin/layout.ts";
import type { Yard } from "./actions.ts";
import type { Clockwork } from "./enter.ts";
import type { Lane, Ref, Session } from "./moment.ts";

/** What is open of one key. */
export interface Visitor {
  readonly key: string;
  /** Null where each lane has its own. */
  session: Session | null;
  /** In order of age (rule 6). Without lanes: one. */
  lanes: Lane[];
}

/** What falls due next in a visitor; `timer` is null of the end of a session. */
export interface Due {
  readonly instant: number;
  /** Rule 10: `after` and `idle`, then (events, then) `within`, then ends. */
  readonly kind: 0 | 1 | 2;
  readonly lane: Lane;
  readonly timer: Clockwork | null;
}

/** Rules 7 to 9: the session with one counted event more, or begun by it. */
export function withEvent(session: Session | null, time: number, ref: Ref): Session {
  if (session === null)
    return { first: ref, start: time, latest: time, events: 1, clock: time, dueSinceEvent: 0 };
  return {
    ...session,
    latest: Math.max(session.latest, time),
    events: session.events + 1,
    clock: Math.max(session.clock, time),
    dueSinceEvent: 0,
  };
}

/** Rule 9; together, the gap. */
export function endOf(
  { latest, start }: Session,
  { automaton }: Layout,
): { readonly instant: number; readonly by: "gap" | "max" } {
  const { gap, max } = automaton.session;
  const [byGap, byMax] = [latest + gap, start + (max ?? Number.POSITIVE_INFINITY)];
  return byGap <= byMax ? { instant: byGap, by: "gap" } : { instant: byMax, by: "max" };
}

/** By instant, rule 10's kind, age of the lane, rule 23; null: nothing is open. */
export function soonest({ session, lanes }: Visitor, { timers, layout }: Yard): Due | null {
  let best: Due | null = null;
  for (const lane of lanes) {
    for (const timer of timers[lane.state]!) {
      const instant = lane.due[timer.cell]!;
      const kind = timer.within ? 1 : 0;
      if (instant !== Number.POSITIVE_INFINITY && isSooner(instant, kind, best))
        best = { instant, kind, lane, timer };
    }
    if (lane.session !== null) best = endUnless(best, lane.session, lane, layout);
  }
  return session === null ? best : endUnless(best, session, lanes[0]!, layout);
}

function endUnless(best: Due | null, session: Session, lane: Lane, layout: Layout): Due | null {
  const { instant } = endOf(session, layout);
  return isSooner(instant, 2, best) ? { instant, kind: 2, lane, timer: null } : best;
}

const isSooner = (instant: number, kind: Due["kind"], best: Due | null): boolean =>
  best === null || instant < best.instant || (instant === best.instant && kind < best.kind);
