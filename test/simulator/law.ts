import { expect, it } from "vitest";
import { readPipeline } from "../../src/simulator/disorder/notation.ts";
import { type Pipeline, pass } from "../../src/simulator/disorder/pipeline.ts";
import { Traffic } from "../../src/simulator/disorder/traffic.ts";
import { type Truth, truthOf } from "../../src/simulator/disorder/truth.ts";
import { binomial } from "./statistics.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Some day's midnight. */
export const BEGIN = 1_700_006_400_000;

interface Law {
  /** What is claimed. */
  readonly about: string;
  /** The mechanism for which it is claimed … */
  readonly of: string;
  /** … and the same with a parameter moved by 5 %, a whole number by one, for which it must be rejected. */
  readonly moved: readonly string[];
  /** The p value of what the pipeline does, against the law. */
  readonly p: (pipeline: Pipeline) => number;
}

const SEED = Number(process.env.PDA_SEED ?? 1);

/** A law holds if it is not rejected at 0.1 %, and it can tell: of what is moved, less than 0.01 % would look so. */
export function law({ about, of, moved, p }: Law): void {
  it(`${of}: ${about}`, () => {
    const held = p(pipelineOf(of));
    const rejected = moved.map((text) => ({ text, p: p(pipelineOf(text)) }));
    if (process.env.PDA_FIGURES !== undefined)
      console.log(
        `${of}\t${about}\tp=${figure(held)}\t${rejected.map((each) => `${difference(of, each.text)}: p=${figure(each.p)}`).join("; ")}`,
      );
    expect(held).toBeGreaterThan(0.001);
    for (const each of rejected) expect(each.p, each.text).toBeLessThan(0.0001);
  });
}

const figure = (p: number): string => (p === 0 || p === 1 ? String(p) : p.toPrecision(2));

const difference = (of: string, text: string): string =>
  text
    .split(" ")
    .filter((word) => !of.split(" ").includes(word))
    .join(" ");

export function pipelineOf(text: string): Pipeline {
  const { pipeline, problems } = readPipeline(text);
  if (pipeline === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  return pipeline;
}

/** One run over all sessions. */
export const run = (pipeline: Pipeline, truth: Truth, seed = SEED): Traffic =>
  pass(pipeline, truth, seed);

/** Many runs of a small truth, each with a seed of its own: what they give is independent. */
export function runs<T>(
  pipeline: Pipeline,
  truth: Truth,
  times: number,
  observe: (traffic: Traffic) => T,
): T[] {
  const traffic = new Traffic();
  return Array.from({ length: times }, (_, i) =>
    observe(pass(pipeline, truth, SEED * 1_000_003 + i, traffic)),
  );
}

/** Sessions of events at the given times behind the session's begin; sessions begin `apart`, jittered by as much. */
export function sessions(count: number, offsets: readonly number[], apart = DAY): Truth {
  const size = offsets.length;
  const jitter = numbers();
  const begins = Array.from({ length: count }, (_, s) => BEGIN + (2 * s + jitter()) * apart);
  return truthOf({
    time: Float64Array.from(
      { length: count * size },
      (_, i) => begins[Math.floor(i / size)]! + offsets[i % size]!,
    ),
    session: Uint32Array.from({ length: count * size }, (_, i) => Math.floor(i / size)),
    names: Array.from({ length: count }, (_, s) => `s${s}`),
    type: Uint16Array.from({ length: count * size }, (_, i) => i % size),
  });
}

/** Events at regular instants, all of one session. */
export const regular = (count: number, spacing: number): Truth =>
  sessions(
    1,
    Array.from({ length: count }, (_, i) => i * spacing),
  );

/** Uniform numbers for the tests' own use (a Weyl sequence, mixed). */
export function numbers(seed = 12345): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

/** How many events come behind one of their own session that happened later. */
export function behind({ truth, order, live, event }: Traffic): number {
  const latest = new Float64Array(truth.sessions).fill(-1);
  let count = 0;
  for (let i = 0; i < live; i++) {
    const of = event[order[i]!]!;
    const session = truth.session[of]!;
    if (truth.ordinal[of]! < latest[session]!) count++;
    else latest[session] = truth.ordinal[of]!;
  }
  return count;
}

/** Two events of a session at a gap, many times with draws of their own: the share that is exchanged. */
export const exchange =
  (gap: number, times: number, probability: number) =>
  (pipeline: Pipeline): number => {
    const found = runs(pipeline, sessions(1, [0, gap]), times, behind);
    return binomial(
      counted(found, (count) => count === 1),
      times,
      probability,
    );
  };

/** What rows waited, all stages together. */
export const delays = ({ truth, at, event, rows }: Traffic): number[] =>
  Array.from({ length: rows }, (_, row) => at[row]! - truth.time[event[row]!]!);

export const shifts = ({ truth, stamp, event, rows }: Traffic): number[] =>
  Array.from({ length: rows }, (_, row) => stamp[row]! - truth.time[event[row]!]!);

export const counted = <T>(values: readonly T[], test: (value: T) => boolean): number =>
  values.reduce((sum, value) => sum + (test(value) ? 1 : 0), 0);

/** Sizes of the groups that leave at one instant, in order. */
export function groups({ order, live, at }: Traffic): number[] {
  const sizes: number[] = [];
  for (let i = 0; i < live; i++) {
    if (i > 0 && at[order[i]!] === at[order[i - 1]!]) sizes[sizes.length - 1]!++;
    else sizes.push(1);
  }
  return sizes;
}

export const lost = ({ lostBy, rows }: Traffic): number =>
  counted(Array.from(lostBy.subarray(0, rows)), (by) => by >= 0);
