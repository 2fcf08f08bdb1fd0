import { produce } from "immer";
import type { Session } from "../configuration.ts";
import type { Event } from "../event.ts";
import type { Machine } from "../machine.ts";

/** Rule 9: the session's end and what makes it end; together, the gap. */
export function endOf(
  { automaton }: Machine,
  session: Session,
): { instant: number; by: "gap" | "max" } {
  const { gap, max } = automaton.session;
  const byGap = session.latest + gap;
  const byMax = max === null ? Number.POSITIVE_INFINITY : session.start + max;
  return byGap <= byMax ? { instant: byGap, by: "gap" } : { instant: byMax, by: "max" };
}

/** Rules 7 to 9: the session with one counted event more, or begun by it. */
export function withEvent(session: Session | null, event: Event): Session {
  const { id, time } = event;
  if (session === null)
    return {
      first: { id, order: 1 },
      start: time,
      latest: time,
      events: 1,
      clock: time,
      dueSinceEvent: 0,
    };
  return produce(session, (draft) => {
    draft.latest = Math.max(draft.latest, time);
    draft.events++;
    draft.clock = Math.max(draft.clock, time);
    draft.dueSinceEvent = 0;
  });
}
