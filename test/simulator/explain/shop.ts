import { compile } from "../../../src/compile.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load } from "../../../src/machine/machine.ts";
import { KeyRun } from "../../../src/simulator/compare/key-run.ts";
import { match } from "../../../src/simulator/compare/match.ts";
import type { Arrival, Course, Passage } from "../../../src/simulator/explain/course.ts";
import { explain } from "../../../src/simulator/explain/explain.ts";
import type { Explanation } from "../../../src/simulator/explain/explanation.ts";
import { Replay } from "../../../src/simulator/explain/replay.ts";
import { BEGIN, SECOND } from "../law.ts";

const TEXT = `
events shop {
  key visitor
  time ts
  event search { term: text }
  event view { product: text }
  event cart { product: text }
}

pattern credit on shop {
  session gap 30m max 12h
  stack query { term: text } depth 1 drop oldest
  emits carted { term: text, product: text, seen: integer }
  emits visit { events: integer }
  remember seen: integer = 0
  start idle
  state idle { on search -> searched { push query { term } } }
  state searched {
    on search -> searched { replace query { term } }
    on cart -> idle { emit carted { term: top.term, product, seen }  clear }
  }
  afterwards on view { seen = seen + 1 }
  on end { emit visit { events: session.events } }
}
`;

const compiled = compile({ main: { name: "credit.pda", text: TEXT }, load: () => null });
export const machine = load(compiled.patterns[0]!.automaton);

export interface Way {
  /** Seconds after the begin at which it arrives; several: copies; none: it is lost. */
  readonly at: readonly number[];
  /** Seconds by which it is dated wrongly. */
  readonly shift?: number;
  readonly mechanism?: string;
  readonly text?: string;
  readonly unit?: number;
}

/** `["cart", { product: "p1" }, 3]`: 3 seconds after the begin. */
export type Happened = readonly [
  name: string,
  fields: Event["fields"],
  seconds: number,
  way: Way | undefined,
];

/** One key's events with what happened to each. */
export function courseOf(happened: readonly Happened[]): Course {
  const events = happened.map(
    ([name, fields, seconds], i): Event => ({
      ...{ key: "v", id: `e${i + 1}`, name, fields, members: () => [] },
      time: BEGIN + seconds * SECOND,
    }),
  );
  const arrivals = happened
    .flatMap(([, , seconds, way], of) =>
      (way?.at ?? [seconds]).map((at, copy): Arrival => {
        const time = events[of]!.time + (way?.shift ?? 0) * SECOND;
        return {
          of,
          id: events[of]!.id,
          at: BEGIN + at * SECOND,
          time,
          stamp: time,
          copy,
          place: 0,
        };
      }),
    )
    .sort((a, b) => a.at - b.at);
  const passages = (of: number, arrival: number): Passage[] => {
    const [, , seconds, way] = happened[of]!;
    if (way?.mechanism === undefined) return [];
    const { at, copy } = arrivals[arrival] ?? { at: BEGIN + seconds * SECOND, copy: 0 };
    return [
      {
        ...{ stage: 0, mechanism: way.mechanism, unit: way.unit ?? -1 },
        ...{ delayMs: at - BEGIN - seconds * SECOND, shiftMs: (way.shift ?? 0) * SECOND },
        ...{ lost: arrival < 0, copied: copy > 0, text: way.text ?? "was touched" },
      },
    ];
  };
  const release = (some: readonly Arrival[]) => some.map((_, place) => place);
  return { events, arrivals, fed: release(arrivals), release, passages };
}

/** An explanation of each result that is wrong, by output and verdict. */
export function explanationsOf(happened: readonly Happened[]): Map<string, Explanation> {
  const course = courseOf(happened);
  const run = new KeyRun(machine);
  const linesOf = (events: readonly Event[]) => {
    run.run("v", events);
    return [...run.lines];
  };
  const expected = linesOf(course.events);
  const got = linesOf(
    course.arrivals.map(({ of, id, time }) => ({ ...course.events[of]!, id, time })),
  );
  const found = new Map<string, Explanation>();
  for (const { verdict, truth, observed } of match(expected, got, () => 1)) {
    if (verdict === "exact") continue;
    const fault = {
      verdict,
      expected: truth < 0 ? null : expected[truth]!,
      got: observed < 0 ? null : got[observed]!,
    };
    const explanation = explain(machine, course, fault, new Replay(machine, run));
    if (explanation === null) throw new Error(`not explained: ${verdict}`);
    found.set(`${explanation.output} ${verdict}`, explanation);
  }
  return found;
}
