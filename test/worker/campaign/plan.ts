import type { Fate, Request } from "../../../src/worker/model/faults.ts";
import { type Random, randomFrom } from "../../../src/worker/model/random.ts";
import type { TaskPhase } from "../../../src/worker/news.ts";
import { type Fed, START_MS } from "../rig.ts";

/** A schedule as a value, so that a failing one can be made smaller. */
export interface Plan {
  readonly seed: number;
  readonly bursts: readonly Burst[];
  readonly faults: readonly Fault[];
  readonly ending: Ending;
}

export interface Burst {
  readonly afterMs: number;
  readonly partition: number;
  /** Of a producer whose transaction is called off: none of it ever was. */
  readonly aborted: boolean;
  /** A text is no record. */
  readonly records: readonly (Fed | string)[];
}

/** Strikes when a task somewhere comes to `phase`, or after a while. */
export interface Fault {
  readonly afterMs: number;
  readonly phase: TaskPhase;
  readonly strike: Strike;
}

export type Strike =
  | { readonly kind: "kill"; readonly backMs: number }
  | { readonly kind: "pause"; readonly ms: number }
  | { readonly kind: "request"; readonly request: Request; readonly fate: Fate }
  | { readonly kind: "join" }
  | { readonly kind: "leave" }
  | { readonly kind: "down"; readonly ms: number }
  | { readonly kind: "compact" }
  | { readonly kind: "forget positions" }
  | { readonly kind: "expire"; readonly task: number };

/** What becomes of it when all faults are over. */
export type Ending = "through" | "truncated" | "changelog deleted" | "partition count";

export const PARTITIONS = 4;
export const RECORDS = 200;
const BURST = 10;
const KEYS = 3;

const CHUNK: readonly TaskPhase[] = ["sending", "sent", "positions", "committing", "committed"];
const ANY: readonly TaskPhase[] = [...CHUNK, "opening", "restoring", "stepping", "reading"];

export function planOf(seed: number): Plan {
  const random = randomFrom(seed);
  const bursts = burstsOf(random);
  const faults = Array.from({ length: 6 + random.below(4) }, () => faultOf(random));
  const ending = endingOf(random);
  // Where the group's positions are gone, too, a deleted changelog cannot be told from a first start.
  const tellable = (fault: Fault): Fault =>
    ending === "changelog deleted" && fault.strike.kind === "forget positions"
      ? { ...fault, strike: { kind: "compact" } }
      : fault;
  return { seed, bursts, faults: faults.map(tellable), ending };
}

function burstsOf(random: Random): Burst[] {
  const clocks = Array.from({ length: PARTITIONS }, () => START_MS);
  let id = 0;
  return Array.from({ length: RECORDS / BURST }, () => {
    const partition = random.below(PARTITIONS);
    const record = (): Fed | string => {
      if (random.chance(0.03)) return "{no record";
      clocks[partition]! += random.below(random.chance(0.05) ? 100_000 : 8_000);
      const ts = clocks[partition]! - random.below(random.chance(0.15) ? 90_000 : 4_000);
      const visitor = `${partition}-${random.below(KEYS)}`;
      const head = { visitor, ts, id: `e${id++}` };
      return random.chance(0.7)
        ? { ...head, type: "look", page: `p${random.below(5)}` }
        : { ...head, type: "buy", amount: random.below(6) };
    };
    const afterMs = 100 + random.below(700);
    const aborted = random.chance(0.08);
    return { afterMs, partition, aborted, records: Array.from({ length: BURST }, record) };
  });
}

const one = <T>(random: Random, of: readonly T[]): T => of[random.below(of.length)]!;

function faultOf(random: Random): Fault {
  const strike = strikeOf(random);
  return { afterMs: random.below(700), phase: phaseOf(random, strike), strike };
}

function strikeOf(random: Random): Strike {
  const drawn = random.next();
  if (drawn < 0.3) return { kind: "kill", backMs: random.below(1_500) };
  if (drawn < 0.38) return { kind: "pause", ms: 2_200 + random.below(3_000) };
  if (drawn < 0.46) return { kind: "pause", ms: 1_300 + random.below(500) };
  if (drawn < 0.58) {
    const fate = one<Fate>(random, ["lost", "unheard", "moved", "twice"]);
    return { kind: "request", request: "endTxn", fate };
  }
  if (drawn < 0.7) {
    const request = one<Request>(random, [
      "produce",
      "produce",
      "txnOffsetCommit",
      "addPartitionsToTxn",
      "initProducerId",
    ]);
    return {
      kind: "request",
      request,
      fate: one<Fate>(random, ["lost", "unheard", "moved", "twice"]),
    };
  }
  if (drawn < 0.78) return { kind: "join" };
  if (drawn < 0.83) return { kind: "leave" };
  if (drawn < 0.88) return { kind: "down", ms: 200 + random.below(2_000) };
  if (drawn < 0.93) return { kind: "compact" };
  if (drawn < 0.95) return { kind: "forget positions" };
  return { kind: "expire", task: random.below(PARTITIONS) };
}

/** Where it hurts: a request's fault just before the request, the rest mostly while a transaction is open. */
function phaseOf(random: Random, strike: Strike): TaskPhase {
  if (strike.kind === "request") {
    if (strike.request === "endTxn") return "committing";
    return strike.request === "initProducerId" ? "opening" : "sending";
  }
  if (strike.kind === "join") return one(random, ["stepping", "sending", "sent"]);
  return one(random, random.chance(0.75) ? CHUNK : ANY);
}

function endingOf(random: Random): Ending {
  const drawn = random.next();
  if (drawn < 0.03) return "truncated";
  if (drawn < 0.06) return "changelog deleted";
  return drawn < 0.08 ? "partition count" : "through";
}
