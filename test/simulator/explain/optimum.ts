import { expect } from "vitest";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { Arm } from "../../../src/simulator/compare/arm.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
import type { Wrong } from "../../../src/simulator/compare/counting.ts";
import { KeyRun } from "../../../src/simulator/compare/key-run.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { Release } from "../../../src/simulator/compare/release.ts";
import { Watermark } from "../../../src/simulator/compare/watermark.ts";
import { sortRows } from "../../../src/simulator/disorder/order.ts";
import { pass } from "../../../src/simulator/disorder/pipeline.ts";
import type { Traffic } from "../../../src/simulator/disorder/traffic.ts";
import { Explainer } from "../../../src/simulator/explain/explainer.ts";
import type { Explanation } from "../../../src/simulator/explain/explanation.ts";
import { pipelineOf } from "../law.ts";
import {
  type Alterable,
  type Fed,
  least,
  linesOf,
  subsets,
  type Truth,
  truthOf,
  twinTruthOf,
  verdictOf,
} from "./brute.ts";

const EVENTS_MAX = 8;
/** Pairs of a program and a log. */
export const CASES = Number(process.env.PROPERTY_RUNS ?? 75);
/** All choices of a key's events are searched below so many changes. */
const EXHAUSTED = CASES > 100 ? 4 : 2;

export const PIPELINES = [
  "collectors n=4 flush=5s",
  "collectors n=2 flush=30m",
  "collectors n=2 flush=5s | loss share=10%",
  "copies share=30% renamed=30% | network median=2s sigma=2",
  "truncate to=1s ties=random | network",
  "skew | network median=5s sigma=2",
];

const ARMS: readonly Arm[] = [
  { reorderMs: null },
  { reorderMs: 1000, watermark: true },
  { reorderMs: 1000 },
  { reorderMs: null, holdMs: 1000 },
];

export class Books {
  explained = 0;
  certified = 0;
  ofSession = 0;
  several = 0;
  certifiedOfSeveral = 0;
  /** Only an order that did not take place would do with less. */
  elsewhere = 0;
  cured = 0;

  add({ certified, certificate, changes, remedy }: Explanation): void {
    this.explained++;
    if (certified) this.certified++;
    if (certified && certificate.among === "session") this.ofSession++;
    if (changes.length > 1) {
      this.several++;
      if (certified) this.certifiedOfSeveral++;
    }
    if (certificate.among !== null && certificate.elsewhere !== null) this.elsewhere++;
    if (remedy !== null) this.cured++;
  }

  print(of: string): void {
    const share = (count: number, all: number) => `${((100 * count) / all).toFixed(1)} %`;
    console.log(
      `${of}: ${this.explained} explanations, ${share(this.certified, this.explained)} certified ` +
        `(${share(this.certifiedOfSeveral, this.several)} of the ${this.several} with more than one change; ` +
        `${share(this.ofSession, this.explained)} for every choice of events; ` +
        `of ${share(this.elsewhere, this.explained)} only what took place was proved the least), ` +
        `${share(this.cured, this.explained)} with a change of the whole log that puts it right`,
    );
  }
}

/** At most so many events of each key, the first ones. */
export function shortened(events: readonly Event[]): Event[] {
  const counts = new Map<string, number>();
  return events.filter(({ key }) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= EVENTS_MAX;
  });
}

/** Explains some of what goes wrong, and holds each explanation to replays and to search without cleverness. */
export function explainedOn(
  machine: Machine,
  events: readonly Event[],
  text: string,
  seed: number,
  most: number,
  books: Books,
): void {
  const ordered = orderedRun(machine, orderedLog(events));
  const pipeline = pipelineOf(text);
  const wrongs: Wrong[] = [];
  new Comparison(ordered, pipeline, ARMS, { wrong: (wrong) => wrongs.push(wrong) }).run(seed);
  const step = Math.max(1, Math.floor(wrongs.length / most));
  const explainer = new Explainer(ordered, pipeline, ARMS);
  const traffic = pass(pipeline, ordered.truth, seed);
  const isOwn = (row: number, key: string) => ordered.log.events[traffic.event[row]!]!.key === key;
  const twin = new KeyRun(machine);
  const twinLines = (of: readonly Event[]): readonly string[] => {
    if (of.length === 0) return [];
    twin.run(of[0]!.key, of);
    return twin.lines;
  };
  /** On the reference. */
  const judged = (some: readonly Event[], fed: readonly Fed[], wrong: Wrong) =>
    verdictOf(
      ...([truthOf(machine, some), some, fed] as const),
      linesOf(
        machine,
        fed.map(({ event }) => event),
      ),
      wrong,
    );
  wrongs
    .filter((_, i) => i % step === 0)
    .slice(0, most)
    .forEach((wrong) => {
      const explanation = explainer.explain(wrong);
      if (explanation === null) throw new Error(`not explained: ${wrong.expected} ${wrong.got}`);
      books.add(explanation);
      const { certificate, certified, swaps, changes, remedy } = explanation;
      const own = ordered.log.events.filter(({ key }) => key === wrong.key);
      const kept = explanation.events.map(({ place }) => own[place - 1]!);
      const fed = explanation.fed.map(({ event, id, stamp }): Fed => {
        const time = stamp === null ? kept[event]!.time : Date.parse(stamp);
        return { of: event, event: { ...kept[event]!, id, time } };
      });
      // Replayed, it gives the wrong result that it explains.
      expect(judged(kept, fed, wrong), explanation.text).toBe("the fault");
      // It takes as many exchanges as it says.
      const exchanged = changes.filter(({ kind }) => kind === "exchanged").length;
      expect([inversions(fed, explanation), exchanged]).toEqual([swaps, swaps]);
      expect(changes.length).toBeGreaterThan(0);
      // Without any one of its events, it is another thing.
      for (let i = 0; i < kept.length; i++) {
        const less = fed
          .filter(({ of }) => of !== i)
          .map(({ of, event }) => ({ of: of > i ? of - 1 : of, event }));
        expect(judged(kept.toSpliced(i, 1), less, wrong)).not.toBe("the fault");
      }
      // What was altered on the way of this key.
      const rows = fedRows(ARMS[wrong.arm]!, traffic, traffic.at, (row) => isOwn(row, wrong.key));
      const place = new Map(own.map((event, of) => [event, of]));
      const arrived = rows.map((row) => {
        const event = ordered.log.events[traffic.event[row]!]!;
        const id = traffic.renamed[row] === 1 ? `${event.id}+${traffic.copyNumber[row]}` : event.id;
        const stamped = { ...event, id, time: Math.floor(traffic.stamp[row]!) };
        return {
          of: place.get(event)!,
          event: stamped,
          plain: { ...event, id },
        };
      });
      const alterable = alterableOf(own, arrived);
      const truths = new Map<string, Truth>();
      const shows = (some: readonly Event[], given: readonly Fed[]): boolean => {
        const name = some.map(({ id }) => id).join();
        const truth = truths.get(name) ?? twinTruthOf(machine, twin, some);
        truths.set(name, truth);
        const lines = twinLines(given.map(({ event }) => event));
        return verdictOf(truth, some, given, lines, wrong) === "the fault";
      };
      const of = explanation.events.map(({ place: from1 }) => from1 - 1);
      if (changes.length > 1) {
        const among = least(own, [of], alterable, changes.length, shows);
        if (certified) expect(among, explanation.text).toBe(null);
        if (certified && certificate.among === "session" && changes.length <= EXHAUSTED) {
          const choices = subsets(own.map((_, i) => i)).filter(({ length }) => length > 0);
          expect(least(own, choices, alterable, changes.length, shows), explanation.text).toBe(
            null,
          );
        }
      }
      // Moved as it says, the whole log gives the right result.
      if (remedy !== null && remedy.how !== "undone") {
        const moved = of[remedy.events[0]!]!;
        const by = remedy.how === "sooner" ? -remedy.ms! : remedy.ms!;
        const outcomes = rows.flatMap((row, i) => {
          if (arrived[i]!.of !== moved) return [];
          const at = traffic.at.with(row, traffic.at[row]! + by);
          const otherwise = fedRows(ARMS[wrong.arm]!, traffic, at, (one) => isOwn(one, wrong.key));
          return [
            judged(
              own,
              otherwise.map((one) => arrived[rows.indexOf(one)]!),
              wrong,
            ),
          ];
        });
        expect(outcomes, explanation.text).toContain("right");
      }
    });
}

/** A key's rows as the machine takes them, if all arrive at these instants: by the simulator's own means. */
function fedRows(
  { reorderMs, watermark, holdMs }: Arm,
  { order, live, rows, stamp }: Traffic,
  at: Traffic["at"],
  isOwn: (row: number) => boolean,
): number[] {
  const arrived = order.slice(0, live);
  sortRows(arrived, live, at);
  const own = arrived.filter(isOwn);
  const release = new Release();
  release.reserve(rows);
  const follow = new Watermark();
  if (watermark) follow.follow({ order: arrived, live, rows, at, stamp });
  if (holdMs !== undefined) release.hold(own, at, stamp, holdMs);
  else if (reorderMs === null) release.asTheyCome(own, at);
  else release.reorder(own, at, stamp, reorderMs, watermark ? follow : null);
  return [...release.rows.subarray(0, release.count)];
}

/** Pairs in the wrong order, copies behind their originals. */
function inversions(fed: readonly Fed[], { fed: told }: Explanation): number {
  let count = 0;
  const rank = (i: number) => [fed[i]!.of, told[i]!.copy ? 1 : 0, told[i]!.copy ? i : 0] as const;
  for (let i = 0; i < fed.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [rank(j), rank(i)];
      const first = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
      if (first > 0) count++;
    }
  return count;
}

function alterableOf(
  own: readonly Event[],
  arrived: readonly (Fed & { plain: Event })[],
): Alterable {
  const lost: number[] = [];
  const copies: Fed[] = [];
  const stamped: (Fed & { copy: number })[] = [];
  own.forEach((event, of) => {
    const its = arrived.filter((one) => one.of === of);
    const original = its.find((one) => one.event.id === event.id);
    if (original === undefined) lost.push(of);
    for (const one of original === undefined
      ? its
      : [original, ...its.filter((each) => each !== original)]) {
      const copy = one === original ? -1 : copies.length;
      if (one !== original) copies.push({ of, event: one.plain });
      if (one.event.time !== one.plain.time) stamped.push({ of, event: one.event, copy });
    }
  });
  return { lost, copies, stamped };
}
