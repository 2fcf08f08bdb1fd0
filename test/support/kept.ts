import { assembleTwin } from "../../src/machine/assemble.ts";
import { loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Counts, DeadStep } from "../../src/machine/output.ts";
import { outputLine } from "../../src/machine/render.ts";
import type { TwinHost, TwinTable } from "../../src/machine/twin/runtime.ts";
import type { KeyState } from "../../src/stream/key-state.ts";
import { type KeptRunner, referenceRunner } from "../../src/stream/runner.ts";

/** What all homes of one key tell together. */
export interface Told {
  readonly counts: Counts;
  readonly lines: string[];
  readonly dead: DeadStep[];
}

export const nothingTold = (): Told => ({ counts: noCounts(), lines: [], dead: [] });

export type Home = Pick<
  KeptRunner,
  "feed" | "advance" | "nextDue" | "rowOf" | "save" | "restore" | "forget"
>;

/** Every machine that a key can live in: they read each other's states. */
export const homesOf = (machine: Machine, told: Told): readonly Home[] => [
  referenceRunner(machine, {
    counts: told.counts,
    output: (output) => told.lines.push(outputLine(output)),
    dead: (step) => told.dead.push(step),
  }),
  tableHome(loadTwin(machine)(hostOf(told))),
  tableHome(loadTwin(machine, "number")({ ...hostOf(told), ids: numbering() })),
  tableHome(assembleTwin(machine)(hostOf(told))),
  tableHome(assembleTwin(machine, "number")({ ...hostOf(told), ids: numbering() })),
];

const hostOf = ({ counts, lines, dead }: Told): TwinHost => ({
  counts,
  line: (text) => lines.push(text),
  dead: (step) => dead.push(step),
});

const tableHome = (table: TwinTable): Home => ({
  feed: (event, behind) => table.feed(event, behind),
  advance: (row, until, through) => table.advance(row, until, through),
  nextDue: (row) => table.nextDue(row),
  rowOf: (key) => table.rowOf(key),
  save(row) {
    const visitor = table.save(row);
    return visitor === null ? null : { key: visitor.key, visitor };
  },
  restore: ({ visitor }) => table.restore(visitor!),
  forget: (key) => table.forget(key),
});

/** Numbers for ids, one for each text. */
export function numbering(): NonNullable<TwinHost["ids"]> {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, texts.length);
    return texts.push(id) - 1;
  };
  return { refOf: ({ id }: Event) => numberOf(id), textOf: (ref) => texts[ref]!, numberOf };
}

/** Every detail of a state, what is missing too; but not where its events were read. */
export const shown = (state: KeyState | null): string =>
  JSON.stringify(
    state,
    (name, value) =>
      name === "record"
        ? undefined
        : typeof value === "bigint"
          ? `${value}n`
          : value === undefined
            ? "missing"
            : inOneOrder(value),
    1,
  );

/** Members by name: in which order a value got them says nothing of it. */
const inOneOrder = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
