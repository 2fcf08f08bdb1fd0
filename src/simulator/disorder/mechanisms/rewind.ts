import { exponential } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { duration, rate } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const PHASE = 0;
const NEXT = 1;

/** D9. */
export const rewind = mechanism({
  name: "rewind",
  models:
    "A consumer crashes or its group is rebalanced: the partition goes back to what was committed last, and what came since comes again, in the same order.",
  parameters: {
    rate: rate({
      default: 0.1,
      says: "how often this happens to a partition",
      source: "assumed; 0.01 to 10 per hour are usual",
    }),
    commit: duration({
      default: 5000,
      above: 0,
      says: "time between two commits",
      source: "Kafka: auto.commit.interval.ms 5000",
    }),
    pause: duration({
      default: 0,
      says: "how long the partition stands still",
      source: "assumed; rebalances take 0.1 to 60 s",
    }),
  },
  law: "A partition's rewinds are a Poisson process; each goes back by a time uniform in 0 to commit and stops the partition for the pause.",
  apply({ rate, commit, pause }, traffic, chance) {
    if (rate === 0 || traffic.live === 0) return;
    const begin = traffic.at[traffic.order[0]!]!;
    for (const [partition, rows] of byPartition(traffic)) {
      const phase = commit * chance.ofUnit(partition, 0, PHASE);
      let crash = begin;
      let number = 0;
      let nextRow = 0;
      const last = traffic.at[rows.at(-1)!]!;
      for (;;) {
        crash += exponential(chance.ofUnit(partition, number, NEXT), 3_600_000 / rate);
        if (crash > last) break;
        const committed = phase + Math.floor((crash - phase) / commit) * commit;
        const resumes = crash + pause;
        while (nextRow < rows.length && traffic.at[rows[nextRow]!]! <= crash) nextRow++;
        for (let i = firstAfter(rows, traffic.at, committed); i < nextRow; i++) {
          // Copies have the row numbers from here on and are not looked at again.
          const copy = traffic.copy(rows[i]!);
          traffic.at[copy] = resumes;
          traffic.tag(copy, number);
        }
        if (pause > 0)
          for (let i = nextRow; i < rows.length && traffic.at[rows[i]!]! < resumes; i++) {
            traffic.at[rows[i]!] = resumes;
            traffic.tag(rows[i]!, number);
            // Behind what comes again.
            traffic.rank(rows[i]!, 1);
          }
        number++;
      }
    }
  },
  tell: ({ copied, delayMs }) =>
    copied
      ? `came again ${sayDuration(delayMs)} later when its consumer went back`
      : `waited ${sayDuration(delayMs)} for its consumer to come back`,
});

function byPartition(traffic: { order: Uint32Array; live: number; partition: Uint32Array }) {
  const found = new Map<number, number[]>();
  for (let i = 0; i < traffic.live; i++) {
    const row = traffic.order[i]!;
    const rows = found.get(traffic.partition[row]!);
    if (rows === undefined) found.set(traffic.partition[row]!, [row]);
    else rows.push(row);
  }
  return found;
}

/** Index of the first row behind a time. */
function firstAfter(rows: readonly number[], at: Float64Array, time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[rows[middle]!]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
