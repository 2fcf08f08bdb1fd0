import { mechanism } from "../mechanism.ts";
import { duration, share } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const CORRECTED = 0;

/** D6. */
export const correction = mechanism({
  name: "correction",
  models:
    "The server corrects clients' clocks by comparing when a request says it was sent with when it came in, and so adds its transit time to the event times.",
  parameters: {
    share: share({
      default: 0.38,
      says: "sessions whose requests say when they were sent",
      source: "PostHog, pull request 102031: 38% of events",
    }),
    quantum: duration({
      default: 0,
      says: "errors are rounded to whole multiples of this; 0s: not at all",
      source: "PostHog, issue 98250; since pull request 93203: 5m",
    }),
  },
  law: "A corrected event time is the true one plus its transit (arrival here less its leaving the client); a client's clock error cancels. With a quantum, clock error less transit is taken off in whole quanta.",
  apply({ share, quantum }, traffic, chance) {
    const { order, live, event, at, sent, stamp, clock, truth } = traffic;
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      if (chance.ofSession(truth.session[event[row]!]!, 0, CORRECTED) >= share) continue;
      const error = clock[row]! - (at[row]! - sent[row]!);
      const taken = quantum === 0 ? error : Math.round(error / quantum) * quantum;
      stamp[row] = stamp[row]! - taken;
      clock[row] = 0;
    }
  },
  tell: ({ shiftMs }) =>
    `was stamped ${sayDuration(Math.abs(shiftMs))} ${shiftMs < 0 ? "earlier" : "later"} by the correction of clocks`,
});
