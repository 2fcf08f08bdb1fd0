import { mechanism } from "../mechanism.ts";
import { choice, duration } from "../parameter.ts";
import type { Traffic } from "../traffic.ts";
import { sayDuration } from "../wording.ts";

const TIE = 0;

/** D11. */
export const truncate = mechanism({
  name: "truncate",
  models:
    "Timestamps lose their last digits, so that events of one second look simultaneous; who sorts by time then puts them in any order.",
  parameters: {
    to: duration({
      default: 1000,
      above: 0,
      says: "what timestamps are whole multiples of",
      source: "Rybbit 1133, Mixpanel Android 255: whole seconds",
    }),
    ties: choice(["arrival", "random", "type"], {
      default: "arrival",
      says: "order of a session's events with one timestamp: as they arrive, at random, or by type",
      source: "ClickHouse's windowFunnel sorts by (timestamp, number of the condition)",
    }),
  },
  law: "A timestamp loses a time uniform in 0 to `to`; two events at gap g get the same with probability 1 − g/to, and with ties=random are then exchanged every other time.",
  apply({ to, ties }, traffic, chance) {
    const { order, live, event, copyNumber, stamp } = traffic;
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      stamp[row] = Math.floor(stamp[row]! / to) * to;
    }
    if (ties === "arrival") return;
    const { type } = traffic.truth;
    rearrange(traffic, (row) =>
      ties === "type" ? type[event[row]!]! : chance.ofEvent(event[row]!, copyNumber[row]!, TIE),
    );
  },
  tell: ({ shiftMs, delayMs }) =>
    delayMs === 0
      ? `was stamped ${sayDuration(-shiftMs)} too early, for want of digits`
      : `changed places with others of the same timestamp (${sayDuration(Math.abs(delayMs))} ${delayMs > 0 ? "later" : "earlier"})`,
});

/** In each session, rows of one stamp share out among themselves the instants at which they came, by rank. */
function rearrange(traffic: Traffic, rankOf: (row: number) => number): void {
  const { at, stamp, truth } = traffic;
  const { starts, rows } = traffic.bySession();
  for (let session = 0; session < truth.sessions; session++) {
    const groups = new Map<number, number[]>();
    for (let i = starts[session]!; i < starts[session + 1]!; i++) {
      const row = rows[i]!;
      const group = groups.get(stamp[row]!);
      if (group === undefined) groups.set(stamp[row]!, [row]);
      else group.push(row);
    }
    for (const group of groups.values()) {
      if (group.length === 1) continue;
      const instants = group.map((row) => at[row]!);
      const ranked = group.map((row) => ({ row, rank: rankOf(row) }));
      ranked.sort((a, b) => a.rank - b.rank);
      for (const [i, { row }] of ranked.entries()) {
        at[row] = instants[i]!;
        traffic.rank(row, i);
      }
    }
  }
}
