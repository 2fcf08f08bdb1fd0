import type { Admin } from "../../src/worker/transport.ts";
import { processorSeconds } from "./processor.ts";

export interface Watched {
  readonly group: string;
  readonly topic: string;
  readonly records: number;
  /** Processes whose time counts, together where there are several of a name. */
  readonly pids: Readonly<Record<string, readonly number[]>>;
  /** Fails when the contestant ends before the input does. */
  readonly ended: Promise<unknown>;
}

export interface Pace {
  readonly records: number;
  readonly seconds: number;
  /** Processor seconds by process. */
  readonly processor: Readonly<Record<string, number>>;
  /** Until the first position was seen. */
  readonly startSeconds: number;
}

const LOOK_MS = 100;
/** Machines warm up, and programs are compiled, before the clock starts. */
const WARM_UP = 0.25;
const PATIENCE_MS = 900_000;

interface Look {
  readonly records: number;
  readonly ms: number;
  readonly processor: Readonly<Record<string, number>>;
}

/** How fast a group gets on, seen by the positions that it has committed: the same for all contestants. */
export async function pace(admin: Admin, watched: Watched): Promise<Pace> {
  const { group, topic, records, pids, ended } = watched;
  const begunMs = performance.now();
  let early: unknown;
  let over = false;
  const told = (how: unknown): void => {
    over = true;
    early = how;
  };
  ended.then(told, told);
  const look = async (): Promise<Look> => {
    const positions = await admin.committed(group, topic).catch(() => new Map<number, number>());
    return {
      records: [...positions.values()].reduce((sum, offset) => sum + offset, 0),
      ms: performance.now(),
      processor: Object.fromEntries(
        Object.entries(pids).map(([name, all]) => [
          name,
          all.reduce((sum, pid) => sum + processorSeconds(pid), 0),
        ]),
      ),
    };
  };
  let first: number | null = null;
  let warm: Look | null = null;
  for (;;) {
    if (over) throw early instanceof Error ? early : new Error(`${group} ended early: ${early}`);
    const now = await look();
    if (now.records > 0) first ??= now.ms;
    if (now.records >= records * WARM_UP) warm ??= now;
    if (now.records >= records && warm !== null)
      return between(warm, now, (first! - begunMs) / 1000);
    if (now.ms - begunMs > PATIENCE_MS) throw new Error(`${group} stands at ${now.records}`);
    await new Promise((next) => setTimeout(next, LOOK_MS));
  }
}

function between(from: Look, to: Look, startSeconds: number): Pace {
  const processor = Object.fromEntries(
    Object.entries(to.processor).map(([name, all]) => [name, all - from.processor[name]!]),
  );
  return {
    ...{ records: to.records - from.records, seconds: (to.ms - from.ms) / 1000 },
    ...{ processor, startSeconds },
  };
}
