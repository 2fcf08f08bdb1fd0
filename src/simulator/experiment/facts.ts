import type { Automaton, Order } from "../../automaton/automaton.ts";
import { durationText } from "../../automaton/wording.ts";
import type { Machine } from "../../machine/machine.ts";
import { formatTime } from "../../machine/values/time.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import { mechanismNamed } from "../disorder/mechanisms.ts";
import { spellPipeline } from "../disorder/notation.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import { presetNamed } from "../disorder/presets.ts";
import { counted } from "./recommend.ts";
import type { LogFacts, PatternFacts, PipelineFacts, TruthFacts } from "./result.ts";

export const patternFacts = (
  { automaton, version, outputs }: Machine,
  file: string,
): PatternFacts => ({
  ...{ name: automaton.pattern, version, file },
  parameters: automaton.parameters.map(({ name, type, value }) => ({
    name,
    value: type.kind === "duration" ? durationText(value as number) : String(value),
  })),
  outputs: [...outputs.keys()],
  order: orderWords(automaton.order),
});

/** The order words as they are written. */
export function orderWords(order: Order | undefined): string[] {
  if (order === undefined) return [];
  const { dedupe, reorder, sequence, late, cause } = order;
  const words: string[] = [];
  if (dedupe !== null)
    words.push(`dedupe by ${dedupe.field} within ${durationText(dedupe.within)}`);
  if (reorder !== null) words.push(`reorder within ${durationText(reorder.within)}`);
  if (sequence !== null)
    words.push(`order by ${sequence.field} wait ${durationText(sequence.wait)}`);
  if (late.kind === "emit") words.push(`late emit ${late.output}`);
  if (late.kind === "drop") words.push("late drop");
  if (late.kind === "retract") words.push(`late retract within ${durationText(late.within)}`);
  if (cause !== null)
    words.push(
      `follow cause from ${cause.field}, id from ${cause.id} wait ${durationText(cause.wait)}`,
    );
  return words;
}

export interface LogRead {
  readonly names: readonly string[];
  readonly dead: number;
  /** Events behind an earlier one of their key, as recorded. */
  readonly behind: number;
}

export function logFacts({ names, dead, behind }: LogRead, ordered: OrderedRun): LogFacts {
  const { log, truth, outputs, outputOf } = ordered;
  const counts = new Float64Array(outputs.length);
  for (const output of outputOf) counts[output]!++;
  return {
    ...{ names, dead, behind },
    events: log.events.length,
    keys: log.keys.length,
    sessions: truth.sessions,
    from: formatTime(log.events[0]!.time),
    to: formatTime(log.events.at(-1)!.time),
    outputs: Object.fromEntries(outputs.map((name, number) => [name, counts[number]!])),
  };
}

export const pipelineFacts = (written: string, pipeline: Pipeline): PipelineFacts => {
  const preset = presetNamed(written.trim());
  return {
    written: written.trim(),
    preset: preset?.name ?? null,
    spelled: spellPipeline(pipeline),
    stages: pipeline.stages.map(({ mechanism, values }) => {
      const { models, parameters } = mechanismNamed(mechanism)!;
      return {
        ...{ mechanism, models },
        parameters: Object.entries(parameters).map(([name, parameter]) => ({
          name,
          value: parameter.spell(values[name]!),
          isDefault: values[name] === parameter.default,
          says: parameter.says,
          source: parameter.source,
        })),
      };
    }),
    sources: preset?.sources ?? [],
  };
};

/** Which stages change the time that an event carries. */
const CLOCKS = ["skew", "correction", "truncate"];

export function truthFacts(
  { automaton }: { readonly automaton: Automaton },
  { behind }: LogRead,
  { stages }: Pipeline,
  annotated: boolean,
): TruthFacts {
  const statement = annotated
    ? "True is what `_expect` of each event says; keys without any are left out."
    : automaton.order?.cause == null
      ? "True is what the pattern gives when every event comes once and in the order of its time."
      : "True is what the pattern gives when every event comes once, in the order of its time, and each step starts where its cause left off.";
  const clocks = stages.filter(({ mechanism }) => CLOCKS.includes(mechanism));
  return {
    statement,
    annotated,
    assumptions: [
      clocks.length === 0
        ? "The log's event times are right: no stage of this pipeline touches clocks."
        : `The log's event times are right before the pipeline; ${clocks.map(({ mechanism }) => mechanism).join(", ")} then changes what they say.`,
      behind === 0
        ? "The log is complete, and as recorded no event is behind its key."
        : `The log was recorded out of order: ${counted(behind, "event")} came behind their key. They were put in the order of their times; that is taken as true, and the log as complete.`,
      "Events of one time happened in the order in which they were recorded.",
      "The pipeline's stages and numbers are a model; `pda disorder` measures what a recorded log shows.",
      "Other sessions are like these, and do not influence each other but by filling the same buffers.",
    ],
  };
}
