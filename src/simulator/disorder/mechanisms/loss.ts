import { mechanism } from "../mechanism.ts";
import { share } from "../parameter.ts";

const LOST = 0;
const MOVES = 1;
const BLOCKED = 0;
const BEGINS = 1;

/** D12. */
export const loss = mechanism({
  name: "loss",
  models:
    "Events get lost: each for itself, in bursts while a connection is bad (Gilbert and Elliott), or all of a session (ad blockers).",
  parameters: {
    share: share({
      default: 0.01,
      says: "events that are lost for themselves",
      source: "assumed; 0.1 to 5% are usual",
    }),
    enter: share({
      default: 0,
      says: "good events behind which a session's connection turns bad",
      source: "no bursts unless asked for",
    }),
    leave: share({
      default: 0.5,
      says: "bad events behind which it turns good",
      source: "assumed: two events in a row on average",
    }),
    within: share({
      default: 1,
      says: "events that are lost while it is bad",
      source: "assumed: all",
    }),
    blocked: share({
      default: 0,
      says: "sessions that are lost whole",
      source: "ad blockers: 5 to 40% of visitors; none unless asked for",
    }),
  },
  law: "A session is lost whole with probability blocked; else an event is lost with probability share while its connection is good and within while it is bad, which is so for enter/(enter + leave) of all events, in stretches of 1/leave events on average.",
  impossible: ({ enter, leave }) =>
    enter > 0 && leave === 0 ? "with leave=0% a bad connection never turns good" : null,
  apply({ share, enter, leave, within, blocked }, traffic, chance) {
    const { order, live, event, copyNumber, truth } = traffic;
    // Of a session: 0 not met yet, 1 good, 2 bad, 3 blocked.
    const states = new Uint8Array(truth.sessions);
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const of = event[row]!;
      const session = truth.session[of]!;
      let state = states[session]!;
      if (state === 0) {
        const bad = enter > 0 && chance.ofSession(session, 0, BEGINS) < enter / (enter + leave);
        state = bad ? 2 : 1;
        if (blocked > 0 && chance.ofSession(session, 0, BLOCKED) < blocked) state = 3;
      }
      const copy = copyNumber[row]!;
      const chances = state === 3 ? 1 : state === 2 ? within : share;
      if (chances > 0 && chance.ofEvent(of, copy, LOST) < chances) {
        traffic.lose(row);
        traffic.tag(row, state);
      }
      if (enter > 0 && state < 3) {
        const moves = chance.ofEvent(of, copy, MOVES) < (state === 1 ? enter : leave);
        if (moves) state = 3 - state;
      }
      states[session] = state;
    }
  },
  tell: ({ unit }) =>
    unit === 3
      ? "was lost with its whole session"
      : unit === 2
        ? "was lost while its connection was bad"
        : "was lost",
});
