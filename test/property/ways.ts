import { assembleTwin } from "../../src/machine/assemble.ts";
import { loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Counts, DeadStep } from "../../src/machine/output.ts";
import { newTally, type Tally } from "../../src/machine/tally.ts";
import type { TwinHost, TwinTable } from "../../src/machine/twin/runtime.ts";
import { type Answer, answer, type Input } from "../oracle/oracle.ts";

/** What every way of running is compared by. */
export interface Result extends Pick<Answer, "lines" | "dead"> {
  readonly counts: Readonly<Counts>;
  /** After each input the next instant at which something is due; Infinity: nothing is open. Null: not told. */
  readonly due: readonly number[] | null;
  /** States reached and rules fired; null: not told. */
  readonly tally: Tally | null;
}

/** One way of running an automaton over one key's inputs. */
export interface Way {
  readonly name: string;
  run(inputs: readonly Input[]): Result;
}

export function deadLine(step: DeadStep): string {
  const lane = step.lane.length === 0 ? "" : `[${step.lane.join(",")}] `;
  if (step.kind === "event") return `${lane}event ${step.event} @${step.instant}`;
  return `${lane}${step.kind} ${step.name} @${step.instant}`;
}

/** The slow interpreter, written from the language reference alone. */
export const oracle = (machine: Machine, answering = answer): Way => ({
  name: "oracle",
  run: (inputs) => ({
    ...answering(machine.automaton, machine.version, inputs),
    due: null,
    tally: null,
  }),
});

/** The generated twin. */
export const twin = (machine: Machine, loading = loadTwin): Way =>
  tableWay("twin", machine, loading);

/** The twin put together of closures, where no code may be made of text. */
export const assembled = (machine: Machine): Way => tableWay("closures", machine, assembleTwin);

/** Every other program's twins keep events by number instead of by text, and a tally. */
const isOdd = ({ version }: Machine): boolean => Number.parseInt(version.slice(-1), 16) % 2 === 1;

/**
 * A table of many keys, kept from run to run: rows and frames are used again, and of every run one more key
 * stays open among them, so that a place that was not cleared, or is another's, shows.
 */
function tableWay(name: string, machine: Machine, loading: typeof loadTwin): Way {
  const odd = isOdd(machine);
  const lines: string[] = [];
  const dead: string[] = [];
  const counts = noCounts();
  const tally = odd ? newTally(machine) : null;
  const table = loading(
    machine,
    odd ? "number" : "text",
    odd,
  )({
    counts,
    ...(tally === null ? {} : { tally }),
    line: (text) => lines.push(text),
    dead: (step) => dead.push(deadLine(step)),
    ids: numbering(),
  });
  let runs = 0;
  return {
    name,
    run(inputs) {
      leaveOpen(table, inputs, `beside ${runs++}`);
      lines.length = 0;
      dead.length = 0;
      Object.assign(counts, noCounts());
      for (const numbers of Object.values(tally ?? {})) numbers.fill(0);
      const key = inputs.find((input) => input.kind === "event")?.event.key ?? "";
      const due = inputs.map((input) => {
        const row = input.kind === "event" ? -1 : table.rowOf(key);
        if (input.kind === "event") table.feed(input.event, input.behindWatermark);
        else if (row >= 0) table.advance(row, instantOf(input), false);
        const open = table.rowOf(key);
        return open < 0 ? Number.POSITIVE_INFINITY : table.nextDue(open);
      });
      const told = structuredClone(tally);
      return { lines: [...lines], dead: [...dead], counts: { ...counts }, due, tally: told };
    },
  };
}

const instantOf = (input: Exclude<Input, { kind: "event" }>): number =>
  input.kind === "end" ? Number.POSITIVE_INFINITY : input.at;

function leaveOpen(table: TwinTable, inputs: readonly Input[], key: string): void {
  for (const input of inputs.slice(0, inputs.length >> 1))
    if (input.kind === "event") table.feed({ ...input.event, key }, false);
}

/** Numbers for ids, one for each text. */
function numbering(): NonNullable<TwinHost["ids"]> {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    refOf: ({ id }: Event) => {
      const known = numbers.get(id);
      if (known !== undefined) return known;
      numbers.set(id, texts.length);
      return texts.push(id) - 1;
    },
    textOf: (ref) => texts[ref]!,
  };
}
