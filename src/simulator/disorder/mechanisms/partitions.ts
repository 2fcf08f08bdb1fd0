import { exponential } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { choice, count, duration } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const WHERE = 0;
const BATCH = 0;
const LAG = 1;
const PHASE = 2;
const POLL = 3;

/** D3. */
export const partitions = mechanism({
  name: "partitions",
  models:
    "Events without a key are spread over partitions; each partition lags behind on its own, and a consumer takes them partition by partition.",
  parameters: {
    n: count({
      default: 12,
      max: 10_000,
      says: "how many partitions",
      source: "assumed; 1 to 64 are usual",
    }),
    by: choice(["event", "batch", "key"], {
      default: "batch",
      says: "what goes to one partition: each event for itself, a batch, or a session",
      source: "Kafka since 2.4: sticky partitioner for records without a key",
    }),
    batch: duration({
      default: 100,
      above: 0,
      says: "by=batch: time until another partition is taken",
      source: "assumed: a batch of 16 KiB at a few hundred events per second",
    }),
    lag: duration({
      default: 1000,
      says: "mean lag of a partition",
      source: "assumed; 0 to 30 s are usual",
    }),
    every: duration({
      default: 30_000,
      above: 0,
      says: "how long a partition keeps one lag",
      source: "assumed",
    }),
    poll: duration({
      default: 0,
      says: "time between two polls of the consumer; 0s: none is modelled",
      source: "assumed: the consumer waits for records",
    }),
  },
  law: "The lag of a partition is exponential with mean lag, the time in a queue M/M/1; two events of a partition at gap d have the same with probability 1 − d/every. By event, two at gap g leave in the wrong order with probability (n − 1)/n exp(−g/lag) / 2 (lag alone) or (n − 1)/n (1 − g/poll) / 2 (poll alone). Within a partition order is kept.",
  apply({ n, by, batch, lag, every, poll }, traffic, chance) {
    const { order, live, at, event, copyNumber, partition, truth } = traffic;
    const phases = Float64Array.from({ length: n }, (_, p) => chance.ofUnit(p, 0, PHASE) * every);
    const offset = poll * chance.ofUnit(0, 0, POLL);
    const latest = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const of = event[row]!;
      const now = at[row]!;
      const u =
        by === "event"
          ? chance.ofEvent(of, copyNumber[row]!, WHERE)
          : by === "key"
            ? chance.ofSession(truth.session[of]!, 0, WHERE)
            : chance.ofUnit(0, Math.floor(now / batch), BATCH);
      const p = Math.floor(n * u);
      let leaves = now;
      if (lag > 0) {
        const epoch = Math.floor((now - phases[p]!) / every);
        leaves += exponential(chance.ofUnit(p, epoch, LAG), lag);
      }
      leaves = Math.max(leaves, latest[p]!);
      latest[p] = leaves;
      if (poll > 0) {
        // Each poll begins with the partition behind the one that the poll before began with.
        const turn = Math.ceil((leaves - offset) / poll);
        leaves = offset + turn * poll;
        traffic.rank(row, (((p + turn) % n) + n) % n);
      }
      at[row] = leaves;
      partition[row] = p;
      traffic.tag(row, p);
    }
  },
  tell: ({ delayMs, unit }) => `waited ${sayDuration(delayMs)} in partition ${unit}`,
});
