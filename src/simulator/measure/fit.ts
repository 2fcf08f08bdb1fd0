import { exp, log } from "../disorder/chance/elementary.ts";
import { normal } from "../disorder/chance/quantile.ts";
import type { Values } from "../disorder/mechanism.ts";
import { mechanismNamed } from "../disorder/mechanisms.ts";
import { spellPipeline } from "../disorder/notation.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { truthOf } from "../disorder/truth.ts";
import { isGrouped, shareBehind } from "./measure.ts";
import type { Recording } from "./recording.ts";

/** A pipeline that puts a log's events into about the disorder in which they were recorded. */
export interface Fit {
  readonly pipeline: Pipeline;
  /** The same in the notation of pipelines. */
  readonly text: string;
  /** What it was fitted to: delays, or the lateness of those behind where arrival times are not known. */
  readonly from: "delays" | "lateness";
  /** Shares of events behind, as recorded and as the pipeline does it to the log's own event times. */
  readonly stream: Likeness;
  readonly key: Likeness;
}

export interface Likeness {
  readonly recorded: number;
  readonly fitted: number;
}

/** Events that a fit is tried on: the first of the log. */
const TRIED_MAX = 200_000;
const SEED = 1;
const ROUNDS = 6;
/** Fewer than these are no law. */
const TAIL_MIN = 10;
const KEY_MIN = 30;
/** Steeper is no tail but a step. */
const ALPHA_MAX = 100;

/** Null: nothing is behind, or the log does not hold the order of arrival; there is nothing to fit. */
export function fitPipeline(recording: Recording): Fit | null {
  const { time, arrival, key, keys } = recording;
  if (arrival === null && isGrouped(key, keys.length)) return null;
  const late = lateness(time);
  if (late.length === 0) return null;
  const delays = arrival
    ?.map((at, i) => at - time[i]!)
    .filter((delay) => delay > 0)
    .sort();
  const useful = delays !== undefined && delays.length * 2 > time.length;
  const tried = [false, true].map((fifo) =>
    useful
      ? likened(recording, { ...ofDelays(delays), fifo })
      : calibrated(recording, ofLateness(late, time.length), fifo),
  );
  const best = distance(tried[1]!) < distance(tried[0]!) ? tried[1]! : tried[0]!;
  return { ...best, from: useful ? "delays" : "lateness" };
}

type NetworkValues = Readonly<Record<string, number>>;

/** Body and tail from the quantiles of sorted delays; tails by Hill's estimator (1975). */
function ofDelays(delays: Float64Array): NetworkValues {
  // The tail lies above the body and moves its quantiles: look again without it.
  const first = bodyOf(delays, 0);
  const { tail = 0 } = tailOf(delays, first);
  const body = bodyOf(delays, tail);
  return {
    base: Math.round(body.base),
    median: rounded(body.median),
    sigma: rounded(body.sigma),
    ...tailOf(delays, body),
  };
}

interface Body {
  readonly base: number;
  readonly median: number;
  readonly sigma: number;
}

/** Three quantiles of a log-normal that is moved by `base`: the median, and one standard deviation either way. */
function bodyOf(delays: Float64Array, tail: number): Body {
  const at = (share: number): number => delays[Math.floor(share * (1 - tail) * delays.length)]!;
  const [low, middle, high] = [at(0.16), at(0.5), at(0.84)];
  const straight = low + high - 2 * middle;
  const moved = straight > 0 ? (low * high - middle * middle) / straight : 0;
  const base = moved > 0 && moved < delays[0]! ? moved : 0;
  const spread = log((high - base) / Math.max(1e-3, low - base)) / (2 * normal(0.84));
  return { base, median: middle - base, sigma: Math.max(0.001, spread) };
}

/** What lies beyond all but a thousandth of the body; its lowest tenth may still be of the body. */
function tailOf(delays: Float64Array, { base, median, sigma }: Body): NetworkValues {
  const edge = base + median * exp(3.09 * sigma);
  const beyond = delays.filter((delay) => delay > edge).map((delay) => delay - base - median);
  const share = beyond.length / delays.length - 0.001;
  if (beyond.length < TAIL_MIN || share <= 0) return { tail: 0 };
  const from = beyond[Math.floor(beyond.length / 10)]!;
  const tail = beyond.filter((more) => more >= from);
  const sum = tail.reduce((total, more) => total + log(more / from), 0);
  return {
    tail: rounded(share),
    from: rounded(from),
    alpha: rounded(Math.min(ALPHA_MAX, tail.length / sum)),
  };
}

/**
 * Where only order is known, a delay shows where an event is behind: a share of events is delayed by a log-normal
 * of the lateness seen. A lower bound, since an event may be delayed and still overtake nothing.
 */
function ofLateness(late: Float64Array, events: number): NetworkValues {
  const sorted = late.sort();
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)]!;
  const spread = log(at(0.84) / at(0.16)) / (2 * normal(0.84));
  return {
    share: rounded(sorted.length / events),
    base: 0,
    median: rounded(at(0.5)),
    sigma: rounded(Math.max(0.001, spread)),
    tail: 0,
  };
}

/** Until about as many events are behind as were recorded; a few rounds are enough, or it cannot be. */
function calibrated(recording: Recording, values: NetworkValues, fifo: boolean): Omit<Fit, "from"> {
  let { share, median } = values as { share: number; median: number };
  let last = likened(recording, { ...values, fifo });
  let best = last;
  // What happens within keys is what patterns see, where there is enough of it to go by.
  const target = last.key.recorded * recording.time.length >= KEY_MIN ? "key" : "stream";
  for (let round = 0; round < ROUNDS; round++) {
    const { recorded, fitted } = last[target];
    const factor = recorded / Math.max(fitted, 1e-6);
    if (share < 1) share = rounded(Math.min(1, share * factor));
    else median = rounded(median * factor);
    last = likened(recording, { ...values, share, median, fifo });
    if (ratio(last[target]) < ratio(best[target])) best = last;
  }
  return best;
}

function likened(
  { time, key, keys }: Recording,
  values: Readonly<Record<string, number | boolean>>,
): Omit<Fit, "from"> {
  const pipeline: Pipeline = {
    stages: [{ mechanism: "network", values: { ...defaults("network"), ...values } }],
  };
  const count = Math.min(time.length, TRIED_MAX);
  const recordedTime = time.subarray(0, count);
  const recordedKey = key.subarray(0, count);
  const truth = truthOf({ time: recordedTime, session: recordedKey, names: keys });
  const { order, live, event } = pass(pipeline, truth, SEED);
  const rows = order.subarray(0, live);
  const fittedTime = Float64Array.from(rows, (row) => truth.time[event[row]!]!);
  const fittedKey = Uint32Array.from(rows, (row) => truth.session[event[row]!]!);
  return {
    pipeline,
    text: spellPipeline(pipeline),
    stream: {
      recorded: shareBehind(recordedTime, null),
      fitted: shareBehind(fittedTime, null),
    },
    key: {
      recorded: shareBehind(recordedTime, recordedKey),
      fitted: shareBehind(fittedTime, fittedKey),
    },
  };
}

const distance = ({ stream, key }: Pick<Fit, "stream" | "key">): number =>
  ratio(stream) + ratio(key);

/** How far apart two shares are, on a scale on which twice and half are equally far. */
const ratio = ({ recorded, fitted }: Likeness): number =>
  Math.abs(log((recorded + 1e-5) / (fitted + 1e-5)));

const defaults = (name: string): Values =>
  Object.fromEntries(
    Object.entries(mechanismNamed(name)!.parameters).map(([key, each]) => [key, each.default]),
  );

/** To three digits: more would claim too much. */
const rounded = (value: number): number => Number(value.toPrecision(3));

function lateness(time: Float64Array): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY;
  const found: number[] = [];
  for (const each of time) {
    if (each < greatest) found.push(greatest - each);
    else greatest = each;
  }
  return Float64Array.from(found);
}
