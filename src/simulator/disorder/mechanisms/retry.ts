import { mechanism } from "../mechanism.ts";
import { count, duration, flag, limit, share, spread } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

/** Draws of a batch, which are those of its first event; two for each attempt. */
const FAILS = 0;
const JITTER = 1;

/** D2. */
export const retry = mechanism({
  name: "retry",
  models:
    "A producer sends batches with several requests in flight; one that fails is sent again after a while, and later ones overtake it.",
  parameters: {
    fail: share({
      default: 0.001,
      says: "attempts that fail",
      source: "assumed; 0.001% to 1% are usual",
    }),
    backoff: duration({
      default: 200,
      says: "pause before another attempt",
      source: "Divolte's sample configuration: 5 retries at 200 ms",
    }),
    jitter: spread({
      default: 0,
      says: "a pause is longer by up to so many times itself",
      source: "Divolte: none (Snowplow draws 500 to 1500 ms: backoff=500ms jitter=2)",
    }),
    retries: count({
      default: 5,
      min: 0,
      max: 1000,
      says: "attempts after the first; then the batch is lost",
      source: "Divolte's sample configuration",
    }),
    inflight: limit({
      default: 5,
      says: "requests under way on one connection",
      source: "Kafka: max.in.flight.requests.per.connection 5",
    }),
    linger: duration({
      default: 5,
      says: "what a batch waits for others to join; 0s: only events of one instant share a batch",
      source: "Kafka clients 4.0: linger.ms 5",
    }),
    idempotent: flag({
      default: false,
      says: "whether the broker keeps the order of a connection",
      source: "Kafka's idempotent producer is the cure; off shows the illness",
    }),
  },
  law: "A batch is late with probability fail and lost with fail^(retries + 1); k failures make it k pauses late. Of two batches closer than a pause the later overtakes with probability fail / (1 + fail) (retries enough, no jitter); one is overtaken by inflight − 1 at most.",
  apply({ fail, backoff, jitter, retries, inflight, linger, idempotent }, traffic, chance) {
    const { order, live, at, event, copyNumber, carrier } = traffic;
    const connections = new Map<number, Connection>();
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      let connection = connections.get(carrier[row]!);
      if (connection === undefined) {
        connection = opened();
        connections.set(carrier[row]!, connection);
      }
      if (at[row]! > connection.closes) {
        connection.closes = at[row]! + linger;
        if (connection.busy.length >= inflight)
          connection.settled = Math.max(connection.settled, connection.busy.shift()!);
        let done = Math.max(connection.closes, connection.settled);
        let attempt = 0;
        const [first, copy] = [event[row]!, copyNumber[row]!];
        while (attempt <= retries && chance.ofEvent(first, copy, FAILS + 2 * attempt) < fail) {
          const longer =
            jitter === 0 ? 0 : jitter * chance.ofEvent(first, copy, JITTER + 2 * attempt);
          if (attempt < retries) done += backoff * (1 + longer);
          attempt++;
        }
        connection.failures = attempt;
        if (idempotent) done = Math.max(done, connection.latest);
        connection.latest = done;
        connection.done = done;
        if (inflight !== Number.POSITIVE_INFINITY) connection.busy.push(done);
      }
      if (connection.failures > retries) traffic.lose(row);
      at[row] = connection.done;
      traffic.tag(row, connection.failures);
    }
  },
  tell: ({ delayMs, lost, unit }, { retries }) =>
    lost
      ? `was given up after ${retries} retries`
      : unit === 0
        ? `waited ${sayDuration(delayMs)} for its batch and those before it`
        : `was sent ${unit === 1 ? "again" : `${unit} times more`} and came ${sayDuration(delayMs)} later`,
});

interface Connection {
  /** When the batch at hand takes no more. */
  closes: number;
  /** When it is through, and how often it failed before. */
  done: number;
  failures: number;
  /** When those under way, the latest `inflight` batches at most, are through. */
  readonly busy: number[];
  /** When all before them are. */
  settled: number;
  /** When all are. */
  latest: number;
}

function opened(): Connection {
  const never = Number.NEGATIVE_INFINITY;
  return { closes: never, done: never, failures: 0, busy: [], settled: never, latest: never };
}
