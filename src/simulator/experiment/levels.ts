import { mechanismNamed } from "../disorder/mechanisms.ts";
import { readPipeline, spellPipeline, tellProblems } from "../disorder/notation.ts";
import type { Pipeline } from "../disorder/pipeline.ts";

/** One degree of disorder. */
export interface Level {
  /** What tells it from the others. */
  readonly label: string;
  readonly pipeline: Pipeline;
}

export type LevelsReading =
  | { readonly levels: readonly Level[]; readonly problem: null }
  | { readonly levels: null; readonly problem: string };

const refuse = (problem: string): LevelsReading => ({ levels: null, problem });

/**
 * Reads `collectors.flush=1s,5s,30s`, the values of one parameter of the pipeline (`flush=1s,5s` where only one
 * stage has such a parameter), or pipelines and presets apart by semicolons.
 */
export function readLevels(text: string, given: Pipeline): LevelsReading {
  const parameter = /^\s*(?:([a-z]+)\.)?([a-z]+)\s*=\s*([^;|\s=]*)\s*$/.exec(text);
  return parameter === null
    ? pipelinesOf(text)
    : valuesOf(given, parameter[1] ?? null, parameter[2]!, parameter[3]!);
}

function pipelinesOf(text: string): LevelsReading {
  const levels: Level[] = [];
  for (const written of text.split(";").map((each) => each.trim())) {
    const { pipeline, problems } = readPipeline(written);
    if (pipeline === null) return refuse(tellProblems(written, problems).trimEnd());
    levels.push({ label: written, pipeline });
  }
  return { levels, problem: null };
}

function valuesOf(
  given: Pipeline,
  mechanism: string | null,
  name: string,
  written: string,
): LevelsReading {
  const { stages } = given;
  const places = stages.flatMap((stage, place) =>
    (mechanism === null || stage.mechanism === mechanism) && Object.hasOwn(stage.values, name)
      ? [place]
      : [],
  );
  if (places.length !== 1) {
    const where = mechanism === null ? "" : `${mechanism}.`;
    const names = stages.flatMap(({ mechanism: of, values }) =>
      Object.keys(values).map((each) => `${of}.${each}`),
    );
    return refuse(
      places.length === 0
        ? `no stage of the pipeline has a parameter ${where}${name}; there are ${names.join(", ")}`
        : `several stages have a parameter ${name}; say which: ${places
            .map((place) => `${stages[place]!.mechanism}.${name}`)
            .join(" or ")}`,
    );
  }
  const place = places[0]!;
  const stage = stages[place]!;
  const parameter = mechanismNamed(stage.mechanism)!.parameters[name]!;
  const levels: Level[] = [];
  for (const value of written.split(",")) {
    const read = parameter.read(value);
    if (read === null) return refuse(`${name}=${value}: write ${parameter.form}`);
    const values = { ...stage.values, [name]: read };
    const refusal = parameter.refuse(read) ?? mechanismNamed(stage.mechanism)!.impossible(values);
    if (refusal !== null) return refuse(`${name}=${value} cannot be: ${refusal}`);
    const pipeline = { stages: stages.with(place, { ...stage, values }) };
    levels.push({ label: `${name}=${parameter.spell(read)}`, pipeline });
  }
  return { levels, problem: null };
}

export const samePipeline = (one: Pipeline, other: Pipeline): boolean =>
  spellPipeline(one) === spellPipeline(other);
