import { addCounts, noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Counts } from "../../src/machine/output.ts";
import { outputLine } from "../../src/machine/render.ts";
import { compareText } from "../../src/machine/values/text.ts";
import { advance, feed, nextDue, type Passage, type Visitor } from "../../src/machine/visitor.ts";

/** One record of a source, or the source's end. */
export type Arrival =
  | { readonly event: Event; readonly source: number; readonly vocabulary: number }
  | { readonly ends: number };

export interface Plan {
  readonly patterns: readonly { readonly machine: Machine; readonly vocabulary: number }[];
  readonly sources: number;
  readonly disorderMs: number | null;
  readonly endOfInput: "end" | "keep";
}

export interface Outcome {
  /** In the order in which a run prints them (rule 29). */
  readonly lines: readonly string[];
  readonly counts: readonly Counts[];
}

/**
 * Rules 29 to 31 word by word: all that is open lies in one list, which is searched anew for whatever is
 * due next. Slow, and the measure of everything that keeps queues.
 */
export function modelled(plan: Plan, arrivals: readonly Arrival[]): Outcome {
  const model = new Model(plan);
  for (const arrival of arrivals)
    if ("ends" in arrival) model.endSource(arrival.ends);
    else model.take(arrival.event, arrival.source, arrival.vocabulary);
  if (plan.endOfInput === "end") model.finish();
  return model;
}

interface Open {
  readonly pattern: number;
  readonly visitor: Visitor;
}

class Model implements Outcome {
  readonly lines: string[] = [];
  readonly counts: readonly Counts[];
  private readonly plan: Plan;
  private open: readonly Open[] = [];
  /** By source and vocabulary; a source that has ended has none. */
  private readonly greatest: (number[] | null)[];

  constructor(plan: Plan) {
    this.plan = plan;
    this.counts = plan.patterns.map(noCounts);
    this.greatest = Array.from({ length: plan.sources }, () =>
      plan.patterns.map(() => Number.NEGATIVE_INFINITY),
    );
  }

  take(event: Event, source: number, vocabulary: number): void {
    const behind = event.time < this.watermark(vocabulary);
    for (const [pattern, { machine, vocabulary: own }] of this.plan.patterns.entries()) {
      if (own !== vocabulary) continue;
      const before = this.open.find(
        ({ pattern: other, visitor }) => other === pattern && visitor.key === event.key,
      );
      this.keep(pattern, event.key, feed(machine, before?.visitor ?? null, event, behind));
    }
    const times = this.greatest[source]!;
    times[vocabulary] = Math.max(times[vocabulary]!, event.time);
    this.pass(vocabulary);
  }

  endSource(source: number): void {
    if (this.greatest.filter((times) => times !== null).length === 1) return;
    this.greatest[source] = null;
    for (const vocabulary of this.plan.patterns.keys()) this.pass(vocabulary);
  }

  finish(): void {
    for (;;) {
      const next = this.due(() => true)[0];
      if (next === undefined) return;
      this.advance(next.one, next.instant, true);
    }
  }

  /** The source furthest behind decides. */
  private watermark(vocabulary: number): number {
    const { disorderMs } = this.plan;
    if (disorderMs === null) return Number.NEGATIVE_INFINITY;
    const times = this.greatest.flatMap((each) => each?.[vocabulary] ?? []);
    return Math.min(...times) - disorderMs;
  }

  private pass(vocabulary: number): void {
    const watermark = this.watermark(vocabulary);
    const here = ({ pattern }: Open) => this.plan.patterns[pattern]!.vocabulary === vocabulary;
    for (;;) {
      const next = this.due(here)[0];
      if (next === undefined || next.instant >= watermark) break;
      this.advance(next.one, next.instant, true);
    }
    // At the watermark itself only timers that come before events.
    for (const { one, instant } of this.due(here))
      if (instant === watermark) this.advance(one, watermark, false);
  }

  /** What is due, by instant, key by code point, pattern in written order. */
  private due(asked: (one: Open) => boolean): { one: Open; instant: number }[] {
    return this.open
      .filter(asked)
      .map((one) => ({ one, instant: nextDue(this.machine(one.pattern), one.visitor)! }))
      .sort(
        (a, b) =>
          a.instant - b.instant ||
          compareText(a.one.visitor.key, b.one.visitor.key) ||
          a.one.pattern - b.one.pattern,
      );
  }

  private advance({ pattern, visitor }: Open, until: number, through: boolean): void {
    this.keep(pattern, visitor.key, advance(this.machine(pattern), visitor, until, through));
  }

  private machine(pattern: number): Machine {
    return this.plan.patterns[pattern]!.machine;
  }

  private keep(pattern: number, key: string, { visitor, outputs, counts }: Passage): void {
    this.lines.push(...outputs.map(outputLine));
    addCounts(this.counts[pattern]!, counts);
    const others = this.open.filter((one) => one.pattern !== pattern || one.visitor.key !== key);
    this.open = visitor === null ? others : [...others, { pattern, visitor }];
  }
}
