import type { Arm } from "../compare/arm.ts";
import { Release } from "../compare/release.ts";
import { Watermark } from "../compare/watermark.ts";
import type { Traffic } from "../disorder/traffic.ts";
import type { Arrival } from "./course.ts";

/** Arrivals of other keys that let go what one key holds: the greatest time so far, where it grew. */
export interface Others {
  readonly at: readonly number[];
  readonly stamp: readonly number[];
  /** Places among all arrivals. */
  readonly place: readonly number[];
}

/** In which order the machine takes one key's arrivals, behind what an arm holds them in. */
export class Buffer {
  readonly #release = new Release();
  readonly #watermark = new Watermark();
  readonly #arm: Arm;
  readonly #others: Others | null;

  /** `others`: where there is a watermark. */
  constructor(arm: Arm, others: Others | null) {
    this.#arm = arm;
    this.#others = others;
  }

  /** Places in `arrivals`, which are in the order in which they came. */
  take(arrivals: readonly Arrival[]): number[] {
    const { reorderMs, holdMs, order } = this.#arm;
    const release = this.#release;
    const rows = Uint32Array.from(arrivals, (_, place) => place);
    if (order !== undefined || (reorderMs === null && holdMs === undefined)) return [...rows];
    const at = Float64Array.from(arrivals, (one) => one.at);
    const stamp = Float64Array.from(arrivals, (one) => one.stamp);
    if (holdMs !== undefined) {
      release.reserve(arrivals.length);
      release.hold(rows, at, stamp, holdMs);
    } else release.reorder(rows, at, stamp, reorderMs!, this.#follow(arrivals));
    return [...release.rows.subarray(0, release.count)];
  }

  /** Rows are the arrivals, then those of others. */
  #follow(arrivals: readonly Arrival[]): Watermark | null {
    const others = this.#others;
    if (others === null) return null;
    const at = Float64Array.from([...arrivals.map((one) => one.at), ...others.at]);
    const stamp = Float64Array.from([...arrivals.map((one) => one.stamp), ...others.stamp]);
    const place = [...arrivals.map((one) => one.place), ...others.place];
    const order = Uint32Array.from(at, (_, row) => row).sort(
      (a, b) => at[a]! - at[b]! || place[a]! - place[b]!,
    );
    this.#watermark.follow({ order, live: at.length, rows: at.length, at, stamp });
    return this.#watermark;
  }
}

/**
 * Of the arrivals that are not the key's, those at which the greatest time grew to something that lets go one of
 * its events: they are dated from `from` to `to`, the window included.
 */
export function othersOf(
  { order, live, at, stamp }: Traffic,
  isOwn: (row: number) => boolean,
  [from, to]: readonly [from: number, to: number],
): Others {
  const others = { at: [] as number[], stamp: [] as number[], place: [] as number[] };
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < live && greatest < to; i++) {
    const row = order[i]!;
    if (stamp[row]! <= greatest || isOwn(row)) continue;
    greatest = stamp[row]!;
    if (greatest < from) continue;
    others.at.push(at[row]!);
    others.stamp.push(greatest);
    others.place.push(i);
  }
  return others;
}
