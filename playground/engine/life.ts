import { noCounts } from "../../src/machine/counts.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Output } from "../../src/machine/output.ts";
import { formatTime } from "../../src/machine/values/time.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import type { OrderNews } from "../../src/stream/order/news.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import { outputText } from "../../src/stream/trace.ts";
import { feedAll, type Input, runOut } from "./inputs.ts";
import { sessionName } from "./session-index.ts";

/** A step of a session, or what the order words did with an event of its key instead. */
export type Entry =
  | { readonly is: "step"; readonly happening: Happening; readonly session: string }
  | { readonly is: "news"; readonly news: OrderNews; readonly session: null };

/** Steps in their order; each holds its configurations, so that any moment is at hand. */
export interface Life {
  readonly entries: readonly Entry[];
}

/** All sessions of one key, run again. `changed`: its events are no longer those of the log. */
export function wholeLife(
  machine: Machine,
  inputs: readonly Input[],
  changed = false,
): { readonly life: Life; readonly outputs: readonly string[] } {
  const entries: Entry[] = [];
  const outputs: string[] = [];
  const told = (output: Output): string =>
    `${output.retracted === true ? "taken back: " : ""}${outputText(output)} at ${formatTime(output.time)}`;
  const runner = steppedRunner(machine, {
    ...{ counts: noCounts(), dead: () => {} },
    output: (output) => outputs.push(told(output)),
    happened: (happening, key) =>
      entries.push({ is: "step", happening, session: sessionName(machine, key, happening) }),
    ordered: (news) => entries.push({ is: "news", news, session: null }),
  });
  feedAll(runner, inputs);
  if (changed) runOut(runner);
  return { life: { entries }, outputs };
}

/** One session of a life, with what was held or dropped while it lived. */
export function sessionIn({ entries }: Life, name: string): Life {
  const first = entries.findIndex(({ session }) => session === name);
  if (first < 0) return { entries: [] };
  const last = entries.findLastIndex(({ session }) => session === name);
  // Its first event may have been held before it was stepped.
  const from = entries[first - 1]?.is === "news" ? first - 1 : first;
  const own = entries.slice(from, last + 1);
  return { entries: own.filter(({ session }) => session === name || session === null) };
}
