import type { Broker } from "../protocol/requests.ts";
import type { Random } from "./random.ts";

export type Request = Exclude<keyof Broker, "nodeId" | "isConnected" | "disconnect">;

/**
 * What becomes of one request. `lost`: it does not arrive. `unheard`: it is done, the answer is lost.
 * `twice`: it arrives a second time, as an old connection's does. `moved`: the leader or coordinator
 * is elsewhere now.
 */
export type Fate = "delivered" | "lost" | "unheard" | "twice" | "moved";

export interface Faults {
  fate(host: string, request: Request): Fate;
  /** On the way to the broker, and back. */
  delayMs(host: string, request: Request): number;
}

export const noFaults: Faults = { fate: () => "delivered", delayMs: () => 1 };

/** Faults said beforehand: the next request of a kind meets its fate. */
export interface Script extends Faults {
  next(request: Request, fate: Fate): void;
}

export function scripted(): Script {
  const waiting: { request: Request; fate: Fate }[] = [];
  return {
    next(request, fate) {
      waiting.push({ request, fate });
    },
    fate(_host, request) {
      const i = waiting.findIndex((w) => w.request === request);
      return i < 0 ? "delivered" : waiting.splice(i, 1)[0]!.fate;
    },
    delayMs: () => 1,
  };
}

export interface FaultRates {
  readonly lost: number;
  readonly unheard: number;
  readonly twice: number;
  readonly moved: number;
  readonly slow: number;
  readonly slowMs: number;
}

/** What a client may send again by itself, or the network for it. */
const REPEATED = new Set<Request>(["produce", "endTxn", "addPartitionsToTxn", "txnOffsetCommit"]);

export function seededFaults(
  random: Random,
  rates: FaultRates,
  met: (fate: Fate, request: Request) => void,
): Faults {
  return {
    fate(_host, request) {
      const drawn = random.next();
      let bound = 0;
      for (const fate of ["lost", "unheard", "twice", "moved"] as const) {
        bound += rates[fate];
        if (drawn >= bound) continue;
        if (fate === "twice" && !REPEATED.has(request)) break;
        met(fate, request);
        return fate;
      }
      return "delivered";
    },
    delayMs: () => (random.chance(rates.slow) ? random.below(rates.slowMs) : 1 + random.below(3)),
  };
}
