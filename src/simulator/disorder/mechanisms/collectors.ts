import { mechanism } from "../mechanism.ts";
import { choice, count, duration, flag, limit, share } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const ROUTE = 0;
const STAYS = 1;
const SHUFFLE = 2;
const HOME = 0;
const PHASE = 0;
const TURN = 1;

/** D1. */
export const collectors = mechanism({
  name: "collectors",
  models:
    "A load balancer spreads events over several collectors; each keeps them in a buffer of its own and sends it off every so often, or when it is full.",
  parameters: {
    n: count({
      default: 4,
      max: 10_000,
      says: "how many collectors",
      source: "assumed; 2 to 16 are usual",
    }),
    flush: duration({
      default: 5000,
      above: 0,
      says: "time between two flushes of a collector",
      source: "Snowplow stream collector, Kinesis: timeLimit 5000",
    }),
    records: limit({
      default: 500,
      says: "a buffer of so many is sent at once",
      source: "Snowplow stream collector, Kinesis: recordLimit 500",
    }),
    sticky: share({
      default: 0,
      says: "events that go to the collector of their session",
      source: "assumed: no session affinity",
    }),
    route: choice(["random", "robin"], {
      default: "random",
      says: "how other events choose: at random or in turn",
      source: "assumed",
    }),
    shuffle: flag({
      default: false,
      says: "whether a flush mixes its events",
      source: "buffers are lists",
    }),
  },
  law: "Two events at gap g < flush leave in the wrong order with probability (1 − sticky²) (n − 1)/n (1 − g/flush)² / 2, later ones never; an event waits a time uniform in 0 to flush (no buffer full, routes at random).",
  apply({ n, flush, records, sticky, route, shuffle }, traffic, chance) {
    const { order, live, at, event, copyNumber, carrier, truth } = traffic;
    const phases = Float64Array.from({ length: n }, (_, k) => flush * chance.ofUnit(k, 0, PHASE));
    const turn = Math.floor(n * chance.ofUnit(0, 0, TURN));
    const waiting: number[][] = Array.from({ length: n }, () => []);
    const due = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const of = event[row]!;
      const copy = copyNumber[row]!;
      let k: number;
      if (sticky > 0 && chance.ofEvent(of, copy, STAYS) < sticky)
        k = Math.floor(n * chance.ofSession(truth.session[of]!, 0, HOME));
      else if (route === "robin") k = (turn + i) % n;
      else k = Math.floor(n * chance.ofEvent(of, copy, ROUTE));
      const now = at[row]!;
      const leaves = phases[k]! + Math.ceil((now - phases[k]!) / flush) * flush;
      const buffer = waiting[k]!;
      if (leaves > due[k]!) {
        buffer.length = 0;
        due[k] = leaves;
      }
      at[row] = leaves;
      carrier[row] = k;
      traffic.tag(row, k);
      if (shuffle) traffic.rank(row, chance.ofEvent(of, copy, SHUFFLE));
      if (records === Number.POSITIVE_INFINITY) continue;
      buffer.push(row);
      if (buffer.length < records) continue;
      for (const each of buffer) at[each] = now;
      buffer.length = 0;
    }
  },
  tell: ({ delayMs, unit }) => `waited ${sayDuration(delayMs)} in collector ${unit + 1}`,
});
