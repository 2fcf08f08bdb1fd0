import { logNormal } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { count, duration, share, spread } from "../parameter.ts";
import type { Traffic } from "../traffic.ts";
import { sayDuration } from "../wording.ts";

const LOST = 0;
const DELAY = 1;

/** D8. */
export const unload = mechanism({
  name: "unload",
  models:
    "The last events of a page are sent while it is being closed, by another way (sendBeacon) that takes its own time and loses some.",
  parameters: {
    last: count({
      default: 1,
      max: 1_000_000,
      says: "events per page that go this way",
      source: "assumed",
    }),
    pause: duration({
      default: 10_000,
      above: 0,
      says: "a page ends where the session pauses for so long, and at its end",
      source: "assumed: logs do not say when pages are closed",
    }),
    loss: share({
      default: 0.02,
      says: "of those the ones that are lost",
      source: "Speed Kit 2023: fetchLater succeeds in 98%; handlers of unload lose up to 10%",
    }),
    median: duration({
      default: 400,
      says: "median of their delay, log-normal",
      source: "assumed: low priority, four times the network's",
    }),
    sigma: spread({ default: 0.8, says: "its spread: of its logarithm", source: "assumed" }),
  },
  law: "The last events of each page, and no others, are lost with probability loss and else delayed by a log-normal(median, sigma).",
  apply({ last, pause, loss, median, sigma }, traffic, chance) {
    const { order, live, at, event, copyNumber } = traffic;
    const behind = eventsBehind(traffic, pause);
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const of = event[row]!;
      if (behind[of]! >= last) continue;
      const copy = copyNumber[row]!;
      if (chance.ofEvent(of, copy, LOST) < loss) traffic.lose(row);
      else if (median > 0)
        at[row] = at[row]! + logNormal(chance.ofEvent(of, copy, DELAY), median, sigma);
      traffic.tag(row, behind[of]!);
    }
  },
  tell: ({ delayMs, lost }) =>
    lost
      ? "was lost while its page was being closed"
      : `was sent while its page was being closed and took ${sayDuration(delayMs)}`,
});

/** By event: how many of its page are behind it. */
function eventsBehind({ truth }: Traffic, pause: number): Uint32Array {
  const { count, time, session, sessions } = truth;
  const next = new Float64Array(sessions).fill(Number.POSITIVE_INFINITY);
  const behindNext = new Uint32Array(sessions);
  const behind = new Uint32Array(count);
  for (let i = count - 1; i >= 0; i--) {
    const of = session[i]!;
    behind[i] = next[of]! - time[i]! >= pause ? 0 : behindNext[of]! + 1;
    behindNext[of] = behind[i]!;
    next[of] = time[i]!;
  }
  return behind;
}
