import type { Machine } from "../../src/machine/machine.ts";
import { stimulusText } from "../../src/stream/trace.ts";
import { eventText } from "../../src/why/words.ts";
import type { Entry, Life } from "./life.ts";
import { ruleId } from "./rule-id.ts";

/** One step as a line of a list. */
export interface TimelineRow {
  /** From 1. */
  readonly step: number;
  readonly is: "event" | "timer" | "end" | "news";
  readonly at: number;
  readonly what: string;
  /** Name of the event; null: none. */
  readonly name: string | null;
  readonly event: string | null;
  readonly lane: string;
  readonly from: string;
  readonly to: string;
  readonly verdict: "taken" | "not taken" | "failed" | "kept back";
  readonly rule: string | null;
  readonly depth: number;
  readonly outputs: readonly string[];
}

export function timelineOf(machine: Machine, { entries }: Life): readonly TimelineRow[] {
  return entries.map((entry, i) => rowOf(machine, entry, i + 1));
}

function rowOf(machine: Machine, entry: Entry, step: number): TimelineRow {
  if (entry.is === "news") {
    const { event, what } = entry.news;
    return {
      ...{ step, is: "news", at: event.time, what: `${eventText(machine, event)}, ${what}` },
      ...{ name: event.name, event: event.id, lane: "", from: "", to: "", verdict: "kept back" },
      ...{ rule: null, depth: 0, outputs: [] },
    };
  }
  const { happening } = entry;
  const { situation, stimulus, lane, step: taken } = happening;
  const { explanation, configuration } = taken;
  const fired = taken.taken ? explanation.tried.at(-1) : undefined;
  let depth = 0;
  for (let rest = configuration.stack; rest !== null; rest = rest.below) depth++;
  return {
    ...{ step, is: stimulus.kind, at: situation.at, what: stimulusText(machine, happening) },
    name: stimulus.kind === "event" ? (stimulus.event.name ?? "undeclared") : null,
    event: stimulus.kind === "event" ? stimulus.event.id : null,
    ...{ lane: lane.texts.join(", "), from: explanation.from, to: explanation.to },
    verdict: taken.failure !== null ? "failed" : taken.taken ? "taken" : "not taken",
    rule: fired === undefined ? null : ruleId(fired.rule, fired.owner, fired.index),
    ...{ depth, outputs: taken.outputs.map(({ output }) => output) },
  };
}
