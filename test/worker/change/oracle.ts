import { type Mapping, NO_MAPPING } from "../../../src/check/mapping.ts";
import type { Event } from "../../../src/machine/event.ts";
import { keptVisitor } from "../../../src/machine/kept.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { layoutOf } from "../../../src/machine/twin/layout.ts";
import { advance, feed, type Passage, type Visitor } from "../../../src/machine/visitor.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import type { StoredMessage } from "../../../src/worker/transport.ts";
import { carried } from "../../plan/slow.ts";

/** A change as the oracle makes it: before the first record at or behind an offset. */
export interface Made {
  readonly at: number;
  readonly to: Machine;
  readonly policy: "keep" | "drain" | "reset";
  readonly mapping?: Mapping;
}

export interface Wanted {
  /** By key. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** Steps that failed. */
  readonly failed: number;
  /** Keys with something open, by the automaton's fingerprint. */
  readonly open: ReadonlyMap<string, readonly string[]>;
}

/**
 * The outputs of one partition whose pattern changes, written plainly: a visitor for each key and automaton,
 * stepped by the reference, carried over by the plain migration; an old session takes its key's events until
 * it is over. Without lanes or order words.
 */
export function oracle(
  records: readonly Pick<StoredMessage, "key" | "value" | "offset">[],
  first: Machine,
  changes: readonly Made[],
  from: { readonly topic: string; readonly partition: number },
  disorderMs: number,
): Wanted {
  const reader = eventsOf(from);
  const stages: { readonly machine: Machine; visitors: Map<string, Visitor> }[] = [
    { machine: first, visitors: new Map() },
  ];
  const lines = new Map<string, string[]>();
  let failed = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  const hear = (stage: (typeof stages)[number], key: string, passage: Passage): void => {
    failed += passage.dead.length;
    for (const output of passage.outputs) {
      const told = lines.get(key) ?? [];
      lines.set(key, told);
      told.push(outputLine(output));
    }
    if (passage.visitor === null) stage.visitors.delete(key);
    else stage.visitors.set(key, passage.visitor);
  };
  const pending = [...changes].sort((a, b) => a.at - b.at);
  const make = ({ to, policy, mapping = NO_MAPPING }: Made): void => {
    const current = stages.at(-1)!;
    const layout = layoutOf(current.machine, "text");
    const visitors = new Map<string, Visitor>();
    if (policy === "keep")
      for (const [key, visitor] of current.visitors) {
        const state = { key, visitor: keptVisitor(layout, visitor) };
        const { automaton } = current.machine;
        visitors.set(key, carried(state, automaton, to.automaton, mapping).visitor!);
      }
    if (policy === "keep") stages.pop();
    if (policy === "reset") stages.length = 0; // also what drained
    stages.push({ machine: to, visitors });
  };
  for (const { key, value, offset } of records) {
    while (pending.length > 0 && pending[0]!.at <= Number(offset)) make(pending.shift()!);
    const message = {
      ...{ key, value, headers: [], offset: Number(offset), timestampMs: 0, brokerTime: false },
    };
    const behindBefore = greatest - disorderMs;
    for (const [at, stage] of stages.entries()) {
      const event = reader(stage.machine, message);
      if (event === null) continue;
      greatest = Math.max(greatest, event.time);
      const old = stage.visitors.get(event.key) ?? null;
      if (at < stages.length - 1) {
        if (old === null) continue;
        hear(stage, event.key, advance(stage.machine, old, event.time));
        if (!stage.visitors.has(event.key)) continue;
      }
      const now = stage.visitors.get(event.key) ?? null;
      hear(stage, event.key, feed(stage.machine, now, event, event.time < behindBefore));
      break;
    }
    const watermark = greatest - disorderMs;
    for (const stage of stages)
      for (const [one, visitor] of [...stage.visitors])
        hear(stage, one, advance(stage.machine, visitor, watermark));
  }
  while (pending.length > 0) make(pending.shift()!);
  const open = new Map<string, string[]>();
  // What drains may have the fingerprint of what runs: it came back.
  for (const { machine, visitors } of stages) {
    const known = open.get(machine.version) ?? [];
    open.set(machine.version, [...known, ...visitors.keys()].sort());
  }
  return { lines, failed, open };
}

type Read = Parameters<ReturnType<typeof jsonMessages>["read"]>[0];

function eventsOf(from: {
  readonly topic: string;
  readonly partition: number;
}): (machine: Machine, message: Read) => Event | null {
  const readers = new Map<Machine, ReturnType<typeof jsonMessages>>();
  return (machine, message) => {
    const reader =
      readers.get(machine) ?? jsonMessages({ vocabularies: [machine.automaton.vocabulary] });
    readers.set(machine, reader);
    const [result] = reader.read(message, { ...from, index: 0 }).results;
    return result?.kind === "event" ? result.event : null;
  };
}
